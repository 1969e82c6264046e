"""The gateway's tables. The ``message`` table is the queue: see ``sms_gateway/README.md`` for the states and lanes.

Encrypted columns are ``LargeBinary`` written by ``kit.crypto`` with the context named in ``sms_gateway.sealing``.
Index conditions are literal because SQLite uses a partial index only when the query repeats its condition literally.
"""

from __future__ import annotations

import enum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import JSON

from kit.database import UtcDateTime


class Status(enum.IntEnum):
    """Where a message stands; it only ever moves forward (``sms_gateway.messages.status`` holds the allowed moves)."""

    CREATED = 0
    """Accepted in a campaign that was never started. Shown, not stored: such rows are stored as QUEUED."""
    QUEUED = 1
    """Waits for the sender (also while its campaign is paused, and between tries after a temporary error)."""
    CLAIMED = 2
    """A sender has committed to hand it over; from here on it is never handed over a second time unasked."""
    SENT = 3
    """The provider accepted it and gave it a number; a receipt is awaited."""
    DELIVERED = 4
    """The provider reported that it reached the phone."""
    FAILED = 5
    """The provider refused it for good, or reported that it cannot be delivered; ``error`` says why."""
    EXPIRED = 6
    """Its time ran out before it could be handed over (OTP), or the network gave up on it."""
    UNKNOWN = 7
    """It may have been sent: the sender died or lost the line between handing over and the answer, or no receipt came
    within three days. It is not sent again; a late receipt may still make it DELIVERED or FAILED."""
    CANCELLED = 8
    """Its campaign was cancelled before it was handed over."""
    SUPPRESSED = 9
    """Not sent on purpose, because a rule forbids messages to this number."""


class Lane(enum.IntEnum):
    """Order of sending, strict: nothing of a higher number goes out while a lower one waits."""

    OTP = 0
    TRANSACTIONAL = 1
    BULK = 2


class CampaignStatus(enum.StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    IMPORTING = "importing"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FINISHED = "finished"


AnyRow = Row[*tuple[Any, ...]]
"""A row of any query, for helpers that read columns by name."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit key; SQLite numbers only a plain INTEGER PRIMARY KEY by itself."""

api_key = Table(
    "api_key",
    metadata,
    Column("id", Id, primary_key=True),
    Column("public_id", String(32), nullable=False, unique=True),
    Column("secret_hash", LargeBinary(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("permissions", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

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
    Index(
        "ix_campaign_live",
        "status",
        sqlite_where=text("finished_at IS NULL"),
        postgresql_where=text("finished_at IS NULL"),
    ),
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

sender_run = Table(
    "sender_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("heartbeat_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)
"""One life of one sender process. A run that is ended may claim nothing more, which fences off a stuck predecessor."""

provider_lease = Table(
    "provider_lease",
    metadata,
    Column("line", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
"""Which sender may use a line of which a provider allows one, such as an SMPP bind ("telco-a/0"), and until when."""

message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("key_id", Id, ForeignKey("api_key.id")),
    Column("campaign_id", Id, ForeignKey("campaign.id")),
    Column("row", Integer),
    Column("lane", SmallInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("sandbox", Boolean, nullable=False),
    Column("template_id", Id, ForeignKey("template.id")),
    Column("khong_dau", Boolean, nullable=False),
    Column("phone", LargeBinary),
    Column("phone_hash", LargeBinary(32), nullable=False),
    Column("telco", String(16)),
    Column("content", LargeBinary),
    Column("encoding", String(8), nullable=False),
    Column("segments", SmallInteger, nullable=False),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("run_id", Id),
    Column("provider", String(32)),
    Column("provider_message_id", String(64)),
    Column("error", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime),
    Column("expires_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
)
"""``content`` (encrypted): the body as text where ``template_id`` is null; the fields as a JSON object where it is set; in a
campaign the row's cells without the phone number, a JSON array in the order of ``campaign.columns``. Null once erased.
``finished_at``: when it was delivered, failed, expired, cancelled or suppressed."""


def _message_index(name: str, *columns: str, where: str) -> None:
    Index(name, *(message.c[column] for column in columns), sqlite_where=text(where), postgresql_where=text(where))


_message_index("ix_message_direct_queue", "lane", "id", where="status = 1 AND campaign_id IS NULL")
_message_index("ix_message_campaign_queue", "campaign_id", "id", where="status = 1 AND campaign_id IS NOT NULL")
_message_index("ix_message_claimed", "run_id", where="status = 2")
_message_index("ix_message_awaiting", "provider", "provider_message_id", where="status IN (3, 7)")
_message_index("ix_message_campaign", "campaign_id", "id", where="campaign_id IS NOT NULL")
_message_index("ix_message_kept", "id", where="phone IS NOT NULL")

message_reference = Table(
    "message_reference",
    metadata,
    Column("key_id", Id, ForeignKey("api_key.id"), primary_key=True),
    Column("reference", String(200), primary_key=True),
    Column("message_id", Id, nullable=False),
)
"""What makes accepting idempotent; apart from ``message`` so that it survives a partitioned message table."""

message_counter = Table("message_counter", metadata, Column("next_id", Id, primary_key=True, autoincrement=False))
"""SQLite only: the next message id (PostgreSQL has the sequence ``message_id_seq``). Ids are taken before the insert,
because a ciphertext is bound to the id of its row."""

parked_receipt = Table(
    "parked_receipt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("provider", String(32), nullable=False),
    Column("provider_message_id", String(64), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("error", String(64)),
    Column("at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Index(None, "provider", "provider_message_id"),
)
"""Receipts that came before the answer that tells us the provider's number for the message."""

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
    Index(
        "ix_inbound_message_waiting",
        "id",
        sqlite_where=text("handled_at IS NULL"),
        postgresql_where=text("handled_at IS NULL"),
    ),
)
"""What phones have sent. ``recipient``: our number or short code; ``missing``: parts that never came; ``fingerprint``: keyed hash of
all of it, by which a delivery that is repeated is known."""

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
    Index(
        "ix_sandbox_inbox_due",
        "receipt_due_at",
        sqlite_where=text("receipt_due_at IS NOT NULL"),
        postgresql_where=text("receipt_due_at IS NOT NULL"),
    ),
    Index("ix_sandbox_inbox_message", "message_id"),
)
"""The sandbox's own ledger of what was handed to it. ``message_id`` is deliberately not unique: a message handed over
twice must show. ``outcome``: delivered, failed, lost or refused; only ``delivered`` arrived. Phone and body are kept in
the demo environment alone."""
