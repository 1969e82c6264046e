"""What comes by itself: late answers, an agent's words, typing; and that a broken stream loses and doubles nothing."""

from playwright.sync_api import expect

from tests.e2e.web.chat import API, Chat
from tests.e2e.web.standin import Standin


def test_late_answer_follows_the_apology(chat: Chat, standin: Standin) -> None:
    before = standin.streams
    chat.ask_and_wait("việc chậm")
    standin.wait_for_streams(before + 1)
    standin.say("Đây là câu trả lời đến muộn.", buttons=["Cảm ơn"])

    expect(chat.bot.nth(1)).to_contain_text("Đây là câu trả lời đến muộn.")
    expect(chat.log.get_by_role("button", name="Cảm ơn")).to_be_visible()
    expect(chat.bot).to_have_count(2)  # the apology came by POST and by SSE, and stands once


def test_late_answer_before_the_stream_opened_is_fetched(chat: Chat, standin: Standin) -> None:
    chat.expected_status.add(503)
    before = standin.streams
    standin.cut_streams(refuse=1)
    chat.ask_and_wait("việc chậm")
    standin.say("Đến trong lúc chưa nghe.")
    standin.wait_for_streams(before + 1)

    expect(chat.bot.nth(1)).to_contain_text("Đến trong lúc chưa nghe.")
    expect(chat.bot).to_have_count(2)


def test_cut_stream_resumes_where_it_stopped(chat: Chat, standin: Standin) -> None:
    chat.expected_status.add(0)
    before = standin.streams
    chat.ask_and_wait("xin chào")
    standin.wait_for_streams(before + 1)
    standin.say("một")
    expect(chat.bot.nth(1)).to_contain_text("một")
    last = standin.last().messages[-1]["id"]
    standin.cut_streams()
    standin.say("hai")
    standin.wait_for_streams(before + 2)

    expect(chat.bot.nth(2)).to_contain_text("hai")
    assert standin.resumed_from[-1] == str(last)
    standin.say("ba")
    expect(chat.bot.nth(3)).to_contain_text("ba")
    expect(chat.bot).to_have_count(4)


def test_server_that_refuses_the_stream_is_asked_again(chat: Chat, standin: Standin) -> None:
    chat.expected_status |= {0, 503}
    before = standin.streams
    chat.ask_and_wait("xin chào")
    standin.wait_for_streams(before + 1)
    standin.cut_streams(refuse=3)
    standin.say("trong lúc gián đoạn")
    expect(chat.status).to_have_text("Đang kết nối lại…")
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    standin.wait_for_streams(before + 2)

    expect(chat.bot.nth(1)).to_contain_text("trong lúc gián đoạn")
    expect(chat.status).to_be_empty()
    expect(chat.bot).to_have_count(2)


def test_agent_takes_over(chat: Chat, standin: Standin) -> None:
    before = standin.streams
    chat.ask_and_wait("xin chào")
    standin.wait_for_streams(before + 1)
    standin.say("Tôi là nhân viên tổng đài.", sender="agent")

    agent = chat.page.locator("#messages > li.agent")
    expect(agent).to_contain_text("Nhân viên tổng đài: ")
    expect(chat.status).to_have_text("Ông/Bà đang trò chuyện với nhân viên tổng đài.")
    standin.type()
    expect(chat.status).to_have_text("Nhân viên đang trả lời…")
    standin.say("Mời Ông/Bà nói tiếp.", sender="agent")
    expect(chat.status).to_have_text("Ông/Bà đang trò chuyện với nhân viên tổng đài.")


def test_typing_ends_with_an_answer_already_shown(chat: Chat, standin: Standin) -> None:
    before = standin.streams
    chat.ask_and_wait("xin chào")
    standin.wait_for_streams(before + 1)
    standin.type()
    expect(chat.status).to_have_text("Trợ lý đang trả lời…")
    standin.repeat()
    expect(chat.status).to_be_empty()
    expect(chat.bot).to_have_count(1)


def test_waiting_for_an_agent_is_told(chat: Chat, standin: Standin) -> None:
    before = standin.streams
    chat.ask_and_wait("xin chào")
    standin.wait_for_streams(before + 1)
    standin.hand_over("queue")
    expect(chat.status).to_have_text("Ông/Bà đang chờ gặp nhân viên tổng đài.")
    standin.hand_over("bot")
    expect(chat.status).to_be_empty()


def test_history_asked_before_a_change_does_not_undo_it(chat: Chat, standin: Standin) -> None:
    held = chat.hold(f"{API}/*/messages")
    with chat.page.expect_request(f"{API}/*/messages") as asked:
        chat.ask_and_wait("xin chào")
    stale = chat.page.request.get(asked.value.url).json()
    standin.say("Tôi là nhân viên tổng đài.", sender="agent")
    standin.type()
    expect(chat.status).to_have_text("Nhân viên đang trả lời…")
    chat.answer_held(held[0], stale)
    expect(chat.status).to_have_text("Nhân viên đang trả lời…")


def test_history_asked_before_a_hand_over_does_not_undo_it(chat: Chat, standin: Standin) -> None:
    held = chat.hold(f"{API}/*/messages")
    with chat.page.expect_request(f"{API}/*/messages") as asked:
        chat.ask_and_wait("xin chào")
    stale = chat.page.request.get(asked.value.url).json()
    standin.hand_over("queue")
    expect(chat.status).to_have_text("Ông/Bà đang chờ gặp nhân viên tổng đài.")
    chat.answer_held(held[0], stale)
    expect(chat.status).to_have_text("Ông/Bà đang chờ gặp nhân viên tổng đài.")


def test_who_reads_above_is_not_torn_away(chat: Chat, standin: Standin) -> None:
    before = standin.streams
    chat.ask_and_wait("Thẻ BHYT được hưởng những gì?")
    chat.ask_and_wait("xem lịch sử khám")
    standin.wait_for_streams(before + 1)
    chat.log.evaluate("log => log.scrollTo(0, 0)")
    expect(chat.page.locator("#welcome")).to_be_in_viewport()
    standin.say("Tin đến sau.")

    latest = chat.page.get_by_role("button", name="Có tin mới")
    expect(latest).to_be_visible()
    expect(chat.bot.last).not_to_be_in_viewport()
    latest.click()
    expect(chat.bot.last).to_be_in_viewport()
    expect(latest).to_be_hidden()


def test_next_conversation_is_not_taken_for_the_erased_one(chat: Chat, standin: Standin) -> None:
    """Messages are numbered from 1 in each conversation: what was seen in one must not hide anything in the next."""
    chat.ask_and_wait("xin chào")
    erased = standin.last()
    chat.page.locator("#menu summary").click()
    chat.page.get_by_role("button", name="Kết thúc và xóa").click()
    with chat.page.expect_response(lambda response: response.request.method == "POST"):
        chat.page.get_by_role("dialog").get_by_role("button", name="Kết thúc và xóa").click()
    expect(chat.messages).to_have_count(1)
    assert erased.id in standin.ended
    before = standin.streams
    chat.ask_and_wait("việc chậm")
    standin.wait_for_streams(before + 1)
    standin.say("Câu trả lời của cuộc mới.")
    expect(chat.bot).to_have_count(2)


def test_answer_under_way_when_erased_is_not_shown(chat: Chat, standin: Standin) -> None:
    held = chat.hold(API)
    chat.ask("xin chào")
    expect(chat.citizen).to_have_count(1)
    chat.page.locator("#menu summary").click()
    chat.page.get_by_role("button", name="Kết thúc và xóa").click()
    chat.page.get_by_role("dialog").get_by_role("button", name="Kết thúc và xóa").click()
    expect(chat.messages).to_have_count(1)
    with chat.page.expect_response("**/api/v1/chat"):
        held[0].continue_()
    chat.answer_normally()
    chat.ask_and_wait("câu mới")
    expect(chat.bot).to_have_count(1)
    expect(chat.bot).to_contain_text("câu mới")
