"""Messages that go on by another provider."""

from __future__ import annotations

from sqlalchemy import Column, Index, SmallInteger, String, Table

from kit.database import UtcDateTime
from sms_gateway.schema.base import Id, metadata, partial_index

fallback = Table(
    "fallback",
    metadata,
    Column("message_id", Id, primary_key=True, autoincrement=False),
    Column("campaign_id", Id),
    Column("provider", String(32), nullable=False),
    Column("provider_message_id", String(64)),
    Column("handed_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("went_on_at", UtcDateTime),
    Column("reason", String(64)),
    Column("status", SmallInteger),
    Column("reported_at", UtcDateTime),
    Index(None, "provider", "provider_message_id"),
)
"""Messages handed to a provider that another may follow. ``due_at``: when it does, unless the first reports before; null: decided.
``went_on_at`` and ``reason``: when and why it did. ``status`` and ``reported_at``: what the first reported, however late."""

partial_index("ix_fallback_due", fallback.c.due_at, where="due_at IS NOT NULL")
partial_index("ix_fallback_campaign", fallback.c.campaign_id, where="due_at IS NOT NULL AND campaign_id IS NOT NULL")
