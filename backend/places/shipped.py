"""The agencies that ship with the product (`backend.registration`), as entries of the directory."""

import re
from typing import Final

from backend.config import BackendConfig
from backend.database import Database
from backend.places.models import Kind
from backend.places.words import words
from backend.places.writing import Draft, add_missing
from backend.registration.agencies import Published, published
from bhxh.messages import text
from bhxh.places import provinces

_RECALLED: Final = re.compile(r"\s*\((?:recalled)\)|;?\s*\(2020: [^)]*\)|\s*\.\.\. \([^)]*recalled\)")


def seed_agencies(config: BackendConfig) -> None:
    """Put the shipped agencies into the directory; what an import has changed since is left alone. Safe to repeat."""
    database = Database.open(config)
    try:
        with database.begin() as session:
            add_missing(session, _drafts())
    finally:
        database.close()


def _drafts() -> list[Draft]:
    by_agency = {province.agency_code: province for province in provinces()}
    drafts = []
    for agency in published():
        province = by_agency.get((agency.code or agency.parent_code)[:3])
        drafts.append(_draft(agency, province.card_code if province else ""))
    return drafts


def _draft(agency: Published, province_code: str) -> Draft:
    name = agency.name.removeprefix("BHXH ")
    attributes = {}
    if not agency.code and province_code:
        attributes["area"] = _RECALLED.sub("", agency.area)
    if "inferred" in agency.status:
        attributes["note"] = text("places.shipped.inferred")
    elif "recalled" in agency.address + agency.status:
        attributes["note"] = text("places.shipped.recalled")
    return Draft(
        Kind.AGENCY,
        code=agency.code or "-".join(words(agency.name))[:40],
        name=agency.name,
        province_code=province_code,
        district=name if len(agency.code) == 5 else "",
        address=_RECALLED.sub("", agency.address),
        phone=_RECALLED.sub("", agency.phone),
        attributes=attributes,
    )
