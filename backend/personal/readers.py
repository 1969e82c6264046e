"""What each personal page shows, read with the subject's identity in the caller's transaction. Every read is audited.

A reader returns None where there is no such page; the trace of the attempt is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import request
from sqlalchemy.orm import Session

from backend import charts
from backend.kcb import service as kcb
from backend.kcb.selection import Selection
from backend.participants import benefits, cards, participation, profile
from backend.personal.card_picture import Form, form_of, picture_of
from backend.personal.subject import Subject
from backend.personal.timeline import timeline_of
from backend.registration.agencies import agencies
from bhxh import periods

Values = dict[str, Any]
CHART_YEARS: Final = 6
"""Columns that can be told apart on a phone; the table holds every year."""


@dataclass(frozen=True)
class Document:
    """A page that can be printed too. ``read`` takes the session, the subject and what the path names."""

    name: str
    path: str
    read: Callable[..., Values | None]

    @property
    def part(self) -> str:
        """The template of its content, for the page and for the PDF."""
        return f"personal/parts/{self.name}.html"


def read_profile(session: Session, subject: Subject) -> Values:
    """Who the person is, in the register."""
    person = profile.profile(session, subject.identity)
    return {"person": person, "agency": agencies().get(person.agency_code or "")}


def read_card(session: Session, subject: Subject) -> Values | None:
    """The cards, and one of them as a picture: ``?the=2`` the second, ``?mau=15`` in the old form."""
    found = cards.of(session, subject.identity)
    if not found:
        return {"cards": [], "card": None}
    place = _number("the", 1)
    if place is None or not 1 <= place <= len(found):
        return None
    card = found[place - 1]
    wanted = request.args.get("mau")
    form = Form(wanted) if wanted in set(Form) else form_of(card)
    return {"cards": found, "place": place, "card": card, "picture": picture_of(card, form)}


def read_participation(session: Session, subject: Subject) -> Values:
    """Stretches by kind, with totals and the picture of the years."""
    history = participation.of(session, subject.identity)
    return {"history": history, "timeline": timeline_of(history)}


def read_benefits(session: Session, subject: Subject) -> Values:
    """Benefits by kind; a kind without any is told too."""
    found = {one.kind: one.decisions for one in benefits.of(session, subject.identity)}
    return {"benefits": [(kind, found.get(kind, ())) for kind in benefits.Kind]}


def read_kcb(session: Session, subject: Subject) -> Values | None:
    """The years with their costs, and the visits of one: ``?nam=2025``, by default the latest."""
    years = kcb.years(session, subject.identity)
    if not years:
        return {"years": [], "year": None}
    wanted = _number("nam", years[0].year)
    year = next((one for one in years if one.year == wanted), None)
    if wanted is None or year is None:
        return None
    visits = kcb.visits(session, subject.identity, Selection(periods.year(wanted))).visits
    shares = [
        (str(one.year), {"insurance": one.insurance, "own": one.copay + one.self_pay, "other": one.other})
        for one in reversed(years[:CHART_YEARS])
    ]
    return {
        "years": years,
        "year": year,
        "visits": visits,
        "chart": charts.stacked(shares, width=360, height=200, left=44),
    }


def read_visit(session: Session, subject: Subject, visit: int) -> Values | None:
    """One visit with its costs; a visit of anybody else is none."""
    found = kcb.visit(session, subject.identity, visit)
    return {"visit": found} if found else None


def _number(name: str, otherwise: int) -> int | None:
    """A small number of the query; None: something else is written there."""
    written = request.args.get(name)
    if written is None:
        return otherwise
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 4 else None


DOCUMENTS: Final = (
    Document("profile", "/ho-so", read_profile),
    Document("card", "/the-bhyt", read_card),
    Document("participation", "/qua-trinh", read_participation),
    Document("benefits", "/thong-tin-huong", read_benefits),
    Document("kcb", "/so-kcb", read_kcb),
    Document("visit", "/so-kcb/<int:visit>", read_visit),
)
