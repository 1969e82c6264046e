"""What columns of small numbers and words mean."""

from __future__ import annotations

import enum


class Status(enum.IntEnum):
    """Where a message stands; it only ever moves forward (``sms_gateway.messages.states`` holds the allowed moves)."""

    CREATED = 0
    """Accepted in a campaign that was never started. Shown, not stored: such rows are stored as QUEUED."""
    QUEUED = 1
    """Waits for the sender (also while its campaign is paused, and between tries after a temporary error)."""
    CLAIMED = 2
    """A sender has committed to hand it over; from here on it is never handed over a second time unasked."""
    SENT = 3
    """The provider accepted it and gave it a number; a receipt is awaited."""
    DELIVERED = 4
    """The provider reported that it reached the phone."""
    FAILED = 5
    """The provider refused it for good, or reported that it cannot be delivered; ``error`` says why."""
    EXPIRED = 6
    """Its time ran out before it could be handed over (OTP), or the network gave up on it."""
    UNKNOWN = 7
    """It may have been sent: the sender died or lost the line between handing over and the answer, or no receipt came
    within three days. It is not sent again; a late receipt may still make it DELIVERED or FAILED."""
    CANCELLED = 8
    """Its campaign was cancelled before it was handed over."""
    SUPPRESSED = 9
    """Not sent on purpose, because a rule forbids messages to this number."""


class Lane(enum.IntEnum):
    """Order of sending, strict: nothing of a higher number goes out while a lower one waits."""

    OTP = 0
    TRANSACTIONAL = 1
    BULK = 2


class CampaignStatus(enum.StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    IMPORTING = "importing"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FINISHED = "finished"
