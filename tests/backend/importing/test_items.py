"""Drugs and services of a dossier: the lines of a visit's costs, which make up what was settled; and parts that are not to be trusted."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from backend.importing.kinds import Sealed
from backend.importing.problems import RowProblem
from backend.importing.sealing import Sealer
from backend.kcb.importing import VISITS_XML, Envelope
from backend.kcb.visits import Visit, from_details
from kit.crypto import Keyring, new_keyset

from . import files

DRUG = {
    "STT": "1", "TEN_THUOC": "Paracetamol", "HAM_LUONG": "500mg", "DON_VI_TINH": "Viên", "SO_LUONG": "10.000", "DON_GIA": "500.4",
    "THANH_TIEN_BV": "5004", "T_BHTT": "4003.2", "T_BNCCT": "1000.8", "T_BNTT": "0", "T_NGUONKHAC": "0",
}  # fmt: skip
HALF = {**DRUG, "TEN_THUOC": "<![CDATA[Ringer & lactat]]>", "HAM_LUONG": "", "DON_VI_TINH": "Chai", "SO_LUONG": "0.5"}
SERVICE = {
    "TEN_DICH_VU": "Khám Nội", "DON_VI_TINH": "Lần", "SO_LUONG": "1", "DON_GIA_BV": "194996", "T_BHTT": "139997", "T_BNCCT": "34999",
    "T_BNTT": "20000",
}  # fmt: skip
KEYRING = Keyring.from_settings(new_keyset(), "only-for-tests")


def sealed(folder: Path, *each: dict[str, str | bytes]) -> list[Visit | RowProblem]:
    source = Envelope.open(files.write(folder, files.dossiers(each), "hoso.xml"))
    (batch,) = Sealer(VISITS_XML, KEYRING).here(source)(0)
    found = {row.number: read(row) for row in batch.sealed} | {problem.row: problem for problem in batch.problems}
    return [found[number] for number in sorted(found)]


def read(row: Sealed) -> Visit:
    return from_details(0, json.loads(KEYRING.decrypt_text("kcb_visit.details", row.values[1])))


def one(folder: Path, **parts: str | bytes) -> Visit:
    (visit,) = sealed(folder, {"XML1": files.xml1(), **parts})
    assert isinstance(visit, Visit)
    return visit


def test_drugs_and_services_are_lines_that_make_up_what_was_settled(tmp_path: Path) -> None:
    visit = one(tmp_path, XML2=files.xml2(DRUG), XML3=files.xml3(SERVICE))
    assert [(line.name, line.unit, line.written_quantity, line.unit_price) for line in visit.costs] == [
        ("Khám Nội", "Lần", "1", 194_996),
        ("Paracetamol 500mg", "Viên", "10", 500),
    ]
    assert [line.total for line in visit.costs] == [194_996, 5_004]
    assert (visit.total, visit.insurance, visit.copay, visit.self_pay) == (200_000, 144_000, 36_000, 20_000)


def test_what_is_given_again_is_one_line_and_halves_are_halves(tmp_path: Path) -> None:
    visit = one(tmp_path, XML2=files.xml2(DRUG, DRUG, HALF, DRUG))
    drug, half = (next(line for line in visit.costs if line.name.startswith(name)) for name in ("Para", "Ringer"))
    assert (drug.quantity, drug.insurance, half.written_quantity, half.name) == (
        30, 12_009, "0,5", "Ringer & lactat",
    )  # fmt: skip
    assert visit.costs[-1].name == "Chi phí khác trong lượt khám" and visit.total == 200_000


def test_parts_that_say_more_than_was_settled_are_left(tmp_path: Path) -> None:
    whole = one(tmp_path)
    assert len(whole.costs) == 1 and whole.costs[0].quantity == Decimal(1)
    assert one(tmp_path, XML3=files.xml3({**SERVICE, "T_BHTT": "150000"})) == whole
    assert one(tmp_path, XML2=files.xml2(), XML3="") == whole


def test_of_very_many_items_the_cheap_ones_are_together(tmp_path: Path) -> None:
    many = [
        {**DRUG, "TEN_THUOC": f"Thuốc {number}", "T_BHTT": str(100 + number), "T_BNCCT": "0"} for number in range(300)
    ]
    visit = one(tmp_path, XML2=files.xml2(*many))
    assert len(visit.costs) == 201 and visit.total == 200_000 and "Thuốc 299" in visit.costs[0].name


@pytest.mark.parametrize(
    ("kind", "part", "column", "code"),
    [
        ("XML2", "<!DOCTYPE a [<!ENTITY a 'aaaa'>]><a>&a;</a>", "XML2", "importing.xml_doctype"),
        ("XML3", "<a>&b;</a>", "XML3", "importing.xml_unreadable"),
        ("XML2", files.xml2(DRUG).encode("utf-16"), "XML2", "importing.xml_unreadable"),
        ("XML3", files.xml3(SERVICE).encode("cp1258", "ignore") + b"\xff", "XML3", "importing.xml_unreadable"),
        ("XML2", b"\x1f\x8b\x08\x00\x00", "XML2", "importing.xml_unreadable"),
        ("XML3", "<a>" * 100_000, "XML3", "importing.xml_unreadable"),
        ("XML2", "<a>" + " " * (5 << 20) + "</a>", "XML2", "importing.xml_large"),
        ("XML2", files.xml2({**DRUG, "SO_LUONG": "1e9"}), "SO_LUONG", "importing.number"),
        ("XML3", files.xml3({**SERVICE, "T_BHTT": "-5"}), "T_BHTT", "importing.money"),
    ],
)
def test_a_part_not_to_be_trusted_leaves_its_dossier_out(
    kind: str, part: str | bytes, column: str, code: str, tmp_path: Path
) -> None:
    wrong, right = sealed(tmp_path, {"XML1": files.xml1(), kind: part}, {"XML1": files.xml1()})
    assert isinstance(wrong, RowProblem) and isinstance(right, Visit)
    assert (wrong.row, wrong.column, wrong.code) == (1, column, code)
