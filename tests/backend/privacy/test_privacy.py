"""A copy of one's own data is whole and safe to open; an erased person is gone, and stays gone."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from app.cli_privacy import privacy
from backend import audit, demo
from backend.audit.models import AuditEntry
from backend.channels import links
from backend.config import BackendConfig
from backend.database import Database
from backend.importing.run import import_rows
from backend.participants import register
from backend.participants.identity import Identity, IdentityExpired
from backend.participants.importing import PEOPLE
from backend.participants.writing import PersonData, save_person
from backend.privacy import erasure, export
from backend.registration.models import Dossier, Photo
from backend.registration.scope import Scope
from backend.registration.store import PhotoStore
from backend.units import service as units
from backend.units.importing import import_units
from bhxh.dates import now, utcnow
from bhxh.messages import text as message

NGOC, HAN, AN = "7920456789", "7931567890", "7912345678"


@pytest.fixture
def seeded(database: Database, config: BackendConfig) -> Database:
    demo.seed(config)
    return database


def copy_of(database: Database, code: str) -> export.Export:
    with database.begin() as session:
        identity = register.identify(session, code, actor="citizen:1", expires_at=utcnow() + timedelta(minutes=1))
        assert identity
        return export.of(session, identity)


def test_the_copy_holds_everything_and_every_read_is_audited(seeded: Database) -> None:
    made = copy_of(seeded, NGOC)
    with zipfile.ZipFile(io.BytesIO(made.as_zip())) as archive:
        assert archive.namelist() == ["du-lieu.json", "du-lieu.html"]
        data = json.loads(archive.read("du-lieu.json"))
        page = archive.read("du-lieu.html").decode()
    assert data["nguoi_tham_gia"]["personal_id"] == "079190004567"
    assert "id" not in data["nguoi_tham_gia"] and "guardian_id" not in data["nguoi_tham_gia"]
    assert [len(data[part]) for part in ("the_bhyt", "qua_trinh_tham_gia", "che_do_da_huong", "kham_chua_benh")] == [
        1,
        7,
        2,
        6,
    ]
    assert data["kham_chua_benh"][0]["costs"] and data["kham_chua_benh"][0]["total"] > 0
    for shown in ("Trần Thị Bích Ngọc", "02/11/1990", "HC4797920456789", "42.480.000 đ", "Bệnh viện Hùng Vương"):
        assert shown in page
    with seeded.reading() as session:
        mine = select(AuditEntry).where(AuditEntry.actor == "citizen:1").order_by(AuditEntry.sequence)
        actions = [entry.action for entry in session.scalars(mine)]
    assert actions == [
        "profile.read",
        "card.read",
        "participation.read",
        "benefit.read",
        "kcb.visits",
        "privacy.export",
    ]


def test_what_was_written_into_the_register_is_no_markup_in_the_copy(seeded: Database) -> None:
    with seeded.begin() as session:
        an = register.find_by_code(session, AN)
        assert an
        save_person(
            session, PersonData(AN, an.full_name, an.date_of_birth, "nam", "79", address="<script>alert(1)</script>")
        )
    page = copy_of(seeded, AN).as_html()
    assert "<script" not in page and "&lt;script&gt;" in page


def test_no_copy_without_an_identity(seeded: Database) -> None:
    with seeded.begin() as session, pytest.raises(IdentityExpired):
        export.of(session, Identity(1, b"x" * 32, "citizen:1", utcnow()))


def test_an_erased_person_is_gone_and_an_old_file_does_not_bring_them_back(seeded: Database, tmp_path: Path) -> None:
    with seeded.begin() as session:
        subject, ngoc = register.code_index(session, NGOC), register.find_by_code(session, NGOC)
        assert ngoc and ngoc.phone
        links.remember_phone(session, "telegram", "7", ngoc.phone, utcnow())
        gone = erasure.erase(session, NGOC, reason=erasure.Reason.REQUEST, actor="staff:1")
        assert gone == erasure.Erased(1 + 1 + 7 + 2 + 6, [])
    with seeded.reading() as session:
        assert register.find_by_code(session, NGOC) is None
        assert links.verified_phone(session, "telegram", "7") is None
        child = register.find_by_code(session, HAN)
        assert child and child.guardian_id is None
        for table in ("card", "participation", "benefit", "kcb_visit"):
            rows = session.execute(text(f"SELECT count(*) FROM {table} WHERE person_id = :id"), {"id": ngoc.id})
            assert rows.scalar() == 0, table
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
        assert last and (last.action, last.subject_index, last.details["reason"]) == (
            "person.erased",
            subject,
            "request",
        )
        assert audit.walk(session).sequence == last.sequence
    path = tmp_path / "cu.csv"
    path.write_text(
        f"ma_so_bhxh,ho_ten,ngay_sinh,gioi_tinh,tinh\n{NGOC},Trần Thị Bích Ngọc,02/11/1990,nữ,79\n", encoding="utf-8"
    )
    report = import_rows(seeded, PEOPLE, path, actor="cli")
    assert [problem.code for problem in report.problems] == ["importing.erased"]


def test_dossiers_go_with_their_photos_and_no_one_elses(
    seeded: Database, config: BackendConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command: what was declared, decided or not, and every picture of the face and of the ID, from the disk too."""
    code = "7930000101"
    store = PhotoStore(config.data_dir, seeded.keyring)
    before = set(store.names(timedelta(0)))
    with seeded.reading() as session:
        subject = register.code_index(session, code)
        declared = select(Dossier.id).where(Dossier.code_index == subject)
        own = set(session.scalars(select(Photo.file).where(Photo.dossier_id.in_(declared))))
        all_dossiers = session.scalar(select(func.count()).select_from(Dossier)) or 0
    assert len(own) == 3 and own < before
    monkeypatch.setattr("app.cli.product", lambda: SimpleNamespace(backend=lambda: config))
    done = CliRunner().invoke(privacy, ["erase", code, "--reason", "court", "--yes"])
    assert done.exit_code == 0, done.output
    assert set(store.names(timedelta(0))) == before - own
    with seeded.reading() as session:
        assert session.scalars(select(Dossier).where(Dossier.code_index == subject)).all() == []
        assert session.scalar(select(func.count()).select_from(Dossier)) == all_dossiers - 1
        mine = select(AuditEntry.action).where(AuditEntry.subject_index == subject).order_by(AuditEntry.sequence)
        assert session.scalars(mine).all()[-2:] == ["registration.erased", "person.erased"]


def test_so_does_the_name_on_every_roster_and_an_old_roster_does_not_bring_it_back(seeded: Database) -> None:
    def read(rows: str) -> tuple[int, list[str]]:
        content = f"ma_don_vi,lop,ma_so_bhxh,ho_ten\n{rows}".encode()
        report = import_units(seeded, content, Scope(None), actor="staff:1", today=now().date())
        return report.taken, [problem.detail for problem in report.problems]

    def rosters() -> list[list[str]]:
        with seeded.reading() as session:
            return [[member.full_name for member in units.members(session, each)] for each in ids]

    with seeded.reading() as session:
        unit = next(one for one in units.units(session, Scope(None)) if len(units.classes(session, one.id)) > 1)
        two = units.classes(session, unit.id)[-2:]
    ids, names = [each.id for each in two], [each.name for each in two]
    others = rosters()
    rows = "".join(f"{unit.code},{name},{AN},Nguyễn Văn An\n" for name in names)
    beside = f"{unit.code},{names[0]},{NGOC},Trần Thị Bích Ngọc\n"
    assert read(rows + beside) == (3, [])
    with seeded.begin() as session:
        erasure.erase(session, AN, reason=erasure.Reason.COURT, actor="staff:1")
    left = [[*others[0], "Trần Thị Bích Ngọc"], others[1]]
    assert [sorted(each) for each in rosters()] == [sorted(each) for each in left]
    assert read(rows + beside) == (1, [message("importing.erased")] * 2)
    assert [sorted(each) for each in rosters()] == [sorted(each) for each in left]


def test_nobody_is_erased_by_a_code_that_is_not_there(seeded: Database) -> None:
    with seeded.begin() as session, pytest.raises(erasure.UnknownPerson):
        erasure.erase(session, "7900000001", reason=erasure.Reason.COURT, actor="staff:1")
