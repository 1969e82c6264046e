"""Numbers, moments and codes as people read them; filters of the console's templates."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Flask

from bhxh.dates import VIETNAM
from bhxh.messages import catalogue, text

_TAG: Final = {
    "running": "govuk-tag--blue",
    "importing": "govuk-tag--purple",
    "ready": "govuk-tag--teal",
    "paused": "govuk-tag--yellow",
    "cancelled": "govuk-tag--grey",
    "finished": "govuk-tag--green",
    "delivered": "govuk-tag--green",
    "sent": "govuk-tag--blue",
    "failed": "govuk-tag--red",
    "expired": "govuk-tag--red",
    "unknown": "govuk-tag--yellow",
    "good": "govuk-tag--green",
    "degraded": "govuk-tag--yellow",
    "out": "govuk-tag--red",
    "probing": "govuk-tag--purple",
}


def number(value: float) -> str:
    """ "1.234.567", or "12,5" where a part of one matters."""
    if value != int(value):
        return f"{value:,.1f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{int(value):,}".replace(",", ".")


def dong(value: int | None) -> str:
    """ "1.234.000 đồng", or that no price is set."""
    return text("console.no_price") if value is None else text("console.dong", amount=number(value))


def percent(part: float, whole: float) -> str:
    """ "80,8 %", never broken into two lines; of nothing: "–"."""
    return f"{100 * part / whole:.1f}\u00a0%".replace(".", ",") if whole else "–"


def moment(value: str | None) -> str:
    """ "20/11/2026 17:05" in Vietnam's time, from ISO 8601."""
    return "–" if not value else datetime.fromisoformat(value).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def who(actor: str | None) -> str:
    """A person at this console by their name alone, another system's key as it is called."""
    return "–" if not actor else actor.removeprefix("console:")


def reason(error: str) -> str:
    """What an error of a message means; its code where we have no words for it."""
    key = f"console.error.{error}"
    return text(key) if key in catalogue() else error


def callback_error(error: str) -> str:
    """Why an address takes nothing; the code where we have no words for it."""
    if error.startswith("http_"):
        return text("console.callback_error.http", status=error.removeprefix("http_"))
    key = f"console.callback_error.{error}"
    return text(key) if key in catalogue() else error


def telco(name: str) -> str:
    """The telco's own name."""
    key = f"console.telco.{name}"
    return text(key) if key in catalogue() else name


def tag(status: str) -> str:
    """The colour of a state's tag."""
    return _TAG.get(status, "govuk-tag--grey")


def install(app: Flask) -> None:
    """Make them filters."""
    for function in (number, dong, moment, who, reason, callback_error, telco, tag):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals["percent"] = percent
