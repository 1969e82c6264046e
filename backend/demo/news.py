"""Two items of news for the demo, one of them a draft."""

from typing import Final

from sqlalchemy.orm import Session

from backend.news import service
from bhxh.dates import utcnow

_TITLE: Final = "Tra cứu mã số BHXH không cần tài khoản"
_BODY: Final = """Từ nay Ông/Bà tra cứu được mã số BHXH của mình ở mục [Tra cứu](https://baohiemxahoi.gov.vn).

## Cần chuẩn bị

- Họ và tên, tỉnh nơi tham gia
- Số CCCD **hoặc** ngày sinh

Mã số đầy đủ chỉ được nhắn tới số điện thoại đã đăng ký. *Đây là tin minh họa.*"""


def seed_news(session: Session) -> None:
    """Once."""
    if service.every(session):
        return
    now = utcnow()
    summary = "Mục Tra cứu trả lời mã số được che bớt, hoặc gửi đầy đủ bằng tin nhắn."
    item = service.create(session, title=_TITLE, summary=summary, body=_BODY, actor="demo", now=now)
    service.publish(session, item.id, item.version, now, actor="demo")
    draft = "Lịch tiếp dân tháng tới (bản nháp)"
    service.create(
        session, title=draft, summary="Tin minh họa chưa đăng.", body="Nội dung sẽ bổ sung.", actor="demo", now=now
    )
