"""The life of a feedback, and which act leads from where to where.

There is no act that hands a feedback on to another province or closes it unanswered: the agency that received it resolves it, and
sending the citizen elsewhere is forbidden (Công văn 3717/BHXH-CNTT, mục 5 a).
"""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """A feedback's state as stored."""

    MOI = "moi"
    """Received, nobody works on it yet."""
    DANG_XU_LY = "dang_xu_ly"
    """Somebody works on it."""
    CHO_PHOI_HOP = "cho_phoi_hop"
    """Other agencies were asked and have not all answered."""
    DA_TRA_LOI = "da_tra_loi"
    """The citizen was answered and may rate or reopen."""
    DA_DONG = "da_dong"
    """Closed; may still be reopened for a while."""


class Act(StrEnum):
    """What happens to a feedback, as its events name it."""

    SUBMITTED = "submitted"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    ASKED = "asked"
    REPLIED = "replied"
    WITHDRAWN = "withdrawn"
    NOTED = "noted"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    RATED = "rated"
    URGED = "urged"
    ESCALATED = "escalated"


OPEN: Final = frozenset({State.MOI, State.DANG_XU_LY, State.CHO_PHOI_HOP})
"""The states in which the citizen waits for an answer."""

FROM: Final[dict[Act, frozenset[State]]] = {
    Act.TAKEN: frozenset({State.MOI}),
    Act.ASSIGNED: OPEN,
    Act.ASKED: frozenset({State.DANG_XU_LY, State.CHO_PHOI_HOP}),
    Act.REPLIED: frozenset({State.CHO_PHOI_HOP}),
    Act.WITHDRAWN: frozenset({State.CHO_PHOI_HOP}),
    Act.NOTED: OPEN | {State.DA_TRA_LOI},
    Act.ANSWERED: frozenset({State.DANG_XU_LY}),
    Act.CLOSED: frozenset({State.DA_TRA_LOI}),
    Act.REOPENED: frozenset({State.DA_TRA_LOI, State.DA_DONG}),
    Act.RATED: frozenset({State.DA_TRA_LOI, State.DA_DONG}),
    Act.URGED: OPEN,
    Act.ESCALATED: OPEN,
}
"""From which states an act is possible."""

PUBLIC: Final = (Act.SUBMITTED, Act.TAKEN, Act.ASKED, Act.REPLIED, Act.URGED, Act.ANSWERED, Act.CLOSED, Act.REOPENED)
"""What the citizen sees of the course: that it happened, never what officers wrote to each other."""
