"""Alembic's entry: runs the backend's migrations on the address that `kit.database.upgrade` was given."""

from alembic import context

from backend.tables import metadata
from kit.database import run_migrations

run_migrations(context, metadata)
