"""Whom the gateway may not write to, and how much it has written."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, text

from kit.database import UtcDateTime
from sms_gateway.schema.base import Id, metadata, partial_index

block = Table(
    "block",
    metadata,
    Column("id", Id, primary_key=True),
    Column("phone", LargeBinary, nullable=False),
    Column("phone_of", Id),
    Column("phone_hash", LargeBinary(32), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("lifted_at", UtcDateTime),
    Column("lifted_by", Text),
    Index(
        "uq_block_live",
        "phone_hash",
        "source",
        unique=True,
        sqlite_where=text("lifted_at IS NULL"),
        postgresql_where=text("lifted_at IS NULL"),
    ),
    partial_index("ix_block_lifted", "lifted_at", where="lifted_at IS NOT NULL"),
)
"""A phone that is not written to, once for each source that says so; lifted ones are kept for a while, as proof of what was asked.
``phone_of``: the message whose ciphertext ``phone`` is (a provider's word brings no number), null for one of the block's own."""

segment_use = Table(
    "segment_use",
    metadata,
    Column("bucket", Id, primary_key=True, autoincrement=False),
    Column("hour", Integer, nullable=False),
    Column("in_hour", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("in_day", Integer, nullable=False),
    Column("message_id", Id),
)
"""How many segments were accepted for one number, block of numbers or key. ``bucket``: 64 bits of a hash of which; ``hour`` and ``day``:
numbers of the hour and of the day in Vietnam that ``in_hour`` and ``in_day`` belong to; ``message_id``: a number's latest message."""
