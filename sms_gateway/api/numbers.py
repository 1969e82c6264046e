"""Ids of messages and campaigns: decimal strings outside, 64-bit numbers inside."""

from __future__ import annotations


def parse_id(value: str) -> int | None:
    """The number an id stands for, or None for what cannot be one (too long for the database, signs, other digits)."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None
