"""`/tai-khoan/kenh-lien-ket`: where else a citizen's phone has been proven, and the end of it."""

from http import HTTPStatus
from typing import Final

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts.guard import SIGNED_IN, Section, citizen
from backend.accounts.service import phone_of_account
from backend.channels import linking, links
from backend.database import Database
from backend.site.views import page
from bhxh.dates import format_moment, utcnow

section: Final = Section("linked", "/tai-khoan/kenh-lien-ket")
_EXTENSION: Final = "bhxh.linked"


def install(app: Flask, database: Database) -> None:
    """What the pages of this application read from."""
    app.extensions[_EXTENSION] = database


def _database() -> Database:
    found: Database = current_app.extensions[_EXTENSION]
    return found


@section.page("", SIGNED_IN)
def channels() -> str:
    """Every linked channel, each with a button that ends it."""
    with _database().reading() as session:
        found = links.links_of(session, phone_of_account(session, citizen().account_id), utcnow())
    shown = [
        {
            "id": one.id,
            "channel": one.channel,
            "level": one.level,
            "since": format_moment(one.verified_at),
            "until": format_moment(one.expires_at),
        }
        for one in found
    ]
    return page("accounts/linked.html", links=shown, done=request.args.get("xong") == "1")


@section.page("/<int:number>/huy", SIGNED_IN, methods=("POST",))
def end(number: int) -> BaseResponse:
    """End one link. One that is somebody else's is unknown."""
    who = citizen()
    with _database().begin() as session:
        phone = phone_of_account(session, who.account_id)
        ended = linking.end_link(session, phone, number, who.actor)
    if not ended:
        raise NotFound
    return redirect(url_for("linked.channels", xong="1"), HTTPStatus.SEE_OTHER)
