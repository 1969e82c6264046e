"""What phones send to us."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, SmallInteger, String, Table, UniqueConstraint

from kit.database import UtcDateTime
from sms_gateway.schema.base import Id, metadata, partial_index

inbound_part = Table(
    "inbound_part",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("provider", String(32), nullable=False),
    Column("text_key", LargeBinary(32), nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("total", SmallInteger, nullable=False),
    Column("piece", LargeBinary, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    UniqueConstraint("text_key", "number"),
)
"""Parts of a phone's long text until all have come. ``text_key``: keyed hash of what they have in common."""

inbound_message = Table(
    "inbound_message",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("provider", String(32), nullable=False),
    Column("phone", LargeBinary, nullable=False),
    Column("phone_hash", LargeBinary(32), nullable=False),
    Column("recipient", String(21), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("missing", SmallInteger, nullable=False),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("handled_at", UtcDateTime),
    Index(None, "fingerprint", "received_at"),
    Index(None, "phone_hash", "id"),
    partial_index("ix_inbound_message_waiting", "id", where="handled_at IS NULL"),
)
"""What phones have sent. ``recipient``: our number or short code; ``missing``: parts that never came; ``fingerprint``: keyed hash of
all of it, by which a delivery that is repeated is known."""
