"""What is counted of a provider, and how the counts fade."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

ANSWERS_FADE: Final = 60.0
"""Seconds after which an answer counts for 1/e of what it did."""

RECEIPTS_FADE: Final = 300.0


class Figures(NamedTuple):
    """Counts of one provider for one telco, faded. ``seconds``: all answers' waits together; ``receipts``: final ones, of which
    ``delivered`` say so; ``codes``: OTP whose life is over, of which ``confirmed`` were entered in time (not faded)."""

    answers: float = 0.0
    errors: float = 0.0
    seconds: float = 0.0
    receipts: float = 0.0
    delivered: float = 0.0
    codes: float = 0.0
    confirmed: float = 0.0

    def plus(self, other: Figures) -> Figures:
        """Both together."""
        return Figures(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def faded(self, seconds: float) -> Figures:
        """After so many seconds."""
        seconds = max(0.0, seconds)
        of_answers, of_receipts = math.exp(-seconds / ANSWERS_FADE), math.exp(-seconds / RECEIPTS_FADE)
        return self._replace(
            answers=self.answers * of_answers,
            errors=self.errors * of_answers,
            seconds=self.seconds * of_answers,
            receipts=self.receipts * of_receipts,
            delivered=self.delivered * of_receipts,
        )
