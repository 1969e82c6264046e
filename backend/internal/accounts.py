"""Calls about the person's account: a link to choose a new password, another phone, where its pages are. No password passes here."""

from typing import Literal

from backend.accounts import changes, reset, service
from backend.accounts.models import ChangeField
from backend.conversations.identity import Identities
from backend.conversations.masking import Kind
from backend.conversations.values import Value
from backend.database import Database
from backend.declined import Declined
from backend.internal.bodies import Body, HandleBody
from backend.internal.calls import Call
from bhxh.dates import utcnow
from bhxh.messages import text

_PAGES = {"password": "/tai-khoan/doi-mat-khau"}


class PageBody(Body):
    """Which page of one's account."""

    page: Literal["password"]


class AccountCalls:
    """What changes something asks for the proof of its own purpose: one for the KCB book changes nothing."""

    def __init__(self, database: Database, identities: Identities, public_url: str) -> None:
        self._database = database
        self._identities = identities
        self._public_url = public_url

    def page(self, call: Call, body: PageBody) -> dict[str, object]:
        """POST /accounts/page."""
        return {"link": self._link(call, _PAGES[body.page])}

    def reset(self, call: Call, _: Body) -> dict[str, object]:
        """POST /accounts/reset."""
        proof = self._identities.require(call.conversation_id, "password")
        now = utcnow()
        with self._database.begin() as session:
            token = reset.allow(session, self._account(proof.subject).id, now)
        return {
            "link": self._link(call, f"{reset.LINK_PATH}{token}"),
            "minutes": int(reset.HOLDS.total_seconds() // 60),
        }

    def phone(self, call: Call, body: HandleBody) -> dict[str, object]:
        """POST /accounts/phone."""
        proof = self._identities.require(call.conversation_id, "phone")
        account = self._account(proof.subject)
        _, value = call.resolve(body.handle)
        actor = f"conversation:{call.conversation_id}"
        with self._database.begin() as session:
            row = changes.ask_change(session, account.id, ChangeField.PHONE, value.written, actor=actor, now=utcnow())
        [number] = call.mint((Kind.NHAN, Value.minted(row.number)))
        return {"number": number}

    def _account(self, bhxh_code: str) -> service.AccountRecord:
        with self._database.reading() as session:
            account = service.find_by_code(session, bhxh_code)
        if account is None:
            raise Declined("no_account", text("accounts.none_yet"))
        return account

    def _link(self, call: Call, path: str) -> str:
        [link] = call.mint((Kind.LIEN_KET, Value.minted(self._public_url + path)))
        return link
