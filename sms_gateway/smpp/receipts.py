"""Delivery receipts, by optional parameters and by text, and the many ways in which they name a message.

Text receipts follow appendix B of SMPP 3.4, which is a suggestion: ``id:IIIIIIIIII sub:SSS dlvrd:DDD submit date:YYMMDDhhmm done
date:YYMMDDhhmm stat:DDDDDDD err:E text:...``. Providers change case, spaces, order and the words of ``stat``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from sms_gateway.schema import Status
from sms_gateway.smpp.constants import MESSAGE_TYPE_MASK, EsmClass, MessageState, Tag
from sms_gateway.smpp.inbound import Delivery, payload
from sms_gateway.smpp.pdu import tlv


class DeliveryReceipt(NamedTuple):
    """``error``: the network's code where it gave one, as "gsm:34" or as the text has it; ``network``: MCC and MNC, or an IMSI."""

    message_id: str
    state: MessageState
    error: str | None = None
    network: str | None = None


FINAL: Final[Mapping[MessageState, Status]] = {
    MessageState.DELIVERED: Status.DELIVERED,
    MessageState.EXPIRED: Status.EXPIRED,
    MessageState.DELETED: Status.FAILED,
    MessageState.UNDELIVERABLE: Status.FAILED,
    MessageState.REJECTED: Status.FAILED,
    MessageState.SKIPPED: Status.FAILED,
}
"""The status a state ends a message with. All other states are news on the way: another receipt follows, or none."""

_WORDS: Final = (
    ("DELIV", MessageState.DELIVERED),
    ("DELET", MessageState.DELETED),
    ("EXPIR", MessageState.EXPIRED),
    ("UNDEL", MessageState.UNDELIVERABLE),
    ("ACCEP", MessageState.ACCEPTED),
    ("REJEC", MessageState.REJECTED),
    ("ENROU", MessageState.ENROUTE),
    ("EN_RO", MessageState.ENROUTE),
    ("BUFFE", MessageState.ENROUTE),
    ("SCHED", MessageState.SCHEDULED),
    ("SKIPP", MessageState.SKIPPED),
    ("FAILE", MessageState.UNDELIVERABLE),
)
_CANONICAL: Final = re.compile(
    r"id:(\S+) sub:\S* dlvrd:\S* submit date:\d* done date:\d* stat:([A-Z]+) err:(\w*)", re.ASCII
)
_FIELDS: Final = re.compile(
    r"(?:^|[\s,;|])(id|stat(?:us)?|err(?:or)?|done[ _]?date|sub|dlvrd|submit[ _]?date|text)\s*[:=]\s*(\"[^\"]*\"|[^\s,;|]*)",
    re.IGNORECASE | re.ASCII,
)
_NETWORKS: Final = {1: "ansi136", 2: "is95", 3: "gsm"}
_REPORTS: Final = EsmClass.RECEIPT | EsmClass.INTERMEDIATE
_SILENT: Final = frozenset({"", "0", "00", "000", "0000"})


def receipt(delivery: Delivery, by_text_alone: bool = False, network_tag: int | None = None) -> DeliveryReceipt | None:
    """The receipt that was delivered, or None where it is none (or names no message).

    A receipt is what the SMSC marks as one, by esm_class or by receipted_message_id. ``by_text_alone`` also believes the text, for
    an SMSC that marks nothing; a phone could then forge receipts by sending such a text. ``network_tag``: of the vendor's optional
    parameter that names the phone's network.
    """
    named = tlv(delivery.tlvs, Tag.RECEIPTED_MESSAGE_ID) if delivery.tlvs else None
    kind = delivery.esm_class & MESSAGE_TYPE_MASK
    if named is None and not kind & _REPORTS and (kind or not by_text_alone):
        return None
    message_id, state, error = _from_text(payload(delivery).decode("latin-1"))
    if named is not None:
        message_id = named.rstrip(b"\0").decode("latin-1")
    told = tlv(delivery.tlvs, Tag.MESSAGE_STATE)
    if told:
        state = _state(told[-1])
    code = tlv(delivery.tlvs, Tag.NETWORK_ERROR_CODE)
    if code is not None and len(code) == 3 and any(code[1:]):
        error = f"{_NETWORKS.get(code[0], code[0])}:{int.from_bytes(code[1:], 'big')}"
    message_id = message_id.strip()
    if not message_id.isprintable() or not message_id or state is None:
        return None  # a number with control characters is none of ours, and no database keeps a NUL in a text
    network = tlv(delivery.tlvs, network_tag) if network_tag is not None and delivery.tlvs else None
    return DeliveryReceipt(message_id, state, error, None if network is None else network.decode("latin-1"))


def _from_text(text: str) -> tuple[str, MessageState | None, str | None]:
    """(message id, state, error)."""
    match = _CANONICAL.match(text)
    if match is not None:
        message_id, word, error = match.groups()
        return message_id, state_of(word), None if error in _SILENT else error
    fields: dict[str, str] = {}
    for found in _FIELDS.finditer(text):
        name = found[1].lower().replace(" ", "").replace("_", "")
        if name == "text":
            break  # the message's own words, which may look like anything
        fields.setdefault(name, found[2].strip('"'))
    word = fields.get("stat") or fields.get("status")
    error = fields.get("err") or fields.get("error") or ""
    state = None if word is None else state_of(word)
    return fields.get("id", ""), state, None if error in _SILENT else error


def state_of(word: str) -> MessageState:
    """The state a ``stat`` names: DELIVRD, Delivered, UNDELIV, a digit ...; UNKNOWN for a word nobody has told us."""
    if word.isdecimal():
        return _state(int(word))
    upper = word.upper()
    for beginning, state in _WORDS:
        if upper.startswith(beginning):
            return state
    return MessageState.UNKNOWN


def _state(number: int) -> MessageState:
    return MessageState(number) if number <= MessageState.SKIPPED else MessageState.UNKNOWN


IdForm = Literal["text", "decimal", "hex"]
"""How an SMSC writes a message's number in one of the two places; "text": letter by letter."""


def canonical(message_id: str, form: IdForm) -> str:
    """One spelling of a message's number, for submit_sm_resp and receipts alike. What is no number of its form stays as it is.

    Many SMSCs answer submit_sm with a hexadecimal number and write the same number decimally, with zeros before it, in receipts
    (Kannel's ``msg-id-type``). The forms are a setting of each provider and never guessed: "10" is also somebody else's "16".
    """
    # int() would take signs, spaces and underscores.
    if form == "text" or not (message_id.isascii() and message_id.isalnum()):
        return message_id
    try:
        return str(int(message_id, 16 if form == "hex" else 10))
    except ValueError:
        return message_id
