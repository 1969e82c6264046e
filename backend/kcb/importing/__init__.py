"""What `bhxh import kcb` takes: visits as CSV, and as facilities send them to the insurance (XML, QĐ 130/QĐ-BYT, 4750/QĐ-BYT)."""

from backend.kcb.importing.envelope import Envelope
from backend.kcb.importing.visits import VISITS, VISITS_XML

__all__ = ["VISITS", "VISITS_XML", "Envelope"]
