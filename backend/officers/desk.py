"""What every page of the portal uses: its section, the services behind it, and who is looking."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app

from backend.config import BackendConfig
from backend.database import Database
from backend.households.source import household_register
from backend.officers.decisions import Decisions, Officer
from backend.registration.case_photos import CasePhotos
from backend.registration.casework import NotInScope
from backend.registration.scanning import Scan, scanner
from backend.registration.scope import Scope
from backend.staff.guard import Section, may, staff
from backend.staff.roles import Permission
from backend.staff.views import problem_page
from bhxh.messages import text

section = Section("officers", "/can-bo")
section.link("", "officers.dossiers", Permission.DOSSIERS)
reception = Section("reception", "/can-bo/tiep-nhan", camera=True)
reception.link("", "officers.reception", Permission.DOSSIERS)

HANDLES: Final = may(Permission.DOSSIERS)
_EXTENSION: Final = "bhxh.officers"


@dataclass(frozen=True)
class Desk:
    """The services of one application."""

    database: Database
    decisions: Decisions
    photos: CasePhotos
    scan: Scan
    hotline: str


def install(app: Flask, config: BackendConfig, database: Database) -> None:
    """Give this application's portal its services; the sections are registered by the caller."""
    decisions = Decisions(database, household_register(config, database))
    photos = CasePhotos(database, config)
    app.extensions[_EXTENSION] = Desk(database, decisions, photos, scanner(config.clamav), config.hotline)


def desk() -> Desk:
    """The services of the application that answers this request."""
    found: Desk = current_app.extensions[_EXTENSION]
    return found


def officer() -> Officer:
    """Who acts, and which dossiers are theirs."""
    who = staff()
    return Officer(who.username, Scope(who.agency))


def _not_here(_error: NotInScope) -> Response:
    return problem_page(HTTPStatus.NOT_FOUND, text("dossier.not_here"))


for _section in (section, reception):
    _section.blueprint.register_error_handler(NotInScope, _not_here)
