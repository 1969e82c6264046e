"""Keys, templates, campaigns, messages, OTP and the sandbox's inbox."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _where(condition: str) -> dict[str, Any]:
    """The condition of a partial index, for both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    _create_keys_and_templates()
    _create_campaigns()
    _create_messages()
    _create_otp()
    _create_sandbox()


def downgrade() -> None:
    for table in (
        "sandbox_inbox",
        "otp_event",
        "otp",
        "parked_receipt",
        "message_counter",
        "message_reference",
        "message",
        "sender_run",
        "campaign_rate",
        "campaign_count",
        "campaign_error",
        "campaign",
        "template",
        "api_key",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE message_id_seq")


def _create_keys_and_templates() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", _ID, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime()),
        sa.Column("revoked_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("public_id", name="uq_api_key_public_id"),
    )
    op.create_table(
        "template",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("khong_dau", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_template"),
        sa.UniqueConstraint("name", "version", name="uq_template_name_version"),
    )


def _create_campaigns() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key_id", _ID),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("template_id", _ID, nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("khong_dau", sa.Boolean(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("file_name", sa.Text()),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("segments", sa.BigInteger(), nullable=False),
        sa.Column("import_error", sa.String(64)),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("imported_at", UtcDateTime()),
        sa.Column("approved_at", UtcDateTime()),
        sa.Column("started_at", UtcDateTime()),
        sa.Column("finished_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name="fk_campaign_key_id"),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name="fk_campaign_template_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
    )
    op.create_index("ix_campaign_live", "campaign", ["status"], **_where("finished_at IS NULL"))
    op.create_table(
        "campaign_error",
        sa.Column("id", _ID, nullable=False),
        sa.Column("campaign_id", _ID, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text()),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_error_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_error"),
    )
    op.create_index("ix_campaign_error_campaign_id_row", "campaign_error", ["campaign_id", "row"])
    op.create_table(
        "campaign_count",
        sa.Column("campaign_id", _ID, nullable=False),
        sa.Column("status", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_count_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", "status", name="pk_campaign_count"),
    )
    op.create_table(
        "campaign_rate",
        sa.Column("campaign_id", _ID, nullable=False),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("per_second", sa.Float(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_rate_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", "sender", name="pk_campaign_rate"),
    )


def _create_messages() -> None:
    op.create_table(
        "sender_run",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("heartbeat_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_sender_run"),
    )
    op.create_table(
        "message",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("key_id", _ID),
        sa.Column("campaign_id", _ID),
        sa.Column("row", sa.Integer()),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("template_id", _ID),
        sa.Column("khong_dau", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("phone_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("telco", sa.String(16)),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("encoding", sa.String(8), nullable=False),
        sa.Column("segments", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("run_id", _ID),
        sa.Column("provider", sa.String(32)),
        sa.Column("provider_message_id", sa.String(64)),
        sa.Column("error", sa.String(64)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("not_before", UtcDateTime()),
        sa.Column("expires_at", UtcDateTime()),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("finished_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_message_campaign_id"),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name="fk_message_key_id"),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name="fk_message_template_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ix_message_awaiting", "message", ["provider", "provider_message_id"], **_where("status IN (3, 7)"))
    op.create_index("ix_message_campaign", "message", ["campaign_id", "id"], **_where("campaign_id IS NOT NULL"))
    op.create_index(
        "ix_message_campaign_queue",
        "message",
        ["campaign_id", "id"],
        **_where("status = 1 AND campaign_id IS NOT NULL"),
    )
    op.create_index("ix_message_claimed", "message", ["run_id"], **_where("status = 2"))
    op.create_index(
        "ix_message_direct_queue", "message", ["lane", "id"], **_where("status = 1 AND campaign_id IS NULL")
    )
    op.create_index("ix_message_kept", "message", ["id"], **_where("phone IS NOT NULL"))
    op.create_index("ix_message_phone_hash", "message", ["phone_hash", "id"])
    op.create_table(
        "message_reference",
        sa.Column("key_id", _ID, nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("message_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name="fk_message_reference_key_id"),
        sa.PrimaryKeyConstraint("key_id", "reference", name="pk_message_reference"),
    )
    op.create_table(
        "message_counter",
        sa.Column("next_id", _ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("next_id", name="pk_message_counter"),
    )
    op.create_table(
        "parked_receipt",
        sa.Column("id", _ID, nullable=False),
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("provider_message_id", sa.String(64), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("error", sa.String(64)),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parked_receipt"),
    )
    op.create_index(
        "ix_parked_receipt_provider_provider_message_id", "parked_receipt", ["provider", "provider_message_id"]
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE message_id_seq")
    else:
        op.execute("INSERT INTO message_counter (next_id) VALUES (1)")


def _create_otp() -> None:
    op.create_table(
        "otp",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("key_id", _ID, nullable=False),
        sa.Column("message_id", _ID),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.Column("locked_at", UtcDateTime()),
        sa.Column("replaced_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name="fk_otp_key_id"),
        sa.PrimaryKeyConstraint("id", name="pk_otp"),
    )
    op.create_index("ix_otp_phone_hash_purpose_created_at", "otp", ["phone_hash", "purpose", "created_at"])
    op.create_table(
        "otp_event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("bucket", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_otp_event"),
    )
    op.create_index("ix_otp_event_bucket_kind_at", "otp_event", ["bucket", "kind", "at"])


def _create_sandbox() -> None:
    op.create_table(
        "sandbox_inbox",
        sa.Column("id", _ID, nullable=False),
        sa.Column("message_id", _ID, nullable=False),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("phone_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("receipt_due_at", UtcDateTime()),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sandbox_inbox"),
    )
    op.create_index("ix_sandbox_inbox_due", "sandbox_inbox", ["receipt_due_at"], **_where("receipt_due_at IS NOT NULL"))
    op.create_index("ix_sandbox_inbox_message", "sandbox_inbox", ["message_id"])
    op.create_index("ix_sandbox_inbox_phone_hash", "sandbox_inbox", ["phone_hash", "id"])
