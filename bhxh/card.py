"""The BHYT card number ``AA B PP NNNNNNNNNN`` (Quyết định 1351/QĐ-BHXH, Điều 2): group, benefit level, province, BHXH code."""

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from bhxh.messages import text
from bhxh.places import province_by_card_code
from bhxh.problems import InvalidValue
from bhxh.text import nfc

EXAMPLE = "DN 4 79 7934567890"
LENGTH = 15

_SEPARATORS = re.compile(r"[\s.\-_/,;:]+")


class Card(NamedTuple):
    """A card number that can exist. ``number`` is its 15 characters without separators, upper case."""

    number: str
    group: str
    level: int
    province: str
    bhxh_code: str


@dataclass(frozen=True)
class Group:
    """Who holds cards of a group code. ``verified`` is false where the meaning was not found in a document."""

    code: str
    meaning: str
    verified: bool


@dataclass(frozen=True)
class Level:
    """What a benefit level (1-5) pays, in percent and in words."""

    level: int
    percent: int
    rule: str


def _rows(name: str) -> "csv.DictReader[str]":
    source = resources.files("bhxh").joinpath("data").joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(source.splitlines())


@lru_cache(maxsize=1)
def groups() -> dict[str, Group]:
    """Group codes by their two letters (Quyết định 1351, 1697/2023, 1018/2024)."""
    return {
        row["code"]: Group(
            row["code"], row["meaning"], "not verified" not in row["status"] and "chưa xác minh" not in row["meaning"]
        )
        for row in _rows("bhyt_object_codes.csv")
    }


@lru_cache(maxsize=1)
def levels() -> dict[int, Level]:
    """Benefit levels (Quyết định 1351; Nghị định 146/2018, Điều 14)."""
    return {
        int(row["level"]): Level(int(row["level"]), int(row["percent"]), row["rule"])
        for row in _rows("bhyt_benefit_levels.csv")
    }


@dataclass(frozen=True)
class LevelChange:
    """Cards of ``group`` that print ``level`` are paid by ``new_level`` since that day, without being printed again."""

    group: str
    level: int
    new_level: int
    since: date
    source: str


@lru_cache(maxsize=1)
def level_changes() -> tuple[LevelChange, ...]:
    """Levels that a law has changed for cards already in people's hands."""
    return tuple(
        LevelChange(
            row["group"], int(row["level"]), int(row["new_level"]), date.fromisoformat(row["since"]), row["source"]
        )
        for row in _rows("bhyt_level_changes.csv")
    )


def level_on(card: Card, day: date) -> Level:
    """The benefit level that holds for a card on a day; it may differ from the one printed (`level_changes`)."""
    changed = [
        change
        for change in level_changes()
        if change.group == card.group and change.level == card.level and change.since <= day
    ]
    return levels()[max(changed, key=lambda change: change.since).new_level if changed else card.level]


def squeeze(value: str) -> str:
    """The characters of a code without separators, upper case: what the rules below look at."""
    if value.isascii() and value.isalnum():
        return value.upper()
    return _SEPARATORS.sub("", nfc(value)).upper()


def _check_shape(number: str) -> None:
    if not number:
        raise InvalidValue("card.empty", text("card.empty"), EXAMPLE)
    if number.isdigit() and len(number) == 12:
        raise InvalidValue("card.personal_id", text("card.personal_id"), EXAMPLE)
    if len(number) != LENGTH:
        raise InvalidValue("card.length", text("card.length", length=len(number)), EXAMPLE)
    if not (number[:2].isascii() and number[:2].isalpha()):
        raise InvalidValue("card.letters", text("card.letters"), EXAMPLE)
    if number[2:].isdigit() and number.isascii():
        return
    for position, character in enumerate(number[2:], start=3):
        if character == "O":
            raise InvalidValue("card.letter_o", text("card.letter_o", position=position), EXAMPLE)
        if not (character.isascii() and character.isdigit()):
            raise InvalidValue("card.digits", text("card.digits", position=position), EXAMPLE)


def parse_card(value: str) -> Card:
    """The card a person typed, in any spelling: blanks, dots, dashes, lower case.

    Raises InvalidValue with code card.empty, .personal_id, .length, .letters, .letter_o, .digits, .group, .level or .province.
    """
    number = squeeze(value)
    _check_shape(number)
    group, level, province, code = number[:2], number[2], number[3:5], number[5:]
    if group not in groups():
        raise InvalidValue("card.group", text("card.group", group=group), EXAMPLE)
    if level not in "12345":
        raise InvalidValue("card.level", text("card.level", level=level), EXAMPLE)
    if province_by_card_code(province) is None:
        raise InvalidValue("card.province", text("card.province", province=province), EXAMPLE)
    return Card(number, group, int(level), province, code)


def explain(card: Card) -> list[tuple[str, str]]:
    """Label and value of each part of the card, in Vietnamese, in printed order."""
    group = groups()[card.group]
    province = province_by_card_code(card.province)
    level = levels()[card.level]
    meaning = group.meaning if group.verified else text("card.group_unverified")
    return [
        (text("card.part.group"), f"{card.group}: {meaning}"),
        (text("card.part.level"), f"{card.level}: {level.rule}"),
        (text("card.part.province"), f"{card.province}: {province.agency_name if province else ''}"),
        (text("card.part.code"), card.bhxh_code),
    ]


def mask_card(number: str) -> str:
    """The card number as shown where a full one is not needed: ``DN479******5678``."""
    return f"{number[:5]}******{number[-4:]}"
