"""Nothing that is said becomes markup or a link to elsewhere; the policy of the page allows nothing from elsewhere."""

import pytest
from playwright.sync_api import expect

from tests.e2e.web import script
from tests.e2e.web.chat import Chat

QUESTION = "Thẻ BHYT được hưởng những gì?"


def test_policy(chat: Chat) -> None:
    response = chat.page.request.get(chat.base_url + "/")
    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    for kind in ("script-src", "style-src", "img-src", "connect-src", "font-src"):
        assert policy[kind] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "no-store" in response.headers["cache-control"]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_policy_holds(chat: Chat) -> None:
    chat.problems.clear()
    chat.page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'https://evil.example/'}))"
    )
    chat.page.wait_for_event(
        "console", lambda message: "Content Security Policy" in message.text, timeout=5000
    ) if not (chat.problems) else None
    assert any("Content Security Policy" in problem for problem in chat.problems)
    chat.problems.clear()


def test_hostile_reply_stays_text(chat: Chat) -> None:
    chat.reply_with(
        {
            "text": script.HOSTILE,
            "buttons": [{"title": "<b onclick=window.hacked=1>Nút</b>", "payload": "x"}],
            "meta": {"source": "<i>nguồn</i>", "as_of": "<u>x</u>"},
        }
    )
    answer = chat.ask_and_wait(QUESTION)

    expect(answer).to_contain_text('<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>')
    expect(answer.locator("img, script, b, i, u")).to_have_count(0)
    expect(answer.get_by_role("link")).to_have_count(0)
    expect(answer.get_by_role("button")).to_have_text("<b onclick=window.hacked=1>Nút</b>")
    assert chat.page.evaluate("window.hacked") is None


@pytest.mark.parametrize(
    "typed",
    ["<img src=x onerror=window.hacked=1>", "</li></ol><script>window.hacked=1</script>", "{{7*7}} ${7*7} {count}"],
)
def test_hostile_question_stays_text(chat: Chat, typed: str) -> None:
    chat.ask_and_wait(typed)
    expect(chat.citizen).to_contain_text(typed)
    chat.page.reload()
    expect(chat.citizen).to_contain_text(typed)
    expect(chat.page.locator("#messages img, #messages script")).to_have_count(0)
    assert chat.page.evaluate("window.hacked") is None


def test_links_that_are_made(chat: Chat) -> None:
    origin = chat.base_url
    text = (
        f"Tải /ho-so/to-khai/4f0c.pdf (hoặc {origin}/ho-so/a.pdf). Xem https://dichvucong.baohiemxahoi.gov.vn/#/index, "
        "baohiemxahoi.gov.vn; gọi 1900 9696. Ngày 15/6/2021, Google Play/CH Play, http://baohiemxahoi.gov.vn/x"
    )
    chat.reply_with({"text": text})
    links = chat.ask_and_wait(QUESTION).get_by_role("link")

    assert links.evaluate_all("links => links.map((link) => link.href)") == [
        f"{origin}/ho-so/to-khai/4f0c.pdf",
        f"{origin}/ho-so/a.pdf",
        "https://dichvucong.baohiemxahoi.gov.vn/#/index",
        "https://baohiemxahoi.gov.vn/",
        "tel:19009696",
    ]
    assert links.evaluate_all("links => links.map((link) => link.rel)") == ["", "", *["noopener noreferrer"] * 2, ""]


def test_manifest_and_icons(chat: Chat) -> None:
    href = chat.page.locator("link[rel=manifest]").get_attribute("href")
    manifest = chat.page.request.get(f"{chat.base_url}{href}")
    assert manifest.ok
    folder = str(href).rpartition("/")[0]
    icons = [f"{folder}/{icon['src']}" for icon in manifest.json()["icons"]]
    icons += chat.page.locator("link[rel~=icon], link[rel=apple-touch-icon]").evaluate_all(
        "links => links.map((link) => link.getAttribute('href'))"
    )
    for icon in icons:
        assert chat.page.request.get(f"{chat.base_url}{icon}").ok, icon
