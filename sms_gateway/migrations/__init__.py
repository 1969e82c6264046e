"""The gateway's Alembic tree; ``kit.database.upgrade(url, SCRIPT_LOCATION)`` runs it."""

SCRIPT_LOCATION = "sms_gateway:migrations"
