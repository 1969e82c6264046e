"""Which feedback a member of staff may see and work on.

An officer's agency covers itself and, for a province, its districts. Who covers the handler works on a feedback; who was asked sees
it and answers the question. Who follows up for a unit at headquarters sees what is of its subject. Everybody else is told that there is
no such feedback.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, exists, or_, select, true
from sqlalchemy.orm import Session

from backend.declined import Declined
from backend.feedback.models import Coordination, Ticket
from bhxh.messages import text


@dataclass(frozen=True)
class Worker:
    """Who acts. ``actor`` as the audit names them; ``agency`` None: the whole country; ``monitors``: follows up, does not work;
    ``unit``: for this unit (`subjects.Monitor`), None: for every one."""

    actor: str
    agency: str | None
    monitors: bool = False
    unit: str | None = None

    def covers(self, agency: str) -> bool:
        """Whether this agency is theirs or below theirs."""
        return self.agency is None or agency.startswith(self.agency)

    def owns(self, ticket: Ticket) -> bool:
        """Whether they work on this feedback for its owner."""
        return not self.monitors and self.covers(ticket.handler)

    def answers_for(self, agency: str, ticket: Ticket) -> bool:
        """Whether they may answer what this agency was asked: its own officers, or those above it who do not work on the ticket."""
        if self.monitors or not self.covers(agency):
            return False
        return self.agency in {None, agency} or not self.owns(ticket)

    def leads(self, ticket: Ticket) -> bool:
        """Whether they may give it to another agency of the province: the province's own officers only."""
        return not self.monitors and self.covers(ticket.province)


def visible(worker: Worker) -> Any:
    """The condition on tickets that this person may see."""
    if worker.unit is not None:
        return and_(Ticket.monitor == worker.unit, visible(replace(worker, unit=None)))
    if worker.agency is None:
        return true()
    asked = exists().where(Coordination.ticket_id == Ticket.id, Coordination.agency.startswith(worker.agency))
    mine = or_(Ticket.handler.startswith(worker.agency), Ticket.province.startswith(worker.agency))
    return mine if worker.monitors else or_(mine, asked)


def find(session: Session, worker: Worker, number: str) -> Ticket:
    """The ticket of a number, if this person may see it. Raises Declined("feedback.unknown")."""
    ticket = session.scalar(select(Ticket).where(Ticket.number == number, visible(worker)))
    if ticket is None:
        raise Declined("feedback.unknown", text("feedback.unknown"))
    return ticket


def find_owned(session: Session, worker: Worker, number: str) -> Ticket:
    """A ticket that this person may work on. Raises Declined: feedback.unknown, feedback.not_yours."""
    ticket = find(session, worker, number)
    if not worker.owns(ticket):
        raise Declined("feedback.not_yours", text("feedback.not_yours"))
    return ticket


def coordination(session: Session, ticket: Ticket, number: int) -> Coordination:
    """A question of this ticket that still waits. Raises Declined("feedback.request_over")."""
    found = session.scalar(
        select(Coordination)
        .where(Coordination.id == number, Coordination.ticket_id == ticket.id)
        .where(Coordination.replied_at.is_(None), Coordination.withdrawn_at.is_(None))
        .with_for_update()
    )
    if found is None:
        raise Declined("feedback.request_over", text("feedback.request_over"))
    return found
