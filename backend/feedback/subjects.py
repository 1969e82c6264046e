"""What a feedback can be about, who follows each subject up, and where feedback comes from."""

from enum import StrEnum
from typing import Final

from bhxh.messages import text


class Subject(StrEnum):
    """What a feedback is about, as the citizen chooses it."""

    THONG_TIN_CA_NHAN = "thong_tin_ca_nhan"
    THAM_GIA = "tham_gia"
    THE_BHYT = "the_bhyt"
    HUONG = "huong"
    KCB = "kcb"
    THE_BI_TU_CHOI = "the_bi_tu_choi"
    UNG_DUNG = "ung_dung"
    KHAC = "khac"


class Monitor(StrEnum):
    """Who follows up and urges; the receiving province owns and resolves all the same."""

    THU_SO_THE = "thu_so_the"
    CHINH_SACH_BHXH = "chinh_sach_bhxh"
    CHINH_SACH_BHYT = "chinh_sach_bhyt"
    CNTT = "cntt"


class Channel(StrEnum):
    """How a feedback came in."""

    WEB = "web"
    ACCOUNT = "tai_khoan"
    CHAT = "chat"
    HOTLINE = "tong_dai"


MONITOR_OF: Final[dict[Subject, Monitor]] = {
    # Công văn 3717/BHXH-CNTT, mục 5 b: personal data, participation, what stands on the BHYT card
    Subject.THONG_TIN_CA_NHAN: Monitor.THU_SO_THE,
    Subject.THAM_GIA: Monitor.THU_SO_THE,
    Subject.THE_BHYT: Monitor.THU_SO_THE,
    # mục 5 c: benefits of BHXH and BHTN
    Subject.HUONG: Monitor.CHINH_SACH_BHXH,
    # mục 5 d: medical care with BHYT; a card refused at a facility is medical care
    Subject.KCB: Monitor.CHINH_SACH_BHYT,
    Subject.THE_BI_TU_CHOI: Monitor.CHINH_SACH_BHYT,
    # mục 5 đ: Trung tâm CNTT watches over the roll-out and supports technically. That what fits no Ban is followed up
    # there too is our rule: the letter names it as the standing unit.
    Subject.UNG_DUNG: Monitor.CNTT,
    Subject.KHAC: Monitor.CNTT,
}

URGENT: Final = frozenset({Subject.THE_BI_TU_CHOI})
"""Công văn 3717/BHXH-CNTT, mục 4: a duty officer settles at once what keeps somebody from using the card in VssID."""


def subject_text(subject: str) -> str:
    """A subject as people read it."""
    return text(f"feedback.subject.{Subject(subject)}")


def monitor_text(monitor: str) -> str:
    """The name of a unit that follows up."""
    return text(f"feedback.monitor.{Monitor(monitor)}")
