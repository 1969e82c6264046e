"""When a periodic task is due next."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from kit.database import UtcDateTime


class PeriodicTask(Base):
    """One row per task that has run; taking a turn moves `due_at`, so that two workers don't run the same task at once."""

    __tablename__ = "periodic_task"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
