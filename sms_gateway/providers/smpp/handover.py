"""Messages of one batch on their way, and their answers gathered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from sms_gateway.providers import TAKEN, Answer, Answered, Outcome
from sms_gateway.providers.smpp.outcomes import outcome_of
from sms_gateway.smpp.results import Accepted, Refused, Result, Unanswered


class Batch:
    """Tells ``answered`` once for each turn of the event loop what has come, and ``finished`` when nothing is open."""

    def __init__(self, answered: Answered, name: Callable[[str], str | None], own: Mapping[int, Outcome]) -> None:
        self._answered = answered
        self._name = name
        self._own = own
        self._loop = asyncio.get_running_loop()
        self._ready: list[Answer] = []
        self._open = 0
        self._given_up: set[int] = set()
        self._all_given = False
        self._finished = asyncio.Event()

    def begin(self) -> None:
        """One more message is on its way."""
        self._open += 1

    def answer(self, answer: Answer) -> None:
        """A message's answer."""
        if not self._ready:
            self._loop.call_soon(self._tell)
        self._ready.append(answer)

    def result(self, message_id: int, result: Result) -> None:
        """What became of a message's one part; called again when the answer comes after it was given up."""
        self.answer(self.read(message_id, result))
        if message_id not in self._given_up:
            self.end()
        if type(result) is Unanswered:
            self._given_up.add(message_id)

    def read(self, message_id: int, result: Result) -> Answer:
        """The answer that a result is."""
        if type(result) is Accepted:
            return Answer(message_id, Outcome.ACCEPTED, self._name(result.message_id))
        if type(result) is Refused:
            outcome, error = outcome_of(result.status, self._own)
            return Answer(message_id, outcome, error=error)
        if type(result) is Unanswered:
            return Answer(message_id, Outcome.UNKNOWN, error=result.reason)
        return Answer(message_id, Outcome.NOT_SENT)

    def end(self) -> None:
        """One message has its answer."""
        self._open -= 1
        self._check()

    async def finished(self) -> None:
        """All messages were begun; wait for their answers, and tell them."""
        self._all_given = True
        self._check()
        await self._finished.wait()
        self._tell()  # what was answered at once, by a line that is down, waits for its turn of the loop

    def _check(self) -> None:
        if self._all_given and self._open <= 0:
            self._finished.set()

    def _tell(self) -> None:
        ready, self._ready = self._ready, []
        if ready:
            self._answered(ready)


class Parts:
    """A message of several parts: one answer when all have theirs, and another when one that was given up comes after all.

    ``each``: every part is receipted, and the answer has all their numbers; otherwise the last part's is the message's.
    """

    def __init__(self, batch: Batch, message_id: int, total: int, each: bool) -> None:
        self._batch = batch
        self._message_id = message_id
        self._each = each
        self._answers: list[Answer | None] = [None] * total

    def result(self, part: int, result: Result) -> None:
        """What became of a part."""
        before = self._answers[part]
        if before is not None and before.outcome is not Outcome.UNKNOWN:
            return
        self._answers[part] = self._batch.read(self._message_id, result)
        answers = [answer for answer in self._answers if answer is not None]
        if len(answers) == len(self._answers):
            self._batch.answer(self._together(answers))
            if before is None:
                self._batch.end()

    def _together(self, answers: list[Answer]) -> Answer:
        outcomes = {answer.outcome for answer in answers}
        numbers = tuple(answer.provider_message_id for answer in answers)
        if outcomes <= TAKEN:
            return Answer(self._message_id, Outcome.ACCEPTED, parts=numbers) if self._each else answers[-1]
        if outcomes & (TAKEN | {Outcome.UNKNOWN}):
            known = numbers if self._each and any(numbers) else ()
            return Answer(self._message_id, Outcome.UNKNOWN, error="partly_sent", parts=known)
        return next((answer for answer in answers if answer.outcome is not Outcome.NOT_SENT), answers[0])
