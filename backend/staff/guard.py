"""Who of the staff may call which route of the consoles (`backend.access`): nobody, unless the route says so."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.access import addresses, sections
from backend.access.gate import Gate
from backend.access.sections import ANYONE, Rule
from backend.database import Database
from backend.staff.login import Login
from backend.staff.roles import Permission
from backend.staff.sessions import LONGEST, Staff, Step
from backend.staff.views import page, problem_page
from bhxh.messages import text

__all__ = ["ANYONE", "COOKIE", "SIGNED_IN", "Section", "StaffRealm", "after_login", "during", "may", "realm", "staff"]

REALM: Final = "staff"
COOKIE: Final = "bhxh_nhan_vien"
_EXTENSION: Final = "bhxh.staff"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_STEP_PAGES: Final = {
    Step.CODE: "staff.code",
    Step.PASSWORD: "staff.password",
    Step.ENROL: "staff.enrol",
    Step.DONE: "staff.home",
}


@dataclass(frozen=True)
class StaffRule(Rule):
    """Who is at one of ``steps`` of logging in; and has one of ``permissions``, if any are named."""

    steps: frozenset[Step] = frozenset({Step.DONE})
    permissions: frozenset[Permission] = frozenset()

    def refusal(self) -> BaseResponse | None:
        """To the log-in, to its next step, or no further."""
        who: Staff | None = g.staff
        if who is None:
            return _to(url_for("staff.login", next=_wanted()), HTTPStatus.UNAUTHORIZED, text("staff.sign_in_first"))
        if who.step not in self.steps:
            return _to(url_for(_STEP_PAGES[who.step]), HTTPStatus.FORBIDDEN, text("staff.step_first"))
        if self.permissions and not self.permissions & who.permissions:
            return problem_page(HTTPStatus.FORBIDDEN, text("staff.refused"))
        return None


SIGNED_IN: Final = StaffRule()


def during(*steps: Step) -> StaffRule:
    """For the pages of the log-in itself."""
    return StaffRule(steps=frozenset(steps))


def may(*permissions: Permission) -> StaffRule:
    """For who is logged in and has one of these permissions."""
    return StaffRule(permissions=frozenset(permissions))


class Section(sections.Section):
    """The routes of one console."""

    def __init__(self, name: str, prefix: str, *, allow: dict[str, str] | None = None, camera: bool = False) -> None:
        super().__init__(name, prefix, realm=REALM, allow=allow, camera=camera)


class StaffRealm:
    """The consoles' realm: who is logged in is a row of ours, found by a cookie."""

    name = REALM

    def __init__(self, gate: Gate, database: Database, login: Login, *, secure_cookie: bool) -> None:
        self.gate = gate
        self.database = database
        self.login = login
        self._secure = secure_cookie

    @classmethod
    def install(cls, app: Flask, gate: Gate, database: Database, *, secure_cookie: bool) -> "StaffRealm":
        """Admit the staff of this application."""
        made = cls(gate, database, Login(database), secure_cookie=secure_cookie)
        gate.admit(made)
        app.extensions[_EXTENSION] = made
        app.jinja_env.globals["navigation"] = made.navigation
        return made

    def enter(self, *, touch: bool) -> None:
        """Who sends this request."""
        g.staff = self.login.who(request.cookies.get(COOKIE), touch=touch)

    def problem(self, status: int, detail: str) -> Response:
        """A refusal."""
        return problem_page(status, detail)

    def navigation(self) -> list[tuple[str, str, bool]]:
        """Address and label of what the reader of this page may open, and whether the page belongs to it."""
        who: Staff | None = g.get("staff")
        if who is None or who.step is not Step.DONE:
            return []
        links = [link for link in self.gate.links(REALM) if link.permissions & who.permissions]
        # Of several that fit, such as /tin-nhan and /tin-nhan/khoa, the longest is meant.
        around = [link.address for link in links if f"{request.path}/".startswith(f"{link.address}/")]
        here = max(around, key=len, default=None)
        return [(link.address, text(link.label), link.address == here) for link in links]

    def keep(self, response: BaseResponse, token: str) -> BaseResponse:
        """Give the browser its session."""
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(LONGEST.total_seconds()),
            secure=self._secure,
            httponly=True,
            samesite="Lax",  # Strict would show the log-in page to who follows a link from a mail
        )
        return response


def realm() -> StaffRealm:
    """The consoles' realm of the application that answers this request."""
    found: StaffRealm = current_app.extensions[_EXTENSION]
    return found


def staff() -> Staff:
    """Who sends this request; only for routes whose rule is not `ANYONE`."""
    found: Staff | None = g.staff
    if found is None:
        raise RuntimeError("a route open to anyone asks who it is")
    return found


def token() -> str:
    """The request's session cookie."""
    return request.cookies.get(COOKIE, "")


def after_login(wanted: str | None) -> str:
    """Where to go on: the page that was asked for, if it is one of ours, else the first page."""
    return addresses.ours(wanted, realm().gate.prefixes(REALM)) or url_for("staff.home")


def _to(address: str, status: int, why: str) -> BaseResponse:
    """Reading goes on at the page; what would have changed something is refused, with a link to it."""
    if request.headers.get("HX-Request"):
        return Response(status=status, headers={"HX-Redirect": address})
    if request.method in _SAFE:
        return redirect(address, HTTPStatus.SEE_OTHER)
    return make_response(page("staff/refused.html", detail=why, go=address), status)


def _wanted() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" and not request.headers.get("HX-Request") else None
