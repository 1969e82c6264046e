"""The SMS gateway as delivery sees it: its client's errors sorted into "never" and "later"."""

from collections.abc import Mapping

from backend.notify.delivery import Refused, Unavailable
from backend.notify.models import Lane
from sms_gateway.client import GatewayRefused, GatewayUnavailable, Message, SmsClient

_NEVER = frozenset({400, 409, 413, 422})
"""Statuses that the same message will meet again. All others (a key not yet known, a template not yet there, too many
requests) mend without the message changing."""


class HttpGateway:
    """The gateway at `base_url` (without path), spoken to with a live key."""

    def __init__(self, base_url: str, key: str) -> None:
        self.base_url = base_url
        self._client = SmsClient(base_url + "/sms/v1", key)

    def send(self, *, to: str, template: str, personalisation: Mapping[str, str], lane: Lane, reference: str) -> str:
        message = Message(
            to=to, template=template, personalisation=personalisation, lane=lane.value, reference=reference
        )
        try:
            return self._client.send_message(message).id
        except GatewayRefused as refusal:
            if refusal.status in _NEVER:
                raise Refused(refusal.code) from None
            raise Unavailable(refusal.code, retry_after=refusal.retry_after or 0) from None
        except GatewayUnavailable as trouble:
            raise Unavailable(str(trouble)) from None

    def close(self) -> None:
        self._client.close()
