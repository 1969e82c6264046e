"""Masking: personal values out of a person's text, handles in their place."""

from backend.conversations.masking.answers import is_answer
from backend.conversations.masking.kinds import FIELD_KINDS, Found, Kind, Piece
from backend.conversations.masking.mask import mask

__all__ = ["FIELD_KINDS", "Found", "Kind", "Piece", "is_answer", "mask"]
