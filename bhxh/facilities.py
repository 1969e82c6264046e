"""Health facilities within a sentence: "BV Chợ Rẫy", "trạm y tế phường 11", "khám ở Bạch Mai".

``data/hospitals.csv`` holds well-known hospitals and the names by which people call them without saying "bệnh viện"; it is
no register. A facility that is not in it is known by the word for its kind.
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from bhxh.places import find_places, find_province
from bhxh.text import fold, fold_in_place, nfc, strip_accents

_KIND = (
    r"(?:benh vien|b/v|bvdk|bv|trung tam y te|ttyt|trung tam kham chua benh|tram y te|tram xa|tyt|phong kham|pkdk|pk|nha ho sinh|nha thuong|(?<=nam )vien|(?<=nhap )vien|(?<=vao )vien|(?<=o )vien)"
    r"(?:\s+(?:da khoa|dk|quoc te|tu nhan|chuyen khoa)\b)*"
)
_KIND_AHEAD = re.compile(rf"\b{_KIND}\s+$")
_NAMED = re.compile(rf"\b{_KIND}\s+")
_WORD = re.compile(r"[\w\[\]/]+")
_BETWEEN = re.compile(r"\s+(?:[-–]\s+)?|[.\-]\s*")
_LONGEST = 7
_TREATED = r"kham|dieu tri|chua|nam vien|nhap vien|xuat vien|cap cuu|mo|phau thuat|kcb"
_AT = r"(?:o|tai|ben|trong|duoi|ngoai|vao)"
_TREATED_AT = re.compile(rf"\b(?:{_TREATED}|sinh|de|con|the)\b(?:\s+\w+){{0,3}}?\s+{_AT}\s+$")
# Somebody may be born "ở Đồng Tháp"; nobody means a hospital by that.
_TREATED_IN = re.compile(rf"(?:\b(?:{_TREATED})\b(?:\s+\w+){{0,2}}?|^(?:da |the |vay )?con)\s+{_AT}\s+$")
# Where the name of a facility ends; marked words for a text typed with its marks.
_ENDS = frozenset(
    """k e hok hông năm tháng ngày quý từ hết mất tốn bao mấy là thì có được không ko và với nào đâu gì ở tại hôm tuần lần vừa mà để rồi chưa sao cho tôi em
    mình con bị do đã đang khi trên ngoài của này đó kia về hồi lúc cách tổng bảo trả phí muốn cần xem tra xin hỏi cám cảm giúp dùm giùm ạ nhé nha
    gần vậy thế trừ chi khám điều đúng trái chuyển cấp trưởng sỹ bằng những các một hai ba nên phải chỉ cũng lại vì ra vào đến trước sau cái thanh""".split()
)
_ENDS_PLAIN = frozenset(map(strip_accents, _ENDS)) - set(
    "mai hai thanh ba cho bao tai vi con the nam trai dung tu".split()
)
_YEAR_FOLLOWS = re.compile(r"\s+(?:nay|ngoai|truoc|roi|vua|kia|(?:19|20)?\d\d)\b")
_GENERIC = frozenset(
    """benh vien bv bvdk trung tam y te ttyt tram xa tyt phong kham pk pkdk da khoa dk tinh thanh pho tp huyen quan thi truong khu vuc
    nha thuong huu nghi quoc co so b v mau""".split()
)
_LEVELS = {
    "huyen": ("huyen", "trung tam y te"),
    "quan": ("quan", "trung tam y te"),
    "tinh": ("tinh",),
    "xa": ("tram y te",),
    "phuong": ("tram y te",),
}


@dataclass(frozen=True)
class FoundFacility:
    """``name`` as in the list when it is there (of a province its full name), else as written (``written``, from ``start`` to
    ``end`` in the NFC text)."""

    name: str
    written: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _hospitals() -> dict[str, str]:
    """Folded name, with and without "bệnh viện", and each spoken name → name."""
    source = resources.files("bhxh").joinpath("data").joinpath("hospitals.csv").read_text(encoding="utf-8")
    names: dict[str, str] = {}
    for row in csv.DictReader(source.splitlines()):
        bare = row["name"].removeprefix("Bệnh viện ")
        for name in (row["name"], bare, *filter(None, row["spoken"].split("|"))):
            names[_key(name)] = row["name"]
    return names


@lru_cache(maxsize=1)
def _spoken() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """Names that need no "bệnh viện" ahead, longer ones first."""
    source = resources.files("bhxh").joinpath("data").joinpath("hospitals.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(source.splitlines())
    pairs = [(row["name"], name) for row in rows for name in row["spoken"].split("|") if name]
    return tuple((name, _spelt(spoken)) for name, spoken in sorted(pairs, key=lambda pair: -len(pair[1])))


@lru_cache(maxsize=1)
def _behind_kind() -> tuple["re.Pattern[str]", ...]:
    return tuple(_spelt(name) for name in sorted(_hospitals(), key=len, reverse=True))


def _spelt(name: str) -> "re.Pattern[str]":
    return re.compile(r"\b" + r"[\s.\-]+".join(map(re.escape, _key(name).split())) + r"\b")


def _key(name: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(name)).split())


def is_hospital(name: str) -> bool:
    """Whether a text as a whole is the name of a well-known hospital: "Nguyễn Trãi", "BV Chợ Rẫy"."""
    key = _key(re.sub(rf"^{_KIND}\s+", "", fold(name)))
    return key in _hospitals()


def follows_kind(before: str) -> bool:
    """Whether a text ends in a word for a facility, so that a facility's name must follow: "... ở bệnh viện "."""
    return bool(_KIND_AHEAD.search(fold_in_place(before)))


def follows_treatment(before: str) -> bool:
    """Whether a text ends in "khám ở", "điều trị tại" and the like."""
    return bool(_TREATED_AT.search(fold_in_place(before)))


def find_facility(text: str) -> FoundFacility | None:
    """The first facility that a text names: by its kind ("phòng khám Hoàng Long"), by its own name when it is a well-known
    one behind "khám ở" and the like, or by the province there ("khám ở Khánh Hòa")."""
    text = nfc(text)
    folded = fold_in_place(text)
    for kind in _NAMED.finditer(folded):
        end = _end_of_name(text, folded, kind.end())
        if end > kind.end():
            written = text[kind.start() : end]
            return FoundFacility(_hospitals().get(_key(text[kind.end() : end]), written), written, kind.start(), end)
    for name, spoken in _spoken():
        for found in spoken.finditer(folded):
            if _TREATED_AT.search(folded[: found.start()]):
                return FoundFacility(name, text[found.start() : found.end()], *found.span())
    for place in find_places(text):
        if _TREATED_IN.search(folded[: place.start]):
            return FoundFacility(place.province.name, place.written, place.start, place.end)
    return None


def _end_of_name(text: str, folded: str, start: int) -> int:
    """Where the name that begins at ``start`` ends; ``start`` when no name follows."""
    known = next(filter(None, (name.match(folded, start) for name in _behind_kind())), None)
    if known is not None:
        return known.end()
    marked = strip_accents(text) != text
    end = start
    for count, word in enumerate(_WORD.finditer(folded, start)):
        apart = word.start() == start if count == 0 else _BETWEEN.fullmatch(folded, end, word.start())
        if (
            not apart
            or count == _LONGEST
            or _ends_name(text[word.start() : word.end()].lower(), folded, word.end(), marked)
        ):
            break
        end = word.end()
    return end


def _ends_name(word: str, folded: str, end: int, marked: bool) -> bool:
    if marked:
        return word in _ENDS
    if word == "nam":  # "Việt Nam", unless a year follows
        return bool(_YEAR_FOLLOWS.match(folded, end))
    return word in _ENDS_PLAIN


def names_facility(wanted: str, facility: str, province: str) -> bool:
    """Whether what a person said means this facility of this province: its name, a part of it ("bv nguyễn trãi"), its level
    ("bệnh viện huyện"), or the province itself."""
    words, those = _key(_hospitals().get(_key(wanted), wanted)).split(), _key(facility)
    core = [word for word in words if word not in _GENERIC]
    if not core:
        levels = [level for word in words for level in _LEVELS.get(word, ())]
        return any(re.search(rf"\b{level}\b", those) for level in levels)
    if re.search(rf"\b{' '.join(core)}\b", " ".join(word for word in those.split() if word not in _GENERIC)):
        return True
    place, own = find_province(" ".join(core)), find_province(province)
    return place is not None and own is not None and place.card_code == own.card_code
