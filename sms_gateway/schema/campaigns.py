"""Templates, and campaigns with their rows, counts and rates."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import JSON

from kit.database import UtcDateTime
from sms_gateway.schema.base import Id, metadata, partial_index

template = Table(
    "template",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("lane", SmallInteger, nullable=False),
    Column("khong_dau", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("name", "version"),
)
"""Rows are never changed: a new wording is a new version, so that what a campaign sent can be read years later."""

campaign = Table(
    "campaign",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key_id", Id, ForeignKey("api_key.id")),
    Column("name", Text, nullable=False),
    Column("template_id", Id, ForeignKey("template.id"), nullable=False),
    Column("lane", SmallInteger, nullable=False),
    Column("khong_dau", Boolean, nullable=False),
    Column("sandbox", Boolean, nullable=False),
    Column("status", String(16), nullable=False),
    Column("columns", JSON, nullable=False),
    Column("source", String(16), nullable=False),
    Column("file_name", Text),
    Column("file_hash", LargeBinary(32)),
    Column("rows", Integer, nullable=False, default=0),
    Column("valid", Integer, nullable=False, default=0),
    Column("invalid", Integer, nullable=False, default=0),
    Column("segments", BigInteger, nullable=False, default=0),
    Column("import_error", String(64)),
    Column("created_by", Text, nullable=False),
    Column("approved_by", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("imported_at", UtcDateTime),
    Column("approved_at", UtcDateTime),
    Column("start_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Index("ix_campaign_file_hash", "key_id", "file_hash"),
    partial_index("ix_campaign_live", "status", where="finished_at IS NULL"),
)
"""``columns``: the file's header in order. ``file_hash``: keyed, of the whole file. ``sandbox``: made with a test key, never leaves
the sandbox. ``start_at``: when a ready campaign starts by itself."""

campaign_error = Table(
    "campaign_error",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", Id, ForeignKey("campaign.id"), nullable=False),
    Column("row", Integer, nullable=False),
    Column("column", Text),
    Column("code", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "campaign_id", "row"),
)
"""Rows of a file that were left out. ``row``: line number in the file, header = 1. ``detail`` quotes no personal data."""

campaign_count = Table(
    "campaign_count",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaign.id"), primary_key=True),
    Column("status", SmallInteger, primary_key=True, autoincrement=False),
    Column("messages", BigInteger, nullable=False),
)
"""How many of a campaign's messages are in each status, moved in the same transaction as the messages themselves:
counting 1,000,000 rows at every look of the console would cost more than sending them."""

campaign_rate = Table(
    "campaign_rate",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaign.id"), primary_key=True),
    Column("sender", String(64), primary_key=True),
    Column("per_second", Float, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

campaign_progress = Table(
    "campaign_progress",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaign.id"), primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("handed_over", BigInteger, nullable=False),
    Column("delivered", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
)
"""A campaign's counts every five seconds while something moves, for the chart of its rate."""
