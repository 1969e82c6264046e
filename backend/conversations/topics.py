"""What a conversation is about, as far as the assistant has understood it: by this the queue finds an agent who knows the subject."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

TOPICS: Final = ("ma_so", "tai_khoan", "the_bhyt", "kcb", "qua_trinh", "che_do", "thu_tuc", "phan_anh", "khac")
"""Topics of the hotline, in the order in which they are offered."""

_TASKS: Final[dict[str, str]] = {
    "lookup_code_by_card": "ma_so",
    "lookup_code_by_person": "ma_so",
    "register_account": "tai_khoan",
    "registration_status": "tai_khoan",
    "register_child": "tai_khoan",
    "change_password": "tai_khoan",
    "forgot_password": "tai_khoan",
    "change_phone": "tai_khoan",
    "card_status": "the_bhyt",
    "kcb_history": "kcb",
    "participation_history": "qua_trinh",
    "benefits": "che_do",
    "find_agency": "thu_tuc",
    "find_facility": "kcb",
    "find_collection_point": "thu_tuc",
    "find_employer": "thu_tuc",
    "feedback_submit": "phan_anh",
}
_ANSWERS: Final = (
    ("ma_so_", "ma_so"),
    ("vssid_", "tai_khoan"),
    ("the_", "the_bhyt"),
    ("bhyt_", "the_bhyt"),
    ("kcb_", "kcb"),
    ("qua_trinh_", "qua_trinh"),
    ("so_bhxh_", "qua_trinh"),
    ("thu_tuc_", "thu_tuc"),
    ("ho_so_", "thu_tuc"),
    ("phan_anh_", "phan_anh"),
    *(
        (f"{benefit}_", "che_do")
        for benefit in ("huu_tri", "huu", "thai_san", "om_dau", "tu_tuat", "that_nghiep", "tnld")
    ),
    ("bhxh_mot_lan", "che_do"),
    ("tai_nan_", "che_do"),
    ("tu_nguyen_", "qua_trinh"),
    ("tra_cuu_", "thu_tuc"),
    ("lua_dao", "phan_anh"),
    ("thong_tin_huong", "che_do"),
)
"""Beginnings of answers' ids; an answer that begins otherwise tells no topic."""


def topic_of(meta: Mapping[str, Any]) -> str | None:
    """The topic of one answer of the bot's (`meta` of the chat's contract), None where it tells nothing."""
    task = _TASKS.get(meta.get("intent") or "")
    answer = meta.get("faq") or ""
    return task or next((topic for beginning, topic in _ANSWERS if answer.startswith(beginning)), None)


def latest(metas: Iterable[Mapping[str, Any]]) -> str | None:
    """The topic of the last answer that tells one, of answers oldest first."""
    return next((topic for topic in map(topic_of, reversed(list(metas))) if topic), None)
