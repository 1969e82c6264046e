"""Quiet hours of the bulk lane."""

from __future__ import annotations

from datetime import datetime

from bhxh.dates import VIETNAM
from sms_gateway.config import QuietHours


def is_quiet(hours: QuietHours | None, moment: datetime) -> bool:
    """Whether nothing of the bulk lane may be handed over at ``moment``. The span's end belongs to the day again."""
    if hours is None:
        return False
    now = moment.astimezone(VIETNAM).time()
    if hours.begin <= hours.end:
        return hours.begin <= now < hours.end
    return now >= hours.begin or now < hours.end
