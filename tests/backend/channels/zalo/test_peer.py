"""The platforms that our tests speak to, driven by somebody else's clients: what they take and give is not only our own idea.

``zalo-sdk`` speaks to Official Accounts and always asks Zalo's own address for tokens, which is redirected here; ``python-zalo-bot`` is
for the Bot Platform.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import zalo_bot
import zalo_bot.error
import zalo_sdk
import zalo_sdk.oa
from zalo_sdk.oa.ZaloMessage import ZaloAttachment, ZaloMessageBody, ZaloRecipient

from tests.support.zalo_bots import TOKEN, bot_platform
from tests.support.zalo_oa import APP_ID, SECRET, Oa

USER = ZaloRecipient(user_id="7")


def said(text: str) -> ZaloMessageBody:
    return ZaloMessageBody(text=text)


def templated(payload: dict[str, Any]) -> ZaloMessageBody:
    return ZaloMessageBody(attachment=ZaloAttachment("template", payload))


@pytest.fixture
def sdk(oa: Oa, monkeypatch: pytest.MonkeyPatch) -> Any:
    post = requests.post

    def here(url: str, **request: Any) -> requests.Response:
        asked = urlsplit(url)
        assert asked.scheme == "http" or (asked.scheme, asked.netloc) == ("https", "oauth.zaloapp.com")
        return post(f"{oa.url}{asked.path}", **request)

    monkeypatch.setattr(requests, "post", here)
    oa.said("7", "xin chào")
    return zalo_sdk.oa.Client(APP_ID, SECRET, refresh_token="refresh-0", endpoint_prefix=oa.url)


def test_an_account_sends_and_renews_as_with_zalo(oa: Oa, sdk: Any) -> None:
    with pytest.raises(zalo_sdk.ZaloException, match="-216"):
        sdk.send_message(USER, said("một"))
    sdk.refresh_acccess_token()
    answer = sdk.send_message(USER, said("một"))
    assert answer["error"] == 0 and isinstance(answer["data"]["sent_time"], str)
    assert [(one.text, one.message_id) for one in oa.sent] == [("một", answer["data"]["message_id"])]
    with pytest.raises(zalo_sdk.ZaloOAException, match="-14020"):
        zalo_sdk.oa.Client(APP_ID, SECRET, refresh_token="refresh-0").refresh_acccess_token()
    oa.oauth.life = -1
    sdk.refresh_acccess_token()
    with pytest.raises(zalo_sdk.ZaloOAException, match="-220"):
        sdk.send_message(USER, said("hai"))


def test_an_account_is_refused_as_zalo_does(oa: Oa, sdk: Any) -> None:
    sdk.refresh_acccess_token()
    form = {
        "template_type": "request_user_info",
        "elements": [{"title": "x", "subtitle": "y", "image_url": "https://x"}],
    }
    sdk.send_message(USER, templated(form))
    for wrong in (said(""), said("a" * 2001), templated({"template_type": "list"})):
        with pytest.raises(zalo_sdk.ZaloException, match="-201"):
            sdk.send_message(USER, wrong)
    oa.heard_at["7"] -= 8 * 86_400
    with pytest.raises(zalo_sdk.ZaloException, match="-230"):
        sdk.send_message(USER, said("một"))
    oa.per_minute = 0
    with pytest.raises(zalo_sdk.ZaloException, match="-32"):
        sdk.send_message(USER, said("một"))
    assert len(oa.sent) == 1


def test_a_bot_speaks_as_with_the_platform() -> None:
    with bot_platform() as platform:
        platform.updates.append(platform.said("7", "xin chào"))

        async def speak() -> None:
            async with zalo_bot.Bot(TOKEN, base_url=platform.url) as bot:
                assert (await bot.get_me()).id == "1"
                update = await bot.get_update(timeout=1)
                assert (update.message.text, update.message.chat.id) == ("xin chào", "7")
                await bot.send_message("7", "chào")
                await bot.send_chat_action("7", "typing")
                with pytest.raises(zalo_bot.error.BadRequest):
                    await bot.send_message("7", "a" * 2001)
                platform.blocked.add("7")
                with pytest.raises(zalo_bot.error.Forbidden):
                    await bot.send_message("7", "chào")

        asyncio.run(speak())
        bot = zalo_bot.Bot(TOKEN, base_url=platform.url)
        assert bot.set_webhook("https://bhxh.example/kenh/zalo-bot", "s" * 32)
        assert platform.webhook and platform.texts("7") == ["chào"] and platform.typed == ["7"]
