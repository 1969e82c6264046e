"""Which pages a citizen must be logged in for (`backend.access`): a route without a rule lets nobody in.

section = guard.Section("personal", "/tai-khoan/ca-nhan")

@section.page("/the-bhyt", SIGNED_IN)
def card() -> str:
    who = citizen()
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.access import addresses, sections
from backend.access.gate import Gate
from backend.access.sections import ANYONE, Rule
from backend.accounts.login import Login
from backend.accounts.reset import Resets
from backend.accounts.sessions import LONGEST, Citizen, Step
from backend.config import BackendConfig
from backend.database import Database
from backend.site.views import page, problem_page
from bhxh.messages import text
from sms_gateway.client import SmsClient

__all__ = ["ANYONE", "SIGNED_IN", "Citizen", "CitizenRealm", "Section", "citizen", "during", "realm", "visitor"]

REALM: Final = "citizen"
COOKIE: Final = "bhxh_tai_khoan"
_EXTENSION: Final = "bhxh.accounts"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_STEP_PAGES: Final = {
    Step.PASSWORD: "accounts.password",
    Step.DEVICE: "accounts.device",
    Step.DONE: "accounts.home",
}


@dataclass(frozen=True)
class CitizenRule(Rule):
    """Who has given the right password and is at one of ``steps``."""

    steps: frozenset[Step] = frozenset({Step.DONE})

    def refusal(self) -> BaseResponse | None:
        """To the log-in, or to its next step."""
        who: Citizen | None = g.visitor
        if who is None:
            return _to(url_for("accounts.login", next=_wanted()), HTTPStatus.UNAUTHORIZED, "accounts.sign_in_first")
        if who.step not in self.steps:
            return _to(url_for(_STEP_PAGES[who.step], next=_wanted()), HTTPStatus.FORBIDDEN, "accounts.step_first")
        return None


SIGNED_IN: Final = CitizenRule()


def during(*steps: Step) -> CitizenRule:
    """For the pages of the log-in itself."""
    return CitizenRule(steps=frozenset(steps))


class Section(sections.Section):
    """The routes of one capability for which a citizen is logged in."""

    def __init__(self, name: str, prefix: str, *, allow: dict[str, str] | None = None, camera: bool = False) -> None:
        super().__init__(name, prefix, realm=REALM, allow=allow, camera=camera)


class CitizenRealm:
    """The realm of citizens' accounts: who is logged in is a row of ours, found by a cookie."""

    name = REALM

    def __init__(self, gate: Gate, login: Login, resets: Resets, *, secure_cookie: bool) -> None:
        self.gate = gate
        self.login = login
        self.resets = resets
        self.secure_cookie = secure_cookie

    @classmethod
    def install(
        cls, app: Flask, gate: Gate, database: Database, sms: SmsClient, config: BackendConfig
    ) -> "CitizenRealm":
        """Admit the citizens of this application."""
        resets = Resets(database, sms, limit_addresses=config.rate_limits)
        made = cls(gate, Login(database, sms), resets, secure_cookie=config.secure_cookies)
        gate.admit(made)
        app.extensions[_EXTENSION] = made
        return made

    def enter(self, *, touch: bool) -> None:
        """Who sends this request. Pages learn of them (``g.citizen``) once they are wholly logged in."""
        who = self.login.who(token(), touch=touch)
        g.visitor = who
        g.citizen = who if who is not None and who.step is Step.DONE else None

    def recognise(self) -> None:
        """Who reads a page that anybody may open, for its head alone: it keeps no session open."""
        self.enter(touch=False)

    def problem(self, status: int, detail: str) -> Response:
        """A refusal."""
        return problem_page(status, detail)

    def keep(self, response: BaseResponse, fresh: str) -> BaseResponse:
        """Give the browser its session."""
        response.set_cookie(
            COOKIE,
            fresh,
            max_age=int(LONGEST.total_seconds()),
            secure=self.secure_cookie,
            httponly=True,
            samesite="Lax",  # Strict would show the log-in page to who follows a link from a mail
        )
        return response

    def onward(self, fresh: str, wanted: str | None) -> BaseResponse:
        """The browser gets its session and goes on: to the next step, or where the person wanted to go."""
        who = self.login.who(fresh, touch=False)
        if who is not None and who.step is not Step.DONE:
            address = url_for(_STEP_PAGES[who.step], next=self.ours(wanted))
        else:
            address = self.ours(wanted) or url_for("accounts.home")
        return self.keep(redirect(address, HTTPStatus.SEE_OTHER), fresh)

    def ours(self, wanted: str | None) -> str | None:
        """``wanted`` if it is a page for citizens who are logged in."""
        return addresses.ours(wanted, self.gate.prefixes(REALM))


def realm() -> CitizenRealm:
    """The realm of the application that answers this request."""
    found: CitizenRealm = current_app.extensions[_EXTENSION]
    return found


def citizen() -> Citizen:
    """Who sends this request, wholly logged in; for routes whose rule is `SIGNED_IN`."""
    found: Citizen | None = g.citizen
    if found is None:
        raise RuntimeError("a route that does not ask for a log-in asks who it is")
    return found


def visitor() -> Citizen:
    """Who sends this request, whatever the log-in still lacks; for routes whose rule is `during` or `SIGNED_IN`."""
    found: Citizen | None = g.visitor
    if found is None:
        raise RuntimeError("a route open to anyone asks who it is")
    return found


def token() -> str:
    """The request's session cookie."""
    return request.cookies.get(COOKIE, "")


def _to(address: str, status: int, why: str) -> BaseResponse:
    """Reading goes on at the page; what would have changed something is refused, with a link to it."""
    if request.method in _SAFE:
        return redirect(address, HTTPStatus.SEE_OTHER)
    return make_response(page("accounts/refused.html", detail=text(why), go=address), status)


def _wanted() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None
