"""What `bhxh import participants|cards|participation|benefits` take: one kind each for `backend.importing`."""

from backend.participants.importing.benefits import BENEFITS
from backend.participants.importing.cards import CARDS
from backend.participants.importing.participation import PARTICIPATION
from backend.participants.importing.people import PEOPLE

__all__ = ["BENEFITS", "CARDS", "PARTICIPATION", "PEOPLE"]
