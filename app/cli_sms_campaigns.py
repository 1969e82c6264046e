"""``bhxh sms campaign``: one template to the people of a file, from the import to the report."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import click

from app import settings
from app.cli_sms_gateway import Gateway, error_line

_POLL = 0.5
_LINES = 20
_OPEN = frozenset({"importing", "running"})
_HANDED_OVER = ("sent", "delivered", "failed", "expired", "unknown", "cancelled", "suppressed")


@click.group()
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
    shown = _watch(Gateway.for_staff(settings.load()), campaign_id, tuple(_OPEN))
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
        click.echo(error_line(error), err=True)
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
        shown = Gateway.for_staff(settings.load()).call("POST", f"campaigns/{campaign_id}/{name}")
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
    found = Gateway.for_staff(settings.load()).call("GET", f"campaigns/{campaign_id}/dry-run")
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
    shown = Gateway.for_staff(settings.load()).call("POST", f"campaigns/{campaign_id}/schedule", json={"at": at})
    click.echo(f"{shown['id']}: {shown['status']}, start {shown['start_at'] or '-'}")


@campaign.command("list")
@click.option("--status", help="Only those of this status, such as running.")
def list_campaigns(status: str | None) -> None:
    """Show campaigns, newest first."""
    _list(Gateway.for_staff(settings.load()).call("GET", "campaigns", params={"status": status} if status else {}))


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
    gateway = Gateway.for_staff(settings.load())
    _report(gateway.call("GET", f"campaigns/{campaign_id}"))
    for path, name in ((recipients, "recipients.csv"), (errors, "errors.csv")):
        if path is not None:
            gateway.save(f"campaigns/{campaign_id}/{name}", path)


@campaign.command("figures")
@click.argument("campaign_id", type=click.IntRange(1))
def figures(campaign_id: int) -> None:
    """Say how a campaign went with each telco, and why messages did not arrive."""
    found = Gateway.for_staff(settings.load()).call("GET", f"campaigns/{campaign_id}/figures")
    for telco in found["telcos"]:
        counts = ", ".join(f"{status} {count}" for status, count in telco["counts"].items())
        click.echo(f"{telco['telco']:<14}{sum(telco['counts'].values()):>10}  {counts}")
    for reason in found["reasons"]:
        click.echo(f"{reason['status']:<10}{reason['messages']:>10}  {reason['error']}")


@campaign.command("test")
@click.argument("campaign_id", type=click.IntRange(1))
@click.option("--to", required=True, help="A mobile number of yours, such as 0912345678.")
@click.option(
    "--field", "fields", multiple=True, metavar="NAME=VALUE", help="A made-up value for a field of the template."
)
def test_send(campaign_id: int, to: str, fields: tuple[str, ...]) -> None:
    """Send one message in a campaign's wording, with made-up data; prints its id."""
    values = dict(field.partition("=")[::2] for field in fields)
    body = {"to": to, "personalisation": values}
    click.echo(Gateway.for_staff(settings.load()).call("POST", f"campaigns/{campaign_id}/test", json=body)["id"])
