"""How much may be accepted, in segments: against SMS pumping, where somebody lets the gateway pay for messages to numbers of his.

Counted for each number, each block of numbers and each key, within the hour and within the day in Vietnam. A campaign is counted as a
whole, on the day on which it starts, against an allowance of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from bhxh.dates import VIETNAM, utcnow
from bhxh.messages import text
from kit.problems import Problem
from sms_gateway.rules import counting
from sms_gateway.rules.counting import Counted, Used
from sms_gateway.schema import api_key

_BLOCK_DIGITS = 7
"""84 and five more: 100,000 numbers that one operator was given together."""

_FOREIGN_DIGITS = 4
"""A country and the first digits of an operator: few are expected there."""

_UNTIL = {"hour": 3600, "day": 86_400}


@dataclass(frozen=True)
class Caps:
    """Segments at most; None: as many as are asked for. ``campaign_day`` None: as ``key_day``."""

    number_hour: int | None = 40
    number_day: int | None = 100
    block_hour: int | None = 20_000
    block_day: int | None = 100_000
    foreign_block_hour: int | None = 100
    foreign_block_day: int | None = 500
    key_hour: int | None = None
    key_day: int | None = None
    campaign_day: int | None = None

    @classmethod
    def of(cls, own: Mapping[str, int | None] | None) -> Caps:
        """The default ones, but for those that a key has of its own."""
        return cls(**(own or {}))


NAMES = tuple(cap.name for cap in fields(Caps))
NONE = Caps(**dict.fromkeys(NAMES))


class Want(NamedTuple):
    """A message that asks to be accepted. ``answerable``: what its phone writes next may be an answer to it."""

    message_id: int
    phone: str
    phone_hash: bytes
    segments: int
    answerable: bool = True


class _Limit(NamedTuple):
    """A bucket and what it may hold, within the hour and within the day."""

    scope: str
    bucket: int
    hour: int | None
    day: int | None


def of_number(phone_hash: bytes) -> int:
    """The bucket of one number, which knows its latest message too."""
    return int.from_bytes(phone_hash[:8], "big", signed=True)


def reserve(
    connection: Connection, caps: Caps, key_id: int | None, wants: Sequence[Want], now: datetime
) -> dict[int, Problem]:
    """Count these messages inside the caller's transaction; returns, by place, what is refused and not counted.

    Counters stay locked until the transaction ends, so that requests at the same moment are counted one after the other.
    """
    limits = [_limits(caps, key_id, want) for want in wants]
    added: dict[int, Counted] = {}
    for want, own in zip(wants, limits, strict=True):
        for limit in own:
            before = added.get(limit.bucket)
            segments = want.segments if before is None else want.segments + before.segments
            added[limit.bucket] = Counted(
                segments, want.message_id if limit.scope == "number" and want.answerable else None
            )
    held = counting.add(connection, added, now)
    if not any(_full(limit, held[limit.bucket], 0) for own in limits for limit in own):
        return {}
    refused = _sort_out(wants, limits, added, held, now)
    back: Counter[int] = Counter()
    for place in refused:
        for limit in limits[place]:
            back[limit.bucket] += wants[place].segments
    counting.add(connection, {bucket: Counted(-segments) for bucket, segments in back.items()}, now)
    return refused


def _sort_out(
    wants: Sequence[Want],
    limits: Sequence[Sequence[_Limit]],
    added: Mapping[int, Counted],
    held: Mapping[int, Used],
    now: datetime,
) -> dict[int, Problem]:
    """Which of the messages still fit, in their order; the others' refusals by place."""
    used = {bucket: Used(*(value - added[bucket].segments for value in held[bucket])) for bucket in added}
    refused: dict[int, Problem] = {}
    for place, (want, own) in enumerate(zip(wants, limits, strict=True)):
        for limit in own:
            if window := _full(limit, used[limit.bucket], want.segments):
                refused[place] = _refusal(f"cap_{limit.scope}", window, now)
                break
        else:
            for limit in own:
                used[limit.bucket] = Used(*(value + want.segments for value in used[limit.bucket]))
    return refused


def _full(limit: _Limit, used: Used, more: int) -> str | None:
    """In which window the bucket has no room for so many segments more."""
    if limit.hour is not None and used.in_hour + more > limit.hour:
        return "hour"
    return "day" if limit.day is not None and used.in_day + more > limit.day else None


def _limits(caps: Caps, key_id: int | None, want: Want) -> list[_Limit]:
    """Its number's bucket always, because that knows the latest message; others where they are capped."""
    limits = [_Limit("number", of_number(want.phone_hash), caps.number_hour, caps.number_day)]
    if want.phone.startswith("84"):
        digits, hour, day = _BLOCK_DIGITS, caps.block_hour, caps.block_day
    else:
        digits, hour, day = _FOREIGN_DIGITS, caps.foreign_block_hour, caps.foreign_block_day
    if hour is not None or day is not None:
        limits.append(_Limit("block", counting.bucket("block", want.phone[:digits]), hour, day))
    if caps.key_hour is not None or caps.key_day is not None:
        limits.append(_Limit("key", counting.bucket("key", str(key_id)), caps.key_hour, caps.key_day))
    return limits


def _refusal(code: str, window: str, now: datetime) -> Problem:
    local = now.astimezone(VIETNAM)
    passed = local.minute * 60 + local.second + (local.hour * 3600 if window == "day" else 0)
    left = max(1, _UNTIL[window] - passed)
    within = text(f"sms_rules.window.{window}")
    return Problem(429, code, text(f"sms_rules.{code}", within=within), headers={"Retry-After": str(left)})


def of_key(connection: Connection, key_id: int | None) -> Caps:
    """What holds for a key; without one, nothing is capped."""
    if key_id is None:
        return NONE
    return Caps.of(connection.execute(select(api_key.c.caps).where(api_key.c.id == key_id)).scalar_one())


def reserve_campaign(connection: Connection, caps: Caps, key_id: int | None, segments: int, start: datetime) -> None:
    """Count a campaign on the day of its start. Raises Problem(429, "cap_campaign"), and then nothing is counted."""
    most = caps.key_day if caps.campaign_day is None else caps.campaign_day
    bucket = _of_campaigns(key_id, start)
    used = counting.add(connection, {bucket: Counted(segments)}, start)[bucket].in_day
    if most is None or used <= most:
        return
    release_campaign(connection, key_id, segments, start)
    days = (start.astimezone(VIETNAM).date() - utcnow().astimezone(VIETNAM).date()).days
    detail = text("sms_rules.cap_campaign", segments=segments, left=max(0, most - used + segments), most=most)
    raise Problem(429, "cap_campaign", detail, headers={"Retry-After": str(86_400 * (days + 1))})


def release_campaign(connection: Connection, key_id: int | None, segments: int, start: datetime) -> None:
    """Take a campaign that will not start on that day out of its count."""
    counting.add(connection, {_of_campaigns(key_id, start): Counted(-segments)}, start)


def _of_campaigns(key_id: int | None, start: datetime) -> int:
    return counting.bucket("campaigns", f"{key_id} {start.astimezone(VIETNAM).date()}")


@dataclass(frozen=True)
class Granted:
    """What a key may: the caps that hold, those of them that are its own, and whether it may go abroad."""

    caps: Caps
    own: frozenset[str]
    abroad: bool


def change(
    connection: Connection, name: str, changes: Mapping[str, int | str | None], abroad: bool | None
) -> Granted | None:
    """Change caps of the key of this name ("default" takes its own one back) and whether it may go abroad (None leaves that);
    returns what holds then, None without such a key. Raises ValueError for a cap that does not exist.
    """
    unknown = sorted(set(changes) - set(NAMES))
    if unknown:
        raise ValueError(f"no such cap: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    columns = (api_key.c.id, api_key.c.caps, api_key.c.abroad)
    found = connection.execute(select(*columns).where(api_key.c.name == name)).one_or_none()
    if found is None:
        return None
    own = {cap: most for cap, most in {**(found.caps or {}), **changes}.items() if most != "default"}
    goes = found.abroad if abroad is None else abroad
    connection.execute(update(api_key).where(api_key.c.id == found.id).values(caps=own or None, abroad=goes))
    return Granted(Caps.of(own), frozenset(own), goes)
