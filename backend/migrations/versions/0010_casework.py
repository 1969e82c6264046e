"""Dossiers: what officers do with them, and the indexes of their list"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TABLE = "registration_dossier"
_INDEXES = {
    "agency_time": ("agency_code", "declared_at", "id"),
    "agency_state_time": ("agency_code", "state", "declared_at", "id"),
    "province_time": ("province_code", "declared_at", "id"),
    "province_state_time": ("province_code", "state", "declared_at", "id"),
    "time": ("declared_at", "id"),
    "state_time": ("state", "declared_at", "id"),
    "state_due": ("state", "due_at"),
}
_COLUMNS = (
    "province_code version received_at received_by due_at decided_at decided_by reason_code reason name_confirmed"
    " result_message result_sent_at"
).split()


def upgrade() -> None:
    # No batch: on SQLite that would drop the table and make it anew, and the photos' rows would go with it (ON DELETE CASCADE).
    for column in (
        sa.Column("province_code", sa.String(3), nullable=False, server_default=""),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("received_at", UtcDateTime()),
        sa.Column("received_by", sa.String(64)),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("decided_at", UtcDateTime()),
        sa.Column("decided_by", sa.String(64)),
        sa.Column("reason_code", sa.String(32)),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("name_confirmed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("result_message", sa.String(32)),
        sa.Column("result_sent_at", UtcDateTime()),
    ):
        op.add_column(_TABLE, column)
    op.execute(f"UPDATE {_TABLE} SET province_code = substr(agency_code, 1, 3)")
    op.drop_index(f"ix_{_TABLE}_agency_code", _TABLE)
    for name, columns in _INDEXES.items():
        op.create_index(f"ix_{_TABLE}_{name}", _TABLE, list(columns))


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(f"ix_{_TABLE}_{name}", _TABLE)
    op.create_index(f"ix_{_TABLE}_agency_code", _TABLE, ["agency_code"])
    for column in reversed(_COLUMNS):
        op.drop_column(_TABLE, column)
