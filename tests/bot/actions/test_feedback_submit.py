"""The feedback conversation: what it takes from a sentence, that the story is taken word for word, and that it is sent once."""

from typing import Any

import pytest

from bhxh.messages import catalogue, text
from bot.actions.feedback_submit import SUBJECTS, FeedbackForm
from tests.bot.actions.conftest import Outcome, Run
from tests.bot.fake_internal import FakeInternal

STORY = "Ngày [NGAY_1] bệnh viện bảo tôi làm lại thẻ, tôi là [HO_TEN_1]"
FILLED = {
    "feedback_subject": "kcb",
    "feedback_province": "079",
    "feedback_province_name": "BHXH TP. Hồ Chí Minh",
    "feedback_text": STORY,
    "feedback_phone": "[DIEN_THOAI_1]",
}


def hear(run: Run, words: str, requested: str, intent: str = "fallback", **slots: Any) -> Outcome:
    given = {"requested_slot": requested, **slots}
    return run(FeedbackForm, words, intent=intent, form="feedback_form", slots=given)


def opened(run: Run, words: str) -> Outcome:
    opening = [{"event": "action", "name": "action_begin_task"}, {"event": "action", "name": "feedback_form"}]
    return run(FeedbackForm, words, intent="feedback_submit", form="feedback_form", after_listen=opening)


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("bệnh viện không nhận thẻ trên điện thoại, tôi phản ánh", "the_bi_tu_choi"),
        ("họ từ chối thẻ vssid của tôi", "the_bi_tu_choi"),
        ("lượt khám này không phải của tôi", "kcb"),
        ("công ty trốn đóng bhxh, tôi muốn báo", "tham_gia"),
        ("báo lỗi ứng dụng", "ung_dung"),
        ("thông tin của tôi bị sai, tôi muốn phản ánh", "thong_tin_ca_nhan"),
        ("tôi muốn phản ánh", None),
    ],
)
def test_the_first_sentence_says_what_it_is_about(run: Run, words: str, subject: str | None) -> None:
    done = opened(run, words)
    assert done.slots["feedback_subject"] == subject
    assert done.requested == ("feedback_province" if subject else "feedback_subject")


def test_every_subject_is_a_button_with_its_name(run: Run) -> None:
    done = opened(run, "tôi muốn phản ánh")
    assert len(done.payloads) == len(SUBJECTS)
    assert all(f"feedback.subject.{subject}" in catalogue() for subject in SUBJECTS)


def test_the_province_is_taken_along(run: Run) -> None:
    done = opened(run, "ở Bình Định bệnh viện không nhận thẻ của tôi")
    assert (done.slots["feedback_province"], done.requested) == ("052", "feedback_text")


def test_a_first_sentence_that_tells_what_happened_is_the_story(run: Run) -> None:
    told = "tôi phản ánh công ty ở Bình Định không đóng bảo hiểm xã hội cho công nhân từ tháng 5"
    done = opened(run, told)
    assert (done.slots["feedback_text"], done.requested) == (told, "feedback_phone")
    assert text("bot.feedback_form.noted") in done.text


@pytest.mark.parametrize(
    "words",
    [
        "công ty trốn đóng bhxh, tôi muốn báo",
        "công ty nợ bảo hiểm xã hội của tôi mấy tháng nay thì tôi gửi phản ánh ở đâu vậy",
    ],
)
def test_an_announcement_or_a_question_is_not_yet_the_story(run: Run, words: str) -> None:
    assert not opened(run, words).slots.get("feedback_text")


def test_what_happened_is_taken_as_it_is_whatever_it_looks_like(run: Run) -> None:
    done = hear(run, STORY, "feedback_text", intent="register_account", feedback_subject="kcb", feedback_province="079")
    assert (done.slots["feedback_text"], done.requested) == (STORY, "feedback_phone")


@pytest.mark.parametrize("words", ['/provide_value{"viec": "kcb"}', "là gì vậy"])
def test_a_button_or_a_question_is_no_story(run: Run, words: str) -> None:
    done = hear(run, words, "feedback_text", feedback_subject="kcb", feedback_province="079")
    assert not done.slots.get("feedback_text")


def test_a_phone_that_is_none_is_asked_again(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[DIEN_THOAI_1]": "0123"}
    given = {name: value for name, value in FILLED.items() if name != "feedback_phone"}
    done = hear(run, "[DIEN_THOAI_1]", "feedback_phone", **given)
    assert (done.slots.get("feedback_phone"), done.requested) == (None, "feedback_phone")


def test_it_is_shown_masked_and_sent_once_agreed(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[DIEN_THOAI_1]": "0912345678"}
    given = {name: value for name, value in FILLED.items() if name != "feedback_phone"}
    summary = hear(run, "số [DIEN_THOAI_1]", "feedback_phone", **given)
    assert STORY in summary.text and summary.requested == "feedback_confirm"
    done = hear(run, "đồng ý", "feedback_confirm", intent="affirm", **FILLED, feedback_key="key-1")
    assert "[NHAN_1]" in done.text and done.requested is None and not done.slots["feedback_text"]
    path, body = internal.calls[-1]
    assert path.endswith("/feedback/submit")
    assert (body["words"], body["phone"], body["key"]) == (STORY, "[DIEN_THOAI_1]", "key-1")


def test_no_asks_for_the_story_again(run: Run) -> None:
    done = hear(run, "không", "feedback_confirm", intent="deny", **FILLED, feedback_key="key-1")
    assert (done.slots["feedback_text"], done.slots["feedback_key"], done.requested) == (None, None, "feedback_text")
    assert text("bot.feedback_form.ask.feedback_text") in done.text
