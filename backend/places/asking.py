"""What a sentence asks of the directory: "bệnh viện nào ở quận 5 cấp giấy nghỉ ốm vậy em" is a search for facilities of Quận 5."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from backend.places.models import Kind
from backend.places.service import Found, Wanted
from backend.places.words import GENERIC, words
from bhxh.places import find_places
from bhxh.text import fold

_SICK_LEAVE: Final = re.compile(r"\bgiay (?:chung nhan )?nghi|\bnghi om\b|\bnghi viec huong\b|\bgiay c65\b")
_PHRASES: Final = re.compile(
    r"\b(?:danh sach|dia chi|so dien thoai|dien thoai|ban do|duong di|co so|kham(?: chua)? benh|chua benh|giay (?:chung nhan )?nghi(?: om| viec)?"
    r"|bao hiem y te|bao hiem xa hoi|bao hiem|co quan|tru so|van phong|don vi|diem thu|dai ly thu|tu nguyen|ho gia dinh|tham gia)\b"
)
_FILLERS: Final = frozenset(
    """a ai anh bac ban bhxh bhyt bi biet cac can cap chau chi chieu cho chua chung co coi cua cuu dang dau day den di
    dong du dum duoc duoi duong em gan gap gi giay gium giup ha hien hoi hok huong k ket kham khong kia kiem ko la
    lien luon minh mot muon nao nay nghi nha nhan nhat nhe nhi nhieu nho nhu nhung noi nop nua o oi om phai qua quanh
    ra roi sao tai tham the thi thoi tien tim toi tra trong truc tui vay ve viec voi vui xem xin""".split()
)


@dataclass(frozen=True)
class Asked:
    """``wanted`` to search with; ``place``: whether a place or a name was given at all, ``narrow``: more than a province."""

    wanted: Wanted
    place: bool
    narrow: bool

    def missing(self, found: Found | None, *, settled: bool) -> Literal["place", "district"] | None:
        """What to ask for before a list helps; ``settled``: the person said that there is no more to say."""
        if not self.place:
            return "place"
        if found is not None and found.more and not self.narrow and not settled:
            return "district"
        return None


def read(kind: Kind, sentence: str) -> Asked:
    """What a sentence asks for. What it says beside a name and a place is left out of the search."""
    sick_leave = kind is Kind.FACILITY and bool(_SICK_LEAVE.search(fold(sentence)))
    provinces = find_places(sentence)
    of_province = {word for place in provinces for word in (*words(place.written), *words(place.province.name))}
    said = _PHRASES.sub(" ", re.sub(r"\bbhxh\b|\bbhyt\b", " ", fold(sentence)))
    asked = [word for word in words(said) if word in of_province or word not in _FILLERS]
    telling = [word for word in asked if word not in GENERIC]
    narrow = any(word not in of_province for word in telling)
    return Asked(Wanted(kind, " ".join(asked), sick_leave=sick_leave), bool(telling), narrow)
