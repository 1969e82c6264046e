"""What each agent takes and how much at once; what a waiting conversation is about"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent_skills",
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("most", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("username", name="pk_agent_skills"),
    )
    op.add_column("conversation", sa.Column("asked_about", sa.String(32)))


def downgrade() -> None:
    op.drop_column("conversation", "asked_about")
    op.drop_table("agent_skills")
