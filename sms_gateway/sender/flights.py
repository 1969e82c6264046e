"""What is with the providers: messages handed over and not answered yet, and answers that wait to be written."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence

from bhxh.dates import utcnow
from kit.logs import get_logger
from sms_gateway import metrics
from sms_gateway.health.tally import Tally
from sms_gateway.providers import TAKEN, Answer, Outcome, Outgoing
from sms_gateway.sender.ledger import Claimed
from sms_gateway.sender.lines import Line


class Flights:
    """Of one sender, on its event loop. ``wake`` is called when an answer has come.

    ``flying``: what is handed over, by message id. ``answers`` leave only once they are committed (``land``).
    """

    def __init__(self, lines: Mapping[str, Line], tally: Tally, wake: Callable[[], None]) -> None:
        self._lines = lines
        self._tally = tally
        self._wake = wake
        self._tasks: set[asyncio.Task[None]] = set()
        self.answers: deque[Answer] = deque()
        self.flying: dict[int, tuple[Line, Outgoing]] = {}

    def hand_over(self, claimed: Claimed) -> None:
        """Gives what was claimed to its providers, after the claim's commit."""
        self.answers.extend(claimed.unreadable)
        now = utcnow()
        for (provider, lane), given in claimed.batches.items():
            line = self._lines[provider]
            # The commit, or a machine that slept, may have taken longer than the rest of a code's life.
            late = {one.id for one in given if one.expires_at is not None and one.expires_at <= now}
            self.answers.extend(Answer(one, Outcome.RETRY, error="expired") for one in sorted(late))
            batch = [one for one in given if one.id not in late] if late else given
            if not batch:
                continue
            for message in batch:
                self.flying[message.id] = line, message
            line.gave(batch)
            metrics.handed_over(provider, lane, batch)
            task = asyncio.create_task(self._submit(line, batch))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _submit(self, line: Line, batch: Sequence[Outgoing]) -> None:
        open_ids = {message.id: message.telco for message in batch}
        doubted: set[int] = set()
        began, name, lane = time.monotonic(), line.provider.name, batch[0].lane

        def answered(answers: Sequence[Answer]) -> None:
            # An answer may still come for one that was given up: it says what became of it, and its number for receipts.
            fresh = [
                answer
                for answer in answers
                if answer.message_id in (doubted if answer.outcome in TAKEN else ()) or answer.message_id in open_ids
            ]
            told = Counter((open_ids.pop(answer.message_id, None), answer.outcome) for answer in fresh)
            self._tally.answered(name, told, time.monotonic() - began)
            doubted.update(answer.message_id for answer in fresh if answer.outcome is Outcome.UNKNOWN)
            self.answers.extend(fresh)
            line.heard(fresh)
            metrics.answered(name, lane, fresh, time.monotonic() - began)
            self._wake()

        try:
            await line.provider.submit(batch, answered)
        except Exception as error:
            get_logger(__name__).error("provider_failed", provider=name, error=type(error).__name__)
        finally:
            answered([Answer(message_id, Outcome.UNKNOWN, error="unanswered") for message_id in sorted(open_ids)])

    def land(self, answers: Sequence[Answer]) -> Counter[int]:
        """The first answers are committed: their places are free again. Returns how many messages of each campaign were taken."""
        taken = Counter[int]()
        for answer in answers:
            self.answers.popleft()
            flying = self.flying.pop(answer.message_id, None)
            if flying is None:
                continue
            line, message = flying
            line.settled(message)
            if answer.outcome in TAKEN and message.campaign_id is not None:
                taken[message.campaign_id] += 1
        return taken

    async def end(self) -> None:
        """The providers are closed: what they have not answered is unknown."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
