"""A copy of everything the register holds about a person, for that person (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: quyền được cung cấp dữ liệu cá nhân).

A ZIP of `du-lieu.json` for machines and `du-lieu.html` for people. Made in memory and handed over; nothing of it is stored.
"""

import io
import json
import zipfile
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy.orm import Session

from backend import audit
from backend.kcb import service as book
from backend.kcb.selection import Selection
from backend.participants import benefits, cards, participation, profile
from backend.participants.identity import Identity
from bhxh.dates import format_date, now
from bhxh.messages import text
from bhxh.money import in_dong
from bhxh.periods import Period

JSON_NAME: Final = "du-lieu.json"
HTML_NAME: Final = "du-lieu.html"

_PAGES: Final = Environment(
    loader=PackageLoader("backend.privacy"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True)
class Export:
    """Plain values by subject: `nguoi_tham_gia`, `the_bhyt`, `qua_trinh_tham_gia`, `che_do_da_huong`, `kham_chua_benh`."""

    made_at: datetime
    data: dict[str, Any]

    def as_json(self) -> str:
        """Readable JSON, dates in ISO form."""
        content = {"thoi_diem": self.made_at, **self.data}
        return json.dumps(content, ensure_ascii=False, indent=2, default=_plain)

    def as_html(self) -> str:
        """A page that needs nothing else: no script, no picture, no address outside."""
        page = _PAGES.get_template("export.html")
        return page.render(t=text, money=in_dong, day=format_date, made_on=self.made_at, **self.data)

    def as_zip(self) -> bytes:
        """Both in one file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(JSON_NAME, self.as_json())
            archive.writestr(HTML_NAME, self.as_html())
        return buffer.getvalue()


def of(session: Session, identity: Identity) -> Export:
    """Everything about the person. Each part's read is audited, and the export itself. Raises `IdentityExpired`."""
    person = asdict(profile.profile(session, identity))
    for internal in ("id", "guardian_id"):
        del person[internal]
    ever = Selection(Period(None, None))
    data = {
        "nguoi_tham_gia": person,
        "the_bhyt": [asdict(one.card) for one in cards.of(session, identity)],
        "qua_trinh_tham_gia": [
            asdict(stretch.period) for kind in participation.of(session, identity).kinds for stretch in kind.stretches
        ],
        "che_do_da_huong": [asdict(decision) for kind in benefits.of(session, identity) for decision in kind.decisions],
        "kham_chua_benh": [_visit(visit) for visit in book.visits(session, identity, ever).visits],
    }
    audit.record(session, actor=identity.actor, action="privacy.export", subject_index=identity.subject_index)
    return Export(now(), data)


def _visit(visit: Any) -> dict[str, Any]:
    details = asdict(visit)
    del details["id"]
    sums = {name: getattr(visit, name) for name in ("total", "insurance", "copay", "self_pay", "other")}
    return {**details, **sums}


def _plain(value: object) -> str | int | float:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    if isinstance(value, Decimal):  # how much of a drug
        return int(value) if value == int(value) else float(value)
    raise TypeError(type(value).__name__)
