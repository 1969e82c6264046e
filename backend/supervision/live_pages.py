"""`/tong-dai/giam-sat`: the hotline at this moment, for its supervisor. No word of what anybody said is shown here."""

from http import HTTPStatus

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.conversations.live import NEWS
from backend.declined import Declined
from backend.staff.guard import staff
from backend.staff.views import page
from backend.supervision import live
from backend.supervision.desk import WATCH, database, section, typed
from bhxh.dates import utcnow


@section.page("", WATCH)
def show() -> str:
    """The whole page."""
    return _page("supervision/live.html")


@section.page("/luc-nay", WATCH, passive=True)
def now() -> str:
    """What changes, for the open page."""
    return _page("supervision/live_now.html")


@section.page("/<int:number>/giao", WATCH, methods=("POST",))
def give(number: int) -> BaseResponse | tuple[str, int]:
    """Pass a conversation on."""
    try:
        with database().begin() as session:
            live.give(session, number, typed("to", 64), actor=staff().actor, now=utcnow())
    except Declined as declined:
        back = url_for("supervision.show")
        return page("hotline/refused.html", detail=declined.detail, back=back), HTTPStatus.CONFLICT
    NEWS.tell(number)
    return redirect(url_for("supervision.show"), HTTPStatus.SEE_OTHER)


def _page(template: str) -> str:
    with database().reading() as session:
        return page(template, now=live.look(session, utcnow()), takers=live.takers(session))
