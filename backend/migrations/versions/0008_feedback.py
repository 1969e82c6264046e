"""Feedback: tickets, questions to other agencies, events, pictures, tries"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REFUSE = "what has happened to a feedback is never rewritten"


def upgrade() -> None:
    op.create_table(
        "feedback_ticket",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(24), nullable=False),
        sa.Column("monitor", sa.String(24), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("province", sa.String(5), nullable=False),
        sa.Column("handler", sa.String(5), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("escalation", sa.SmallInteger(), nullable=False),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(32), nullable=False),
        sa.Column("person_index", sa.LargeBinary(32), nullable=False),
        sa.Column("visit", sa.LargeBinary()),
        sa.Column("submission_index", sa.LargeBinary(32), nullable=False),
        sa.Column("answer", sa.LargeBinary()),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("take_by", UtcDateTime(), nullable=False),
        sa.Column("answer_by", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime()),
        sa.Column("answered_at", UtcDateTime()),
        sa.Column("closed_at", UtcDateTime()),
        sa.Column("rating", sa.SmallInteger()),
        sa.Column("reopened", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_ticket"),
        sa.UniqueConstraint("number", name="uq_feedback_ticket_number"),
        sa.UniqueConstraint("submission_index", name="uq_feedback_ticket_submission_index"),
    )
    op.create_index("ix_feedback_ticket_province_state", "feedback_ticket", ["province", "state"])
    op.create_index("ix_feedback_ticket_monitor_state", "feedback_ticket", ["monitor", "state"])
    op.create_index("ix_feedback_ticket_state_answer_by", "feedback_ticket", ["state", "answer_by"])
    for column in ("handler", "phone_index", "submitted_at"):
        op.create_index(f"ix_feedback_ticket_{column}", "feedback_ticket", [column])
    op.create_table(
        "feedback_coordination",
        sa.Column("id", _ID, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("agency", sa.String(5), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.String(128), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("reply_by", UtcDateTime(), nullable=False),
        sa.Column("reply", sa.LargeBinary()),
        sa.Column("replied_by", sa.String(128)),
        sa.Column("replied_at", UtcDateTime()),
        sa.Column("withdrawn_at", UtcDateTime()),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        _ticket("feedback_coordination"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_coordination"),
    )
    op.create_index("ix_feedback_coordination_ticket_id", "feedback_coordination", ["ticket_id"])
    op.create_index("ix_feedback_coordination_agency_replied_at", "feedback_coordination", ["agency", "replied_at"])
    op.create_table(
        "feedback_event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("agency", sa.String(5)),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("details", sa.JSON(), nullable=False),
        _ticket("feedback_event"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_event"),
        sa.UniqueConstraint("ticket_id", "sequence", name="uq_feedback_event_ticket_id_sequence"),
    )
    op.create_table(
        "feedback_attachment",
        sa.Column("id", _ID, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        _ticket("feedback_attachment"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_attachment"),
        sa.UniqueConstraint("file", name="uq_feedback_attachment_file"),
    )
    op.create_index("ix_feedback_attachment_ticket_id", "feedback_attachment", ["ticket_id"])
    op.create_table(
        "feedback_lookup_try",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number_index", sa.LargeBinary(32), nullable=False),
        sa.Column("client_index", sa.LargeBinary(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_lookup_try"),
    )
    for column in ("number_index", "client_index", "at"):
        op.create_index(f"ix_feedback_lookup_try_{column}", "feedback_lookup_try", [column])
    _append_only()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER feedback_event_append_only ON feedback_event")
        op.execute("DROP FUNCTION feedback_event_append_only()")
    for table in ("lookup_try", "attachment", "event", "coordination", "ticket"):
        op.drop_table(f"feedback_{table}")


def _ticket(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["ticket_id"], ["feedback_ticket.id"], name=f"fk_{table}_ticket_id_feedback_ticket", ondelete="CASCADE"
    )


def _append_only() -> None:
    """Changing an event is refused; deleting one is not, because erasure takes a ticket with its events."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION feedback_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER feedback_event_append_only BEFORE UPDATE ON feedback_event "
            "FOR EACH ROW EXECUTE FUNCTION feedback_event_append_only()"
        )
        return
    op.execute(
        "CREATE TRIGGER feedback_event_append_only BEFORE UPDATE ON feedback_event "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
    )
