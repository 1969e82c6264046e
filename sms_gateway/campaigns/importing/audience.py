"""People as recipients: the backend lists them, the gateway imports the list like a file.

The gateway knows nothing of the backend but one address and a token (``GatewayConfig.audience_url``): a POST with
``{"participants": {"province": null | "79"}}`` answers with CSV ``so_dien_thoai,ho_ten,ma_so_bhxh``.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from kit.logs import get_logger
from sms_gateway.campaigns.importing.problems import ImportRefused

COLUMNS = ("so_dien_thoai", "ho_ten", "ma_so_bhxh")
_TIMEOUT = httpx.Timeout(30.0, connect=2.0)
_PIECE = 1 << 18


def audience_csv(url: str, token: str, province: str | None) -> Iterator[bytes]:
    """The CSV of everyone who takes part or took part and has declared a phone number, in pieces.

    Raises ImportRefused("audience_unreachable") when the backend does not answer, or answers with anything but CSV to
    the end: a list that breaks off must not become a campaign.
    """
    body = {"participants": {"province": province}}
    headers = {"Authorization": f"Bearer {token}"}
    try:
        with (
            httpx.Client(timeout=_TIMEOUT, trust_env=False) as client,
            client.stream("POST", url, json=body, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK or "csv" not in response.headers.get("content-type", ""):
                get_logger(__name__).warning("audience_refused", status=response.status_code)
                raise ImportRefused("audience_unreachable")
            yield from response.iter_bytes(_PIECE)
    except httpx.HTTPError as error:
        get_logger(__name__).warning("audience_unreachable", error=type(error).__name__)
        raise ImportRefused("audience_unreachable") from None
