import csv
from datetime import date

import pytest
from sqlalchemy import update

from backend import demo
from backend.config import BackendConfig
from backend.database import Database
from backend.participants import audience
from backend.participants.models import Person
from backend.participants.records import CardRecord
from backend.participants.writing import PersonData, save_card, save_person


def rows(database: Database, province: str | None = None) -> list[list[str]]:
    return list(csv.reader("".join(audience.stream_csv(database, province)).splitlines()))


def test_everyone_with_a_phone_once(database: Database, config: BackendConfig) -> None:
    demo.seed(config)
    header, *people = rows(database)
    assert header == ["so_dien_thoai", "ho_ten", "ma_so_bhxh"]
    assert ["0912345678", "Nguyễn Văn An", "7912345678"] in people
    assert len(people) == 5, "the pupil has declared no phone"
    assert len({tuple(row) for row in people}) == 5


def test_a_province_narrows_it(database: Database, config: BackendConfig) -> None:
    demo.seed(config)
    assert [row[2] for row in rows(database, "79")[1:]] == ["7912345678", "7920456789"]


def test_who_never_took_part_is_left_out(database: Database) -> None:
    with database.begin() as session:
        save_person(session, PersonData("7900000009", "Tô Văn Ba", date(1990, 1, 1), "nam", "79", phone="84912000009"))
    assert len(rows(database)) == 1


def test_pages_join_without_gap_or_repeat(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "_PAGE", 3)
    with database.begin() as session:
        for number in range(10):
            code = f"79000000{number:02d}"
            data = PersonData(code, "Tô Văn Ba", date(1990, 1, 1), "nam", "79", phone=f"8491200{number:04d}")
            person_id, _ = save_person(session, data)
            save_card(session, person_id, CardRecord(f"GD479{code}"))
        session.execute(update(Person).where(Person.id == 5).values(phone=None))
    codes = [row[2] for row in rows(database)[1:]]
    assert codes == [f"79000000{number:02d}" for number in range(10) if number != 4]
