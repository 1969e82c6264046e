"""``bhxh sms blocks``: phones that are not written to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from app import settings
from app.cli_sms_gateway import Gateway

_BATCH = 5_000
_SCOPE = click.option(
    "--scope", type=click.Choice(["bulk", "all_but_otp"]), default="bulk", show_default=True, help="What is held back."
)
_REASON = click.option("--reason", default="", help="For colleagues; no personal data.")


@click.group()
def blocks() -> None:
    """Phones that are not written to."""


@blocks.command("list")
@click.option("--source", type=click.Choice(["staff", "keyword", "provider"]), help="Only those of this source.")
def show(source: str | None) -> None:
    """Show every block, newest first; numbers are masked."""
    gateway = Gateway(settings.load())
    params: dict[str, Any] = {} if source is None else {"source": source}
    while True:
        page = gateway.call("GET", "blocks", params=params)
        _print(page["blocks"])
        if page["next"] is None:
            return
        params["before"] = page["next"]


@blocks.command("find")
@click.argument("phone")
def find(phone: str) -> None:
    """Show the blocks of one number."""
    found = Gateway(settings.load()).call("POST", "blocks/find", json={"phone": phone})["blocks"]
    _print(found)
    if not found:
        click.echo("Số này không bị chặn.", err=True)


def _print(found: list[dict[str, Any]]) -> None:
    for row in found:
        since = row["since"][:19].replace("T", " ")
        words = [f"{row['id']:>6}", row["phone"], f"{row['scope']:<11}", f"{row['source']:<8}", since]
        click.echo("  ".join([*words, row["by"], row["reason"]]).rstrip())


@blocks.command("add")
@click.argument("phones", nargs=-1, required=True)
@_SCOPE
@_REASON
def add(phones: tuple[str, ...], scope: str, reason: str) -> None:
    """Write to these numbers no more."""
    _add(list(enumerate(phones, 1)), scope, reason)


@blocks.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_SCOPE
@_REASON
def import_file(path: Path, scope: str, reason: str) -> None:
    """Write no more to the numbers of a file, one in each line."""
    with path.open(encoding="utf-8-sig") as file:
        lines = [(number, line.strip()) for number, line in enumerate(file, 1) if line.strip()]
    _add(lines, scope, reason)


def _add(phones: Sequence[tuple[int, str]], scope: str, reason: str) -> None:
    gateway = Gateway(settings.load())
    added = known = wrong = 0
    for begin in range(0, len(phones), _BATCH):
        batch = phones[begin : begin + _BATCH]
        body = {"phones": [phone for _, phone in batch], "scope": scope, "reason": reason}
        answer = gateway.call("POST", "blocks", json=body)
        added, known = added + answer["added"], known + answer["known"]
        for refusal in answer["rejected"]:
            wrong += 1
            click.echo(f"dòng {batch[refusal['index']][0]}: {refusal['detail']}", err=True)
    click.echo(f"chặn thêm {added} số, {known} số đã chặn từ trước, {wrong} số không đúng")


@blocks.command("remove")
@click.argument("phone")
def remove(phone: str) -> None:
    """Write to a number again, whoever has blocked it."""
    gateway = Gateway(settings.load())
    found = gateway.call("POST", "blocks/find", json={"phone": phone})["blocks"]
    for row in found:
        gateway.call("DELETE", f"blocks/{row['id']}")
    click.echo(f"bỏ {len(found)} lệnh chặn")
