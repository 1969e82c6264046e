"""A list of numbers and their operators, as CSV: read line by line, wrong lines reported by their place alone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sqlalchemy import Engine

from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.phone import parse_mobile
from bhxh.phone import telco as telco_of_range
from bhxh.problems import InvalidValue
from sms_gateway.messages import porting
from sms_gateway.numbers import TELCOS, network_of
from sms_gateway.sealing import Sealing

PHONE, TELCO = "so_dien_thoai", "nha_mang"
SOURCE: Final = "file"
_ROWS: Final = 1000


class Taken(NamedTuple):
    """``ported``: numbers with another operator than their range's; ``back``: those that are where they were; ``wrong``: (line, why)."""

    ported: int
    back: int
    wrong: tuple[tuple[int, str], ...]


class WrongHeader(Exception):
    """The file has not the two columns."""


def take(engine: Engine, sealing: Sealing, lines: Iterable[str]) -> Taken:
    """Store a file, in short transactions. Raises WrongHeader. Taking it again changes nothing."""
    rows = csv.DictReader(lines)
    names = {name.strip().lower().lstrip("\ufeff"): name for name in rows.fieldnames or ()}
    if not {PHONE, TELCO} <= names.keys():
        raise WrongHeader
    ported = back = 0
    wrong: list[tuple[int, str]] = []
    away: dict[bytes, str] = {}
    home: set[bytes] = set()

    def store() -> None:
        with engine.begin() as connection:
            porting.keep(connection, away, SOURCE, utcnow())
            porting.forget(connection, sorted(home))
        away.clear()
        home.clear()

    for place, (phone, telco) in enumerate(_cells(rows, names), 2):
        try:
            msisdn = parse_mobile(phone)
        except InvalidValue as error:
            wrong.append((place, error.detail))
            continue
        if telco not in TELCOS:
            wrong.append((place, text("sms.telco_unknown", telcos=", ".join(TELCOS))))
            continue
        phone_hash = sealing.phone_hash(msisdn)
        at_home = network_of(telco) == network_of(telco_of_range(msisdn))
        ported, back = ported + (not at_home), back + at_home
        if at_home:
            home.add(phone_hash)
            away.pop(phone_hash, None)
        else:
            away[phone_hash] = telco
            home.discard(phone_hash)
        if len(away) + len(home) >= _ROWS:
            store()
    store()
    return Taken(ported, back, tuple(wrong))


def _cells(rows: csv.DictReader[str], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for row in rows:
        yield (row[names[PHONE]] or "").strip(), (row[names[TELCO]] or "").strip().lower()
