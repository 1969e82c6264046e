"""``/providers``: how the ways out stand, and putting one off by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from bhxh.dates import utcnow
from bhxh.messages import text
from kit.bodies import NO_CONTROL, Strict
from kit.database import reading
from kit.problems import Problem
from sms_gateway.api.endpoints import ACTING, Resource, Result, actor
from sms_gateway.api.services import services
from sms_gateway.health import book
from sms_gateway.health.book import Entry
from sms_gateway.health.judging import Reason, State
from sms_gateway.health.tally import EVERY_TELCO
from sms_gateway.keys import Key, Scope
from sms_gateway.providers.sandbox import NAME as SANDBOX
from sms_gateway.providers.sandbox import SandboxRoute
from sms_gateway.wakeup import ring

resource = Resource("providers")


class Health(BaseModel):
    """For one telco, null: as a whole. ``reason``: what speaks against it. Counts fade within minutes; ``latency``: mean seconds to an
    answer; ``codes``: OTP of the last half hour whose life is over, ``confirmed`` of them in time."""

    telco: str | None
    state: State
    reason: Reason | None
    since: datetime
    answers: float
    error_share: float | None
    latency: float | None
    receipts: float
    delivered_share: float | None
    codes: int
    confirmed_share: float | None


class Hold(BaseModel):
    """Who holds it off, why, and since when."""

    by: str
    reason: str | None
    at: datetime


class ProviderView(BaseModel):
    """A way out. ``kind``, ``lanes``, ``telcos``, ``weight`` and ``tps`` as the providers file has them."""

    name: str
    kind: str
    lanes: list[str]
    telcos: list[str]
    weight: int
    tps: float
    hold: Hold | None
    health: list[Health]


class Providers(BaseModel):
    """In the order of the providers file."""

    providers: list[ProviderView]


class WhyHeld(Strict):
    """Why it is put off, for the colleagues."""

    reason: Annotated[str, Field(max_length=200), NO_CONTROL] | None = None


@resource.endpoint("GET", "/providers", "Tình trạng các nhà cung cấp", scope=Scope.PROVIDERS, answers={200: Providers})
def providers(key: Key) -> Result:
    """Health is what all senders together have seen; a provider that carried nothing yet has none."""
    return 200, Providers(providers=_all())


@resource.endpoint(
    "POST",
    "/providers/<name>/hold",
    "Tạm ngừng một nhà cung cấp",
    scope=Scope.PROVIDERS,
    body=WhyHeld,
    answers={200: ProviderView},
    problems=(404,),
    headers=ACTING,
)
def hold(key: Key, name: str, body: WhyHeld) -> Result:
    """It is given nothing more until it is released, also after a restart; receipts of what it has are still taken."""
    _known(name)
    with services().engine.begin() as connection:
        book.hold(connection, name, actor(key), body.reason, utcnow())
    ring(services().config)
    return 200, _one(name)


@resource.endpoint(
    "POST",
    "/providers/<name>/release",
    "Cho một nhà cung cấp hoạt động lại",
    scope=Scope.PROVIDERS,
    answers={200: ProviderView},
    problems=(404,),
)
def release(key: Key, name: str) -> Result:
    """One that is not held stays as it is."""
    _known(name)
    with services().engine.begin() as connection:
        book.release(connection, name)
    ring(services().config)
    return 200, _one(name)


def _known(name: str) -> None:
    if name not in {SANDBOX, *(one.name for one in services().config.providers)}:
        raise Problem(404, "provider_unknown", text("sms_api.provider_unknown"))


def _one(name: str) -> ProviderView:
    return next(one for one in _all() if one.name == name)


def _all() -> list[ProviderView]:
    with reading(services().engine) as connection:
        entries = book.read(connection, utcnow())
        holds = book.holds(connection)
    settings = services().config.providers
    if all(one.name != SANDBOX for one in settings):
        settings = (*settings, SandboxRoute())
    found = []
    for one in settings:
        row = holds.get(one.name)
        held = None if row is None else Hold(by=row.held_by, reason=row.reason, at=row.at)
        health = [_health(telco, entry) for (name, telco), entry in entries.items() if name == one.name]
        view = ProviderView(
            name=one.name,
            kind=one.kind,
            lanes=list(one.lanes),
            telcos=list(one.telcos),
            weight=one.weight,
            tps=one.tps,
            hold=held,
            health=health,
        )
        found.append(view)
    return found


def _health(telco: str, entry: Entry) -> Health:
    standing, figures = entry
    return Health(
        telco=None if telco == EVERY_TELCO else telco,
        state=standing.state,
        reason=standing.reason,
        since=standing.since,
        answers=round(figures.answers, 1),
        error_share=_share(figures.errors, figures.answers),
        latency=_share(figures.seconds, figures.answers),
        receipts=round(figures.receipts, 1),
        delivered_share=_share(figures.delivered, figures.receipts),
        codes=int(figures.codes),
        confirmed_share=_share(figures.confirmed, figures.codes),
    )


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole >= 0.5 else None
