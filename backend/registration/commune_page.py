"""The commune on its page of the wizard: a choice from the district's list, and a line for a name that is not in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backend.registration.commune import listed, today_names
from bhxh.commune_names import split_kind
from bhxh.communes import Commune
from bhxh.messages import text
from bhxh.problems import InvalidValue
from bhxh.text import fold

OTHER: Final = "khac"
OTHER_FIELD: Final = "commune_other"


@dataclass(frozen=True)
class CommuneChoice:
    """What the page offers: pairs of value and label, those of before 01/7/2025 and those of today; what is chosen, and what
    stands in the line (``other``)."""

    former: list[tuple[str, str]]
    today: list[tuple[str, str]]
    chosen: str
    other: str


def commune_choice(typed: Mapping[str, str], values: Mapping[str, str]) -> CommuneChoice | None:
    """The choice of a draft's district, None when nothing is listed for it."""
    communes = sorted(listed(values.get("district", "")), key=_order)
    if not communes:
        return None
    chosen, other = typed.get("commune"), typed.get(OTHER_FIELD, "")
    if chosen is None:
        stored = values.get("commune", "")
        known = any(commune.name == stored for commune in communes)
        chosen, other = (stored, "") if known or not stored else (OTHER, stored)
    return CommuneChoice(
        former=[(commune.name, _label(commune)) for commune in communes if commune.former],
        today=[(commune.name, commune.name) for commune in communes if not commune.former],
        chosen=chosen,
        other=other,
    )


def written_commune(form: Mapping[str, str]) -> str:
    """What was chosen or typed. Raises InvalidValue when both were done."""
    chosen, other = form.get("commune", "").strip(), form.get(OTHER_FIELD, "").strip()
    if chosen in {"", OTHER}:
        return other
    if other and other != chosen:
        raise InvalidValue("wizard.commune_both", text("wizard.commune_both"), chosen)
    return chosen


def wrong_field(form: Mapping[str, str]) -> str:
    """The field on the page that an error about the commune stands beside."""
    typed = form.get("commune", "") in {"", OTHER} and (form.get(OTHER_FIELD, "").strip() or form.get("commune"))
    return OTHER_FIELD if typed else "commune"


def _label(commune: Commune) -> str:
    if commune.today == (commune.name,):
        return commune.name
    return text("wizard.now_part_of", former=commune.name, province=today_names(commune))


def _order(commune: Commune) -> tuple[str, int, str]:
    """By kind, numbers by their value, names by their letters."""
    kind, name = split_kind(commune.name)
    return fold(kind), int(name) if name.isdigit() else 0, fold(name)
