"""An SMSC reached by SMPP: its binds, what goes out on them and what comes in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bhxh.dates import utcnow
from sms_gateway.numbers import telco_of_network
from sms_gateway.providers import (
    Answer,
    Answered,
    Capabilities,
    InboundCommitted,
    InboundPart,
    Outcome,
    Outgoing,
    Receipt,
    ReceiptsCommitted,
)
from sms_gateway.providers.leases import Keeper
from sms_gateway.providers.registry import Surroundings
from sms_gateway.providers.smpp.handover import Batch, Parts
from sms_gateway.providers.smpp.settings import SmppSettings
from sms_gateway.schema import Lane
from sms_gateway.smpp.bind import Bind
from sms_gateway.smpp.compose import Style, compose, sender_address
from sms_gateway.smpp.constants import MESSAGE_TYPE_MASK
from sms_gateway.smpp.inbound import Delivery, Piece, piece, words
from sms_gateway.smpp.pdu import SubmitSm
from sms_gateway.smpp.receipts import FINAL, DeliveryReceipt, canonical, receipt
from sms_gateway.smpp.results import Done, Reply
from sms_gateway.smpp.settings import Role, Settings, Tls
from sms_gateway.smpp.throttle import Throttle

_CANNOT_ENCODE = "too_many_parts"
_OTP_PART = 10
"""One place in so many is kept for OTP."""

_LONGEST_ID = 64


class SmppProvider:
    """``settings.binds`` sessions (or pairs of them), each only while this sender holds its lease."""

    def __init__(self, settings: SmppSettings, surroundings: Surroundings) -> None:
        self.name = settings.name
        self.capabilities = Capabilities(receipts=True, inbound=True, dedupes=False, unicode=True, query=True)
        self._settings = settings
        self._own = settings.own_outcomes
        self._network_tag = settings.network_tag_number
        self._style = Style(sender_address(settings.sender), settings.long, settings.alphabet)
        self._throttle = Throttle()
        self._reports: tuple[ReceiptsCommitted, InboundCommitted] | None = None
        self._lines = {f"{settings.name}/{number}": self._binds(number) for number in range(settings.binds)}
        self._senders = [binds[0] for binds in self._lines.values()]
        self._keeper = Keeper(
            surroundings.engine,
            surroundings.config.sender_name,
            list(self._lines),
            self._leases_changed,
            lease_seconds=surroundings.config.lease_seconds,
        )
        self._leavers: set[asyncio.Task[None]] = set()

    def _binds(self, number: int) -> list[Bind]:
        """The one that submits comes first."""
        roles: tuple[Role, ...] = ("transceiver",)
        if self._settings.bind == "transmitter+receiver":
            roles = ("transmitter", "receiver")
        return [Bind(self._session(role, number), self._delivered, self._throttle) for role in roles]

    def _session(self, role: Role, number: int) -> Settings:
        given = self._settings
        tls = None
        if given.tls:
            tls = Tls(given.tls_ca_file, given.tls_server_name, given.tls_certificate_file, given.tls_key_file)
        return Settings(
            f"{given.name}/{number} {role}",
            given.host,
            given.port,
            given.system_id,
            given.secret,
            role,
            given.system_type,
            tls=tls,
            window=given.window,
            reserved=self._reserved if given.window > 1 else 0,
            response_timeout=given.response_timeout,
            enquire_after=given.enquire_after,
        )

    @property
    def _reserved(self) -> int:
        return max(1, self._settings.window // _OTP_PART) if "otp" in self._settings.lanes else 0

    @property
    def _up(self) -> list[Bind]:
        return [bind for bind in self._senders if bind.session is not None]

    @property
    def ready(self) -> bool:
        """Whether a bind that submits is up."""
        return any(bind.session is not None for bind in self._senders)

    @property
    def places(self) -> int:
        """The windows of the binds that are up."""
        return self._settings.window * len(self._up)

    def window(self, lane: Lane) -> int:
        """OTP may take all places, the other lanes leave it some."""
        kept = self._reserved if lane != Lane.OTP and self._settings.window > 1 else 0
        return (self._settings.window - kept) * len(self._up)

    async def open(self, receipts: ReceiptsCommitted, inbound: InboundCommitted) -> None:
        """Binds in the background: an SMSC that is down keeps nobody waiting."""
        self._reports = receipts, inbound
        await self._keeper.start()

    async def close(self) -> None:
        """Unbind, each waiting for its answers for a while."""
        await asyncio.gather(*(bind.stop() for binds in self._lines.values() for bind in binds))
        await asyncio.gather(*self._leavers)
        await self._keeper.stop()

    def _leases_changed(self, held: set[str]) -> None:
        for line, binds in self._lines.items():
            for bind in binds:
                if line in held:
                    bind.start()
                else:
                    task = asyncio.create_task(bind.stop())
                    self._leavers.add(task)
                    task.add_done_callback(self._leavers.discard)

    # Out

    async def submit(self, batch: Sequence[Outgoing], answered: Answered) -> None:
        """In order, on the bind that has most room; as fast as windows and the SMSC's patience allow."""
        under_way = Batch(answered, self._submit_name, self._own)
        for message in batch:
            if message.expires_at is not None and message.expires_at <= utcnow():
                under_way.answer(Answer(message.id, Outcome.RETRY, error="expired"))
                continue
            try:
                pdus = self._pdus(message)
            except ValueError:
                under_way.answer(Answer(message.id, Outcome.BAD_CONTENT, error=_CANNOT_ENCODE))
                continue
            under_way.begin()
            if len(pdus) == 1:
                await self._send(pdus[0], partial(under_way.result, message.id), message.lane)
                continue
            parts = Parts(under_way, message.id, len(pdus), self._settings.part_receipts == "each")
            for number, pdu in enumerate(pdus):
                await self._send(pdu, partial(parts.result, number), message.lane)
        await under_way.finished()

    async def _send(self, pdu: SubmitSm, done: Done, lane: Lane) -> None:
        senders = self._senders
        bind = senders[0] if len(senders) == 1 else max(senders, key=_free)
        urgent = lane == Lane.OTP
        if not bind.send_now(pdu, done, urgent):
            await bind.send(pdu, done, urgent)

    def _pdus(self, message: Outgoing) -> list[SubmitSm]:
        pdus = compose(self._style, message.msisdn, message.body, message.id)
        if self._settings.part_receipts == "last":
            for pdu in pdus[:-1]:
                pdu.registered_delivery = 0
        if message.expires_at is not None and self._settings.validity:
            for pdu in pdus:
                pdu.validity_period = _validity(message.expires_at)
        return pdus

    def _submit_name(self, message_id: str) -> str | None:
        return canonical(message_id, self._settings.submit_ids)[:_LONGEST_ID] or None

    # In

    async def _delivered(self, deliveries: Sequence[Delivery]) -> Reply:
        """Receipts and texts are acknowledged to the SMSC when they are committed here."""
        if self._reports is None:
            return Reply.LATER
        reports: list[Receipt] = []
        texts: list[InboundPart] = []
        now = utcnow()
        for delivery in deliveries:
            told = receipt(delivery, self._settings.receipts_by_text, self._network_tag)
            if told is not None:
                reports += self._report(told, now)
            elif not delivery.esm_class & MESSAGE_TYPE_MASK:
                texts.append(self._text(piece(delivery)))
        receipts, inbound = self._reports
        if reports:
            await receipts(reports)
        if texts:
            await inbound(texts)
        return Reply.COMMITTED

    def _report(self, told: DeliveryReceipt, now: datetime) -> list[Receipt]:
        """What a receipt reports, if it is the last word."""
        status = FINAL.get(told.state)
        if status is None:
            return []
        number = canonical(told.message_id, self._settings.receipt_ids)[:_LONGEST_ID]
        telco = None if told.network is None else telco_of_network(told.network)
        error = None if told.error is None else _code(told.error)
        return [Receipt(self.name, number, status, now, error, telco=telco)]

    def _text(self, part: Piece) -> InboundPart:
        sender, recipient = part.source.number, part.destination.number
        reference = ":".join(map(str, part.reference))
        text = words(part, self._settings.alphabet)
        return InboundPart(self.name, sender, recipient, text, reference, part.total, part.number)


def _free(bind: Bind) -> int:
    return -1 if bind.session is None else bind.session.free


def _validity(until: datetime) -> str:
    """The rest of a message's life as a relative time (SMPP 3.4, 7.1.1.2), at least a second, at most a day."""
    seconds = int(min(max((until - utcnow()).total_seconds(), 1), 86_399))
    return f"000000{seconds // 3600:02}{seconds // 60 % 60:02}{seconds % 60:02}000R"


_NO_CODE = re.compile(r"[^A-Za-z0-9:._-]")


def _code(error: str) -> str:
    """The network's error as a short code: what else stands in a receipt is nobody's to read."""
    return "net_" + _NO_CODE.sub("", error)[:16]
