"""The SDK's way out to the network."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response


class HttpxClient(AsyncHttpClient):  # type: ignore[misc]
    """The SDK's requests by httpx: in time, over as many connections as there are places, and to ``api_url``.

    The SDK's own asynchronous client has no time-out, and its synchronous one would hold a thread for each request. Raises
    httpx.HTTPError, whose kind tells whether the request may have arrived.
    """

    def __init__(self, api_url: str, window: int, timeout: float) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True, timeout=timeout)
        limits = httpx.Limits(max_connections=window, max_keepalive_connections=window)
        self._client = httpx.AsyncClient(timeout=timeout, limits=limits, trust_env=False)
        self._api_url = api_url

    async def request(  # noqa: PLR0917 - the SDK's interface
        self,
        method: str,
        uri: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the client's own holds; the SDK never gives one
        allow_redirects: bool = False,
    ) -> Response:
        """One request; never tried again, because Twilio would send the message again."""
        url = f"{self._api_url}{httpx.URL(uri).raw_path.decode()}"
        answer = await self._client.request(
            method, url, params=params, data=data, headers=headers, auth=auth, follow_redirects=allow_redirects
        )
        return Response(answer.status_code, answer.text)

    async def close(self) -> None:
        """Give up what is under way."""
        await self._client.aclose()
