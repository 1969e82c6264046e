"""The demo's directory: health facilities, employers and collection points in every district.

Well-known public hospitals have their own names; everything else, and every address, is made up, and each entry says so. No phone
numbers: they could be somebody's.
"""

import csv
import random
from collections.abc import Iterator
from importlib import resources
from typing import Final

import yaml
from sqlalchemy.orm import Session

from backend.places import Draft, Kind, add_missing
from backend.registration.agencies import District, districts, find_district, find_home_province, home_provinces
from bhxh.messages import text
from bhxh.places import Province

_COMMUNES: Final = "Tân Phú|Bình Minh|An Bình|Hòa Bình|Tân Lập|Thanh Sơn|Phú Mỹ|Đông Hòa|Xuân Sơn|Long Hòa".split("|")
_STREETS: Final = (
    "Trần Hưng Đạo|Nguyễn Huệ|Lê Lợi|Hai Bà Trưng|Lý Thường Kiệt|Quang Trung|Phan Chu Trinh|Lê Hồng Phong|Trần Phú|Hùng Vương"
).split("|")
_TRADES: Final = "May mặc|Cơ khí|Thực phẩm|Xây dựng|Vận tải|Giày da|Điện tử|Nội thất|Thủy sản|In ấn".split("|")
_NAMES: Final = (
    "Sao Biển|Hướng Dương|Đại Lộc|Minh Quang|Thành Phát|An Khang|Phú Thịnh|Việt Hưng|Hoa Sen|Tân Tiến".split("|")
)
_INVENTED: Final = "(đơn vị mẫu)"
_UNINHABITED: Final = frozenset({"huyện Hoàng Sa"})


def seed_directory(session: Session) -> None:
    """Put the demo's entries into the directory. Safe to repeat."""
    for drafts in (facilities(), employers(), collection_points()):
        add_missing(session, list(drafts))


def facilities() -> Iterator[Draft]:
    """Hospitals of each province, a medical centre of each district and one commune's station."""
    hospitals = _hospitals()
    for province in home_provinces():
        title = province.agency_name.removeprefix("BHXH ")
        names = hospitals.get(province.card_code) or [f"Bệnh viện Đa khoa {title}", f"Bệnh viện Sản Nhi {title}"]
        for number, name in enumerate(names, start=1):
            yield _draft(Kind.FACILITY, f"{province.card_code}{number:03}", name, province, sick_leave=True)
    for province, district, chosen in _everywhere("facility"):
        place, commune = district.code[3:], f"xã {chosen.choice(_COMMUNES)}"
        code = f"{province.card_code}1{place}"
        yield _draft(Kind.FACILITY, code, f"Trung tâm Y tế {district.name}", province, district, sick_leave=True)
        code = f"{province.card_code}2{place}"
        yield _draft(Kind.FACILITY, code, f"Trạm Y tế {commune}", province, district, commune=commune)


def employers() -> Iterator[Draft]:
    """The employers of the demo's people, then an invented firm in each district."""
    for number, (name, place, around) in enumerate(_known_employers(), start=1):
        known = find_home_province(around)
        yield _draft(Kind.EMPLOYER, f"TA{number:04}A", name, known, find_district(place, known))
    for province, district, chosen in _everywhere("employer"):
        name = f"Công ty TNHH {chosen.choice(_TRADES)} {chosen.choice(_NAMES)} {district.name.split(' ', 1)[-1]}"
        address = f"{chosen.randint(2, 300)} đường {chosen.choice(_STREETS)}"
        yield _draft(Kind.EMPLOYER, f"TB{district.code}B", name, province, district, address=address)


def collection_points() -> Iterator[Draft]:
    """A post office in each district and an agent in one of its communes."""
    for province, district, chosen in _everywhere("collection_point"):
        commune = f"xã {chosen.choice(_COMMUNES)}"
        address = f"{chosen.randint(2, 300)} đường {chosen.choice(_STREETS)}"
        code = f"DT{district.code}"
        yield _draft(
            Kind.COLLECTION_POINT, code + "1", f"Bưu điện {district.name}", province, district, address=address
        )
        yield _draft(
            Kind.COLLECTION_POINT, code + "2", f"Điểm thu BHXH, BHYT {commune}", province, district, commune=commune
        )


def _draft(
    kind: Kind,
    code: str,
    name: str,
    province: Province,
    district: District | None = None,
    *,
    commune: str = "",
    address: str = "",
    sick_leave: bool = False,
) -> Draft:
    return Draft(
        kind,
        code=code,
        name=name,
        province_code=province.card_code,
        district=district.name if district else "",
        commune=commune,
        address=address,
        sick_leave=sick_leave,
        attributes={"demo": True, "note": text("places.demo.note")},
    )


def _everywhere(purpose: str) -> Iterator[tuple[Province, District, random.Random]]:
    """Every district, each with the same chance at every start."""
    for province in home_provinces():
        for district in districts(province):
            if district.name not in _UNINHABITED:
                yield province, district, random.Random(purpose + district.code)  # noqa: S311 - made-up places


def _hospitals() -> dict[str, list[str]]:
    """Card code of a province to its well-known hospitals."""
    source = resources.files("backend.demo").joinpath("data", "places.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(source.splitlines())
    return {row["card_code"]: row["hospitals"].split("|") for row in rows if row["hospitals"]}


def _known_employers() -> list[tuple[str, str, str]]:
    """Name, district and province of the invented employers in the histories of the demo's people."""
    source = resources.files("backend.demo").joinpath("data", "histories.yaml").read_text(encoding="utf-8")
    periods = [period for person in yaml.safe_load(source).values() for period in person.get("participation") or []]
    named = {period["employer"]: period["place"] for period in periods if _INVENTED in (period["employer"] or "")}
    placed = [(name, place.partition(" - ")) for name, place in sorted(named.items())]
    return [(name, district, province) for name, (district, _, province) in placed if province]
