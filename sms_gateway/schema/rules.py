"""Whom the gateway may not write to."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, String, Table, Text, text

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
