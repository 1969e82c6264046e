"""From one channel to another with a one-time code: "liên kết" on one gives it, typed on the other it links both.

Only who has shown to hold a phone (by SMS, a shared contact, an earlier link, or an OTP) is given a code. Typed elsewhere it carries over
that phone (`links.Level.CODE`) and, until it runs out, the OTP that was passed. "Hủy liên kết" ends all links of the phone.
"""

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend import audit
from backend.accounts.service import phone_of
from backend.channels import links
from backend.channels.models import ChannelLink, LinkCode
from backend.channels.sms.platform import CHANNEL as SMS
from backend.conversations import handoff, store
from backend.conversations.models import Conversation, ProvenIdentity
from backend.conversations.shortcuts import Answer
from backend.credentials.tries import Tries
from backend.database import blind_index
from backend.declined import Declined
from backend.registration import dossiers
from bhxh.messages import text
from bhxh.phone import mask_phone
from bhxh.text import fold

HOLDS: Final = timedelta(minutes=10)
_ASKS: Final = frozenset(
    {"lien ket", "ma lien ket", "lien ket kenh", "lien ket tai khoan", "lay ma lien ket", "/lienket"}
)
_ENDS: Final = frozenset({"huy lien ket", "bo lien ket", "huy lien ket kenh", "huy lien ket tai khoan", "/huylienket"})
_TYPED: Final = re.compile(r"(?:ma )?(?:lien ket|lk)[\s.:_-]*([0-9chkmnptv]{4})[\s._-]*([0-9chkmnptv]{4})")
_LETTERS: Final = "0123456789CHKMNPTV"
"""No vowels, nor anything else that Vietnamese keyboards (Telex, VNI) turn into marks, and no letters that look like digits."""
_LENGTH: Final = 8
_GROUP: Final = 4

tries: Final = Tries("channel_link")


class Linking:
    """A shortcut of every channel on which a citizen writes."""

    def __init__(self, make: Callable[[], str] | None = None) -> None:
        """``make``: where codes come from, by default chance."""
        self._make = make or _made_up

    def __call__(self, session: Session, conversation: Conversation, said: str, now: datetime) -> Answer | None:
        """A code, a link, the end of links; None for anything else."""
        words = fold(said).strip(" .,!?\"'“”")
        if words in _ASKS:
            return self._give(session, conversation, now)
        if words in _ENDS:
            return _end(session, conversation, now)
        typed = _TYPED.fullmatch(words)
        return None if typed is None else _redeem(session, conversation, (typed[1] + typed[2]).upper(), now)

    def _give(self, session: Session, conversation: Conversation, now: datetime) -> Answer:
        phone, proof = _held_phone(session, conversation, now), _proof(session, conversation, now)
        if phone is None:
            return Answer(text("linking.prove_first"))
        address = address_of(conversation)
        index = links.address_index(session, conversation.channel, address)
        session.execute(delete(LinkCode).where(LinkCode.address_index == index))
        code = self._make()
        session.add(
            LinkCode(
                address_index=index,
                code_index=_code_index(session, code),
                channel=conversation.channel,
                address=address,
                phone=phone,
                purpose=proof.purpose if proof else None,
                subject=proof.subject if proof else None,
                proof_expires_at=proof.expires_at if proof else None,
                expires_at=now + HOLDS,
            )
        )
        session.flush()
        minutes = int(HOLDS.total_seconds() // 60)
        return Answer(text("linking.code", code=f"LK {code[:_GROUP]} {code[_GROUP:]}", minutes=minutes))


def address_of(conversation: Conversation) -> str:
    """Where links lead: the address on a platform; of a web chat, the conversation itself, under a name that is no secret."""
    return conversation.address or conversation.key_index.hex()


def phone_held(session: Session, conversation_id: int, now: datetime) -> str | None:
    """The phone (`84…`) that who writes in this conversation holds, without any OTP; asking renews the link it is known by."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None or conversation.channel == SMS:
        return None if conversation is None else conversation.address
    links.renew(session, conversation.channel, address_of(conversation), now)
    return links.verified_phone(session, conversation.channel, address_of(conversation), now)


def end_all(session: Session, phone: str, now: datetime, actor: str) -> int:
    """Forget every link of a phone (`84…`), and what was proven over there; how many there were."""
    index = links.phone_index(session, phone)
    found = session.scalars(select(ChannelLink).where(ChannelLink.phone_index == index)).all()
    for link in found:
        _end_one(session, link)
    if found:
        audit.record(session, actor=actor, action="channel.unlinked", details={"links": len(found)})
    return sum(link.expires_at > now for link in found)


def end_link(session: Session, phone: str, link_id: int, actor: str) -> bool:
    """Forget one link of a phone; False when it has none of this number."""
    link = session.get(ChannelLink, link_id)
    if link is None or link.phone_index != links.phone_index(session, phone):
        return False
    _end_one(session, link)
    audit.record(session, actor=actor, action="channel.unlinked", details={"channel": link.channel})
    return True


def _end_one(session: Session, link: ChannelLink) -> None:
    there = _conversation_at(session, link.channel, link.address)
    if there is not None:
        session.execute(delete(ProvenIdentity).where(ProvenIdentity.conversation_id == there))
    links.unlink(session, link.channel, link.address)


def _end(session: Session, conversation: Conversation, now: datetime) -> Answer:
    phone = _held_phone(session, conversation, now)
    session.execute(delete(ProvenIdentity).where(ProvenIdentity.conversation_id == conversation.id))
    ended = 0 if phone is None else end_all(session, phone, now, f"conversation:{conversation.id}")
    return Answer(text("linking.ended", count=ended) if ended else text("linking.nothing"))


def _redeem(session: Session, conversation: Conversation, code: str, now: datetime) -> Answer:
    address = address_of(conversation)
    name = f"{conversation.channel}:{address}"
    if not tries.take_within(session, name, now):
        return Answer(text("linking.too_many"), secret=True)
    found = session.scalar(select(LinkCode).where(LinkCode.code_index == _code_index(session, code)).with_for_update())
    if found is None or found.expires_at <= now:
        return Answer(text("linking.wrong"), secret=True)
    if (found.channel, found.address) == (conversation.channel, address):
        return Answer(text("linking.same_place"), secret=True)
    if conversation.channel == SMS and conversation.address != found.phone:
        return Answer(text("linking.other_phone"), secret=True)
    tries.forget(session, name)
    _link(session, conversation, found, now)
    session.delete(found)
    return Answer(text("linking.done", phone=mask_phone(found.phone), days=links.KEPT.days), secret=True)


def _link(session: Session, conversation: Conversation, code: LinkCode, now: datetime) -> None:
    """Both sides hold the phone from now on; the OTP that was passed holds here too, for as long as it does there."""
    sides = {(code.channel, code.address), (conversation.channel, address_of(conversation))}
    for channel, address in sorted(sides):
        known = links.verified_phone(session, channel, address, now)
        if channel != SMS and known != code.phone:
            links.remember_phone(session, channel, address, code.phone, now, level=links.Level.CODE)
    if code.purpose is not None and code.proof_expires_at is not None and code.proof_expires_at > now:
        session.execute(delete(ProvenIdentity).where(ProvenIdentity.conversation_id == conversation.id))
        session.add(
            ProvenIdentity(
                conversation_id=conversation.id,
                purpose=code.purpose,
                subject=code.subject or "",
                expires_at=code.proof_expires_at,
            )
        )
    told = {"from": code.channel, "to": conversation.channel}
    audit.record(session, actor=f"conversation:{conversation.id}", action="channel.linked", details=told)
    _tell_the_other_side(session, code, conversation.channel, now)


def _tell_the_other_side(session: Session, code: LinkCode, channel: str, now: datetime) -> None:
    """Whoever gave the code away unknowingly learns of it. A side that is being written to at this very moment is left out: two that wait
    for each other would both end."""
    row_id = _conversation_at(session, code.channel, code.address)
    query = select(Conversation).where(Conversation.id == row_id).with_for_update(skip_locked=True)
    there = None if row_id is None else session.scalar(query)
    if there is not None:
        handoff.tell(session, there, text("linking.linked_there", channel=text(f"linking.channel.{channel}")), now)


def _conversation_at(session: Session, channel: str, address: str) -> int | None:
    """Row id of the conversation that an address of a link stands for."""
    if channel == "web":
        return session.scalar(select(Conversation.id).where(Conversation.key_index == bytes.fromhex(address)))
    index = store.address_index(session, channel, address)
    return session.scalar(
        select(Conversation.id).where(Conversation.channel == channel, Conversation.address_index == index)
    )


def _held_phone(session: Session, conversation: Conversation, now: datetime) -> str | None:
    """The phone (`84…`) that who writes here has shown to hold."""
    if conversation.channel == SMS:
        return conversation.address
    known = links.verified_phone(session, conversation.channel, address_of(conversation), now)
    proof = _proof(session, conversation, now)
    if known is not None or proof is None:
        return known
    if proof.purpose != "registration_status":
        return phone_of(session, proof.subject)
    try:
        return str(dossiers.by_number(session, proof.subject).declaration["phone"])
    except Declined:
        return None


def _proof(session: Session, conversation: Conversation, now: datetime) -> ProvenIdentity | None:
    row = session.get(ProvenIdentity, conversation.id)
    return row if row is not None and row.expires_at > now else None


def _code_index(session: Session, code: str) -> bytes:
    return blind_index(session, "channel_link_code.code", code)


def _made_up() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
