"""Pictures shown on a dossier's page: their addresses are good for whoever was shown that page, and for a while."""

from dataclasses import dataclass
from typing import Final

from flask import current_app, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from backend.registration.casework import Case
from backend.staff.guard import staff

_LOOK_SECONDS: Final = 30 * 60
"""As long as a session without use. Reading the page is audited, so no picture is seen without a trace."""


@dataclass(frozen=True)
class ShownPicture:
    """A picture that a dossier needs; ``address`` is None while there is none."""

    kind: str
    address: str | None
    width: int
    height: int


def pictures(case: Case) -> list[ShownPicture]:
    """What a dossier's page shows, in the order of the form."""
    there = {photo.kind: photo for photo in case.photos}
    found = []
    for kind in case.needed_photos:
        photo = there.get(kind)
        if photo is None:
            found.append(ShownPicture(kind, None, 0, 0))
            continue
        look = _looks().dumps([staff().account_id, case.id, kind, photo.stored_at.isoformat()])
        address = url_for("officers.photo", number=case.id, kind=kind, xem=look)
        found.append(ShownPicture(kind, address, photo.width, photo.height))
    return found


def allowed(number: int, kind: str) -> bool:
    """Whether this request's address is one that this person was given for this picture."""
    try:
        look = _looks().loads(request.args.get("xem", ""), max_age=_LOOK_SECONDS)
    except BadData:
        return False
    return bool(look[:3] == [staff().account_id, number, kind])


def _looks() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="officers.photo")
