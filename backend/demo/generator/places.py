"""Where people live and where they are treated. Districts are those of 2021-2025, as on cards and in form 01."""

import csv
import json
import random
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from backend.demo.generator.names import Region
from backend.demo.generator.tables import flat
from backend.registration.agencies import District, districts, home_provinces
from bhxh.places import Province

PROVINCE_BITS = 12
TAIL_BITS = 5

_STREETS = (
    "Trần Hưng Đạo|Nguyễn Huệ|Lê Lợi|Hai Bà Trưng|Lý Thường Kiệt|Nguyễn Trãi|Quang Trung|Phan Chu Trinh|Phan Bội Châu|"
    "Lê Hồng Phong|Nguyễn Thị Minh Khai|Trần Phú|Hùng Vương|Ngô Quyền|Lê Duẩn|Nguyễn Văn Cừ|Hoàng Diệu|Bà Triệu|"
    "Điện Biên Phủ|Võ Thị Sáu|Nguyễn Đình Chiểu|Phạm Ngũ Lão|Nguyễn Du|Hàm Nghi|Tôn Đức Thắng|Cách Mạng Tháng Tám"
).split("|")
_COMMUNES = (
    "Tân Phú|Bình Minh|An Bình|Hòa Bình|Tân Lập|Thanh Sơn|Phú Mỹ|Vĩnh Phúc|Đông Hòa|Tân Tiến|Quang Trung|Minh Khai|Hưng Đạo|"
    "Long Hòa|Bình An|Phước Thạnh|Xuân Sơn|Tam Hiệp|Thạnh Lợi|Mỹ Hòa|Đức Thắng|Liên Minh|Nghĩa Hòa|Yên Phú|Trung Thành"
).split("|")
_NOBODY_LIVES_IN = frozenset({"huyện Hoàng Sa"})
# A word in a facility's name: the departments it has, and whether it treats children of every kind.
_SPECIALISTS: dict[str, tuple[frozenset[str], bool]] = {
    "Sản": (frozenset({"Khoa Sản"}), False),
    "sản": (frozenset({"Khoa Sản"}), False),
    "Hùng Vương": (frozenset({"Khoa Sản"}), False),
    "Nhi": (frozenset(), True),
    "Trẻ em": (frozenset(), True),
    "Mắt": (frozenset({"Khoa Mắt"}), False),
    "Y học cổ truyền": (frozenset({"Khoa Phục hồi chức năng", "Khoa Cơ xương khớp"}), False),
}
_URBAN = ("quận", "thành phố", "thị xã")


@dataclass(frozen=True)
class Facility:
    """`head` is the beginning of a visit's stored details, up to the dates.

    A specialists' house (`departments` not None) has those departments only, but may treat children of every kind.
    """

    name: str
    province: str
    head: str
    departments: frozenset[str] | None
    children: bool

    def treats(self, department: str, child: bool) -> bool:
        return self.departments is None or department in self.departments or (child and self.children)


@dataclass
class Home:
    """A district: its agency, the addresses' ends (2^TAIL_BITS), and where its people go when they are ill."""

    agency_code: str
    urban: bool
    tails: list[str]
    facilities: list[Facility]
    _fitting: dict[tuple[str, bool], list[Facility]] = field(default_factory=dict)

    def fitting(self, department: str, child: bool) -> list[Facility]:
        """The facilities that treat such patients: a maternity clinic sees no man with a bad knee."""
        key = department, child
        found = self._fitting.get(key)
        if found is None:
            found = self._fitting[key] = [place for place in self.facilities if place.treats(department, child)]
        return found


@dataclass
class Region63:
    """One of the 63 provinces with its districts."""

    card_code: str
    name: str
    region: Region
    homes: list[Home] = field(default_factory=list)


@lru_cache(maxsize=1)
def province_table() -> list[Region63]:
    """2^PROVINCE_BITS entries, each province as often as its population asks for."""
    source = resources.files("backend.demo").joinpath("data", "places.csv").read_text(encoding="utf-8")
    rows = {row["card_code"]: row for row in csv.DictReader(source.splitlines())}
    rng = random.Random("places")  # noqa: S311 - made-up addresses, not secrets
    found = {}
    weights = {}
    for province in home_provinces():
        row = rows[province.card_code]
        found[province.card_code] = _province(province, row["hospitals"], rng)
        weights[province.card_code] = float(row["population"])
    return [found[code] for code in flat(weights, 1 << PROVINCE_BITS)]


def _province(province: Province, hospitals: str, rng: random.Random) -> Region63:
    title = province.agency_name.removeprefix("BHXH ")
    names = hospitals.split("|") if hospitals else _usual_hospitals(title)
    shared = [_facility(name, province.name) for name in names]
    lived_in = [district for district in districts(province) if district.name not in _NOBODY_LIVES_IN]
    homes = [_home(district, title, province.name, shared, rng) for district in lived_in]
    return Region63(province.card_code, province.name, _region(province.card_code), homes)


def _usual_hospitals(title: str) -> list[str]:
    return [f"Bệnh viện Đa khoa {title}", f"Bệnh viện Sản Nhi {title}", f"Bệnh viện Y học cổ truyền {title}"]


def _region(card_code: str) -> Region:
    if card_code < "38":
        return "bac"
    return "trung" if card_code < "70" else "nam"


def _home(district: District, title: str, province: str, shared: list[Facility], rng: random.Random) -> Home:
    urban = district.name.lower().startswith(_URBAN)
    tails = [_tail(district.name, title, urban, rng) for _ in range(1 << TAIL_BITS)]
    centre = _facility(f"Trung tâm Y tế {district.name}", province)
    return Home(district.code, urban, tails, [centre, centre, *shared])


def _tail(district: str, title: str, urban: bool, rng: random.Random) -> str:
    if urban:
        ward = rng.choice(_COMMUNES) if not district[-1].isdigit() else str(rng.randint(1, 14))
        return f"đường {rng.choice(_STREETS)}, Phường {ward}, {district}, {title}"
    return f"xã {rng.choice(_COMMUNES)}, {district}, {title}"


def _facility(name: str, province: str) -> Facility:
    head = json.dumps({"facility": name, "province": province}, ensure_ascii=False)[:-1]
    special = [fits for word, fits in _SPECIALISTS.items() if word in name]
    departments = frozenset[str]().union(*(found for found, _ in special)) if special else None
    return Facility(name, province, head, departments, any(children for _, children in special))
