"""One bound connection to an SMSC."""

from __future__ import annotations

import asyncio
import enum
from typing import Final, Self

from kit.logs import get_logger
from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.calls import Calls
from sms_gateway.smpp.constants import RESPONSE_BIT, Command, CommandStatus
from sms_gateway.smpp.counts import Counts
from sms_gateway.smpp.decoding import PduError, decode
from sms_gateway.smpp.encoding import encode
from sms_gateway.smpp.framing import Frame
from sms_gateway.smpp.inbox import Inbox, response
from sms_gateway.smpp.line import Line
from sms_gateway.smpp.opening import bind, connect
from sms_gateway.smpp.pulse import Pulse
from sms_gateway.smpp.results import BindFailed, Done, Handler, NotSent, Refused, Reply, Result, Unanswered
from sms_gateway.smpp.settings import Settings
from sms_gateway.smpp.submits import ANSWERS, Submits
from sms_gateway.smpp.throttle import Throttle
from sms_gateway.smpp.window import Window

_NACK: Final = int(Command.GENERIC_NACK)
_DELIVERIES: Final = frozenset({int(Command.DELIVER_SM), int(Command.DATA_SM)})


class _State(enum.Enum):
    BINDING = enum.auto()
    BOUND = enum.auto()
    CLOSING = enum.auto()
    CLOSED = enum.auto()


class Session:
    """Made by ``Session.open``. ``send`` and ``submit`` hand over, ``handler`` gets what comes, ``close`` ends it in order.

    A submit is in one of four states at the end (module results); the session never sends anything twice. An SMSC that takes
    submits and answers none gets no more of them, and the session ends ("hung") after twice the response timeout, so that at most one
    window of messages becomes unknown.
    """

    def __init__(
        self,
        settings: Settings,
        handler: Handler | None = None,
        throttle: Throttle | None = None,
        cautious: bool = False,
    ) -> None:
        self.settings = settings
        self.counts = Counts()
        self.peer = ""
        """The SMSC's system_id."""
        self._loop = asyncio.get_running_loop()
        self._state = _State.BINDING
        self._window = Window(1 if cautious else settings.window, settings.reserved)
        self._line = Line(settings.longest_pdu, self._received, self._broken, self._lost, self._window.wake)
        self._inbox = Inbox(handler or _later, settings.most_inbound, settings.inbound_batch, self._line.write)
        self._calls = Calls(self._line.write, self._window)
        self._pulse = Pulse(settings, self._window, self.counts, self._enquire, self._end)
        self._submits = Submits(
            settings,
            window=self._window,
            throttle=throttle or Throttle(),
            line=self._line,
            calls=self._calls,
            pulse=self._pulse,
            counts=self.counts,
        )
        self._unbinding: asyncio.Task[None] | None = None
        self._reason = "closed_by_peer"
        self._closed = asyncio.Event()

    @classmethod
    async def open(
        cls,
        settings: Settings,
        handler: Handler | None = None,
        throttle: Throttle | None = None,
        cautious: bool = False,
    ) -> Self:
        """Connect and bind. Raises BindFailed.

        ``throttle`` may outlive the session; ``cautious``: one submit only until the first answer, for an SMSC that hung.
        """
        session = cls(settings, handler, throttle, cautious)
        await connect(settings, session._line)
        await session._bind()
        return session

    async def _bind(self) -> None:
        try:
            self.peer = await bind(self.settings, self._calls)
        except BindFailed as failure:
            await self._give_up(failure.reason)
            raise
        except BaseException:
            self._end("cancelled")
            raise
        self._pulse.start()
        get_logger(__name__).info("smpp_bound", bind=self.settings.name, role=self.settings.role)

    # Handing over

    @property
    def unanswered(self) -> int:
        """Submits that await their answer."""
        return len(self._window)

    @property
    def free(self) -> int:
        """How many submits may go at once, as far as the window goes."""
        if self._state is not _State.BOUND or self._window.held:
            return 0
        return max(0, self._window.limit - self._window.reserved - len(self._window))

    async def submit(self, pdu: p.SubmitSm | p.DataSm, urgent: bool = False) -> Result:
        """Hand over one message and wait for what becomes of it. Raises ValueError for values that do not fit the PDU."""
        future: asyncio.Future[Result] = self._loop.create_future()

        def done(result: Result) -> None:
            if not future.done():
                future.set_result(result)

        await self.send(pdu, done, urgent)
        return await future

    async def send(self, pdu: p.SubmitSm | p.DataSm, done: Done, urgent: bool = False) -> None:
        """Wait for a place in the window (and the rate), then hand over; ``done`` is called with what becomes of it.

        After ``Unanswered("timeout")`` it is called a second time if the answer comes after all. Raises ValueError as ``submit``.
        """
        await self._submits.send(pdu, done, urgent)

    def send_now(self, pdu: p.SubmitSm | p.DataSm, done: Done, urgent: bool = False) -> bool:
        """``send`` without a wait; False, and nothing has happened, where there is no place at once."""
        return self._submits.send_now(pdu, done, urgent)

    async def query(self, message_id: str, source: p.Address) -> p.QuerySmResp | Refused | Unanswered | NotSent:
        """Ask what became of a message; ``source`` as in its submit_sm."""
        if self._state is not _State.BOUND:
            return NotSent("closed")
        try:
            status, answer = await self._calls.ask(p.QuerySm(message_id, source), self.settings.response_timeout)
        except TimeoutError:
            return Unanswered("timeout")
        except ConnectionError:
            return Unanswered("line_lost")
        if status:
            return Refused(status)
        return answer if isinstance(answer, p.QuerySmResp) else Unanswered("unreadable")

    # What comes

    def _received(self, frame: Frame) -> None:
        self._pulse.heard()
        command = frame.command
        if command in ANSWERS:
            self._submits.answered(frame)
        elif command in _DELIVERIES:
            self._delivered(frame)
        elif command & RESPONSE_BIT:
            self._called_back(frame)
        else:
            self._asked(frame)

    def _delivered(self, frame: Frame) -> None:
        command, _, sequence, data, at, end = frame
        if self._state not in (_State.BOUND, _State.CLOSING) or self.settings.role == "transmitter":
            self._line.write(response(command, sequence, CommandStatus.WRONG_BIND_STATUS))
            return
        try:
            delivery = decode(command, data, at, end)
        except PduError as error:
            self._malformed(frame, error)
            self._line.write(response(command, sequence, error.status))
            return
        if isinstance(delivery, p.DeliverSm | p.DataSm) and self._inbox.put(command, sequence, delivery):
            self.counts.delivered += 1
        else:
            self.counts.deferred += 1
            self._line.write(response(command, sequence, CommandStatus.QUEUE_FULL))

    def _called_back(self, frame: Frame) -> None:
        command, status = frame.command, frame.status or CommandStatus.UNKNOWN
        if command == _NACK and self._submits.settle(frame.sequence, None, Refused(status)):
            return
        if self._calls.answer(frame):
            if self._state is _State.BINDING and not frame.status and command != _NACK:
                # At once: deliveries may follow in the same packet.
                self._state = _State.BOUND
                self._submits.closed = "receiver_only" if self.settings.role == "receiver" else None
        else:
            # An answer to enquire_link is no more than a sign of life.
            self.counts.unexpected += command != Command.ENQUIRE_LINK_RESP

    def _asked(self, frame: Frame) -> None:
        command, sequence = frame.command, frame.sequence
        if command == Command.ENQUIRE_LINK:
            self._line.write(encode(p.EnquireLinkResp(), sequence))
        elif command == Command.UNBIND:
            if self._unbinding is None:
                self._unbinding = asyncio.create_task(self._let_go(sequence))
        elif command != Command.ALERT_NOTIFICATION:  # which has no answer
            known = command == Command.OUTBIND  # we bind when we want to, not when asked to
            status = CommandStatus.WRONG_BIND_STATUS if known else CommandStatus.INVALID_COMMAND_ID
            self._line.write(encode(p.GenericNack(), sequence, status))

    def _malformed(self, frame: Frame, error: PduError) -> None:
        self.counts.malformed += 1
        get_logger(__name__).warning(
            "smpp_malformed", bind=self.settings.name, command=f"{frame.command:#x}", reason=str(error)
        )

    def _broken(self, error: PduError) -> None:
        self.counts.malformed += 1
        get_logger(__name__).warning("smpp_malformed", bind=self.settings.name, command=None, reason=str(error))
        self._line.write(encode(p.GenericNack(), 0, error.status))
        self._end("malformed")

    # The end

    def _enquire(self) -> None:
        self._line.write(encode(p.EnquireLink(), self._calls.next_sequence()))

    async def _let_go(self, sequence: int) -> None:
        """The SMSC wants to end: no more submits; what is on its way is waited for, then it may go."""
        await self._drain()
        self._line.write(encode(p.UnbindResp(), sequence))
        self._end("unbound_by_peer")

    async def _drain(self) -> None:
        if self._state is _State.BOUND:
            self._state = _State.CLOSING
        self._submits.close()
        try:
            async with asyncio.timeout(self.settings.drain_timeout):
                await self._window.emptied()
                await self._inbox.finish()
        except TimeoutError:
            return

    async def close(self) -> None:
        """End in order: no more submits, wait for answers and the handler (``drain_timeout``), unbind, disconnect."""
        if self._state is _State.BOUND:
            await self._drain()
            try:
                await self._calls.ask(p.Unbind(), self.settings.drain_timeout)
            except (TimeoutError, ConnectionError):
                get_logger(__name__).warning("smpp_unbind_unanswered", bind=self.settings.name)
        await self._give_up("closed")

    async def closed(self) -> str:
        """Wait for the end; returns why: "closed", "closed_by_peer", "unbound_by_peer", "hung", "silent", "malformed" or another."""
        await self._closed.wait()
        return self._reason

    async def _give_up(self, reason: str) -> None:
        self._end(reason)
        await self._closed.wait()

    def _end(self, reason: str) -> None:
        if self._state is not _State.CLOSED:
            self._state = _State.CLOSED
            self._reason = reason
            self._submits.close()
            self._line.close()

    def _lost(self) -> None:
        was, self._state = self._state, _State.CLOSED
        self._pulse.stop()
        self._calls.lose()
        self._inbox.stop()
        self._submits.lose()
        self._closed.set()
        get_logger(__name__).info("smpp_closed", bind=self.settings.name, reason=self._reason, was=was.name.lower())


async def _later(_deliveries: object) -> Reply:
    return Reply.LATER
