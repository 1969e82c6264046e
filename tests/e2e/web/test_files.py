"""Taking the conversation along, and sending a picture of which nothing but its beginning leaves the phone."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.web.chat import API, Chat


def menu(chat: Chat, entry: str) -> None:
    chat.page.get_by_label("Tùy chọn").click()
    chat.page.get_by_role("button", name=entry).click()
    expect(chat.page.get_by_role("button", name=entry)).to_be_hidden()  # the menu is closed


@pytest.mark.parametrize(("kind", "entry"), [("pdf", "Tải nội dung về (PDF)"), ("txt", "Tải nội dung về (văn bản)")])
def test_the_conversation_is_saved_without_its_secret(chat: Chat, kind: str, entry: str) -> None:
    chat.page.get_by_label("Tùy chọn").click()
    expect(chat.page.get_by_role("button", name=entry)).to_be_hidden()  # there is nothing to save yet
    chat.page.get_by_label("Tùy chọn").click()
    chat.ask_and_wait("xin chào")
    chat.page.route(f"{API}/*/transcript.{kind}", lambda route: route.fulfill(body="nội dung"))
    with chat.page.expect_download() as started:
        menu(chat, entry)
    assert started.value.suggested_filename.startswith("tro-chuyen-bhxh-20")
    assert started.value.suggested_filename.endswith(f".{kind}")
    assert started.value.url.startswith("blob:")
    assert Path(started.value.path()).read_text(encoding="utf-8") == "nội dung"
    expect(chat.notice).to_contain_text("đã được che")


def test_a_file_that_cannot_be_had_is_told(chat: Chat) -> None:
    chat.ask_and_wait("xin chào")
    chat.expected_status.add(503)
    chat.page.route(f"{API}/*/transcript.pdf", lambda route: route.fulfill(status=503, body="{}"))
    menu(chat, "Tải nội dung về (PDF)")
    expect(chat.notice).to_contain_text("chưa tải về được")


def test_of_a_picture_only_the_beginning_leaves_the_phone(chat: Chat) -> None:
    chat.ask_and_wait("xin chào")
    sent: list[bytes] = []
    said = {"id": 50, "text": "Ông/Bà vui lòng gõ số thẻ.", "buttons": [], "meta": {}}

    def answer(route: object) -> None:
        sent.append(route.request.post_data_buffer)  # type: ignore[attr-defined]
        route.fulfill(json={"conversation_id": "x", "handler": "bot", "replies": [said]})  # type: ignore[attr-defined]

    chat.page.route(f"{API}/*/picture", answer)
    photo = io.BytesIO()
    Image.effect_noise((400, 300), 50).save(photo, "PNG")
    with chat.page.expect_file_chooser() as chooser:
        menu(chat, "Gửi ảnh")
    chooser.value.set_files({"name": "the.png", "mimeType": "image/png", "buffer": photo.getvalue()})
    expect(chat.citizen.last).to_contain_text("(Ảnh: the.png)")
    expect(chat.bot.last).to_contain_text("gõ số thẻ")
    assert sent == [photo.getvalue()[:1024]]
