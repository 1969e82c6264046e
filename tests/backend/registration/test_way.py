"""How the form is handed in, chosen on the dossier's own page: the chat does not ask, and plans change."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.audit.models import AuditEntry
from backend.database import Database
from backend.registration.models import Dossier
from backend.registration.schools import save_school
from backend.registration.states import State
from tests.backend.registration.test_wizard import Citizen, app, citizen, dossiers

__all__ = ["app", "citizen"]

DOSSIER, WAY, SCHOOL = "/dang-ky/ho-so", "/dang-ky/ho-so/cach-nop", "/dang-ky/ho-so/truong"


@pytest.fixture
def declared(citizen: Citizen, database: Database) -> Citizen:
    """Somebody whose dossier is sent, with the counter as its way; its agency has a school."""
    citizen.fill()
    assert citizen.send().location == DOSSIER
    with database.begin() as session:
        save_school(session, code="TC1", name="Trường THCS Ánh Sáng", agency_code="07915", classes=["7A1", "7A2"])
        save_school(session, code="TH2", name="Trường Tiểu học An Bình", agency_code="07916", classes=["1A"])
    return citizen


def way_of(database: Database) -> tuple[str, str | None, str | None]:
    [dossier] = dossiers(database)
    return dossier.way, dossier.school_code, dossier.class_name


def chosen(database: Database) -> int:
    """How often the audit says that the way was chosen."""
    with database.reading() as session:
        acts = session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.way_chosen")).all()
        assert {act.actor for act in acts} <= {"dossier"}
        return len(acts)


def test_the_status_page_shows_the_way_and_leads_to_another(declared: Citizen, database: Database) -> None:
    page = declared.get(DOSSIER).text
    assert "Tại bộ phận một cửa của cơ quan BHXH" in page and f'href="{WAY}"' in page
    form = declared.get(WAY).text
    assert [form.count(f'value="{way}"') for way in ("counter", "mobile", "school")] == [1, 1, 1]
    assert form.index('value="counter"') < form.index("checked") < form.index('value="mobile"')
    assert declared.post(WAY, way="mobile").location == DOSSIER
    assert way_of(database) == ("mobile", None, None)
    assert "Tại bàn đăng ký lưu động" in declared.get(DOSSIER).text
    assert declared.post(WAY, way="mobile").location == DOSSIER
    assert chosen(database) == 1, "the same again is no change"


def test_through_the_school_and_back_to_the_counter(declared: Citizen, database: Database) -> None:
    assert declared.post(WAY, way="school").location == SCHOOL
    assert way_of(database)[0] == "counter", "without a class nothing is chosen yet"
    schools = declared.get(SCHOOL).text
    assert 'value="TC1"' in schools and "TH2" not in schools and f'action="{SCHOOL}"' in schools
    classes = declared.get(f"{SCHOOL}?school=TC1").text
    assert 'value="7A2"' in classes and f'href="{WAY}"' in classes
    assert declared.post(SCHOOL, school="TC1", **{"class": "7A2"}).location == DOSSIER
    assert way_of(database) == ("school", "TC1", "7A2")
    assert "Qua nhà trường: Trường THCS Ánh Sáng, lớp 7A2" in declared.get(DOSSIER).text
    assert declared.post(WAY, way="counter").location == DOSSIER
    assert way_of(database) == ("counter", None, None)
    assert chosen(database) == 2


def test_what_is_no_choice_is_refused_and_changes_nothing(declared: Citizen, database: Database) -> None:
    for way in ("", "post", "x" * 300):
        answer = declared.post(WAY, way=way)
        assert answer.status_code == 422 and "chưa chọn cách nộp" in answer.text
    for school, name in (("TC1", "9Z"), ("TC1", ""), ("TH2", "1A"), ("", "")):
        assert declared.post(SCHOOL, school=school, **{"class": name}).status_code == 422, (school, name)
    assert way_of(database) == ("counter", None, None) and chosen(database) == 0


def test_an_agency_without_schools_says_so(citizen: Citizen, database: Database) -> None:
    citizen.fill()
    citizen.send()
    answer = citizen.post(WAY, way="school")
    assert answer.status_code == 422 and "chưa nhận tờ khai qua trường học" in answer.text


@pytest.mark.parametrize("column", [{"state": State.DA_TIEP_NHAN}, {"kind": "child"}])
def test_a_form_handed_in_and_a_childs_have_no_way_to_choose(
    declared: Citizen, database: Database, column: dict[str, str]
) -> None:
    with database.begin() as session:
        session.execute(update(Dossier).values(**column))
    assert WAY not in declared.get(DOSSIER).text
    for path in (WAY, SCHOOL):
        assert declared.get(path).location == DOSSIER
    assert declared.post(WAY, way="mobile").location == DOSSIER
    assert declared.post(SCHOOL, school="TC1", **{"class": "7A2"}).location == DOSSIER
    assert way_of(database) == ("counter", None, None) and chosen(database) == 0


def test_somebody_elses_dossier_is_out_of_reach(declared: Citizen, app: Flask, database: Database) -> None:
    stranger = Citizen(app)
    for forged in (None, "0" * 32, "../x"):
        if forged is not None:
            stranger.client.set_cookie("bhxh_ho_so_mo", forged, path="/dang-ky")
        assert stranger.get(WAY).location == DOSSIER and stranger.get(DOSSIER).location == "/dang-ky/tiep-tuc"
        assert stranger.post(WAY, way="mobile").location == DOSSIER
        assert stranger.post(SCHOOL, school="TC1", **{"class": "7A1"}).location == DOSSIER
    assert way_of(database) == ("counter", None, None)


def test_without_the_token_of_the_form_nothing_is_chosen(declared: Citizen, database: Database) -> None:
    for path, form in ((WAY, {"way": "mobile"}), (SCHOOL, {"school": "TC1", "class": "7A1"})):
        assert declared.client.post(path, data=form).status_code in {400, 403}
    assert way_of(database) == ("counter", None, None)
