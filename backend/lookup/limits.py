"""How often a code may be looked up: per address, per thing that somebody claims to know, and altogether. Counted in the database.

Every try counts, whatever comes of it and before anything is looked at, so that tries sent at the same time cannot share one count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.database import Database, blind_index
from backend.lookup.models import LookupCount, SpentCheck
from backend.participants.matching import Known
from bhxh.text import fold

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Bucket:
    """`what` is counted, by its value, at most `most` times within `window`."""

    what: str
    value: str
    most: int
    window: timedelta


def of_address(address: str) -> list[Bucket]:
    """A household, or an office behind one address, looks up a few people; a robot many."""
    return [Bucket("address.hour", address, 10, HOUR), Bucket("address.day", address, 30, DAY)]


def of_question(address: str) -> list[Bucket]:
    """Whoever answers the question instead of letting the machine work: the question is no hindrance to a robot, this is."""
    return [Bucket("question.address", address, 3, HOUR), Bucket("question", "", 100, HOUR)]


def of_everybody() -> list[Bucket]:
    """All look-ups of the product."""
    return [Bucket("all", "", 2_000, HOUR)]


def of_person(known: Known) -> list[Bucket]:
    """What is claimed: one ID with ever other names, one name with ever other days of birth, must end soon, wherever it comes from."""
    name = fold(known.full_name)
    buckets = [Bucket("name", f"{name}|{known.province_code}", 40, DAY)]
    if known.bhxh_code:
        buckets.append(Bucket("code", known.bhxh_code, 6, DAY))
    if known.personal_id:
        buckets.append(Bucket("personal_id", known.personal_id, 6, DAY))
    if known.date_of_birth:
        buckets.append(Bucket("name_birth", f"{name}|{known.date_of_birth.isoformat()}", 6, DAY))
    return buckets


def told(person_id: int) -> list[Bucket]:
    """SMS with their code that one person gets: nobody shall be able to fill somebody's phone."""
    return [Bucket("told", str(person_id), 3, DAY)]


def take(database: Database, buckets: Iterable[Bucket], now: datetime) -> bool:
    """Count one try in each. False: at least one was full already, and nothing may be looked at."""
    room = True
    for bucket in buckets:
        try:
            counted = _count(database, bucket, now)
        except IntegrityError:  # somebody else's first try was written in the same moment
            counted = _count(database, bucket, now)
        room = counted and room
    return room


def _count(database: Database, bucket: Bucket, now: datetime) -> bool:
    with database.begin() as session:
        return count(session, bucket, now)


def count(session: Session, bucket: Bucket, now: datetime) -> bool:
    """`take` of one bucket in the caller's transaction. Raises IntegrityError when another wrote its first try in the same moment."""
    index = blind_index(session, "lookup_count.bucket", f"{bucket.what}|{bucket.value}")
    # Looked for before it is counted: a row that appears between a count without effect and a look would read as full.
    if session.get(LookupCount, index) is None:
        session.add(LookupCount(bucket=index, began_at=now, ends_at=now + bucket.window, tries=1))
        session.flush()
        return True
    mine, open_ = LookupCount.bucket == index, LookupCount.ends_at > now
    one_more = update(LookupCount).where(mine, open_, LookupCount.tries < bucket.most)
    if session.execute(one_more.values(tries=LookupCount.tries + 1)).rowcount:  # type: ignore[attr-defined]
        return True
    anew = update(LookupCount).where(mine, LookupCount.ends_at <= now)
    return bool(
        session.execute(anew.values(tries=1, began_at=now, ends_at=now + bucket.window)).rowcount  # type: ignore[attr-defined]
    )


def forget_old(session: Session, now: datetime) -> None:
    """Drop what counts no more."""
    session.execute(delete(LookupCount).where(LookupCount.ends_at <= now))
    session.execute(delete(SpentCheck).where(SpentCheck.expires_at <= now))
