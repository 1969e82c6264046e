"""The salary that an employer pays, beside the part of it that contributions are reckoned from."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import delete

from backend.database import Database
from backend.participants.models import Participation
from backend.participants.records import ParticipationPeriod
from backend.participants.writing import add_participation
from tests.backend.personal.conftest import BAO, LogIn, person_id
from tests.backend.personal.test_pages import words


@pytest.mark.only_on("sqlite")
def test_the_salary_stands_below_the_insured_one_where_there_is_one(
    log_in: LogIn, database: Database, tmp_path: Path
) -> None:
    paid = ParticipationPeriod("bhxh", "2001-01", "2002-12", "Xưởng Một", "Thợ may", "Quận 5", 7_654_321, 5_432_100)
    unknown = ParticipationPeriod("bhxh", "2003-01", "2004-12", "Xưởng Hai", "Thợ may", "Quận 5", 0, 6_543_200)
    with database.begin() as session:
        person = person_id(database, BAO)
        session.execute(delete(Participation).where(Participation.person_id == person))
        add_participation(session, person, (paid, unknown))
    browser = log_in(BAO)
    shown = words(browser.get("/tai-khoan/qua-trinh").text.replace("\N{NO-BREAK SPACE}", " "))
    assert "5.432.100 đ Mức lương 7.654.321 đ" in shown
    assert "6.543.200 đ" in shown and shown.count("Mức lương") == 1
    if (pdftotext := shutil.which("pdftotext")) is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    printed = tmp_path / "participation.pdf"
    printed.write_bytes(browser.get("/tai-khoan/qua-trinh.pdf").data)
    paper = subprocess.run([pdftotext, "-layout", str(printed), "-"], check=True, capture_output=True, text=True).stdout
    assert "7.654.321" in paper
