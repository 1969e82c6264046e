"""Who may use the gateway."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, LargeBinary, String, Table, Text, false
from sqlalchemy.types import JSON

from kit.database import UtcDateTime
from sms_gateway.schema.base import Id, metadata

api_key = Table(
    "api_key",
    metadata,
    Column("id", Id, primary_key=True),
    Column("public_id", String(32), nullable=False, unique=True),
    Column("secret_hash", LargeBinary(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("permissions", JSON, nullable=False),
    Column("abroad", Boolean, nullable=False, server_default=false()),
    Column("caps", JSON),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)
"""``abroad``: it may write to foreign numbers; ``caps``: its own limits by name (``rules.caps``), null where all are the default ones."""
