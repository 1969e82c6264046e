"""Calls of the registration form: fields into a draft, the draft into a dossier."""

from contextlib import suppress
from typing import Final, Literal

from pydantic import Field as Limited
from pydantic import model_validator

from backend.conversations import parts
from backend.conversations.identity import Identities
from backend.conversations.masking import Kind
from backend.conversations.parts import Part
from backend.conversations.values import Value
from backend.declined import Declined
from backend.internal.bodies import Body
from backend.internal.calls import Call
from backend.internal.identity import bhxh_code_of
from backend.registration.addresses import part_for, split_address
from backend.registration.service import Registration, Submission
from bhxh.dates import format_date
from bhxh.problems import InvalidValue

Field = Literal[
    "bhxh_code", "full_name", "personal_id", "province", "district", "commune", "street", "phone", "email", "agency"
]


_INSIDE_PROVINCE: Final[tuple[Field, ...]] = ("district", "commune", "street")


class FieldBody(Body):
    """``handle`` None leaves an optional field out, or goes with ``place``: the words of a province, perhaps behind its district
    and commune, that stood in the text unmasked."""

    field: Field
    handle: str | None
    place: str | None = Limited(default=None, max_length=160)

    @model_validator(mode="after")
    def _one_source(self) -> "FieldBody":
        if self.place is not None and (self.handle is not None or self.field != "province"):
            raise ValueError("place")
        return self


class SubmitBody(Body):
    """``key``: the same again answers with the first dossier."""

    key: str


class RegistrationCalls:
    """The draft belongs to the engine's session, which is a secret between the engine and us."""

    def __init__(self, registration: Registration, identities: Identities) -> None:
        self._registration = registration
        self._identities = identities

    def store_field(self, call: Call, body: FieldBody) -> dict[str, object]:
        """POST /registration/fields."""
        written = body.place if body.handle is None else _written(body.field, *call.resolve(body.handle))
        try:
            dropped, filled = self._put(call.session, body.field, written)
        except InvalidValue as wrong:
            raise Declined(wrong.code, wrong.detail, choices=_choices(call, wrong.options)) from None
        answer: dict[str, object] = {"dropped": dropped, "filled": filled, "suggested": None}
        district = "district" in {body.field, *filled}
        agency = self._registration.suggested_agency(call.session) if district else None
        if agency is not None:
            title, handle = call.mint((Kind.NHAN, Value.minted(agency)), (Kind.DIA_CHI, Value.minted(agency)))
            answer["suggested"] = {"title": title, "handle": handle}
        return answer

    def _put(self, owner: str, field: str, written: str | None) -> tuple[list[str], list[str]]:
        """Stores a field; the fields dropped by it, and those that a whole address given as province filled as well."""
        if written is not None and field in {"district", "commune"}:
            written = part_for(field, written)
        address = split_address(written) if written is not None and field == "province" else {}
        stored = self._registration.put_field(owner, field, address.get("province", written))
        filled: list[str] = []
        for inner in _INSIDE_PROVINCE:
            with suppress(InvalidValue):
                if inner in address:
                    self._registration.put_field(owner, inner, address[inner])
                    filled.append(inner)
        return [other for other in stored.dropped if other not in filled], filled

    def summary(self, call: Call, _: Body) -> dict[str, object]:
        """POST /registration/summary."""
        rows = self._registration.summary(call.session)
        [summary] = call.mint((Kind.BANG, Value.labelled(rows)))
        return {"summary": summary, "missing": self._registration.missing(call.session)}

    def submit(self, call: Call, body: SubmitBody) -> dict[str, object]:
        """POST /registration/submit."""
        dossier = self._registration.submit(call.session, body.key)
        number, agency, photos, declaration = call.mint(
            (Kind.HO_SO, Value.minted(dossier.number)),
            (Kind.NHAN, Value.minted(dossier.agency)),
            (Kind.LIEN_KET, Value.minted(dossier.photo_link)),
            (Kind.LIEN_KET, Value.minted(dossier.declaration_link, part=_declaration_file(dossier))),
        )
        return {
            "number": number,
            "agency": agency,
            "deadline": format_date(dossier.deadline),
            "photo_link": photos,
            "declaration_link": declaration,
        }

    def discard(self, call: Call, _: Body) -> dict[str, object]:
        """POST /registration/discard."""
        self._registration.discard(call.session)
        return {}

    def status(self, call: Call, _: Body) -> dict[str, object]:
        """POST /registration/status."""
        proof = self._identities.require(call.conversation_id, "registration_status")
        status = self._registration.status(proof.subject)
        [shown] = call.mint((Kind.BANG, Value.labelled(status.rows)))
        return {"status": shown}


def _choices(call: Call, options: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Title and handle of each place that could be meant, for buttons."""
    pairs = [(kind, Value.minted(option)) for option in options for kind in (Kind.NHAN, Kind.DIA_CHI)]
    handles = call.mint(*pairs) if pairs else []
    return tuple(zip(handles[::2], handles[1::2], strict=True))


def _declaration_file(dossier: Submission) -> Part:
    name = f"to-khai-{dossier.number.replace('/', '-')}.pdf"
    return parts.file("declaration", dossier.declaration_link, name)


def _written(field: str, kind: Kind, value: Value) -> str:
    """What the person wrote for a field; of a card given as BHXH code, the code in it."""
    return bhxh_code_of(kind, value) if field == "bhxh_code" else value.written
