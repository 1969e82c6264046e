"""Visits in the envelope that facilities send, and what somebody might put into one instead."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from backend.config import BackendConfig
from backend.database import Database
from backend.importing.problems import FileRefused
from backend.importing.run import Report, import_file, import_rows
from backend.importing.sealing import Sealer
from backend.kcb import service as book
from backend.kcb.importing import VISITS_XML, Envelope
from backend.participants import register
from backend.participants.importing import PEOPLE
from bhxh.dates import utcnow
from kit.crypto import Keyring, new_keyset

from . import files

BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.fixture
def people(database: Database, tmp_path: Path) -> Database:
    import_rows(database, PEOPLE, files.write(tmp_path, files.PEOPLE), actor="cli")
    return database


def take(config: BackendConfig, folder: Path, content: str | bytes) -> Report:
    path = files.write(folder, content, "hoso.xml")
    return import_file(config, VISITS_XML, path, source=Envelope.open(path))


def test_dossiers_become_visits(people: Database, config: BackendConfig, tmp_path: Path) -> None:
    content = files.envelope(
        [
            files.xml1(),
            files.xml1(MA_LK="79024.2025.0002", MA_LOAI_KCB="03", T_BNTT="20000.40", T_TONGCHI_BV="200000.40"),
        ]
    )
    assert take(config, tmp_path, content).added == 2
    assert take(config, tmp_path, content + " ").unchanged == 2
    with people.begin() as session:
        lan = register.identify(session, files.LAN, actor="test", expires_at=utcnow() + timedelta(minutes=1))
        assert lan
        visits = book.visits(session, lan).visits
    assert [(one.admitted, one.paid_on, one.icd10, one.total, one.benefit_percent) for one in visits] == [
        (date(2025, 3, 14), date(2025, 3, 14), "J02.9", 200_000, 80)
    ] * 2
    assert {one.care for one in visits} == {"Ngoại trú", "Nội trú"}
    assert visits[0].diagnosis == "Viêm họng cấp, không đặc hiệu"


def test_codes_are_stored_as_codes_and_names_as_names(tmp_path: Path) -> None:
    named = files.xml1(MA_LK="2", TEN_CSKCB="Bệnh viện Nguyễn Trãi", MA_KHOA="k03;K19")
    keyring = Keyring.from_settings(new_keyset(), "only-for-tests")
    source = Envelope.open(files.write(tmp_path, files.envelope([files.xml1(), named]), "hoso.xml"))
    (batch,) = Sealer(VISITS_XML, keyring).here(source)(0)
    stored = [json.loads(keyring.decrypt_text("kcb_visit.details", one.values[1])) for one in batch.sealed]
    assert [(one["facility"], one["department"]) for one in stored] == [
        ("79024", "K01"),
        ("Bệnh viện Nguyễn Trãi", "K03;K19"),
    ]


@pytest.mark.parametrize(
    ("part", "column", "code"),
    [
        (files.xml1(MA_LK=""), "MA_LK", "importing.required"),
        (files.xml1(MA_THE_BHYT=""), "MA_THE_BHYT", "importing.required"),
        (files.xml1(NGAY_VAO="14/03/2025"), "NGAY_VAO", "importing.moment"),
        (files.xml1(NGAY_VAO="20251340"), "ngay_vao", "date.invalid"),
        (files.xml1(T_BHTT="999"), "tong_chi_phi", "importing.costs_sum"),
        ("<TONG_HOP>", "XML1", "importing.xml_unreadable"),
        (b"\xff\xfe\x00", "XML1", "importing.xml_unreadable"),
        (BOMB + files.xml1(), "XML1", "importing.xml_doctype"),
        (files.xml1().replace("<TONG_HOP>", EXTERNAL + "<TONG_HOP>&a;"), "XML1", "importing.xml_doctype"),
        (files.xml1(HO_TEN="a" * 300_000), "XML1", "importing.xml_large"),
        ("", "XML1", "importing.required"),
    ],
)
def test_a_wrong_dossier_is_named(part: str | bytes, column: str | None, code: str, tmp_path: Path) -> None:
    source = Envelope.open(files.write(tmp_path, files.envelope([part, files.xml1()]), "hoso.xml"))
    sealer = Sealer(VISITS_XML, Keyring.from_settings(new_keyset(), "only-for-tests"))
    (batch,) = sealer.here(source)(0)
    assert [(one.row, one.column, one.code) for one in batch.problems] == [(1, column, code)]
    assert [one.number for one in batch.sealed] == [2]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (files.envelope([files.xml1()], head=BOMB.replace("<!DOCTYPE a", "<!DOCTYPE GIAMDINHHS")), "xml_doctype"),
        (files.envelope([files.xml1()], head=EXTERNAL), "xml_doctype"),
        (files.envelope([files.xml1()], head=BOMB).replace("utf-8", "utf-16").encode("utf-16"), "xml_doctype"),
        (files.envelope([files.xml1()])[:-20], "xml_broken"),
        (files.envelope([]), "xml_empty"),
        ("<HOSO/>", "xml_root"),
        ("<GIAMDINHHS>" + "<a>" * 100_000, "xml_deep"),
        (b"PK\x03\x04hoso", "archive"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"", "xml_broken"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_before_its_first_row(
    tmp_path: Path, content: str | bytes, code: str
) -> None:
    with pytest.raises(FileRefused) as caught:
        list(Envelope.open(files.write(tmp_path, content, "hoso.xml")).pieces())
    assert caught.value.code == f"importing.{code}"


def test_a_part_without_end_is_refused_before_memory_fills(tmp_path: Path) -> None:
    path = tmp_path / "lon.xml"
    with path.open("wb") as stream:
        stream.write(b"<GIAMDINHHS><NOIDUNGFILE>")
        for _ in range(34):
            stream.write(b"A" * (1 << 20))
    with pytest.raises(FileRefused) as caught:
        list(Envelope.open(path).pieces())
    assert caught.value.code == "importing.xml_part_large"
