"""Whether somebody who speaks of a feedback asks what became of the one they sent, instead of sending another.

The status of a feedback is shown to who has its number and its phone, on the page `/phan-anh`; the chat leads there.
"""

import re
from typing import Final

from bot.actions.said import Said

_FEEDBACK: Final = r"(?:phan anh|khieu nai|kien nghi)"
_BETWEEN: Final = (
    r"(?: (?:cua|toi|tui|em|minh|chau|bac|giup|dum|gium|ho|cho|xem|cai|ve|so|ma|don|ho so|lai|da|gui|ket qua|tra loi|giai quyet"
    r"|xu ly|tinh trang|trang thai|tien do)){0,6}"
)
"""Only such words: "bệnh viện không trả kết quả tôi muốn phản ánh" begins a feedback."""
_SENT: Final = (
    r"(?: (?:cua|toi|tui|em|minh|chau|bac|da|gui|nop|hom|ngay|tuan|thang|truoc|qua|nay|lan|bua|roi|ma|thi|van|duoc|dc|co|ai|thay"
    r"|di|ve|giai quyet|xu ly|\d+)){0,8}"
)
_ASKS: Final = re.compile(
    rf"\b(?:ket qua|tra cuu|kiem tra|theo doi|tinh trang|trang thai|tien do|xem lai){_BETWEEN} {_FEEDBACK}\b"
    # "Gửi đến đâu" asks for the way to send one.
    rf"|\b{_FEEDBACK}{_SENT}(?:(?<! gui)(?<! nop)(?<! di) (?:toi|den) dau| (?:(?:tra loi|giai quyet|xu ly|xong|co ket qua|ket qua) chua"
    r"|chua (?:(?:thay|duoc|dc|co|ai) ){0,3}(?:tra loi|giai quyet|xu ly|ket qua)|ket qua (?:sao|the nao|ra sao)))\b"
)
_NUMBER: Final = re.compile(r"\bpa[ -]?(?:\d{3}|\[SO_)", re.IGNORECASE)
"""The beginning of a number like PA-079-7K4Q-9M2X; the digits of one that is mistyped may be behind a handle."""


def asks_for_result(said: Said) -> bool:
    """Whether the message names a feedback by its number or asks how far it is."""
    return bool(_NUMBER.search(said.text) or _ASKS.search(said.folded))
