"""The running gateway as ``bhxh sms`` speaks to it: over its own HTTP API."""

from __future__ import annotations

import getpass
import re
from pathlib import Path
from typing import Any

import click
import httpx

from app.settings import Product

_TIMEOUT = httpx.Timeout(300.0, connect=5.0)


class Gateway:
    """The running gateway, spoken to with ``key``, else the demo's key, in production a key of the command line's own."""

    @classmethod
    def for_staff(cls, product: Product) -> Gateway:
        """With the command line's own key in the demo, too: it sees every key's campaigns and messages, as the console does."""
        return cls(product, _own_key(product))

    def __init__(self, product: Product, key: str | None = None) -> None:
        key = key or product.demo_sms_key or _own_key(product)
        self._http = httpx.Client(
            base_url=f"{product.local_url}/sms/v1/",
            headers={"Authorization": f"Bearer {key}", "X-Staff": _person()},
            timeout=_TIMEOUT,
            trust_env=False,
        )

    def call(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        """The answer's JSON. Raises click.ClickException with the gateway's own sentence when it refuses."""
        try:
            answer = self._http.request(method, path, **request)
        except httpx.HTTPError as error:
            raise click.ClickException(
                f"Không kết nối được với cổng SMS tại {self._http.base_url} ({type(error).__name__}). "
                "Hãy chạy `make run` trước."
            ) from None
        if answer.status_code == httpx.codes.NO_CONTENT:
            return {}
        body = _json(answer)
        if answer.is_success:
            return body
        errors = body.get("errors") or []
        said = {error["detail"] for error in errors}
        lines = ([] if body["detail"] in said else [body["detail"]]) + [error_line(error) for error in errors]
        raise click.ClickException("\n".join(dict.fromkeys(lines)))

    def save(self, path: str, file: Path) -> None:
        """Streams a download into a file."""
        with self._http.stream("GET", path) as answer:
            if not answer.is_success:
                answer.read()
                raise click.ClickException(_json(answer)["detail"])
            with file.open("wb") as out:
                for piece in answer.iter_bytes():
                    out.write(piece)


def _json(answer: httpx.Response) -> dict[str, Any]:
    """Raises click.ClickException when what answers is no gateway."""
    try:
        content: dict[str, Any] = answer.json()
    except ValueError:
        raise click.ClickException(
            f"{answer.url} trả lời HTTP {answer.status_code} nhưng không phải cổng SMS. Hãy kiểm tra BHXH_HOST và BHXH_PORT."
        ) from None
    return content


def _own_key(product: Product) -> str:
    """The command line's own key, derived from the root secret: who runs a command here could make any key anyway.

    It approves nothing: the second person brings a key of their own.
    """
    from bhxh.keyed import derive_key
    from kit.crypto import Keyring
    from kit.database import create_engine
    from sms_gateway.keys import Scope, ensure_key

    secret = derive_key(product.secret_key.encode(), "sms.cli").hex()
    keyring = Keyring.from_settings(product.keyset, product.secret_key)
    engine = create_engine(product.sms_database_url)
    with engine.begin() as connection:
        scopes = {Scope.MESSAGES, Scope.CAMPAIGNS, Scope.TEMPLATES, Scope.BLOCKS, Scope.PROVIDERS, Scope.STAFF}
        ensure_key(connection, keyring, "cli", secret, scopes)
    engine.dispose()
    return secret


def _person() -> str:
    """Whose acts these are: the machine's user, as the gateway writes names."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        user = ""
    name = re.sub(r"[^a-z0-9]+", ".", user.lower()).strip(".")
    return name if name[:1].isalpha() else f"cli.{name}".strip(".")


def error_line(error: dict[str, Any]) -> str:
    """One thing that is wrong, with its place."""
    if "field" in error:
        return f"{error['field']}: {error['detail']}" if error["field"] else str(error["detail"])
    where = f"dòng {error['row']}" if error.get("row") else "tệp"
    return f"{where}{', cột ' + error['column'] if error.get('column') else ''}: {error['detail']}"
