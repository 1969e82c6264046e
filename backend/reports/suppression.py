"""Small groups are not told: a number of people under k is left out, and `linked` finds what would give it away.

k = 5 is our choice (the usual threshold of official statistics); no letter names one. Nothing (0) is told: nobody is in it. A share is
left out with its part: the part could be counted back from it.
"""

from typing import Final

K: Final = 5


def pair(part: int, whole: int, *, k: int = K) -> int | None:
    """A part of a group, None where those in it, those not in it, or the group as a whole are fewer than k and not none."""
    rest = max(whole - part, 0)
    return None if 0 < part < k or 0 < rest < k or 0 < whole < k else part
