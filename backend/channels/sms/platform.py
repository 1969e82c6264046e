"""Answers by SMS through the gateway. The message's id is the reference, so however often it is tried it is sent once."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from backend.channels.platform import Refused, TryLater
from backend.channels.sms.wording import Writer
from backend.conversations.delivery import Outgoing
from sms_gateway.client import GatewayRefused, GatewayUnavailable, Message, SmsClient

CHANNEL: Final = "sms"
_KEY_TROUBLE: Final = timedelta(minutes=5)


class SmsPlatform:
    """The channel `sms`; an address is a phone (`84…`)."""

    channel: Final = CHANNEL

    def __init__(self, sms: SmsClient, writer: Writer) -> None:
        self._sms = sms
        self._writer = writer

    def send(self, address: str, outgoing: Outgoing) -> None:
        """Hand it to the gateway. Raises TryLater, Refused.

        What a cap of the gateway holds back is not tried again: caps are there against machines that answer each other.
        """
        body = self._writer.write(outgoing)
        try:
            self._sms.send_message(Message(address, outgoing.id, body=body, lane="transactional"))
        except GatewayUnavailable:
            raise TryLater("gateway_unavailable") from None
        except GatewayRefused as refused:
            if refused.status == HTTPStatus.CONFLICT:
                return  # it has this message in other words, of before a change of settings: it was sent
            if refused.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                raise TryLater("gateway_key", _KEY_TROUBLE) from None
            raise Refused(refused.code or str(refused.status)) from None

    def typing(self, address: str) -> None:
        """Phones show nothing of the kind."""

    def close(self) -> None:
        """The client is shared: whoever made it closes it."""
