"""Calls of a child's registration: by a parent or guardian whose own identity (purpose ``kcb``) holds in this conversation."""

from datetime import date
from typing import Literal

from backend.conversations.identity import Identities
from backend.conversations.masking import Kind
from backend.conversations.values import Value
from backend.database import Database
from backend.internal.bodies import Body, HandleBody
from backend.internal.calls import Call
from backend.internal.identity import bhxh_code_of
from backend.internal.proven import identity_of
from backend.registration import guardians
from backend.registration.service import Registration
from backend.registration.submission import Guardian
from bhxh.dates import age_on, format_date, now


class ChildFieldBody(HandleBody):
    """``place``: district and province, which name the receiving agency."""

    field: Literal["bhxh_code", "full_name", "date_of_birth", "place"]


class ChildSubmitBody(Body):
    """``key``: the same again answers with the first dossier."""

    key: str


class ChildCalls:
    """The draft is kept apart from the person's own form 01, under the same session."""

    def __init__(self, database: Database, registration: Registration, identities: Identities) -> None:
        self._database = database
        self._registration = registration
        self._identities = identities

    def begin(self, call: Call, _: Body) -> dict[str, object]:
        """POST /child/begin."""
        self._guardian(call)
        return {}

    def store_field(self, call: Call, body: ChildFieldBody) -> dict[str, object]:
        """POST /child/fields."""
        self._guardian(call)
        kind, value = call.resolve(body.handle)
        if body.field == "place":
            agency = self._registration.put_child_place(_owner(call), value.written)
            [shown] = call.mint((Kind.NHAN, Value.minted(agency)))
            return {"agency": shown, "age": None}
        written = bhxh_code_of(kind, value) if body.field == "bhxh_code" else value.written
        stored = self._registration.put_field(_owner(call), body.field, written)
        age = age_on(date.fromisoformat(stored.value), now().date()) if body.field == "date_of_birth" else None
        return {"agency": None, "age": age}

    def summary(self, call: Call, _: Body) -> dict[str, object]:
        """POST /child/summary."""
        rows, missing = self._registration.child_summary(_owner(call))
        [shown] = call.mint((Kind.BANG, Value.labelled(rows)))
        return {"summary": shown, "missing": missing}

    def submit(self, call: Call, body: ChildSubmitBody) -> dict[str, object]:
        """POST /child/submit."""
        dossier = self._registration.submit(_owner(call), body.key, self._guardian(call))
        number, agency, photos = call.mint(
            (Kind.HO_SO, Value.minted(dossier.number)),
            (Kind.NHAN, Value.minted(dossier.agency)),
            (Kind.LIEN_KET, Value.minted(dossier.photo_link)),
        )
        return {
            "number": number,
            "agency": agency,
            "deadline": format_date(dossier.deadline),
            "photo_link": photos,
        }

    def discard(self, call: Call, _: Body) -> dict[str, object]:
        """POST /child/discard."""
        self._registration.discard(_owner(call))
        return {}

    def _guardian(self, call: Call) -> Guardian:
        """Raises Declined: identity_needed, registration.child.no_account, .guardian_minor."""
        with self._database.reading() as session:
            return guardians.of_person(session, identity_of(self._identities, session, call).person_id)


def _owner(call: Call) -> str:
    return f"child\n{call.session}"
