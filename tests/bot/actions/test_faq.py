"""Answers with their source, what was checked, and fallbacks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bhxh import dates
from bhxh.messages import text
from bot import knowledge
from bot.actions.chat import Chat
from bot.actions.fallback import Fallback, likely_questions
from bot.actions.faq import AnswerFaq, AnswerTask, group_meaning
from bot.actions.telling import first_sentence
from bot.actions.wording import faq_brief, faq_meta, faq_text

from .conftest import Run

HOTLINE = text("bot.hotline")


@pytest.mark.parametrize("answer", knowledge.answers().values(), ids=lambda answer: answer.id)
def test_every_answer_is_fit_to_be_read(answer: knowledge.Answer) -> None:
    said = faq_text(answer)
    assert "{" not in said
    assert faq_meta(answer, "faq")["source"] in said
    assert "11/2026" in said
    checked = next(wording.checked for wording in answer.wordings if wording.covers(dates.now().date()))
    if checked == "no":
        assert "chưa được đối chiếu" in said
        assert HOTLINE in said
    if checked == "partly":
        assert "vui lòng đối chiếu" in said
    for word in (" bạn ", "Bạn ", "recalled", "verified", " bot "):
        assert word not in f" {said} "
    assert faq_brief(answer).endswith((".", "…", "”", ")")) or "\n" not in faq_brief(answer)


def test_an_answer_past_its_last_day_says_so() -> None:
    answer = knowledge.answers()["tu_tuat"]
    today = dates.now().date()
    past, last = (replace(answer, valid_to=today - timedelta(days=days)) for days in (1, 0))
    assert text("bot.faq.expired", date=dates.format_date(today - timedelta(days=1))) in faq_text(past)
    assert faq_text(last) == faq_text(answer)


def test_a_button_chooses_the_question(run: Run) -> None:
    done = run(AnswerFaq, '/faq{"faq":"tu_tuat"}', intent="faq", entities=[{"entity": "faq", "value": "tu_tuat"}])
    meta = done.messages[0]["custom"]
    assert (meta["faq"], meta["intent"], meta["as_of"], meta["fallback"]) == ("tu_tuat", "faq", "2026-11", False)


def test_the_task_behind_a_question_is_offered_unless_it_is_open(run: Run) -> None:
    asked = {"intent": "faq", "faq": "kcb_xem_lich_su"}
    assert run(AnswerFaq, "xem ở đâu", **asked).payloads == ["/kcb_history"]
    assert run(AnswerFaq, "xem ở đâu", **asked, form="kcb_form").payloads == []


def test_an_answer_leads_to_what_can_be_done_next(run: Run) -> None:
    asked = {"intent": "faq", "faq": "vssid_dang_ky_bi_tu_choi"}
    assert run(AnswerFaq, "bị từ chối", **asked).payloads == ["/registration_status", "/register_account"]
    assert run(AnswerFaq, "bị từ chối", **asked, form="kcb_form").payloads == []


def test_under_an_answer_that_nobody_checked_a_person_is_offered(run: Run) -> None:
    assert run(AnswerFaq, "mấy giờ mở cửa", intent="faq", faq="tong_dai_gio_lam_viec").payloads == ["/talk_to_agent"]


@pytest.mark.parametrize("answer", knowledge.answers().values(), ids=lambda answer: answer.id)
def test_every_answer_leads_to_tasks_that_exist(answer: knowledge.Answer) -> None:
    assert set(answer.next) <= set(knowledge.tasks())


def test_a_task_answers_with_the_nearest_of_its_questions(run: Run) -> None:
    near = run(AnswerTask, "mấy năm", intent="participation_history", faq="qua_trinh_tong_thoi_gian")
    other = run(AnswerTask, "xem", intent="participation_history", faq="tu_tuat")
    assert near.messages[0]["custom"]["faq"] == "qua_trinh_tong_thoi_gian"
    assert other.messages[0]["custom"]["faq"] == "qua_trinh_xem"
    assert other.messages[0]["custom"]["intent"] == "participation_history"


def test_a_close_question_is_offered_beside_the_answer(run: Run) -> None:
    done = run(AnswerFaq, "cài", intent="faq", faq="vssid_cai_dat", also=["vssid_khong_cai_duoc", "unknown"])
    assert done.messages[0]["custom"]["offered"] == ["vssid_khong_cai_duoc"]
    assert done.payloads == ['/faq{"faq": "vssid_khong_cai_duoc"}']
    assert done.text.endswith(text("bot.faq.also"))
    assert "offered" not in run(AnswerFaq, "cài", intent="faq", faq="vssid_cai_dat").messages[0]["custom"]


def test_a_task_offers_close_questions_as_well(run: Run) -> None:
    done = run(AnswerTask, "hạn thẻ", intent="card_status", faq="the_bhyt_han_su_dung", also=["sms_tra_the_ho_so"])
    assert done.messages[0]["custom"]["offered"] == ["sms_tra_the_ho_so"]


@pytest.mark.parametrize(
    ("question", "found"),
    [("mã TE là gì", "TE"), ("mã đối tượng te nghĩa là gì", "TE"), ("mã ở trên thẻ", None), ("mã ZZ", None)],
)
def test_the_meaning_of_a_group_code(question: str, found: str | None) -> None:
    meaning = group_meaning(question)
    assert (meaning is None) == (found is None)
    if found:
        assert meaning is not None
        assert meaning.startswith(f"{found} là mã đối tượng")


RANKING = [
    {"name": "greet", "faq": None, "confidence": 0.2},
    {"name": "kcb_history", "faq": None, "confidence": 0.2},
    {"name": "faq", "faq": "kcb_xem_lich_su", "confidence": 0.1},
    {"name": "faq", "faq": "tu_tuat", "confidence": 0.1},
    {"name": "faq", "faq": "tai_nan_lao_dong", "confidence": 0.1},
    {"name": "faq", "faq": "sms_phi", "confidence": 0.1},
]


def test_three_likely_questions_without_small_talk_or_twins(run: Run) -> None:
    done = run(Fallback, "gì đó", intent_ranking=RANKING)
    meta = done.messages[0]["custom"]
    assert meta["offered"] == ["kcb_xem_lich_su", "tu_tuat", "tai_nan_lao_dong"]
    assert meta["fallback"] is True
    titles = [button["title"] for button in done.messages[0]["buttons"]]
    assert titles == [knowledge.answers()[faq].question for faq in meta["offered"]]


def test_without_a_candidate_the_menu_is_shown(run: Run) -> None:
    assert "/register_account" in run(Fallback, "???", intent_ranking=[]).payloads


FELL = [{"event": "user", "text": "x"}, {"event": "action", "name": "action_fallback"}]


def test_the_hotline_comes_the_second_time_in_a_row(run: Run) -> None:
    assert HOTLINE not in run(Fallback, "gì", intent_ranking=RANKING).text
    assert HOTLINE in run(Fallback, "gì", intent_ranking=RANKING, before=FELL).text
    other = [*FELL, {"event": "user", "text": "y"}, {"event": "action", "name": "action_answer_faq"}]
    assert HOTLINE not in run(Fallback, "gì", intent_ranking=RANKING, before=other).text


def test_small_talk_inside_a_form_offers_no_menu(run: Run) -> None:
    assert run(Chat, "chào", intent="greet").payloads
    assert not run(Chat, "chào", intent="greet", form="kcb_form").payloads


@pytest.mark.parametrize(
    "intent",
    "greet goodbye thanks affirm deny cancel menu_help provide_otp provide_value correct_field skip_field".split(),
)
def test_every_intent_of_the_rule_has_its_text(run: Run, intent: str) -> None:
    assert run(Chat, "x", intent=intent).messages[0]["custom"]["intent"] == intent


def test_an_otp_that_did_not_come_outside_a_form_is_answered(run: Run) -> None:
    assert run(Chat, "không nhận được mã", intent="resend_otp").messages[0]["custom"]["faq"] == "vssid_khong_nhan_otp"


def test_first_sentence() -> None:
    assert first_sentence("Nộp tại 8079 (1.000đ/tin). Sau đó chờ.") == "Nộp tại 8079 (1.000đ/tin)."
    assert first_sentence("Chỉ một câu") == "Chỉ một câu"
    assert likely_questions.__doc__
