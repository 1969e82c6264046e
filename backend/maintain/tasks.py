"""The modules whose import registers periodic tasks. A capability that has some adds its module here."""

from backend.audit import tasks as audit_tasks
from backend.conversations import tasks as conversation_tasks
from backend.learning import tasks as learning_tasks
from backend.notify import tasks as notify_tasks
from backend.registration import tasks as registration_tasks
from backend.staff import tasks as staff_tasks

__all__ = ["audit_tasks", "conversation_tasks", "learning_tasks", "notify_tasks", "registration_tasks", "staff_tasks"]
