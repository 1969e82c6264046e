"""The gateway as a console of staff uses it: campaigns, templates, search, keys, each act in the name of the person who does it.

Answers are the API's own JSON objects; refusals and outages are raised as by `SmsClient`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, Literal
from urllib.parse import quote

import httpx

from sms_gateway.client.connection import Connection, GatewayUnavailable, read_json, refusal

Move = Literal["start", "pause", "resume", "cancel"]
Json = dict[str, Any]

_TIMEOUT = httpx.Timeout(15.0, connect=2.0)
_LONG = httpx.Timeout(600.0, connect=2.0)
"""For files: a large one is stored whole before the gateway answers."""


class Desk(Connection):
    """The gateway at ``base_url`` (".../sms/v1") with the console's key (scope ``staff``). Safe to share between threads."""

    def __init__(self, base_url: str, key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        super().__init__(base_url, key, _TIMEOUT, transport)

    def campaigns(self, status: str | None = None, before: str | None = None) -> Json:
        """A page of campaigns, newest first."""
        return self._call("GET", "campaigns", params=_given(status=status, before=before))

    def campaign(self, campaign_id: int) -> Json:
        """How one stands."""
        return self._call("GET", f"campaigns/{campaign_id}")

    def figures(self, campaign_id: int) -> Json:
        """Its telcos, reasons of failures and progress."""
        return self._call("GET", f"campaigns/{campaign_id}/figures", timeout=_LONG)

    def dry_run(self, campaign_id: int) -> Json:
        """What it would cost with and without accents, and its first texts."""
        return self._call("GET", f"campaigns/{campaign_id}/dry-run")

    def create(
        self, person: str, *, name: str, template: str, khong_dau: bool, file_name: str, file: IO[bytes]
    ) -> Json:
        """A campaign from a recipients file, streamed."""
        form = {"name": name, "template": template, "khong_dau": str(khong_dau).lower()}
        files = {"file": (file_name, file)}
        return self._call("POST", "campaigns", person, data=form, files=files, timeout=_LONG)

    def create_for_participants(
        self, person: str, *, name: str, template: str, khong_dau: bool, province: str | None
    ) -> Json:
        """A campaign to everyone who has declared a phone, of one province (two digits) or of all."""
        audience = {"participants": {"province": province}}
        body = {"name": name, "template": template, "khong_dau": khong_dau, "audience": audience}
        return self._call("POST", "campaigns", person, json=body, timeout=_LONG)

    def move(self, person: str, campaign_id: int, move: Move) -> Json:
        """Start, pause, resume or cancel."""
        return self._call("POST", f"campaigns/{campaign_id}/{move}", person)

    def schedule(self, person: str, campaign_id: int, at: str | None) -> Json:
        """Let it start by itself at this moment (ISO 8601), or not any more."""
        return self._call("POST", f"campaigns/{campaign_id}/schedule", person, json={"at": at})

    def approvals(self) -> list[Json]:
        """What waits for a second person."""
        found: list[Json] = self._call("GET", "approvals")["campaigns"]
        return found

    def approve(self, person: str, campaign_id: int) -> Json:
        """This person's consent; refused to who made the campaign."""
        return self._call("POST", f"campaigns/{campaign_id}/approve", person)

    def test(self, person: str, campaign_id: int, to: str, values: Mapping[str, str]) -> Json:
        """One message in the campaign's wording to one number."""
        body = {"to": to, "personalisation": dict(values)}
        return self._call("POST", f"campaigns/{campaign_id}/test", person, json=body)

    def templates(self) -> list[Json]:
        """The newest version of each."""
        found: list[Json] = self._call("GET", "templates")["templates"]
        return found

    def template(self, name: str) -> list[Json]:
        """Every version of one, the newest first."""
        found: list[Json] = self._call("GET", f"templates/{quote(name, safe='')}")["templates"]
        return found

    def new_template(self, person: str, *, name: str, body: str, lane: str, khong_dau: bool) -> Json:
        """A wording, or a new version of one."""
        return self._call(
            "POST", "templates", person, json={"name": name, "body": body, "lane": lane, "khong_dau": khong_dau}
        )

    def preview(self, body: str, *, khong_dau: bool) -> Json:
        """How a text travels, what it costs, and what is advised."""
        return self._call("POST", "preview", json={"body": body, "khong_dau": khong_dau})

    def singles(self, since: datetime, until: datetime) -> list[Json]:
        """OTPs and single notices taken in ``since`` <= t < ``until``: lane, template, messages per status, segments."""
        params = {"since": since.isoformat(), "until": until.isoformat()}
        found: list[Json] = self._call("GET", "figures", params=params, timeout=_LONG)["singles"]
        return found

    def search(self, person: str, *, to: str | None, reference: str | None, before: str | None = None) -> Json:
        """Messages to a number or of a reference, of every key; numbers masked."""
        return self._call("POST", "search", person, json=_given(to=to, reference=reference, before=before))

    def keys(self) -> list[Json]:
        """Every key, without its secret."""
        found: list[Json] = self._call("GET", "keys")["keys"]
        return found

    def new_key(self, person: str, *, name: str, live: bool, scopes: list[str]) -> str:
        """A key for another system; its secret, which is told this once."""
        return str(self._call("POST", "keys", person, json={"name": name, "live": live, "scopes": scopes})["secret"])

    def revoke_key(self, person: str, name: str) -> None:
        """The end of a key."""
        self._call("DELETE", f"keys/{quote(name, safe='')}", person)

    def providers(self) -> list[Json]:
        """Every way out, how it stands for each telco, and who holds it off."""
        found: list[Json] = self._call("GET", "providers")["providers"]
        return found

    def hold(self, person: str, name: str, reason: str | None) -> None:
        """Give a provider nothing more until it is released."""
        self._call("POST", f"providers/{quote(name, safe='')}/hold", person, json={"reason": reason})

    def release(self, person: str, name: str) -> None:
        """Let it carry messages again."""
        self._call("POST", f"providers/{quote(name, safe='')}/release", person)

    def callbacks(self) -> list[Json]:
        """Every key's address, what waits for it and since when it takes nothing."""
        found: list[Json] = self._call("GET", "callbacks")["callbacks"]
        return found

    def retry_callback(self, person: str, name: str) -> None:
        """Try the address of a key at once."""
        self._call("POST", f"callbacks/{quote(name, safe='')}/retry", person)

    def stop_callback(self, person: str, name: str) -> None:
        """Tell the owner of a key nothing any more; what waits is dropped."""
        self._call("DELETE", f"callbacks/{quote(name, safe='')}", person)

    def blocks(self, source: str | None = None, before: str | None = None) -> Json:
        """A page of phones that are not written to, newest first; numbers masked."""
        return self._call("GET", "blocks", params=_given(source=source, before=before))

    def blocks_of(self, phone: str) -> list[Json]:
        """The blocks of one phone; none: it is written to."""
        found: list[Json] = self._call("POST", "blocks/find", json={"phone": phone})["blocks"]
        return found

    def block(self, person: str, phones: Sequence[str], scope: str, reason: str) -> Json:
        """Write to these phones no more: how many are new, known, refused and why."""
        return self._call("POST", "blocks", person, json={"phones": [*phones], "scope": scope, "reason": reason})

    def lift(self, person: str, block_id: int) -> None:
        """End one block."""
        self._call("DELETE", f"blocks/{block_id}", person)

    @contextmanager
    def download(self, campaign_id: int, name: Literal["recipients.csv", "errors.csv"]) -> Iterator[Iterator[bytes]]:
        """A campaign's list in pieces, as it comes."""
        try:
            with self._http.stream("GET", f"campaigns/{campaign_id}/{name}", timeout=_LONG) as answer:
                if not answer.is_success:
                    answer.read()
                    raise refusal(answer)
                yield answer.iter_bytes()
        except httpx.HTTPError as error:
            raise GatewayUnavailable(type(error).__name__) from None

    def _call(self, method: str, path: str, person: str | None = None, **request: Any) -> Json:
        headers = {} if person is None else {"X-Staff": person}
        answer = self.send(method, path, headers=headers, **request)
        if not answer.is_success:
            raise refusal(answer)
        return {} if answer.status_code == httpx.codes.NO_CONTENT else read_json(answer)


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}
