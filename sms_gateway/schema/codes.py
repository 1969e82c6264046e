"""One-time codes."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, SmallInteger, String, Table

from kit.database import UtcDateTime
from sms_gateway.schema.base import Id, metadata

otp = Table(
    "otp",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key_id", Id, ForeignKey("api_key.id"), nullable=False),
    Column("message_id", Id),
    Column("purpose", String(32), nullable=False),
    Column("phone_hash", LargeBinary(32), nullable=False),
    Column("code_hash", LargeBinary(32), nullable=False),
    Column("tries", SmallInteger, nullable=False, default=0),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("locked_at", UtcDateTime),
    Column("replaced_at", UtcDateTime),
    Index(None, "phone_hash", "purpose", "created_at"),
    Index(None, "expires_at"),
)

otp_event = Table(
    "otp_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("bucket", LargeBinary(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "bucket", "kind", "at"),
)
"""What limits count. ``bucket``: keyed hash of scope and value (phone, IP, phone+purpose ...), ``kind``: send, miss ..."""
