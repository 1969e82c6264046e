"""The way of a call to the internal API and back."""

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Final, Self

import httpx

from backend.client.errors import Refused, TurnNotRunning, Unavailable
from backend.client.shapes import Choice, Turn

TIMEOUT_SECONDS: Final = 4.0
"""Less than the 8 s a citizen waits, so that an action can still say something itself."""


class Transport:
    """Connections to the internal API, which are reused."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """``base_url`` is scheme, host and port of the internal API, without a path; ``transport`` is for tests."""
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
            transport=transport,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _call(self, turn: Turn, path: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        content = {"session": turn.session, "turn": turn.turn, **(body or {})}
        try:
            response = await self._http.post(f"/internal/v1{path}", json=content)
            if response.status_code == httpx.codes.CONFLICT:
                raise TurnNotRunning(path)
            response.raise_for_status()
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as error:
            # The error's own text names the address; the path alone is what a log needs.
            raise Unavailable(f"{path}: {type(error).__name__}") from error
        if not answer["ok"]:
            choices = choices_of(answer.get("choices", ()))
            raise Refused(answer["code"], answer["detail"], answer.get("attempts_left"), choices)
        return answer


def choices_of(items: Iterable[Mapping[str, str]]) -> list[Choice]:
    """What a person may choose from, as an answer lists it."""
    return [Choice(title=item["title"], handle=item["handle"]) for item in items]
