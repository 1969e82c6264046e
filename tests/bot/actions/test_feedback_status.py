"""Who asks what became of a feedback is shown where it stands, and who has something to tell gets the form."""

import pytest

from bhxh.messages import text
from bot.actions.feedback_submit import FeedbackForm
from bot.actions.tasks import BeginTask
from tests.bot.actions.conftest import Outcome, Run

OPENING = [{"event": "action", "name": "action_begin_task"}, {"event": "action", "name": "feedback_form"}]


def opened(run: Run, words: str) -> tuple[Outcome, Outcome]:
    """What beginning the task says, and what the form makes of the same words."""
    begun = run(BeginTask, words, intent="feedback_submit")
    return begun, run(FeedbackForm, words, intent="feedback_submit", form="feedback_form", after_listen=OPENING)


@pytest.mark.parametrize(
    "words",
    [
        "tra cuu phan anh PA-[SO_1]",
        "PA-079-7K4Q-9M2X sao rồi",
        "kiem tra ket qua phan anh cua toi",
        "phan anh cua toi toi dau roi",
        "khiếu nại của em gửi tuần trước đã có ai trả lời chưa",
        "phản ánh gửi 2 tuần rồi chưa ai trả lời",
        "xem kết quả giải quyết khiếu nại",
        "kiến nghị của tôi kết quả sao rồi",
    ],
)
def test_a_question_for_the_result_is_shown_the_page(run: Run, words: str) -> None:
    begun, done = opened(run, words)
    assert begun.messages == []  # not how to send one
    assert done.text == text("bot.feedback_form.status", link="[LIEN_KET_4]")
    assert (done.requested, done.payloads) == (None, ["/feedback_submit"])
    assert not done.slots.get("feedback_text")


@pytest.mark.parametrize(
    "words",
    [
        "tôi muốn phản ánh",
        "bệnh viện không trả kết quả tôi muốn phản ánh",
        "phản ánh kết quả khám sai",
        "tôi phản ánh bệnh viện kiểm tra thẻ lâu",
        "tôi muốn khiếu nại chế độ thai sản chưa được giải quyết",
        "phản ánh gửi đến đâu",
        "pa 60 tuổi của tôi bị từ chối khám, tôi phản ánh",
    ],
)
def test_a_new_feedback_begins(run: Run, words: str) -> None:
    begun, done = opened(run, words)
    assert begun.messages and done.requested is not None
    assert "[LIEN_KET_4]" not in done.text
