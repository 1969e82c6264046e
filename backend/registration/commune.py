"""The field "commune" of form 01: what the register of communes knows gets its official name, what it does not know is checked by its form.

The register is of 30/6/2025 (`bhxh.communes`); a commune that was joined to another before still stands on people's papers.
"""

import re
from collections.abc import Mapping
from typing import Final

from backend.registration.agencies import agencies, home_provinces
from bhxh.commune_names import Found, find_commune, split_kind
from bhxh.communes import Commune, commune_named, communes_of
from bhxh.messages import text
from bhxh.problems import InvalidValue
from bhxh.text import fold

ASKED: Final = "commune_asked"
"""What a draft holds beside its fields: the name last asked about, folded. Given once more it is taken as it is."""

NEAR: Final = "registration.commune.near"
COMMUNE_EXAMPLE: Final = "Phường 11"

_NAME: Final = re.compile(r"[^\W_]+(?:[ '’.\-]+[^\W_]+)*")
_LONGEST: Final = 60


def listed(district: str) -> tuple[Commune, ...]:
    """The register's communes of a district, known by the code of its agency; empty where there are none."""
    agency = agencies().get(district)
    return communes_of(agency.area) if agency is not None else ()


def parse_commune(written: str, others: Mapping[str, str]) -> str:
    """The official name where the district's register has it, else the name as written, if its form is right.

    Raises InvalidValue: with ``options`` when several are called so, or none is but some nearly are. Of the latter the name given
    again (``others[ASKED]``) is taken.
    """
    formed = _formed(written)
    agency = agencies().get(others.get("district", ""))
    found = find_commune(written, agency.area) if agency is not None else Found()
    if found.commune is not None:
        return found.commune.name
    if agency is None or not found.options or (not found.ambiguous and others.get(ASKED) == fold(written)):
        return formed
    code = "registration.commune.ambiguous" if found.ambiguous else NEAR
    detail = text(code, district=agency.name.removeprefix("BHXH "), options="; ".join(found.options))
    raise InvalidValue(code, detail, found.options[0], found.options)


def today_of(values: Mapping[str, str]) -> str:
    """What the commune declared belongs to since 01/7/2025: "Phường Chợ Lớn, TP. Hồ Chí Minh"; "" when that is not known or no
    other than what is declared."""
    agency = agencies().get(values.get("district", ""))
    commune = commune_named(values.get("commune", ""), agency.area) if agency is not None else None
    if commune is None:
        return ""
    province = next((each.name for each in home_provinces() if each.agency_code == values.get("province")), None)
    same_province = commune.province.removeprefix("TP. ") == province
    if same_province and commune.today == (commune.name,):
        return ""
    return f"{today_names(commune)}, {commune.province}"


def today_names(commune: Commune) -> str:
    """The units of today that a commune belongs to, as one reads them."""
    return f" {text('registration.value.or')} ".join(commune.today)


def _formed(written: str) -> str:
    """The name with its kind as we write it, by its form alone; "p11" and "11" become "Phường 11"."""

    def invalid(reason: str) -> InvalidValue:
        return InvalidValue(f"registration.commune.{reason}", text(f"registration.commune.{reason}"), COMMUNE_EXAMPLE)

    kind, name = split_kind(written.strip(" .,"))
    if not name:
        raise invalid("empty")
    if not _NAME.fullmatch(name):
        raise invalid("characters")
    if name.isdigit():
        if len(name) > 2 or int(name) == 0:
            raise invalid("characters")
        kind, name = kind or "Phường", str(int(name))
    if len(name) > _LONGEST:
        raise invalid("too_long")
    return f"{kind} {name}".strip()
