"""Cards whose registered facility came as a code, as lists of cards give it: what the citizen reads, wherever the card is shown."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from backend import places
from backend.database import Database
from backend.participants import cards, register
from backend.participants.identity import Identity
from backend.participants.records import CardRecord
from backend.participants.render import render_cards
from backend.participants.writing import save_card
from backend.privacy import export
from bhxh.dates import utcnow
from tests.backend.personal.conftest import MUOI, LogIn, person_id
from tests.backend.personal.test_pages import words

NAME, UNKNOWN = "Bệnh viện Vừa Vào Danh Mục", "79978"
NUMBERS = {"79977": f"GD479{MUOI}", "79-977": f"HT279{MUOI}", UNKNOWN: f"CH479{MUOI}"}
PAGE = "/tai-khoan/the-bhyt"


@pytest.fixture(scope="module", autouse=True)
def imported(database: Database) -> None:
    """A card for each way of writing a facility that the directory learns afterwards, and one of a facility that it does not know."""
    person = person_id(database, MUOI)
    with database.begin() as session:
        for code, number in NUMBERS.items():
            save_card(session, person, CardRecord(number, date(2026, 1, 1), date(2099, 12, 31), code))
        places.save(session, [places.Draft(places.Kind.FACILITY, "79977", NAME, "79")])


def identity(database: Database) -> Identity:
    with database.begin() as session:
        found = register.identify(session, MUOI, actor="test", expires_at=utcnow().replace(year=2099))
    assert found is not None
    return found


def place_of(database: Database, code: str) -> int:
    """Which of the person's cards this is, as the page counts them."""
    with database.begin() as session:
        numbers = [one.card.number for one in cards.of(session, identity(database))]
    return numbers.index(NUMBERS[code]) + 1


@pytest.mark.parametrize("code", ["79977", "79-977"])
def test_the_page_and_the_paper_name_the_facility(log_in: LogIn, database: Database, tmp_path: Path, code: str) -> None:
    browser, query = log_in(MUOI), f"?the={place_of(database, code)}"
    shown = words(browser.get(PAGE + query).text)
    assert shown.count(NAME) == 2 and code not in shown
    if (pdftotext := shutil.which("pdftotext")) is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    printed = tmp_path / "card.pdf"
    printed.write_bytes(browser.get(f"{PAGE}.pdf{query}").data)
    paper = subprocess.run([pdftotext, str(printed), "-"], check=True, capture_output=True, text=True).stdout
    assert NAME in " ".join(paper.split()) and code not in paper


def test_a_code_that_the_directory_has_not_stays_one(log_in: LogIn, database: Database) -> None:
    assert UNKNOWN in words(log_in(MUOI).get(f"{PAGE}?the={place_of(database, UNKNOWN)}").text)


def test_so_do_the_chat_and_the_copy_of_all_data(database: Database) -> None:
    who = identity(database)
    with database.begin() as session:
        told = render_cards(cards.of(session, who))
        copy = export.of(session, who)
    for written in (told, copy.as_json(), copy.as_html()):
        assert written.count(NAME) == 2 and "79977" not in written and "79-977" not in written and UNKNOWN in written
