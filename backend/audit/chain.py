"""Appending to the audit log and checking it.

The database itself refuses to change or delete a row (migration 0041); whoever may take that refusal off still meets the chain.
Every row's digest is a keyed hash (HMAC) over its content and the digest before it. Somebody who can write to the database but
does not hold the key can neither change, insert nor remove a row in the middle without `walk` naming the place. Rows cut
off at the end show against an earlier head: `bhxh maintain` logs the head each day, away from the database.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backend.audit.models import AuditEntry
from backend.database import blind_index
from bhxh.dates import utcnow

_START = bytes(32)
_LOCK = 0x62687868  # "bhxh": the advisory lock that lines up writers of the chain on PostgreSQL


@dataclass(frozen=True)
class Head:
    """The last row of the log: its number (0 when empty) and digest."""

    sequence: int
    digest: bytes


class Broken(Exception):
    """The log was tampered with; `sequence` is the first row that does not fit."""

    def __init__(self, sequence: int, reason: str) -> None:
        super().__init__(f"audit log broken at row {sequence}: {reason}")
        self.sequence = sequence
        self.reason = reason


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject_index: bytes | None = None,
    details: Mapping[str, str | int | None] | None = None,
) -> int:
    """Append one act in the caller's transaction and return its number.

    `actor` is an opaque id of who acts ("conversation:…", "staff:…", "worker"), `action` a dotted name ("kcb.read"). `details`
    must hold no personal data: ids, years, counts, codes of reasons. The chain is locked until the transaction ends, so
    record as the last step of a transaction.
    """
    _lock(session)
    last = head(session)
    entry = AuditEntry(
        sequence=last.sequence + 1,
        at=utcnow(),
        actor=actor,
        action=action,
        subject_index=subject_index,
        details=dict(details or {}),
        previous=last.digest,
    )
    entry.digest = _digest(session, entry)
    session.add(entry)
    session.flush()
    return entry.sequence


def head(session: Session) -> Head:
    """The end of the log, to be kept elsewhere and given to a later `walk`."""
    row = session.execute(
        select(AuditEntry.sequence, AuditEntry.digest).order_by(AuditEntry.sequence.desc()).limit(1)
    ).first()
    return Head(row.sequence, row.digest) if row else Head(0, _START)


def walk(session: Session, known: Head | None = None) -> Head:
    """Walk the whole log and return its head; raise `Broken` at the first row that was changed, inserted or removed.

    `known` is a head noted earlier: the log must still contain that row with that digest.
    """
    last = Head(0, _START)
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence).execution_options(yield_per=1000))
    for entry in rows:
        if entry.sequence != last.sequence + 1:
            raise Broken(last.sequence + 1, "row missing")
        if not hmac.compare_digest(entry.previous, last.digest):
            raise Broken(entry.sequence, "does not follow the row before it")
        if not hmac.compare_digest(entry.digest, _digest(session, entry)):
            raise Broken(entry.sequence, "content changed")
        last = Head(entry.sequence, entry.digest)
        if known and known.sequence == last.sequence and not hmac.compare_digest(known.digest, last.digest):
            raise Broken(last.sequence, "rewritten since the known head")
        session.expunge(entry)
    if known and known.sequence > last.sequence:
        raise Broken(last.sequence + 1, "rows cut off at the end")
    return last


def _lock(session: Session) -> None:
    # Two transactions that read the same head would both write row n+1. SQLite has one writer at a time already.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _digest(session: Session, entry: AuditEntry) -> bytes:
    content: list[Any] = [
        entry.sequence,
        _timestamp(entry.at),
        entry.actor,
        entry.action,
        entry.subject_index.hex() if entry.subject_index is not None else None,
        entry.details,
        entry.previous.hex(),
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return blind_index(session, "audit.digest", canonical)


def _timestamp(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
