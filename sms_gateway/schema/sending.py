"""Sender processes, and what they share."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, LargeBinary, SmallInteger, String, Table, Text

from kit.database import UtcDateTime
from sms_gateway.schema.base import Id, metadata

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

provider_token = Table(
    "provider_token",
    metadata,
    Column("provider", String(32), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("access", LargeBinary),
    Column("refresh", LargeBinary, nullable=False),
    Column("access_until", UtcDateTime),
    Column("renewed_at", UtcDateTime, nullable=False),
    Column("holder", String(64)),
    Column("held_until", UtcDateTime),
    Column("error", String(64)),
)
"""The tokens (encrypted) of providers that give them for a while, such as Zalo. ``version`` counts renewals; ``holder`` is the
process that may use the refresh token, which is good once, until ``held_until``; ``error``: of the last try."""

provider_health = Table(
    "provider_health",
    metadata,
    Column("provider", String(32), primary_key=True),
    Column("telco", String(16), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("reason", String(16)),
    Column("since", UtcDateTime, nullable=False),
    Column("calm_since", UtcDateTime),
    Column("outs", SmallInteger, nullable=False),
    Column("answers", Float, nullable=False),
    Column("errors", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("receipts", Float, nullable=False),
    Column("delivered", Float, nullable=False),
    Column("codes", Float, nullable=False),
    Column("confirmed", Float, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""How each provider stands for each telco ("": as a whole), and the figures behind it, faded until ``at`` (``sms_gateway.health``)."""

provider_hold = Table(
    "provider_hold",
    metadata,
    Column("provider", String(32), primary_key=True),
    Column("held_by", Text, nullable=False),
    Column("reason", Text),
    Column("at", UtcDateTime, nullable=False),
)
"""Providers that staff have put off by hand."""

rate_share = Table(
    "rate_share",
    metadata,
    Column("provider", String(32), primary_key=True),
    Column("telco", String(16), primary_key=True),
    Column("holder", String(64), primary_key=True),
    Column("per_second", Float, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
"""Which part of a contract's rate each sender has, and until when (``sms_gateway.sender.shares``). ``telco`` "": all together."""
