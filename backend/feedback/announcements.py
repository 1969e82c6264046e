"""The SMS of a feedback, written to the outbox in the transaction of their cause. None of them holds what anybody wrote."""

from sqlalchemy.orm import Session

from backend.feedback.models import Ticket
from backend.notify import enqueue_sms
from backend.registration.agencies import agencies
from bhxh.dates import VIETNAM


def received(session: Session, ticket: Ticket) -> None:
    """Number, owner and deadline, right after the feedback came in or was reopened."""
    _send(
        session,
        ticket,
        "phan_anh_tiep_nhan",
        han_tra_loi=ticket.answer_by.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y"),
    )


def answered(session: Session, ticket: Ticket) -> None:
    """That the answer can be read."""
    _send(session, ticket, "phan_anh_tra_loi")


def _send(session: Session, ticket: Ticket, template: str, **fields: str) -> None:
    shared = {"so_phan_anh": ticket.number, "co_quan": agencies()[ticket.province].name}
    enqueue_sms(session, to=ticket.contact["phone"], template=template, personalisation=shared | fields)
