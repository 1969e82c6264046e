"""Calls of the feedback conversation. What the person wrote comes masked and goes into the ticket with its values."""

from pydantic import Field

from backend.conversations.handles import Rendering
from backend.conversations.masking import Kind
from backend.conversations.values import Value
from backend.declined import Declined
from backend.feedback import citizens, contacts, service
from backend.feedback.records import Contact
from backend.feedback.subjects import Channel
from backend.internal.bodies import Body, HandleBody
from backend.internal.calls import Call
from backend.registration.addresses import split_address
from backend.registration.agencies import NotOne, agencies, find_home_province
from bhxh.dates import VIETNAM
from bhxh.messages import text


class PlaceBody(Body):
    """``place``: words of a province that stood in the text unmasked; else ``handle``, a ``DIA_CHI``."""

    place: str | None = Field(default=None, max_length=160)
    handle: str | None = Field(default=None, max_length=64)


class FeedbackBody(Body):
    """``words``: masked, as the engine has them; ``phone``: a handle; ``key``: the same again answers with the first number."""

    subject: str = Field(max_length=32)
    province: str = Field(max_length=5)
    words: str = Field(max_length=4000)
    phone: str = Field(max_length=64)
    key: str = Field(min_length=1, max_length=64)


class FeedbackCalls:
    """Safe to share between threads."""

    def __init__(self, public_url: str, *, limited: bool) -> None:
        self._public_url = public_url
        self._limited = limited

    def province(self, call: Call, body: PlaceBody) -> dict[str, object]:
        """POST /feedback/province."""
        written = body.place
        if written is None and body.handle is not None:
            address = call.resolve(body.handle)[1].written
            written = split_address(address).get("province", address)
        try:
            code = find_home_province(written or "").agency_code
        except NotOne:
            raise Declined("feedback.province", text("feedback.province")) from None
        return {"province": code, "name": agencies()[code].name}

    def phone(self, call: Call, body: HandleBody) -> dict[str, object]:
        """POST /feedback/phone."""
        contacts.checked_phone(call.resolve(body.handle)[1].written)
        return {}

    def page(self, call: Call, _: Body) -> dict[str, object]:
        """POST /feedback/page."""
        [link] = call.mint((Kind.LIEN_KET, Value.minted(f"{self._public_url}/phan-anh")))
        return {"link": link}

    def submit(self, call: Call, body: FeedbackBody) -> dict[str, object]:
        """POST /feedback/submit."""
        phone = call.resolve(body.phone)[1].written
        with call.database.reading() as session:
            words = Rendering(session, call.conversation_id, [body.words]).render(body.words)
        number = service.submit_once(
            call.database,
            channel=Channel.CHAT,
            subject=body.subject,
            province=body.province,
            text=words,
            contact=Contact(phone),
            key=f"chat\n{call.conversation_id}\n{body.key}",
            actor=f"conversation:{call.conversation_id}",
            limited=self._limited,
        )
        with call.database.begin() as session:
            secret = citizens.secret_of(session, number)
            ticket = citizens.by_secret(session, number, secret)
            answer_by = ticket.answer_by.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y") if ticket else ""
        shown, link = call.mint(
            (Kind.NHAN, Value.minted(number)),
            (Kind.LIEN_KET, Value.minted(f"{self._public_url}/phan-anh/{number}/{secret}")),
        )
        return {"number": shown, "link": link, "deadline": answer_by}
