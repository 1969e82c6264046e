"""Health in the database: counts of all processes added up, judged, and read by all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kit.logs import get_logger
from sms_gateway.health.figures import Figures
from sms_gateway.health.judging import Reason, Standing, State, judge
from sms_gateway.health.tally import EVERY_TELCO, Place
from sms_gateway.schema import AnyRow, message, otp, provider_health, provider_hold

CODES_WINDOW: Final = timedelta(minutes=30)
CODES_MOST: Final = 2000
"""OTP whose life ended within the window, at most so many of the latest, are looked at."""


class Entry(NamedTuple):
    """How a provider stands for a telco, and why."""

    standing: Standing
    figures: Figures


Entries = Mapping[Place, Entry]


def read(connection: Connection, now: datetime) -> dict[Place, Entry]:
    """As it stands, figures faded until now."""
    rows = connection.execute(_in_order()).all()
    return {(row.provider, row.telco): _entry(row, now) for row in rows}


def write(
    connection: Connection, seen: Mapping[Place, Figures], now: datetime, codes: bool = False
) -> dict[Place, Entry]:
    """Add what a process has seen, judge, and return how all stand. ``codes``: look at OTP again as well.

    Rows are locked in one order, for as long as the caller's transaction lasts: it should be a short one.
    """
    confirmed = _conversions(connection, now) if codes else {}
    _open(connection, [*seen, *confirmed], now)
    before = {(row.provider, row.telco): row for row in connection.execute(_in_order().with_for_update()).all()}
    figures = {place: _entry(row, now).figures.plus(seen.get(place, Figures())) for place, row in before.items()}
    if codes:
        figures = {
            place: one._replace(**_counted(confirmed.get(place, ()), before[place])) for place, one in figures.items()
        }
    after: dict[Place, Entry] = {}
    changes: list[dict[str, Any]] = []
    for place, row in before.items():
        standing = _standing(row)
        judged = judge(standing, figures[place], _siblings(figures, before, place), now)
        if judged.state is State.PROBING and standing.state is State.OUT:
            figures[place] = Figures()  # what comes from now on speaks for itself
        after[place] = Entry(judged, figures[place])
        if judged != standing or codes or place in seen:
            changes.append({"of": place[0], "for": place[1], **_values(after[place], now)})
        if judged.state is not standing.state:
            _report(place, judged)
    if changes:
        connection.execute(_CHANGE, changes)
    return after


def _in_order() -> Any:
    return select(provider_health).order_by(provider_health.c.provider, provider_health.c.telco)


def _open(connection: Connection, places: Sequence[Place], now: datetime) -> None:
    """A row for each place that has none."""
    if not places:
        return
    known = {tuple(row) for row in connection.execute(select(provider_health.c.provider, provider_health.c.telco))}
    new = _values(Entry(Standing(State.GOOD, now), Figures()), now)
    fresh = [{"provider": provider, "telco": telco, **new} for provider, telco in sorted({*places} - known)]
    if fresh:
        make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
        connection.execute(make(provider_health).on_conflict_do_nothing(), fresh)


_COUNTED: Final = Figures._fields


def _values(entry: Entry, now: datetime) -> dict[str, Any]:
    standing, figures = entry
    return {
        "state": standing.state.value,
        "reason": None if standing.reason is None else standing.reason.value,
        "since": standing.since,
        "calm_since": standing.calm_since,
        "outs": standing.outs,
        "at": now,
        **figures._asdict(),
    }


_CHANGE = (
    update(provider_health)
    .where(provider_health.c.provider == bindparam("of"), provider_health.c.telco == bindparam("for"))
    .values({name: bindparam(name) for name in ("state", "reason", "since", "calm_since", "outs", "at", *_COUNTED)})
)


def _standing(row: AnyRow) -> Standing:
    reason = None if row.reason is None else Reason(row.reason)
    return Standing(State(row.state), row.since, reason, row.calm_since, row.outs)


def _entry(row: AnyRow, now: datetime) -> Entry:
    figures = Figures(*(getattr(row, name) for name in _COUNTED))
    return Entry(_standing(row), figures.faded((now - row.at).total_seconds()))


def _siblings(figures: Mapping[Place, Figures], rows: Mapping[Place, AnyRow], place: Place) -> Figures:
    """The other providers' for the same telco; one that is out says nothing about what is usual."""
    together = Figures()
    for other, theirs in figures.items():
        if other[1] == place[1] and other[0] != place[0] and rows[other].state in (State.GOOD, State.DEGRADED):
            together = together.plus(theirs)
    return together


def _report(place: Place, standing: Standing) -> None:
    log = get_logger(__name__)
    say = log.info if standing.state is State.GOOD else log.warning
    say(
        "provider_health",
        provider=place[0],
        telco=place[1] or None,
        state=standing.state.value,
        reason=None if standing.reason is None else standing.reason.value,
    )


# OTP: what was handed over is known from the message, what was entered from the code.

Codes = Sequence[tuple[datetime, bool]]
"""(when it was made, whether it was confirmed in time) of each."""


def _conversions(connection: Connection, now: datetime) -> dict[Place, list[tuple[datetime, bool]]]:
    query = (
        select(message.c.provider, message.c.telco, otp.c.created_at, otp.c.used_at)
        .join(message, message.c.id == otp.c.message_id)
        .where(otp.c.expires_at <= now, otp.c.expires_at > now - CODES_WINDOW)
        .where(message.c.provider.is_not(None), message.c.sandbox.is_(False))
        .order_by(otp.c.expires_at.desc())
        .limit(CODES_MOST)
    )
    found: dict[Place, list[tuple[datetime, bool]]] = {}
    for row in connection.execute(query):
        found.setdefault((row.provider, row.telco or EVERY_TELCO), []).append((row.created_at, row.used_at is not None))
    return found


def _counted(codes: Codes, row: AnyRow) -> dict[str, int]:
    """While it is probed only the codes of this trial count, else an old trouble would be held against it again."""
    since = row.since if row.state == State.PROBING else None
    counted = [confirmed for made, confirmed in codes if since is None or made >= since]
    return {"codes": len(counted), "confirmed": sum(counted)}


# Staff


def holds(connection: Connection) -> dict[str, AnyRow]:
    """The providers that staff hold off, each with its row: ``held_by``, ``reason``, ``at``."""
    return {row.provider: row for row in connection.execute(select(provider_hold)).all()}


def hold(connection: Connection, provider: str, by: str, reason: str | None, now: datetime) -> None:
    """Give it nothing more until it is released; what it has been given already stays with it."""
    release(connection, provider)
    values = {"provider": provider, "held_by": by, "reason": reason, "at": now}
    connection.execute(insert(provider_hold).values(values))


def release(connection: Connection, provider: str) -> bool:
    """Whether it was held."""
    return connection.execute(delete(provider_hold).where(provider_hold.c.provider == provider)).rowcount > 0
