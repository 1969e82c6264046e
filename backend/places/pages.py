"""`/tra-cuu`: what can be looked up without an account, and the four pages that search the directory."""

from dataclasses import dataclass
from typing import Final

from flask import Flask, abort, current_app, request

from backend.access.sections import ANYONE
from backend.database import Database
from backend.places import links
from backend.places.models import Kind
from backend.places.service import Wanted, districts, entry, search
from backend.places.sketch import sketch
from backend.registration.agencies import home_provinces
from backend.site.sections import Public
from backend.site.views import page
from bhxh.places import province_by_card_code

section: Final = Public("places", "/tra-cuu", indexed=True)
section.link("", "lookups.link")
_EXTENSION: Final = "bhxh.places"
_SHOWN: Final = 20
_LONGEST: Final = 300
_LARGEST_ID: Final = 1 << 62


@dataclass(frozen=True)
class Lookup:
    """One page: ``path`` behind `/tra-cuu`; ``name`` is the last part of its texts' keys."""

    path: str
    name: str
    kind: Kind
    sick_leave: bool = False


LOOKUPS: Final = (
    Lookup("co-quan-bhxh", "agency", Kind.AGENCY),
    Lookup("co-so-kham-chua-benh", "facility", Kind.FACILITY),
    Lookup("co-so-cap-giay-nghi", "sick_leave", Kind.FACILITY, sick_leave=True),
    Lookup("don-vi-tham-gia", "employer", Kind.EMPLOYER),
    Lookup("diem-thu", "collection_point", Kind.COLLECTION_POINT),
)


def install(app: Flask, database: Database) -> None:
    """The directory that the pages read."""
    app.extensions[_EXTENSION] = database
    app.add_template_filter(links.map_link)
    app.add_template_filter(links.directions_link)
    app.add_template_filter(links.geo_link)


def _database() -> Database:
    database: Database = current_app.extensions[_EXTENSION]
    return database


@section.page("", ANYONE)
def index() -> str:
    """All look-ups."""
    return page("places/index.html", lookups=LOOKUPS)


@section.page(
    "/<any('co-quan-bhxh','co-so-kham-chua-benh','co-so-cap-giay-nghi','don-vi-tham-gia','diem-thu'):path>", ANYONE
)
def find(path: str) -> str:
    """Search one kind by words and place."""
    lookup = next(each for each in LOOKUPS if each.path == path)
    query = request.args.get("q", "").strip()[:_LONGEST]
    province = province_by_card_code(request.args.get("tinh", ""))
    code = province.card_code if province else None
    asked = bool(query or code)
    with _database().reading() as session:
        choices = districts(session, lookup.kind, code) if code else []
        district = request.args.get("quan", "")
        wanted = Wanted(lookup.kind, query, code, district if district in choices else None, lookup.sick_leave)
        found = search(session, wanted, _SHOWN) if asked else None
    return page(
        "places/find.html",
        lookup=lookup,
        query=query,
        province=code or "",
        district=wanted.district or "",
        provinces=[(each.card_code, each.name) for each in home_provinces()],
        districts=[(name, name) for name in choices],
        found=found,
    )


@section.page("/noi/<int:number>", ANYONE)
def show(number: int) -> str:
    """One entry with its map and the way there."""
    if number > _LARGEST_ID:
        abort(404)
    with _database().reading() as session:
        found = entry(session, number)
    if found is None:
        abort(404)
    lookup = next(each for each in LOOKUPS if each.kind == found.kind)
    map_ = sketch(found.province.card_code if found.province else "", found.latitude, found.longitude)
    return page("places/entry.html", entry=found, lookup=lookup, map=map_)
