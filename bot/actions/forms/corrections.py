"""Which field a person wants to change ("sửa lại số điện thoại", "nhầm ngày sinh rồi"), and the wish to skip one."""

import re
from collections.abc import Iterable

from bhxh.dialogue import is_not_that
from bhxh.text import fold
from bot.actions.said import Said

# What people call the fields, folded; longer names first because "số nhà" is no "số điện thoại".
_NAMES: tuple[tuple[str, str], ...] = (
    ("co quan tiep nhan", "agency"),
    ("co quan bhxh", "agency"),
    ("co quan bao hiem", "agency"),
    ("co quan", "agency"),
    ("noi tiep nhan", "agency"),
    ("noi nop", "agency"),
    ("so dien thoai", "phone"),
    ("dien thoai", "phone"),
    ("sdt", "phone"),
    ("so dt", "phone"),
    ("ma so bhxh", "bhxh_code"),
    ("ma so bao hiem", "bhxh_code"),
    ("ma bhxh", "bhxh_code"),
    ("so bhxh", "bhxh_code"),
    ("so the", "bhxh_code"),
    ("ma so", "bhxh_code"),
    ("thu dien tu", "email"),
    ("email", "email"),
    ("e-mail", "email"),
    ("mail", "email"),
    ("ho va ten", "full_name"),
    ("ho ten", "full_name"),
    ("ten", "full_name"),
    ("can cuoc", "personal_id"),
    ("cccd", "personal_id"),
    ("cmnd", "personal_id"),
    ("chung minh", "personal_id"),
    ("ho chieu", "personal_id"),
    ("giay to", "personal_id"),
    ("so nha", "street"),
    ("ten duong", "street"),
    ("duong", "street"),
    ("dia chi", "street"),
    ("tinh", "province"),
    ("thanh pho", "province"),
    ("quan huyen", "district"),
    ("quan", "district"),
    ("huyen", "district"),
    ("phuong xa", "commune"),
    ("phuong", "commune"),
    ("xa", "commune"),
    ("thi tran", "commune"),
)
NO = r"(?:khong|ko|k|kg|kh|khg|hong|hok|hem|khum|chua|chang|cha)"
"""How people write no, folded."""
_CHANGE = re.compile(
    r"\b(?:sua|chinh|doi lai|thay lai|nham|nhap lai|khai lai|ghi lai|sai|lon|quay lai|tro lai)\b|\b(?:doi|thay|cap nhat)\b.*\b(?:thanh|sang|bang|la)\b"
    rf"|\bchu {NO} phai\b|\bmoi (?:dung|phai)\b|\b{NO} phai\b.*\bma\b"
)
_NEW_BEHIND = re.compile(r"\b(?:thanh|sang|bang|ma|ma la)$")
_OLD_BEHIND = re.compile(rf"\b{NO} phai(?: la)?$")
_SKIP = re.compile(
    rf"\b(?:bo qua|bo trong|skip|de trong|de sau)\b|\b{NO} (?:co|dung|xai|can|muon|nhap|ghi|khai)\b|^{NO}(?: a| em| dau| nhe| nha)*$|^(?:thoi )?khoi\b"
)


def wants_change(said: Said) -> bool:
    """Whether something already said is to be changed."""
    return said.intent == "correct_field" or bool(_CHANGE.search(said.folded))


def new_value(said: Said, kinds: Iterable[str]) -> str | None:
    """The handle of one of the kinds that is to be taken: of two the one behind "thành" or "mà là", not the one behind "không phải"."""
    handles = said.handles(*kinds)
    if len(handles) < 2:
        return said.handle(*kinds)
    first, second = handles[:2]
    before, _, rest = said.text.partition(first)
    between = fold(rest.partition(second)[0]).strip(" ,.")
    return second if _NEW_BEHIND.search(between) or _OLD_BEHIND.search(fold(before)) else first


def named_field(said: Said) -> str | None:
    """The field that is named, by a button or in words."""
    chosen = said.entity("field")
    if chosen is not None:
        return chosen
    words = f" {re.sub(r'[^a-z0-9-]+', ' ', said.folded)} "
    return next((field for name, field in _NAMES if f" {name} " in words), None)


def wants_skip(said: Said) -> bool:
    """Whether the field asked for is to stay empty."""
    if is_not_that(said.text):
        return False
    return said.intent in {"skip_field", "deny"} or bool(_SKIP.search(said.folded))
