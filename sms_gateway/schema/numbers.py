"""What is known of single phone numbers."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String, Table

from kit.database import UtcDateTime
from sms_gateway.schema.base import metadata

ported_number = Table(
    "ported_number",
    metadata,
    Column("phone_hash", LargeBinary(32), primary_key=True),
    Column("telco", String(16), nullable=False),
    Column("source", String(32), nullable=False),
    Column("learnt_at", UtcDateTime, nullable=False),
)
"""Numbers that another operator serves than the one that first owned their range. ``source``: "file", or the provider whose receipt
said so."""
