"""Invented schools of the demo, with their classes, for handing declarations in through a school."""

from typing import Final

from sqlalchemy.orm import Session

from backend.participants.register import code_index
from backend.staff import accounts
from backend.units import service as units
from backend.units.models import Group, UnitKind
from bhxh.dates import now

_SCHOOLS: Final = (
    ("TH1501", "Trường Tiểu học Hoa Mai (minh họa)", "07915", tuple(f"{grade}/{n}" for grade in range(1, 6) for n in (1, 2, 3))),
    ("TC1502", "Trường THCS Ánh Sáng (minh họa)", "07915", tuple(f"{grade}A{n}" for grade in range(6, 10) for n in (1, 2, 3))),
    ("TP1503", "Trường THPT Đông Phương (minh họa)", "07915", tuple(f"{grade}A{n}" for grade in (10, 11, 12) for n in (1, 2))),
)  # fmt: skip


_COORDINATED: Final = "TC1502"
_ROSTER: Final = (
    ("7930000101", "Nguyễn Thị Thu Hà"),
    ("7930000108", "Đỗ Thị Hồng Nhung"),
    ("7930000110", "Dương Thùy Linh"),
    ("7930000121", "Phan Nhật Minh"),
    ("7930000122", "Lý Bảo Ngọc"),
)
"""Class 6A1 of that school; the first three have registered (data/dossiers.yaml)."""


def seed_schools(session: Session) -> None:
    """Add those that are not there, with headcounts and a roster, and the demo's coordinator where there is one."""
    for code, name, agency, classes in _SCHOOLS:
        if units.by_code(session, code) is not None:
            continue
        unit = units.save_unit(session, code=code, name=name, agency_code=agency, kind=UnitKind.SCHOOL)
        today = now().date()
        units.save_class(session, unit.id, name="Cán bộ của trường", group=Group.STAFF, headcount=48, as_of=today)
        for place, name_of_class in enumerate(classes):
            many = 5 if (code, name_of_class) == (_COORDINATED, "6A1") else 38 + place % 6
            made = units.save_class(
                session, unit.id, name=name_of_class, group=Group.PUPIL, headcount=many, as_of=today
            )
            if (code, name_of_class) == (_COORDINATED, "6A1"):
                for bhxh_code, full_name in _ROSTER:
                    units.save_member(session, made.id, code_index(session, bhxh_code), full_name)
        units.offer_to_citizens(session, unit)


def seed_coordinator(session: Session) -> None:
    """Bind the demo's coordinator to the school with the roster, once both are there."""
    unit, account = units.by_code(session, _COORDINATED), accounts.find(session, "truong.quan5")
    if unit is not None and account is not None and units.unit_of(session, account.id) is None:
        units.bind_coordinator(session, unit, account.username, actor="demo")
