"""The internal API's application: on a loopback port and in threads of its own, behind one token.

Contract: docs/architecture.md, "Internal API". Everything not listed there is refused.
"""

import hmac
from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from flask import Flask, Response, request
from pydantic import Field

from backend.config import BackendConfig
from backend.conversations.identity import Identities
from backend.database import Database
from backend.declined import Declined
from backend.internal import days, handoff, lookup
from backend.internal.accounts import AccountCalls, PageBody
from backend.internal.bodies import Body, HandleBody
from backend.internal.calls import Call, begin, refusing
from backend.internal.children import ChildCalls, ChildFieldBody, ChildSubmitBody
from backend.internal.days import PassedBody
from backend.internal.feedback import FeedbackBody, FeedbackCalls, PlaceBody
from backend.internal.handoff import HandoffBody
from backend.internal.identity import IdentityCalls, StartBody
from backend.internal.kcb import KcbCalls, VisitsBody
from backend.internal.lookup import PersonBody, PersonCalls
from backend.internal.places import FindBody, PlaceCalls
from backend.internal.records import BenefitsBody, ParticipationBody, RecordCalls
from backend.internal.registration import FieldBody, RegistrationCalls, SubmitBody
from backend.lookup.person import PersonLookup
from backend.participants.audience import stream_csv
from backend.registration.service import Registration
from bhxh.messages import text
from kit.bodies import Strict, read_json
from kit.problems import Problem, install
from sms_gateway.client import SmsClient

PREFIX = "/internal/v1"

AnyBody = TypeVar("AnyBody", bound=Body)
Answer = dict[str, object]


class Participants(Strict):
    """``province``: two digits as on cards; None: all."""

    province: str | None = Field(pattern=r"^\d{2}$")


class AudienceBody(Strict):
    """Whom a mass notice goes to."""

    participants: Participants


def create_internal_app(config: BackendConfig, *, sms: SmsClient | None = None) -> Flask:
    """The WSGI application. ``sms``: the gateway's client, by default the one of the configuration."""
    app = Flask(__name__, static_folder=None)
    install(app)
    database = Database.open(config)
    registration = Registration(database, config)
    identities = Identities(
        database, sms or SmsClient(config.sms_url + "/sms/v1", config.sms_key), limit_addresses=config.rate_limits
    )
    _guard(app, config.internal_token)
    accounts = AccountCalls(database, identities, config.public_url)
    feedback = FeedbackCalls(config.public_url, limited=config.rate_limits)
    places = PlaceCalls(database, config)
    person = PersonCalls(PersonLookup(database, limit_addresses=config.rate_limits))
    _declare(
        app,
        database,
        registration,
        identities,
        accounts=accounts,
        feedback=feedback,
        places=places,
        person=person,
    )

    @app.post(f"{PREFIX}/audience")
    def audience() -> Response:
        body = read_json(AudienceBody)
        return Response(stream_csv(database, body.participants.province), content_type="text/csv; charset=utf-8")

    return app


def _guard(app: Flask, token: str) -> None:
    expected = token.encode()

    @app.before_request
    def authorise() -> None:
        """Before routing errors too: without the token even the paths are nobody's business."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), expected):
            raise Problem(401, "unauthorized", text("problem.unauthorized"), headers={"WWW-Authenticate": "Bearer"})

    @app.errorhandler(Declined)
    def refuse(declined: Declined) -> Response:
        answer: dict[str, Any] = {"ok": False, "code": declined.code, "detail": declined.detail}
        if declined.attempts_left is not None:
            answer["attempts_left"] = declined.attempts_left
        if declined.choices:
            answer["choices"] = [{"title": title, "handle": handle} for title, handle in declined.choices]
        return _json(answer)


def _declare(
    app: Flask,
    database: Database,
    registration: Registration,
    identities: Identities,
    *,
    accounts: AccountCalls,
    feedback: FeedbackCalls,
    places: PlaceCalls,
    person: PersonCalls,
) -> None:
    forms = RegistrationCalls(registration, identities)
    identity = IdentityCalls(database, identities, registration)
    kcb = KcbCalls(database, identities)
    records = RecordCalls(database, identities)
    children = ChildCalls(database, registration, identities)

    def call(path: str, body: type[AnyBody], answer: Callable[[Call, AnyBody], Answer]) -> None:
        def view() -> Response:
            given = read_json(body)
            with refusing():
                return _json({"ok": True, **answer(begin(database, given.session, given.turn), given)})

        app.add_url_rule(PREFIX + path, path, view, methods=["POST"])

    call("/lookup/card", HandleBody, lookup.card)
    call("/handoff", HandoffBody, handoff.ask)
    call("/handoff/call", HandleBody, handoff.call_back)
    call("/lookup/person", PersonBody, person.ask)
    call("/places/find", FindBody, places.find)
    call("/days/passed", PassedBody, days.passed)
    call("/registration/fields", FieldBody, forms.store_field)
    call("/registration/summary", Body, forms.summary)
    call("/registration/submit", SubmitBody, forms.submit)
    call("/registration/discard", Body, forms.discard)
    call("/registration/status", Body, forms.status)
    call("/child/begin", Body, children.begin)
    call("/child/fields", ChildFieldBody, children.store_field)
    call("/child/summary", Body, children.summary)
    call("/child/submit", ChildSubmitBody, children.submit)
    call("/child/discard", Body, children.discard)
    call("/feedback/province", PlaceBody, feedback.province)
    call("/feedback/phone", HandleBody, feedback.phone)
    call("/feedback/page", Body, feedback.page)
    call("/feedback/submit", FeedbackBody, feedback.submit)
    call("/otp/start", StartBody, identity.start)
    call("/otp/resend", Body, identity.resend)
    call("/otp/check", HandleBody, identity.check)
    call("/identity", Body, identity.identity)
    call("/accounts/page", PageBody, accounts.page)
    call("/accounts/reset", Body, accounts.reset)
    call("/accounts/phone", HandleBody, accounts.phone)
    call("/kcb/years", Body, kcb.years)
    call("/kcb/visits", VisitsBody, kcb.visits)
    call("/kcb/visit", HandleBody, kcb.visit)
    call("/records/cards", Body, records.cards)
    call("/records/participation", ParticipationBody, records.participation)
    call("/records/benefits", BenefitsBody, records.benefits)


def _json(answer: dict[str, Any]) -> Response:
    return Response(orjson.dumps(answer), content_type="application/json")
