"""What happened, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(slots=True)
class Counts:
    """What a session has seen, for metrics."""

    submitted: int = 0
    accepted: int = 0
    refused: int = 0
    throttled: int = 0
    timed_out: int = 0
    """Submits given up because no answer came in time."""
    late: int = 0
    """Answers that came after that."""
    unexpected: int = 0
    """Responses to nothing that was sent."""
    malformed: int = 0
    delivered: int = 0
    deferred: int = 0
    """Deliveries for which there was no room."""

    def add(self, other: Counts) -> None:
        """Sum up."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
