"""The table of tries, and the columns that every table of sessions has."""

from datetime import datetime

from sqlalchemy import Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from kit.database import UtcDateTime


class LoginTries(Base):
    """Wrong log-ins in a row under one name, whether or not anybody has it. `name_index`: keyed hash of realm and name."""

    __tablename__ = "login_tries"

    name_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SessionColumns:
    """One browser that is logged in. `token_index`: keyed hash of the cookie, so that the table opens no session."""

    token_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
