"""Messages that must go out later: written in the caller's transaction, sent by the worker (`enqueue_sms`)."""

from backend.notify.models import Lane, OutboxState
from backend.notify.outbox import enqueue_sms

__all__ = ["Lane", "OutboxState", "enqueue_sms"]
