"""What a process has seen of providers since it last wrote it down."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Final

from sms_gateway.health.figures import Figures
from sms_gateway.providers import Outcome

WRITE_SECONDS: Final = 1.0

EVERY_TELCO: Final = ""
"""The place of what is counted for a provider as a whole."""

ERRORS: Final = frozenset({Outcome.RETRY, Outcome.STOP, Outcome.NOT_SENT, Outcome.UNKNOWN})
"""Answers that speak against the provider. Those that speak against the number or the text do not."""

Place = tuple[str, str]
"""(provider, telco or EVERY_TELCO)."""


class Tally:
    """Used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str, bool]] = Counter()
        self._seconds: Counter[Place] = Counter()
        self._receipts: Counter[tuple[str, str, bool]] = Counter()
        self._taken_at = time.monotonic()

    def answered(self, provider: str, told: Mapping[tuple[str | None, Outcome], int], seconds: float) -> None:
        """Answers that came together: how many of each (telco, outcome), all after so many seconds."""
        with self._lock:
            for (telco, outcome), number in told.items():
                place = provider, telco or EVERY_TELCO
                self._answers[(*place, outcome in ERRORS)] += number
                self._seconds[place] += number * seconds  # type: ignore[assignment]  # Counter's values are any numbers

    def receipted(self, told: Mapping[tuple[str, str | None, bool], int]) -> None:
        """Final receipts: how many of each (provider, telco, whether delivered)."""
        with self._lock:
            for (provider, telco, delivered), number in told.items():
                self._receipts[provider, telco or EVERY_TELCO, delivered] += number

    def due(self) -> bool:
        """Whether it is time to write down."""
        return time.monotonic() - self._taken_at >= WRITE_SECONDS

    def take(self) -> dict[Place, Figures]:
        """All since the last call; each provider's answers also as a whole."""
        with self._lock:
            answers, seconds, receipts = self._answers, self._seconds, self._receipts
            self._answers, self._seconds, self._receipts = Counter(), Counter(), Counter()
            self._taken_at = time.monotonic()
        found: dict[Place, Figures] = {}

        def add(place: Place, figures: Figures) -> None:
            found[place] = found.get(place, Figures()).plus(figures)

        for (provider, telco, error), number in answers.items():
            for place in {(provider, telco), (provider, EVERY_TELCO)}:
                add(place, Figures(answers=number, errors=number * error))
        for (provider, telco), waited in seconds.items():
            for place in {(provider, telco), (provider, EVERY_TELCO)}:
                add(place, Figures(seconds=waited))
        for (provider, telco, delivered), number in receipts.items():
            add((provider, telco), Figures(receipts=number, delivered=number * delivered))
        return found
