"""What the supervisor's pages share: their section, and moments as a form writes them."""

from datetime import datetime
from typing import Final

from flask import request

from backend.database import Database
from backend.staff.guard import Section, may, realm
from backend.staff.roles import Permission
from bhxh.dates import VIETNAM

section = Section("supervision", "/tong-dai/giam-sat")
section.link("", "supervision.title", Permission.HOTLINE_SUPERVISE)
WATCH: Final = may(Permission.HOTLINE_SUPERVISE)


def database() -> Database:
    """The backend's."""
    return realm().database


def typed(name: str, most: int) -> str:
    """A field of the form, bounded."""
    return request.form.get(name, "").strip()[:most]


def moment(written: str) -> datetime | None:
    """A day and time of Viet Nam as browsers send it (``2026-11-21T07:00``); None: it is none."""
    try:
        return datetime.strptime(written, "%Y-%m-%dT%H:%M").replace(tzinfo=VIETNAM)
    except ValueError:
        return None
