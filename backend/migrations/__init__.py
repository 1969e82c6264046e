"""Alembic migrations of the backend's database: 0001 → 0002_registration → 0003_conversations → ..."""
