"""The queue: messages, references, and receipts that came too early."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Table

from kit.database import UtcDateTime
from sms_gateway.schema.base import Id, metadata, partial_index

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
    Column("known_until", UtcDateTime),
    Column("fell_back_at", UtcDateTime),
)
"""``content`` (encrypted): the body as text where ``template_id`` is null; the fields as a JSON object where it is set; in a
campaign the row's cells without the phone number, a JSON array in the order of ``campaign.columns``. Null once erased.
``finished_at``: when it was delivered, failed, expired, cancelled or suppressed. ``not_before``: when it may be tried, or an unknown
one's provider asked, again. ``known_until``: set when its provider is asked again (``sender.asking``); from then on it goes nowhere else.
``fell_back_at``: when it went on from a provider of templates, which it never returns to (``messages.fallback``). On PostgreSQL its
foreign keys are triggers that keep what it refers to from being deleted (migration 0021): to look that up for each row took half of
the server's time for a file."""

partial_index("ix_message_direct_queue", message.c.lane, message.c.id, where="status = 1 AND campaign_id IS NULL")
partial_index(
    "ix_message_campaign_queue", message.c.campaign_id, message.c.id, where="status = 1 AND campaign_id IS NOT NULL"
)
partial_index("ix_message_claimed", message.c.run_id, where="status = 2")
partial_index("ix_message_awaiting", message.c.provider, message.c.provider_message_id, where="status IN (3, 7)")
partial_index("ix_message_campaign", message.c.campaign_id, message.c.id, where="campaign_id IS NOT NULL")
partial_index("ix_message_single", message.c.created_at, where="campaign_id IS NULL")
partial_index("ix_message_kept", message.c.id, where="phone IS NOT NULL")

message_reference = Table(
    "message_reference",
    metadata,
    Column("key_id", Id, ForeignKey("api_key.id"), primary_key=True),
    Column("reference", String(200), primary_key=True),
    Column("message_id", Id, nullable=False),
    Index(None, "message_id"),
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

unmatched_receipt = Table(
    "unmatched_receipt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("provider", String(32), nullable=False),
    Column("provider_message_id", String(64), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("error", String(64)),
    Column("at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Index(None, "received_at"),
)
"""Receipts for which no answer came: apart, so that looking for those that wait stays quick however many these are."""

repeated_receipt = Table(
    "repeated_receipt",
    metadata,
    Column("provider", String(32), primary_key=True),
    Column("receipts", BigInteger, nullable=False),
    Column("last", UtcDateTime, nullable=False),
)
"""How many receipts came again for messages that had ended."""

message_part = Table(
    "message_part",
    metadata,
    Column("message_id", Id, primary_key=True, autoincrement=False),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("total", SmallInteger, nullable=False),
    Column("provider", String(32), nullable=False),
    Column("provider_message_id", String(64), nullable=False),
    Column("status", SmallInteger),
    Column("taken_at", UtcDateTime, nullable=False),
    partial_index("ix_message_part_awaiting", "provider", "provider_message_id", where="status IS NULL"),
)
"""Parts of a long message that are receipted each for itself; ``message.provider_message_id`` is null then. ``number`` of ``total``,
from 1; ``status``: what its receipt said, null until it comes. An SMSC may begin its numbers anew: the newest part is meant."""
