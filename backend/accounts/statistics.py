"""Accounts in figures, for reports: who uses theirs. Names nobody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.accounts.models import Account

_AT_ONCE: Final = 500


def used(session: Session, code_indexes: Sequence[bytes], until: datetime) -> set[bytes]:
    """Which of these people (blind indexes of BHXH codes) had logged in for the first time before ``until``."""
    found: set[bytes] = set()
    for first in range(0, len(code_indexes), _AT_ONCE):
        some = code_indexes[first : first + _AT_ONCE]
        query = select(Account.code_index).where(Account.code_index.in_(some), Account.first_login_at < until)
        found.update(session.scalars(query))
    return found
