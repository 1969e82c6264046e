#!/usr/bin/env python3
"""Makes bhxh/data/communes.csv out of the data files of the package vietnamadminunits 1.0.4 (see bhxh/data/README.md).

Only for who renews the list; what it makes is committed, so that neither running nor testing the product needs the package:

    pip download --no-deps vietnamadminunits==1.0.4 && unzip -j vietnamadminunits-1.0.4-*.whl '*/dataset.db' '*/converter_2025.json' -d DIR
    python3 scripts/communes.py DIR
"""

import csv
import json
import sqlite3
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "bhxh" / "data"
HEADER = ("district", "code", "name", "today", "province_today")
OLD, TODAY, PROVINCES = 10_040, 3_321, 34
WARDS_SINCE_2026 = (
    "Đồng Nai",
    "Dầu Giây|Đồng Phú|Lộc Ninh|Long Thành|Nhơn Trạch|Tân Khai|Tân Phú|Trảng Bom|Trị An|Xuân Lộc",
)
"""Nghị quyết 237/NQ-UBTVQH16, from 30/4/2026: these communes of the city that Đồng Nai is since then are wards. The package knows them as xã."""
Row = tuple[str, str, str, str, str]


def main(source: Path) -> None:
    """Reads the package's files, writes the list, and says how many communes each province of before has."""
    database = sqlite3.connect(f"file:{source / 'dataset.db'}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    old = database.execute("SELECT * FROM admin_units_legacy").fetchall()
    new = database.execute("SELECT * FROM admin_units").fetchall()
    targets = _targets(json.loads((source / "converter_2025.json").read_text(encoding="utf-8")))
    rows = sorted(_rows(old, new, targets))
    _check(rows, len(old), len(new), {row["provinceCode"] for row in new})
    with (DATA / "communes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([HEADER, *rows])
    for (code, province), count in sorted(Counter((row["provinceCode"], row["province"]) for row in old).items()):
        print(f"{code} {province}: {count}")


def _targets(converter: dict[str, dict[str, dict[str, list]]]) -> dict[str, list[tuple[str, str]]]:
    """For each former commune the (province, unit) of today that it belongs to, the one with its seat first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for province, units in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for unit, communes in units.items():
            for commune in communes:
                found.setdefault(commune, []).append((province, unit))
    for province, communes in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for commune, units in communes.items():
            parts = sorted(units, key=lambda unit: (not unit["isDefaultNewWard"], unit["newWardKey"]))
            found.setdefault(commune, []).extend((province, unit["newWardKey"]) for unit in parts)
    return found


def _rows(old: list, new: list, targets: dict[str, list[tuple[str, str]]]) -> Iterator[Row]:
    units = {(row["provinceKey"], row["wardKey"]): row for row in new}
    provinces = _provinces()
    for row in old:
        key = "_".join((row["provinceKey"], row["districtKey"], row["wardKey"] or ""))
        today = [units[target] for target in targets[key]]
        [province] = {unit["provinceShort"] for unit in today}
        expected = provinces[row["provinceCode"]]
        if expected.removeprefix("TP. ") != province:
            raise SystemExit(f"{key}: {province} here, {expected} in provinces.csv")
        name = _written(row["ward"]) if row["ward"] else ""
        names = "|".join(dict.fromkeys(_today(unit["ward"], province) for unit in today))
        yield row["districtCode"], row["wardCode"] or "", name, names, expected


def _provinces() -> dict[str, str]:
    """GSO code of a province of before (the one on cards) → its province of today, as written in the product."""
    with (DATA / "provinces.csv").open(encoding="utf-8") as file:
        return {row["card_code"]: row["name_after_2025_merger"] for row in csv.DictReader(file)}


def _today(name: str, province: str) -> str:
    where, wards = WARDS_SINCE_2026
    kind, _, rest = (written := _written(name)).partition(" ")
    return f"Phường {rest}" if kind == "xã" and province == where and rest in wards.split("|") else written


def _written(name: str) -> str:
    """The kind as the product writes it ("Phường", "xã", "thị trấn", "đặc khu"), each word of the name with a capital.

    The source has "Xã Đại áng", "Xã Ya ly"; "Nông trường" is a word of its own with its small second syllable.
    """
    for kind in ("Phường ", "xã ", "thị trấn ", "đặc khu "):
        if name.lower().startswith(kind.lower()):
            words = name[len(kind) :].split()
            return kind + " ".join(word if word == "trường" else word[0].upper() + word[1:] for word in words)
    raise SystemExit(f"no kind: {name}")


def _check(rows: list[Row], old: int, new: int, provinces: set[str]) -> None:
    """What must hold of the list, whatever the package says."""
    twice = [key for key, count in Counter((row[0], row[2]) for row in rows).items() if count > 1]
    codes = [code for code, count in Counter(row[1] for row in rows if row[1]).items() if count > 1]
    broken = [row for row in rows if any(not unicodedata.is_normalized("NFC", cell) for cell in row)]
    units = {(unit, row[4]) for row in rows for unit in row[3].split("|")}
    if (old, new, len(provinces), len(rows), len(units)) != (OLD, TODAY, PROVINCES, OLD, TODAY):
        raise SystemExit(
            f"{old} communes, {new} units, {len(provinces)} provinces, {len(rows)} rows, {len(units)} named"
        )
    if twice or codes or broken:
        raise SystemExit(f"twice: {twice}; codes: {codes}; not NFC: {broken}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
