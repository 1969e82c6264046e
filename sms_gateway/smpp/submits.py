"""Messages on their way out, and the answers to them."""

from __future__ import annotations

import asyncio
from typing import Final

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.calls import Calls
from sms_gateway.smpp.constants import THROTTLING, Command
from sms_gateway.smpp.counts import Counts
from sms_gateway.smpp.decoding import PduError, message_id_of
from sms_gateway.smpp.encoding import encode
from sms_gateway.smpp.framing import Frame
from sms_gateway.smpp.line import Line
from sms_gateway.smpp.pulse import Pulse
from sms_gateway.smpp.results import Accepted, Done, NotSent, Refused, Result, Unanswered
from sms_gateway.smpp.settings import Settings
from sms_gateway.smpp.throttle import Throttle
from sms_gateway.smpp.window import Window, call

_SUBMIT: Final = int(Command.SUBMIT_SM_RESP)
_DATA: Final = int(Command.DATA_SM_RESP)
ANSWERS: Final = frozenset({_SUBMIT, _DATA})


class Submits:
    """``closed``: why nothing may be handed over, or None while it may."""

    def __init__(
        self,
        settings: Settings,
        *,
        window: Window,
        throttle: Throttle,
        line: Line,
        calls: Calls,
        pulse: Pulse,
        counts: Counts,
    ) -> None:
        self.closed: str | None = "closed"
        self._settings = settings
        self._window = window
        self._throttle = throttle
        self._line = line
        self._calls = calls
        self._pulse = pulse
        self._counts = counts
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None

    async def send(self, pdu: p.SubmitSm | p.DataSm, done: Done, urgent: bool) -> None:
        """As Session.send."""
        again = False
        while not self.send_now(pdu, done, urgent):
            await self._window.wait(urgent, again)
            again = True

    def send_now(self, pdu: p.SubmitSm | p.DataSm, done: Done, urgent: bool) -> bool:
        """As Session.send_now."""
        window = self._window
        if self.closed is not None:
            call(done, NotSent(self.closed))
            return True
        if (window.urgent_waiting and not urgent) or not window.room(urgent) or not self._line.writable:
            return False
        delay = self._throttle.take()
        if delay:
            self._look_again_in(delay)
            return False
        sequence = self._calls.next_sequence()
        try:
            octets = encode(pdu, sequence)
        except ValueError:
            window.wake()  # the place is the next one's
            raise
        expected = _SUBMIT if type(pdu) is p.SubmitSm else _DATA
        window.add(sequence, done, self._loop.time() + self._settings.response_timeout, expected)
        self._line.corked_submits += 1
        self._line.write(octets)
        self._counts.submitted += 1
        if window.waiting:
            window.wake()
        return True

    def _look_again_in(self, delay: float) -> None:
        if self._timer is None:
            self._timer = self._loop.call_later(delay, self._look_again)

    def _look_again(self) -> None:
        self._timer = None
        self._window.wake()

    def answered(self, frame: Frame) -> None:
        """A submit_sm_resp or data_sm_resp came."""
        command, status, sequence, data, at, end = frame
        result: Result
        if status:
            result = Refused(status)
        else:
            try:
                result = Accepted(message_id_of(data, at, end))
            except PduError:
                self._counts.malformed += 1
                result = Unanswered("unreadable")
        if not self.settle(sequence, command, result):
            self._counts.unexpected += 1

    def settle(self, sequence: int, command: int | None, result: Result) -> bool:
        """Tell the caller. False where no submit has that sequence number; ``command`` None: a generic_nack."""
        window, counts = self._window, self._counts
        found = window.answer(sequence, command, result)
        if found is False:
            return False
        if type(result) is Accepted:
            counts.accepted += 1
        elif type(result) is Refused:
            counts.refused += 1
            if result.status in THROTTLING:
                counts.throttled += 1
                self._throttle.throttled()
        counts.late += found is None
        self._pulse.answered()
        window.held = False
        window.limit = self._settings.window
        if window.waiting:
            window.wake()
        return True

    def close(self) -> None:
        """Nothing more: who waits for a place is told so."""
        self.closed = "closed"
        self._window.wake_all()

    def lose(self) -> None:
        """The line is gone."""
        self.closed = "closed"
        if self._timer is not None:
            self._timer.cancel()
        self._window.lose(self._line.corked_submits)
