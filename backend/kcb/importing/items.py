"""The drugs (XML2), services and materials (XML3) of a dossier as the lines of its costs (QĐ 4750/QĐ-BYT, phụ lục 1, bảng 2 and 3)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from xml.etree.ElementTree import ParseError, XMLParser

from backend.importing.cells import Row
from backend.kcb.importing.parts import decoded, refuse_declarations, unreadable
from backend.kcb.visits import CostLine
from bhxh.messages import text
from bhxh.text import clean

MOST: Final = 200
"""Lines kept of a visit; what is beyond them, the cheapest, is one line."""

_NAMES: Final = {"XML2": ("TEN_THUOC",), "XML3": ("TEN_VAT_TU", "TEN_DICH_VU")}
_PRICES: Final = ("DON_GIA", "DON_GIA_BV")
_READ: Final = frozenset(
    "TEN_THUOC HAM_LUONG TEN_VAT_TU TEN_DICH_VU DON_VI_TINH SO_LUONG DON_GIA DON_GIA_BV T_BHTT T_BNCCT T_BNTT T_NGUONKHAC".split()
)
_NUMBER: Final = re.compile(r"^\d{1,13}(?:[.,]\d{1,6})?$", re.ASCII)
_DEEPEST: Final = 16
_SHARES: Final = ("insurance", "copay", "self_pay", "other")


def lines_of(number: int, parts: dict[str, str], whole: CostLine) -> tuple[CostLine, ...]:
    """The lines of base64 parts, by their kinds, which together are `whole`: what facilities round goes to the largest line, what no
    part names is a line of its own. `whole` alone where the parts say more than was settled, or nothing. Raises `RowProblem`."""
    lines: dict[tuple[str, str, int], CostLine] = {}
    items = 0
    for kind, encoded in parts.items():
        for line in _items(number, kind, encoded):
            items += 1
            key = (line.name, line.unit, line.unit_price)
            lines[key] = _together(lines[key], line) if key in lines else line
    return _settled(sorted(lines.values(), key=lambda line: -line.total)[:MOST], items, whole)


def _items(number: int, kind: str, encoded: str) -> Iterator[CostLine]:
    _, content = decoded(number, kind, encoded)
    refuse_declarations(number, kind, content)
    reader = _Reader(_NAMES[kind])
    parser = XMLParser(target=reader)  # noqa: S314
    try:
        parser.feed(content)
        parser.close()
    except ParseError:
        raise unreadable(number, kind) from None
    for fields in reader.found:
        yield _line(Row(number, fields), _NAMES[kind])


class _Reader:
    """What an XML parser tells of: of every element with a name of drug or service in it the fields that are read. In flat memory
    beside those."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._open: list[dict[str, str]] = []
        self._text: list[str] = []
        self.found: list[dict[str, str]] = []

    def start(self, _tag: str, _attributes: dict[str, str]) -> None:
        if len(self._open) == _DEEPEST:
            raise ParseError
        self._open.append({})
        self._text = []

    def data(self, data: str) -> None:
        self._text.append(data)

    def end(self, tag: str) -> None:
        fields, name = self._open.pop(), tag.upper()
        if any(fields.get(one) for one in self._names):
            self.found.append(fields)
        elif name in _READ and self._open:
            self._open[-1][name] = clean("".join(self._text))
        self._text = []

    def close(self) -> None:
        """Nothing is left to do."""


def _line(row: Row, names: tuple[str, ...]) -> CostLine:
    name = next(filter(None, (row.text(one) for one in names)))
    strength = row.text("HAM_LUONG", 60)
    if strength and strength not in name:
        name = f"{name} {strength}"
    price = next(filter(None, (_number(row, one) for one in _PRICES)), Decimal(0))
    return CostLine(
        name,
        row.text("DON_VI_TINH", 30),
        _number(row, "SO_LUONG").normalize(),
        int(price.to_integral_value(ROUND_HALF_UP)),
        row.money("T_BHTT"),
        row.money("T_BNCCT"),
        row.money("T_BNTT"),
        row.money("T_NGUONKHAC"),
    )


def _number(row: Row, column: str) -> Decimal:
    written = row.text(column)
    if written and not _NUMBER.match(written):
        raise row.problem(column, "number")
    return Decimal(written.replace(",", ".") or 0)


def _together(one: CostLine, other: CostLine) -> CostLine:
    """The same bought again."""
    sums = {name: getattr(one, name) + getattr(other, name) for name in _SHARES}
    return replace(one, quantity=one.quantity + other.quantity, **sums)


def _settled(lines: Sequence[CostLine], items: int, whole: CostLine) -> tuple[CostLine, ...]:
    """The lines with what is missing for `whole`. Facilities round every item, so a đồng each is nobody's."""
    settled, rest = list(lines), {}
    for name in _SHARES:
        missing = getattr(whole, name) - sum(getattr(line, name) for line in lines)
        if abs(missing) > items + 3:
            rest[name] = missing
            continue
        at = max(range(len(settled)), key=lambda line: getattr(settled[line], name), default=None)
        if missing and at is not None:
            settled[at] = replace(settled[at], **{name: getattr(settled[at], name) + missing})
    if not lines or any(missing < 0 for missing in rest.values()) or any(_below(line) for line in settled):
        return (whole,)
    if rest:
        left = CostLine(text("kcb.cost.rest"), text("kcb.cost.visit"), Decimal(1), sum(rest.values()), 0, 0, 0)
        settled.append(replace(left, **rest))
    return tuple(settled)


def _below(line: CostLine) -> bool:
    return any(getattr(line, name) < 0 for name in _SHARES)
