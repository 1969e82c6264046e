"""``bhxh sms message``: one message, and finding what became of some."""

from __future__ import annotations

from typing import Any

import click

from app import settings
from app.cli_sms_gateway import Gateway


@click.group()
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


@message.command("find")
@click.option("--to", help="A mobile number, such as 0912345678.")
@click.option("--reference", help="What the sender called the message.")
def find(to: str | None, reference: str | None) -> None:
    """Show what became of the messages to one number or of one reference, of every key; numbers are masked."""
    if (to is None) == (reference is None):
        raise click.UsageError("Cần đúng một trong hai: --to hoặc --reference.")
    gateway = Gateway.for_staff(settings.load())
    wanted = {"to": to} if to is not None else {"reference": reference}
    while True:
        found = gateway.call("POST", "search", json=wanted)
        for one in found["messages"]:
            _show(one)
        if found["before"] is None:
            return
        wanted["before"] = found["before"]


def _show(one: dict[str, Any]) -> None:
    sender = one["campaign"] or one["key"] or "-"
    click.echo(
        f"{one['id']:>12}  {one['created_at'][:19]}  {one['to'] or '-':<12}{one['status']:<12}{one['lane']:<14}"
        f"{one['provider'] or '-':<12}{sender}{'  ' + one['error'] if one['error'] else ''}"
    )
