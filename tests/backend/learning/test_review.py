"""Reading, grouping and closing what was kept, and its retention."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from backend.config import BackendConfig
from backend.database import Database
from backend.learning import tasks
from backend.learning.models import UnclearSentence
from backend.learning.review import Review, UnknownGroup
from bhxh import dates


def keep(database: Database, *names: str, **rest: Any) -> None:
    """One sentence for each name, with it as id and text."""
    with database.begin() as session:
        for name in names:
            values = {"day": dates.now().date(), "top": None, "confidence": 0.1, "offered": ["faq/a"], **rest}
            session.add(UnclearSentence(id=name, channel="web", sentence=f"câu {name}", reason="fallback", **values))


def left(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(row.id for row in session.query(UnclearSentence))


def test_groups_are_closed_as_they_were_shown(database: Database, config: BackendConfig) -> None:
    keep(database, "a1", "a2", "b1", "b2")
    with Review(config) as review:
        assert next((kept.id, kept.sentence, kept.offered) for kept in review.waiting()) == ("a1", "câu a1", ("faq/a",))
        review.grouped([["a2", "a1"], ["b1", "b2"]])
        keep(database, "a3")
        assert review.deal_with(["a2"]) == 2
        assert [kept.id for kept in review.waiting()] == ["a3", "b1", "b2"]
        with pytest.raises(UnknownGroup):
            review.deal_with(["a"])
        review.grouped([["b2", "b1", "a3"]])
        assert review.deal_with(["b2"]) == 3
        assert review.waiting() == []


@pytest.mark.parametrize("beginning", ["x", "", "a"])
def test_a_beginning_that_names_no_group_or_two_closes_nothing(
    database: Database, config: BackendConfig, beginning: str
) -> None:
    keep(database, "a1", "a2")
    with Review(config) as review:
        review.grouped([["a1"], ["a2"]])
        with pytest.raises(UnknownGroup):
            review.deal_with(["a1", beginning])
        assert len(review.waiting()) == 2


def test_a_sentence_deleted_between_reading_and_grouping_is_no_error(database: Database, config: BackendConfig) -> None:
    keep(database, "a1")
    with Review(config) as review:
        review.grouped([["gone", "a1"]])
        assert review.deal_with(["go"]) == 1


def test_retention_counts_days(database: Database, config: BackendConfig) -> None:
    today = dates.now().date()
    for days in (0, 179, 180, 400):
        keep(database, f"day{days}", day=today - timedelta(days=days))
    tasks.forget_old(database, config)
    assert left(database) == ["day0", "day179"]
    tasks.forget_old(database, config)
    assert left(database) == ["day0", "day179"]


def test_switched_off_deletes_what_was_kept(database: Database, config: BackendConfig) -> None:
    keep(database, "a1")
    tasks.forget_old(database, replace(config, learning_days=0))
    assert left(database) == []


def test_the_oldest_beyond_the_most_go(
    database: Database, config: BackendConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "MOST", 2)
    monkeypatch.setattr(tasks, "_AT_ONCE", 1)
    for number in range(4):
        keep(database, f"n{number}", day=dates.now().date() - timedelta(days=number))
    tasks.forget_old(database, config)
    assert left(database) == ["n0", "n1"]


def test_what_was_dealt_with_stays_for_its_days_and_is_not_shown(database: Database, config: BackendConfig) -> None:
    keep(database, "a1", dealt_on=date(2026, 1, 1))
    with Review(config) as review:
        assert review.waiting() == []
    assert left(database) == ["a1"]
