"""What the pages of feedback show, as people read it: filters `when`, `day`, `phone` and `by`."""

from datetime import date, datetime

from flask import Flask

from bhxh.dates import VIETNAM, format_date
from bhxh.messages import text
from bhxh.phone import to_local


def when(moment: datetime | None) -> str:
    """ "20/11/2026 17:05" in Viet Nam's time; "–" for none."""
    return "–" if moment is None else moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def day(iso: str) -> str:
    """ "20/11/2026" of a day in ISO 8601."""
    return format_date(date.fromisoformat(iso))


def phone(number: str) -> str:
    """ "0912 345 678"."""
    local = to_local(number)
    return f"{local[:4]} {local[4:7]} {local[7:]}"


def by(actor: str) -> str:
    """Who did something: an officer's account, the citizen, the clock."""
    kind, _, name = actor.partition(":")
    if kind == "staff":
        return name
    return text("feedback.by.worker") if kind == "worker" else text("feedback.by.citizen")


def install(app: Flask) -> None:
    """Make them filters."""
    app.jinja_env.filters |= {"when": when, "day": day, "phone": phone, "by": by}
