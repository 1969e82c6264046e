"""The sandbox's own ledger."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, SmallInteger, String, Table

from kit.database import UtcDateTime
from sms_gateway.schema.base import Id, metadata, partial_index

sandbox_inbox = Table(
    "sandbox_inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message_id", Id, nullable=False),
    Column("phone", LargeBinary),
    Column("phone_hash", LargeBinary(32), nullable=False),
    Column("body", LargeBinary),
    Column("lane", SmallInteger, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("receipt_due_at", UtcDateTime),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_sandbox_inbox_phone_hash", "phone_hash", "id"),
    partial_index("ix_sandbox_inbox_due", "receipt_due_at", where="receipt_due_at IS NOT NULL"),
    Index("ix_sandbox_inbox_message", "message_id"),
)
"""The sandbox's own ledger of what was handed to it. ``message_id`` is deliberately not unique: a message handed over
twice must show. ``outcome``: delivered, failed, lost or refused; only ``delivered`` arrived. Phone and body are kept in
the demo environment alone."""
