"""Made-up people as CSV, in the format that `bhxh import participants` reads."""

import csv
from typing import TextIO

from backend.demo.generator import GeneratedPerson, stream

PEOPLE_COLUMNS = (
    "ma_so_bhxh",
    "ho_ten",
    "ngay_sinh",
    "gioi_tinh",
    "tinh",
    "so_the_bhyt",
    "so_giay_to",
    "so_dien_thoai",
    "co_quan",
    "dia_chi",
)
VISIT_COLUMNS = (
    "ma_so_bhxh",
    "co_so_kcb",
    "tinh",
    "khoa",
    "hinh_thuc",
    "ngay_vao",
    "ngay_ra",
    "ma_benh",
    "ten_benh",
    "muc_huong",
    "tong_chi_phi",
    "bh_thanh_toan",
    "bn_cung_chi_tra",
    "bn_tu_tra",
)


def write_csv(people: TextIO, n: int, seed: int = 1, *, visits: TextIO | None = None) -> int:
    """Write `n` people, and their visits (one a row) when a second file is given; returns the number of visits.

    Both files should be opened with `newline=""` and `encoding="utf-8"`.
    """
    person_rows = csv.writer(people)
    person_rows.writerow(PEOPLE_COLUMNS)
    visit_rows = csv.writer(visits) if visits else None
    if visit_rows:
        visit_rows.writerow(VISIT_COLUMNS)
    count = 0
    for person in stream(n, seed):
        person_rows.writerow(_person_cells(person))
        count += len(person.visits)
        if visit_rows:
            visit_rows.writerows(_visit_cells(person))
    return count


def _person_cells(person: GeneratedPerson) -> tuple[str | None, ...]:
    return (
        person.bhxh_code,
        person.full_name,
        person.date_of_birth,
        person.gender,
        person.province,
        person.card,
        person.personal_id,
        f"0{person.phone[2:]}" if person.phone else None,
        person.agency,
        person.address,
    )


def _visit_cells(person: GeneratedPerson) -> list[tuple[str | int, ...]]:
    return [
        (
            person.bhxh_code,
            visit.facility.name,
            visit.facility.province,
            visit.case.department,
            visit.case.care,
            visit.admitted,
            visit.discharged,
            visit.case.icd10,
            visit.case.diagnosis,
            visit.priced.percent,
            visit.priced.total,
            visit.priced.insurance,
            visit.priced.copay,
            visit.priced.self_pay,
        )
        for visit in person.visits
    ]
