"""All tables of the backend in one metadata: what migrations are compared with. A capability adds its models here."""

from backend.audit import models as audit
from backend.database import Base
from backend.kcb import models as kcb
from backend.maintain import models as maintain
from backend.notify import models as notify
from backend.participants import models as participants

__all__ = ["audit", "kcb", "maintain", "metadata", "notify", "participants"]

metadata = Base.metadata
