"""The modules whose import registers periodic tasks. A capability that has some adds its module here."""

from backend.accounts import tasks as account_tasks
from backend.audit import tasks as audit_tasks
from backend.channels import tasks as channel_tasks
from backend.conversations import tasks as conversation_tasks
from backend.credentials import tasks as credential_tasks
from backend.embed import naming as embed_tasks
from backend.feedback import tasks as feedback_tasks
from backend.learning import tasks as learning_tasks
from backend.lookup import tasks as lookup_tasks
from backend.measures import tasks as measure_tasks
from backend.notices import tasks as notice_tasks
from backend.notify import tasks as notify_tasks
from backend.officers import tasks as officers_tasks
from backend.participants import tasks as participant_tasks
from backend.registration import tasks as registration_tasks
from backend.reports import tasks as report_tasks
from backend.staff import tasks as staff_tasks
from backend.supervision import tasks as supervision_tasks

__all__ = [
    "account_tasks",
    "audit_tasks",
    "channel_tasks",
    "conversation_tasks",
    "credential_tasks",
    "embed_tasks",
    "feedback_tasks",
    "learning_tasks",
    "lookup_tasks",
    "measure_tasks",
    "notice_tasks",
    "notify_tasks",
    "officers_tasks",
    "participant_tasks",
    "registration_tasks",
    "report_tasks",
    "staff_tasks",
    "supervision_tasks",
]
