"""What only the turn before explains, and the table behind it."""

from typing import Any

import pytest

from bhxh import dialogue
from bhxh.messages import text
from bot import knowledge
from bot.actions.chat import Chat
from bot.actions.follow_up import FollowUp, GoBack
from bot.actions.forms.step import BEGIN
from bot.actions.lookup_card import LookupCard
from bot.actions.tasks import BeginTask

from .conftest import Run

Event = dict[str, Any]


def turn(
    intent: str,
    reply: str = "",
    *,
    faq: str | None = None,
    buttons: list[str] | None = None,
    ranking: list[tuple[str, float]] | None = None,
    **meta: Any,
) -> list[Event]:
    """An earlier turn: what was understood and the one reply it got. ``buttons`` are payloads."""
    parse = {
        "intent": {"name": intent},
        "faq": faq,
        "intent_ranking": [{"name": "faq", "faq": one, "confidence": sure} for one, sure in ranking or []],
    }
    shown = [{"title": payload, "payload": payload} for payload in buttons or []]
    custom = {"intent": intent, "faq": faq, **meta}
    return [
        {"event": "action", "name": "action_listen"},
        {"event": "user", "text": "…", "parse_data": parse},
        {"event": "bot", "text": reply or intent, "data": {"buttons": shown, "custom": custom}},
    ]


def asked(faq: str) -> list[Event]:
    return turn("faq", knowledge.answers()[faq].wordings[0].answer, faq=faq)


def test_every_person_that_is_understood_is_in_the_table() -> None:
    assert set(knowledge.follow_ups().persons) == set(dialogue.PERSONS)


def test_no_variant_leads_to_itself() -> None:
    for faq, persons in knowledge.follow_ups().variants.items():
        for person, found in persons.items():
            assert found not in ((faq,), ()), (faq, person)


def test_one_variant_is_answered(run: Run) -> None:
    done = run(FollowUp, "còn con tôi thì sao", intent="follow_up", before=asked("om_dau_muc_huong"))
    assert done.messages[0]["custom"]["faq"] == "om_dau_con_om"
    assert done.text.startswith("Với con của Ông/Bà")


def test_the_same_holds_for_somebody_else(run: Run) -> None:
    done = run(FollowUp, "thế còn vợ tôi", intent="follow_up", before=asked("the_bhyt_mat"))
    assert "cũng như vậy" in done.text
    assert done.payloads == ['/faq{"faq": "the_bhyt_mat"}']


def test_several_variants_are_asked_back(run: Run) -> None:
    done = run(FollowUp, "còn con tôi thì sao", intent="follow_up", before=asked("the_bhyt_han_su_dung"))
    meta = done.messages[0]["custom"]
    assert (meta["fallback"], meta["offered"]) == (True, ["the_bhyt_tre_duoi_6_tuoi", "vssid_hoc_sinh"])
    assert "/talk_to_agent" in done.payloads


def test_no_variant_repeats_the_subject_with_options(run: Run) -> None:
    done = run(FollowUp, "còn con tôi thì sao", intent="follow_up", before=asked("qua_trinh_cong_ty_no"))
    assert knowledge.answers()["qua_trinh_cong_ty_no"].question in done.text
    assert done.messages[0]["custom"]["offered"][0] == "qua_trinh_cong_ty_no"


def test_the_subject_lasts_over_a_further_person_and_thanks_but_no_longer(run: Run) -> None:
    asked_twice = [*asked("om_dau_muc_huong"), *turn("follow_up", faq="om_dau_con_om"), *turn("thanks")]
    done = run(FollowUp, "còn vợ tôi thì sao", intent="follow_up", before=asked_twice)
    assert done.messages[0]["custom"]["faq"] == "om_dau_muc_huong"
    ended = run(FollowUp, "còn vợ tôi thì sao", intent="follow_up", before=[*asked_twice, *turn("fallback")])
    assert text("bot.follow_up.what", person="vợ của Ông/Bà") in ended.text


def test_the_data_of_another_adult_are_that_persons(run: Run) -> None:
    done = run(FollowUp, "còn chồng tôi thì sao", intent="follow_up", before=asked("kcb_xem_lich_su"))
    assert done.text == text("bot.others_data")


def test_back_shows_what_stood_before_and_further_back_each_time(run: Run) -> None:
    before = [*asked("the_bhyt_mat"), *asked("so_bhxh_mat"), *asked("tong_dai_so"), *turn("thanks")]
    once = run(GoBack, "quay lại", intent="go_back", before=before)
    assert once.messages[0]["custom"]["faq"] == "so_bhxh_mat"
    twice = run(GoBack, "quay lại", intent="go_back", before=[*before, *turn("go_back", faq="so_bhxh_mat")])
    assert twice.messages[0]["custom"]["faq"] == "the_bhyt_mat"
    end = run(GoBack, "quay lại", intent="go_back", before=[*before, *turn("go_back"), *turn("go_back")])
    assert end.text == text("bot.go_back.nothing")


def test_what_holds_personal_values_is_not_shown_again(run: Run) -> None:
    before = [*turn("kcb_history", "[BANG_1]", buttons=["/kcb_visit"]), *asked("so_bhxh_mat")]
    assert run(GoBack, "quay lại", intent="go_back", before=before).text == text("bot.go_back.nothing")


def test_a_no_offers_the_next_candidates_then_a_person(run: Run) -> None:
    ranking = [("huu_tri_dieu_kien", 0.9), ("huu_tri_cach_tinh", 0.05), ("huu_tri_thieu_nam", 0.0001)]
    before = turn("faq", faq="huu_tri_dieu_kien", ranking=ranking)
    done = run(Chat, "không phải", intent="deny", before=before)
    assert done.messages[0]["custom"]["offered"] == ["huu_tri_cach_tinh"]
    again = run(Chat, "không phải", intent="deny", before=[*before, *turn("deny", fallback=True)])
    assert again.payloads == ["/talk_to_agent"]
    assert "19009696" in again.text


@pytest.mark.parametrize(
    ("said", "before"),
    [
        ("không", asked("huu_tri_dieu_kien")),  # no further question
        ("không phải", []),
        ("không phải", turn("greet")),
    ],
)
def test_a_no_to_nothing_is_only_a_no(run: Run, said: str, before: list[Event]) -> None:
    assert run(Chat, said, intent="deny", before=before).text == text("bot.deny")


def test_a_yes_takes_the_one_thing_that_was_offered(run: Run) -> None:
    offered = turn("fallback", buttons=['/faq{"faq": "tu_tuat"}', "/talk_to_agent"], fallback=True)
    assert run(Chat, "ừ", intent="affirm", before=offered).messages[0]["custom"]["faq"] == "tu_tuat"
    task = turn("faq", faq="vssid_dang_ky", buttons=["/register_account"])
    [event] = run(Chat, "ừ", intent="affirm", before=task).events
    assert (event["event"], event["name"]) == ("followup", BEGIN)
    begun = run(BeginTask, "ừ", intent="affirm", before=task)
    assert {"event": "active_loop", "name": "registration_form", "timestamp": None} in begun.events


def test_a_yes_to_an_answer_does_not_open_what_stood_beside_it(run: Run) -> None:
    before = turn("faq", faq="tu_tuat", buttons=['/faq{"faq": "tuat_mot_lan"}'], offered=["tuat_mot_lan"])
    assert run(Chat, "đúng rồi", intent="affirm", before=before).text == text("bot.affirm")


def test_a_yes_to_several_asks_which(run: Run) -> None:
    offered = turn("fallback", buttons=['/faq{"faq": "tu_tuat"}', '/faq{"faq": "so_bhxh_mat"}'], fallback=True)
    done = run(Chat, "đúng rồi", intent="affirm", before=offered)
    assert (done.text, len(done.payloads)) == (text("bot.affirm.which"), 2)


def test_a_yes_to_the_menu_or_to_nothing_asks_what_to_do(run: Run) -> None:
    for before in ([], turn("greet", buttons=["/register_account", "/talk_to_agent"])):
        assert run(Chat, "ừ", intent="affirm", before=before).text == text("bot.affirm")


def test_a_no_to_an_answer_in_between_is_not_the_forms(run: Run) -> None:
    open_form = [{"event": "active_loop", "name": "lookup_card_form"}]
    slots = {"requested_slot": "card", "attempts": 0}
    said: dict[str, Any] = {"intent": "deny", "form": "lookup_card_form", "slots": slots}
    assert run(LookupCard, "không phải", before=[*open_form, *asked("tu_tuat")], **said).events == []
    assert run(LookupCard, "không phải", before=[*open_form, *turn("provide_value")], **said).requested == "card"
