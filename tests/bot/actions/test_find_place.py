"""What is searched as a place: a sentence that may name one, never a yes alone."""

import pytest

from bhxh.messages import text
from bot.actions.find_place import FindAgency
from tests.bot.actions.conftest import Event, Outcome, Run
from tests.bot.fake_internal import FakeInternal

OPENING = [{"event": "action", "name": "action_begin_task"}, {"event": "action", "name": "find_agency_form"}]


def agreed(run: Run, words: str, before: str) -> Outcome:
    """A yes to the button of the answer to ``before``."""
    earlier: list[Event] = [{"event": "action", "name": "action_listen"}, {"event": "user", "text": before}]
    return run(FindAgency, words, intent="affirm", form="find_agency_form", before=earlier, after_listen=OPENING)


@pytest.mark.parametrize("words", ["đúng rồi", "ok", "phải", "dạ vâng ạ"])
def test_a_yes_finds_what_was_said_before(run: Run, internal: FakeInternal, words: str) -> None:
    done = agreed(run, words, "bhxh cao lãnh đồng tháp")
    assert [body["words"] for _, body in internal.calls] == ["bhxh cao lãnh đồng tháp"]
    assert "[BANG_10]" in done.text and done.requested is None


@pytest.mark.parametrize("before", ["ok", '/faq{"faq": "the_bhyt_mat"}'])
def test_a_yes_after_nothing_that_names_a_place_asks_for_it(run: Run, internal: FakeInternal, before: str) -> None:
    done = agreed(run, "đúng rồi", before)
    assert internal.calls == []
    assert (done.text, done.requested) == (text("bot.find_place.ask.place"), "place")


@pytest.mark.parametrize("words", ["đúng rồi", "ok em", "phải"])
def test_a_yes_is_no_answer_to_where(run: Run, internal: FakeInternal, words: str) -> None:
    done = run(FindAgency, words, intent="affirm", form="find_agency_form", slots={"requested_slot": "place"})
    assert internal.calls == []
    assert text("bot.find_place.ask.place") in done.text and done.requested == "place"


def test_a_place_behind_a_yes_is_searched(run: Run, internal: FakeInternal) -> None:
    given = {"requested_slot": "place"}
    done = run(FindAgency, "ok cao lãnh đồng tháp", intent="affirm", form="find_agency_form", slots=given)
    assert len(internal.calls) == 1 and done.requested is None
