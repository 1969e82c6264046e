"""Alembic migrations of the backend's database: 0001 → 0002_registration → 0003_conversations → ..."""

from pathlib import Path

LOCATION = str(Path(__file__).parent)
"""Where `kit.database.upgrade` finds this tree."""
