"""Alembic's entry: runs the gateway's migrations on the address that `kit.database.upgrade` was given."""

from alembic import context

from kit.database import run_migrations
from sms_gateway.schema import metadata

run_migrations(context, metadata)
