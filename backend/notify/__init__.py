"""Messages that must go out later: written in the caller's transaction, sent by the worker (`enqueue_sms`, `enqueue_mail`)."""

from backend.notify.models import Lane, OutboxState
from backend.notify.outbox import enqueue_mail, enqueue_sms, handed_over

__all__ = ["Lane", "OutboxState", "enqueue_mail", "enqueue_sms", "handed_over"]
