"""What a key's owner is told, and where."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
)

from kit.database import UtcDateTime
from sms_gateway.schema.base import Id, metadata

callback = Table(
    "callback",
    metadata,
    Column("key_id", Id, ForeignKey("api_key.id"), primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("inbound", String(8), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("holder", String(64)),
    Column("held_until", UtcDateTime),
    Column("failures", Integer, nullable=False, default=0),
    Column("error", String(64)),
    Column("failing_since", UtcDateTime),
    Column("next_try_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("dropped", BigInteger, nullable=False, default=0),
)
"""A key's address. ``secret``: sealed, what its batches are signed with; ``sent``: whether SENT is told too; ``inbound``: which texts of
phones it gets (none, own, all); ``holder`` and ``held_until``: the process that delivers now; ``failures`` in a row, the first of
them at ``failing_since``; ``dropped``: events given up."""

callback_event = Table(
    "callback_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("message_id", Id),
    Column("status", SmallInteger),
    Column("error", String(64)),
    Column("inbound_id", Id),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "key_id", "id"),
)
"""What is still to be told. Either ``status`` of ``message_id``, or a phone's text ``inbound_id`` and the message it answers. Ids grow in the
order in which things happened to one message, because its row is locked until the event is committed."""
