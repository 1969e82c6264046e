"""``bhxh sms``: campaigns, single messages and API keys from the command line, through the gateway's own HTTP API."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import click
import httpx

from app import settings
from app.cli_zbs import zbs
from app.settings import Product

_POLL = 0.5
_LINES = 20
_OPEN = frozenset({"importing", "running"})
_HANDED_OVER = ("sent", "delivered", "failed", "expired", "unknown", "cancelled", "suppressed")
_TIMEOUT = httpx.Timeout(300.0, connect=5.0)


class Gateway:
    """The running gateway, spoken to with ``key``, else the demo's key, in production a key of the command line's own."""

    def __init__(self, product: Product, key: str | None = None) -> None:
        key = key or product.demo_sms_key or _own_key(product)
        self._http = httpx.Client(
            base_url=f"{product.local_url}/sms/v1/",
            headers={"Authorization": f"Bearer {key}"},
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
        lines = ([] if body["detail"] in said else [body["detail"]]) + [_error_line(error) for error in errors]
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
        scopes = {Scope.MESSAGES, Scope.CAMPAIGNS, Scope.TEMPLATES, Scope.BLOCKS, Scope.PROVIDERS}
        ensure_key(connection, keyring, "cli", secret, scopes)
    engine.dispose()
    return secret


def _error_line(error: dict[str, Any]) -> str:
    if "field" in error:
        return f"{error['field']}: {error['detail']}" if error["field"] else str(error["detail"])
    where = f"dòng {error['row']}" if error.get("row") else "tệp"
    return f"{where}{', cột ' + error['column'] if error.get('column') else ''}: {error['detail']}"


@click.group()
def sms() -> None:
    """SMS gateway: campaigns, messages, keys."""


sms.add_command(zbs)


@sms.group()
def campaign() -> None:
    """One template to the people of a file."""


@campaign.command("create")
@click.option("--template", required=True, help="Name of the template, such as thong_bao_ma_so.")
@click.option("--file", "path", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="Name of the campaign; default: the file's name.")
@click.option("--khong-dau", is_flag=True, help="Send without accents.")
@click.option("--start", is_flag=True, help="Start it as soon as the file is read.")
@click.option("--again", is_flag=True, help="Start it even if the very same file was sent before.")
def create(template: str, path: Path, name: str | None, khong_dau: bool, **then: bool) -> None:
    """Make a campaign from a CSV or XLSX file; prints its id."""
    gateway = Gateway(settings.load())
    form = {"template": template, "name": name or path.name, "khong_dau": str(khong_dau).lower()}
    with path.open("rb") as file:
        made = gateway.call("POST", "campaigns", data=form, files={"file": (path.name, file)})
    shown = _watch(gateway, made["id"], ("importing",))
    _print_errors(shown)
    click.echo(f"{shown['valid']}/{shown['rows']} dòng gửi được, {shown['segments']} phần tin.", err=True)
    if shown["import_error"]:
        raise click.ClickException("Tệp không đọc được; chiến dịch đã bị hủy.")
    click.echo(made["id"])
    if shown["sent_before"]:
        sent = ", ".join(shown["sent_before"])
        click.echo(f"Chú ý: đúng tệp này đã được gửi ở chiến dịch {sent}.", err=True)
    if then["start"] and shown["sent_before"] and not then["again"]:
        raise click.ClickException("Chưa bắt đầu gửi. Nếu muốn gửi lại lần nữa, thêm --again.")
    if then["start"]:
        gateway.call("POST", f"campaigns/{made['id']}/start")


@campaign.command("watch")
@click.argument("campaign_id", type=click.IntRange(1))
def watch(campaign_id: int) -> None:
    """Show the progress of a campaign until it ends or is paused."""
    shown = _watch(Gateway(settings.load()), campaign_id, tuple(_OPEN))
    _report(shown)


def _watch(gateway: Gateway, campaign_id: int | str, while_in: tuple[str, ...]) -> dict[str, Any]:
    """Follows a campaign on standard error for as long as it is in one of these states."""
    shown = gateway.call("GET", f"campaigns/{campaign_id}")
    if shown["status"] not in while_in:
        return shown
    if shown["status"] == "importing":
        while shown["status"] == "importing":
            click.echo(f"\rđang đọc tệp: {shown['rows']} dòng", nl=False, err=True)
            time.sleep(_POLL)
            shown = gateway.call("GET", f"campaigns/{campaign_id}")
        click.echo(err=True)
    if shown["status"] not in while_in:
        return shown
    with click.progressbar(length=max(shown["valid"], 1), label=shown["name"], file=sys.stderr) as bar:
        while True:
            done = sum(shown["counts"].get(status, 0) for status in _HANDED_OVER)
            bar.label = f"{shown['name']} ({shown['rate']:.0f}/s)"
            bar.update(done - bar.pos)
            if shown["status"] not in while_in:
                return shown
            time.sleep(_POLL)
            shown = gateway.call("GET", f"campaigns/{campaign_id}")


def _print_errors(shown: dict[str, Any]) -> None:
    for error in shown["errors"][:_LINES]:
        click.echo(_error_line(error), err=True)
    left = shown["invalid"] - min(len(shown["errors"]), _LINES)
    if left > 0:
        click.echo(f"... và {left} dòng lỗi nữa: bhxh sms campaign report {shown['id']} --errors FILE", err=True)


def _report(shown: dict[str, Any]) -> None:
    click.echo(f"{shown['id']}  {shown['name']}: {shown['status']}")
    click.echo(f"dòng {shown['rows']}, gửi được {shown['valid']}, lỗi {shown['invalid']}, phần tin {shown['segments']}")
    if shown["cost"] is not None:
        click.echo(_dong(shown["cost"], "chi phí "))
    for status, count in shown["counts"].items():
        click.echo(f"  {status:<12}{count:>10}")


def _dong(cost: int | None, before: str) -> str:
    return "" if cost is None else f"{before}{format(cost, ',').replace(',', '.')} đồng"


def _add_move(name: str, help_text: str) -> None:
    @campaign.command(name, help=help_text)
    @click.argument("campaign_id", type=click.IntRange(1))
    def move(campaign_id: int) -> None:
        shown = Gateway(settings.load()).call("POST", f"campaigns/{campaign_id}/{name}")
        click.echo(f"{shown['id']}: {shown['status']}")


for _name, _help in (
    ("start", "Begin to send."),
    ("pause", "Hold what is not handed over yet."),
    ("resume", "Go on after a pause."),
    ("cancel", "Drop for good what is not handed over yet."),
):
    _add_move(_name, _help)


@campaign.command("dry-run")
@click.argument("campaign_id", type=click.IntRange(1))
def dry_run(campaign_id: int) -> None:
    """Say what a campaign would cost and how its first texts read; sends nothing."""
    found = Gateway(settings.load()).call("GET", f"campaigns/{campaign_id}/dry-run")
    for text in found["texts"]:
        click.echo(text)
    for label, way in (("nguyên văn", found["as_is"]), ("không dấu", found["khong_dau"])):
        click.echo(f"{label}: {way['segments']} phần{_dong(way['cost'], ', ')}")
    click.echo(found["advice"])


@campaign.command("schedule")
@click.argument("campaign_id", type=click.IntRange(1))
@click.option("--at", help="Such as 2026-12-01T08:00+07:00; without it the plan is taken back.")
def schedule(campaign_id: int, at: str | None) -> None:
    """Let a campaign start by itself."""
    shown = Gateway(settings.load()).call("POST", f"campaigns/{campaign_id}/schedule", json={"at": at})
    click.echo(f"{shown['id']}: {shown['status']}, start {shown['start_at'] or '-'}")


@campaign.command("list")
@click.option("--status", help="Only those of this status, such as running.")
def list_campaigns(status: str | None) -> None:
    """Show campaigns, newest first."""
    _list(Gateway(settings.load()).call("GET", "campaigns", params={"status": status} if status else {}))


@campaign.command("approve")
@click.argument("campaign_id", type=click.IntRange(1), required=False)
@click.option(
    "--key-env",
    default="BHXH_APPROVAL_KEY",
    show_default=True,
    help="Environment variable that holds the second person's own API key (scope approvals).",
)
def approve(campaign_id: int | None, key_env: str) -> None:
    """Consent to somebody else's campaign; without an id: show what waits for consent."""
    secret = os.environ.get(key_env)
    if not secret:
        raise click.ClickException(
            f"Cần khóa API của người phê duyệt trong biến môi trường {key_env}. "
            "Tạo khóa: bhxh sms key create ten-nguoi-duyet --scope approvals"
        )
    gateway = Gateway(settings.load(), secret)
    if campaign_id is None:
        _list(gateway.call("GET", "approvals"))
        return
    shown = gateway.call("POST", f"campaigns/{campaign_id}/approve")
    click.echo(f"{shown['id']}: {shown['status']}, approved by {shown['approved_by']}")


def _list(found: dict[str, Any]) -> None:
    for row in found["campaigns"]:
        approved = f"  duyệt: {row['approved_by']}" if row["approved_by"] else ""
        click.echo(f"{row['id']:>6}  {row['status']:<10}{row['valid']:>10}  {row['template']}  {row['name']}{approved}")
        if "template_body" in row:
            click.echo(f"        {row['template_body']}")


@campaign.command("report")
@click.argument("campaign_id", type=click.IntRange(1))
@click.option(
    "--recipients", type=click.Path(dir_okay=False, path_type=Path), help="Write every recipient here as CSV."
)
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="Write every rejected row here as CSV.")
def report(campaign_id: int, recipients: Path | None, errors: Path | None) -> None:
    """Say how a campaign stands; optionally save its lists."""
    gateway = Gateway(settings.load())
    _report(gateway.call("GET", f"campaigns/{campaign_id}"))
    for path, name in ((recipients, "recipients.csv"), (errors, "errors.csv")):
        if path is not None:
            gateway.save(f"campaigns/{campaign_id}/{name}", path)


@sms.group()
def message() -> None:
    """Single messages."""


@message.command("send")
@click.option("--to", required=True, help="A mobile number, such as 0912345678.")
@click.option("--body", required=True, help="The text.")
@click.option("--lane", type=click.Choice(["transactional", "bulk"]), default="transactional", show_default=True)
@click.option("--khong-dau", is_flag=True, help="Send without accents.")
@click.option("--reference", help="The same reference never sends twice.")
def send(to: str, body: str, lane: str, khong_dau: bool, reference: str | None) -> None:
    """Send one text; prints its id."""
    request = {"to": to, "body": body, "lane": lane, "khong_dau": khong_dau}
    if reference is not None:
        request["reference"] = reference
    sent = Gateway(settings.load()).call("POST", "messages", json=request)
    click.echo(f"{sent['encoding']}, {sent['segments']} phần tin, {sent['status']}", err=True)
    click.echo(sent["id"])


@sms.group()
def key() -> None:
    """Keys of other systems."""


@key.command("create")
@click.argument("name")
@click.option("--test", "is_test", is_flag=True, help="A key whose messages never leave the sandbox.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    help="messages, templates, otp, campaigns, approvals, blocks, callbacks or sandbox; default: all.",
)
def create_key(name: str, is_test: bool, scopes: tuple[str, ...]) -> None:
    """Make an API key called NAME. It is printed this once and stored nowhere; the same NAME again replaces it."""
    from kit.crypto import Keyring
    from kit.database import create_engine
    from sms_gateway.keys import ALL_SCOPES, Keys, Scope

    unknown = sorted(set(scopes) - {scope.value for scope in Scope})
    if unknown:
        raise click.BadParameter(", ".join(unknown), param_hint="--scope")
    config = settings.load().gateway()
    engine = create_engine(config.database_url)
    with engine.begin() as connection:
        keys = Keys(engine, Keyring.from_settings(config.keyset, config.secret_key))
        wanted = [Scope(scope) for scope in scopes] or ALL_SCOPES
        _, secret = keys.create(connection, name, live=not is_test, scopes=wanted)
    click.echo(secret)


@key.command("revoke")
@click.argument("name")
def revoke_key(name: str) -> None:
    """Close the API key called NAME at once."""
    from kit.crypto import Keyring
    from kit.database import create_engine
    from sms_gateway.keys import Keys

    config = settings.load().gateway()
    engine = create_engine(config.database_url)
    with engine.begin() as connection:
        known = Keys(engine, Keyring.from_settings(config.keyset, config.secret_key)).revoke(connection, name)
    if not known:
        raise click.ClickException(f"Không có khóa nào tên {name} đang dùng.")
