"""The demo's feedback, at every stage of its way, and the headcounts of Công văn 222/CV-BHXH. People and matters are invented."""

import io
from datetime import datetime, timedelta
from typing import Final

from openpyxl import Workbook
from sqlalchemy.orm import Session

from backend.feedback import citizens, handling, service
from backend.feedback.records import Contact
from backend.feedback.scope import Worker
from backend.feedback.subjects import Channel, Subject
from backend.registration.scope import Scope
from backend.reports import headcounts
from bhxh.dates import utcnow

_OWNER: Final = Worker("staff:canbo.hcm", "079")
_TOLD: Final = (
    (Subject.THE_BHYT, "Thẻ BHYT của tôi in sai ngày sinh: 12/03/1988, đúng phải là 13/02/1988.", "0900000021"),
    (Subject.KCB, "Sổ khám của tôi có lượt khám ngày 08/10/2026 mà tôi không đi khám. Đề nghị kiểm tra.", "0900000022"),
    (Subject.THE_BI_TU_CHOI, "Quầy tiếp nhận bệnh viện không nhận thẻ trên VssID, yêu cầu thẻ giấy.", "0900000023"),
)
_REPORTED: Final = (
    # Công văn 222/CV-BHXH ngày 17/6/2021
    ("PGDQ5", "Các trường học Quận 5", "truong", "07915", "can_bo", 2447, "15/06/2021", "30/06/2021", 1978),
    ("PGDQ5", "Các trường học Quận 5", "truong", "07915", "hoc_sinh", 40230, "15/06/2021", "30/06/2021", 13775),
)


def seed_feedback(session: Session) -> None:
    """Add what is not there; what the demo's users have done with it is left alone."""
    now = utcnow()
    for place, (subject, words, phone) in enumerate(_TOLD):
        since = now - timedelta(hours=2 * (place + 1))
        number = service.submit(
            session,
            channel=Channel.WEB,
            subject=subject,
            province="079",
            text=words,
            contact=Contact(phone),
            key=f"demo\n{place}",
            actor="demo",
            now=since,
        )
        ticket = citizens.by_secret(session, number, citizens.secret_of(session, number))
        if ticket is not None and ticket.version == 1 and subject is not Subject.THE_BHYT:
            _work(session, number, subject, since + timedelta(minutes=5))


def seed_headcounts(session: Session) -> None:
    """What the letter reports, as an imported file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (headcounts.COLUMNS, *_REPORTED):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    headcounts.load(session, file.getvalue(), Scope(None), "demo", utcnow())


def _work(session: Session, number: str, subject: Subject, now: datetime) -> None:
    handling.take(session, _OWNER, number, 1, now=now)
    if subject is Subject.KCB:
        question = "Đề nghị kiểm tra với bệnh viện lượt khám ngày 08/10/2026."
        handling.ask(session, _OWNER, number, 2, agency="07915", question=question, now=now)
        return
    words = "Đã làm việc với bệnh viện. Thẻ trên VssID được nhận như thẻ giấy; Ông/Bà đã được khám."
    handling.answer(session, _OWNER, number, 2, words, now=now)
