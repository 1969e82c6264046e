"""The household register of another system, asked by HTTP. The contract stands in README.md."""

from datetime import date
from typing import Annotated, Final, Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.households.register import Member, RegisterAway

CONNECT_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 3.0
"""An officer waits for it: longer than this the dossier is put aside and checked later."""
_MOST_BYTES: Final = 64 * 1024


class _Found(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    bhxh_code: Annotated[str, Field(pattern=r"^\d{10}$")]
    full_name: Annotated[str, Field(min_length=1, max_length=120)]
    date_of_birth: date
    gender: Literal["nam", "nữ"]
    province_code: Annotated[str, Field(pattern=r"^\d{2}$")]
    personal_id: Annotated[str | None, Field(max_length=20)] = None
    phone: Annotated[str | None, Field(pattern=r"^84\d{9}$")] = None
    address: Annotated[str | None, Field(max_length=300)] = None


class _Answer(BaseModel):
    member: _Found | None


class HttpRegister:
    """``POST <url>/v1/members/find`` with a bearer token. The code travels in the body: addresses end up in logs."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            trust_env=False,
            follow_redirects=False,
        )

    def find(self, bhxh_code: str) -> Member | None:
        """The person with this code. Only an answer that says so means that there is none: a 404 may be a wrong address."""
        try:
            with self._client.stream("POST", "/v1/members/find", json={"bhxh_code": bhxh_code}) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise RegisterAway(f"status_{answer.status_code}")
                body = _bounded(answer)
        except httpx.TimeoutException:
            raise RegisterAway("timeout") from None
        except httpx.HTTPError as error:
            raise RegisterAway(type(error).__name__) from None
        try:
            found = _Answer.model_validate_json(body).member
        except ValidationError:
            raise RegisterAway("malformed") from None
        if found is None:
            return None
        if found.bhxh_code != bhxh_code:
            raise RegisterAway("another_code")
        return Member(**found.model_dump())

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()


def _bounded(answer: httpx.Response) -> bytes:
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > _MOST_BYTES:
            raise RegisterAway("too_long")
    return bytes(body)
