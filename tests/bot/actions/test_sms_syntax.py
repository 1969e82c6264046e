"""How to look something up by text message: the message itself, filled in with what was said."""

from __future__ import annotations

import pytest

from bot.actions.faq import AnswerFaq, AnswerTask

from .conftest import Run


@pytest.mark.parametrize(
    ("said", "message", "faq"),
    [
        ("nhắn tin sao để tra thẻ [THE_1]?", "• BH THE [THE_1] gửi 8079 (1.000 đồng một tin)", "sms_tra_the_ho_so"),
        ("nhắn tin sao để tra thẻ?", "• TC BHYT <mã thẻ BHYT> gửi 8179 (1.500 đồng một tin)", "sms_tra_the_ho_so"),
        ("soạn tin tra hồ sơ [HO_SO_1]", "• BH HS [HO_SO_1] gửi 8079", "sms_tra_the_ho_so"),
        ("bh qt [MA_SO_1] 2017 2018 gửi đi đâu", "• BH QT [MA_SO_1] 2017 2018 gửi 8079", "sms_tra_qua_trinh"),
        ("nhắn tin lấy lại mật khẩu của [MA_SO_1]", "• BH MK [MA_SO_1] gửi 8079", "vssid_mat_khau_qua_tin_nhan"),
    ],
)
def test_the_message_is_written_out(run: Run, said: str, message: str, faq: str) -> None:
    done = run(AnswerTask, said, intent="sms_command")
    assert message in done.text
    assert "số điện thoại đã đăng ký" in done.text and "Nguồn: " in done.text
    assert (done.messages[0]["custom"]["intent"], done.messages[0]["custom"]["faq"]) == ("sms_command", faq)


def test_who_does_not_say_what_for_gets_the_list(run: Run) -> None:
    done = run(AnswerTask, "cú pháp nhắn tin tra cứu", intent="sms_command")
    assert "BH QT" in done.text and "<mã số BHXH>" in done.text


def test_the_question_itself_is_answered_with_the_message_too(run: Run) -> None:
    done = run(
        AnswerFaq, "nhắn tin thế nào để biết thời gian đóng của [MA_SO_1]", intent="faq", faq="sms_tra_qua_trinh"
    )
    assert "• BH QT [MA_SO_1] gửi 8079" in done.text
    other = run(AnswerFaq, "tin nhắn 8079 mất phí bao nhiêu", intent="faq", faq="sms_phi")
    assert "Để tra" not in other.text
