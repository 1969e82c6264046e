"""Every channel has a name in the console: one without would end its page."""

import pytest

from backend.channels.sms.platform import CHANNEL as SMS
from backend.channels.telegram.sending import CHANNEL as TELEGRAM
from backend.channels.zalo.platform import CHANNEL as ZALO
from backend.channels.zalo_bot.platform import CHANNEL as ZALO_BOT
from backend.conversations.handoff import PHONE
from bhxh.messages import catalogue, in_english


@pytest.mark.parametrize("channel", ["web", PHONE, SMS, TELEGRAM, ZALO, ZALO_BOT])
def test_every_channel_has_a_name(channel: str) -> None:
    for texts in (catalogue(), in_english()):
        assert texts[f"hotline.channel.{channel}"]
