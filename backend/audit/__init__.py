"""Who did what to whose data: an append-only log whose rows are chained, so that a changed or missing row shows (`verify`)."""

from backend.audit.chain import Broken, Head, head, record, walk
from backend.audit.checking import verify
from backend.audit.looks import Look, looks_at

__all__ = ["Broken", "Head", "Look", "head", "looks_at", "record", "verify", "walk"]
