"""What a process has claimed, and what became of it that is not yet written down."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from sqlalchemy.orm import Session

from backend.channels.journal import claims
from backend.channels.journal.claims import Claimed
from backend.channels.journal.metrics import IN_HAND


@dataclass
class Outcomes:
    """Ends of events: ``failed`` with when they are tried again (None: set aside) and why, ``back``: not begun, free from then on."""

    done: list[int] = field(default_factory=list)
    failed: dict[int, tuple[datetime | None, str]] = field(default_factory=dict)
    back: dict[int, datetime] = field(default_factory=dict)

    def ids(self) -> set[int]:
        """Whose ends they are."""
        return {*self.done, *self.failed, *self.back}

    def write(self, session: Session, holder: str) -> None:
        """Write them down. Doing it twice changes nothing more."""
        if self.done:
            claims.finish(session, holder, self.done)
        for event, (due_at, error) in self.failed.items():
            claims.put_off(session, holder, event, due_at, error)
        for event, due_at in self.back.items():
            claims.give_back(session, holder, (event,), due_at)


class Hand:
    """Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: set[int] = set()
        self._outcomes = Outcomes()

    @property
    def held(self) -> list[int]:
        """Everything that is claimed, as far as the database knows."""
        with self._lock:
            return list(self._held)

    @property
    def working(self) -> int:
        """How many have no end yet."""
        with self._lock:
            return len(self._held) - len(self._outcomes.ids())

    def take(self, claimed: Iterable[Claimed]) -> None:
        """These are ours now."""
        with self._lock:
            self._held.update(one.id for one in claimed)
            IN_HAND.set(len(self._held))

    def done(self, event: int) -> None:
        """Worked on."""
        with self._lock:
            self._outcomes.done.append(event)

    def failed(self, event: int, due_at: datetime | None, error: str) -> None:
        """To be tried again then, or (None) set aside."""
        with self._lock:
            self._outcomes.failed[event] = (due_at, error)

    def back(self, events: Iterable[int], due_at: datetime) -> None:
        """Not begun, or not to be counted as a try."""
        with self._lock:
            self._outcomes.back.update(dict.fromkeys(events, due_at))

    def outcomes(self) -> Outcomes:
        """What is to be written down; once it is, `forget` it."""
        with self._lock:
            now = self._outcomes
            return Outcomes(list(now.done), dict(now.failed), dict(now.back))

    def forget(self, written: Outcomes) -> None:
        """These are written down."""
        ids = written.ids()
        with self._lock:
            now = self._outcomes
            self._outcomes = Outcomes(
                [event for event in now.done if event not in ids],
                {event: end for event, end in now.failed.items() if event not in ids},
                {event: end for event, end in now.back.items() if event not in ids},
            )
            self._held -= ids
            IN_HAND.set(len(self._held))
