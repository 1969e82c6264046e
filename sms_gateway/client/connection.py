"""One API key's connection to the gateway, and what its answers mean, for every client of it."""

from __future__ import annotations

from typing import Any

import httpx


class GatewayError(Exception):
    """The gateway did not do what was asked."""


class GatewayUnavailable(GatewayError):
    """No answer, or one that says "later": the same call may succeed in a while."""


class GatewayRefused(GatewayError):
    """The gateway understood and refused. ``code`` is stable, ``detail`` a finished Vietnamese sentence, ``reasons`` one for
    each wrong field."""

    def __init__(
        self, status: int, code: str, detail: str, retry_after: int | None = None, reasons: tuple[str, ...] = ()
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.reasons = reasons


class Connection:
    """The gateway at ``base_url`` (".../sms/v1"). Safe to share between threads."""

    def __init__(
        self, base_url: str, key: str, timeout: httpx.Timeout, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._http = httpx.Client(
            base_url=base_url.rstrip("/") + "/",
            headers={"Authorization": f"Bearer {key}"},
            timeout=timeout,
            transport=transport,
            trust_env=False,
        )

    def close(self) -> None:
        """Closes the kept connections."""
        self._http.close()

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Any answer. Raises GatewayUnavailable where there is none."""
        try:
            return self._http.request(method, path, **request)
        except httpx.HTTPError as error:
            # The library's message may quote the request's address, which holds an id.
            raise GatewayUnavailable(type(error).__name__) from None


def read_json(response: httpx.Response) -> dict[str, Any]:
    """The answer's JSON object. Raises GatewayUnavailable when what answers is no gateway."""
    try:
        answer = response.json()
    except ValueError:
        raise GatewayUnavailable(f"{response.status_code} without JSON") from None
    if not isinstance(answer, dict):
        raise GatewayUnavailable(f"{response.status_code} with unexpected JSON")
    return answer


def refusal(response: httpx.Response) -> GatewayError:
    """What an answer that is no success means."""
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return GatewayUnavailable(str(response.status_code))
    answer = read_json(response)
    wait = response.headers.get("Retry-After", "")
    return GatewayRefused(
        response.status_code,
        str(answer.get("code", "")),
        str(answer.get("detail", "")),
        int(wait) if wait.isdigit() else None,
        tuple(str(error["detail"]) for error in answer.get("errors") or ()),
    )
