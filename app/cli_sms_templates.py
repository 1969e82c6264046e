"""``bhxh sms template``: wordings, their versions, and how one travels before anybody gets it."""

from __future__ import annotations

from typing import Any

import click

from app import settings
from app.cli_sms_gateway import Gateway

_KHONG_DAU = click.option("--khong-dau", is_flag=True, help="Send without accents.")


@click.group()
def template() -> None:
    """Wordings of messages and campaigns."""


@template.command("list")
def list_templates() -> None:
    """Show the newest version of each."""
    for one in Gateway(settings.load()).call("GET", "templates")["templates"]:
        _show(one)


@template.command("show")
@click.argument("name")
def show(name: str) -> None:
    """Show every version of the template called NAME, the newest first."""
    for one in Gateway(settings.load()).call("GET", f"templates/{name}")["templates"]:
        _show(one)


@template.command("create")
@click.argument("name")
@click.option("--body", required=True, help="The text, with fields such as {ho_ten}.")
@click.option("--lane", type=click.Choice(["bulk", "transactional", "otp"]), default="bulk", show_default=True)
@_KHONG_DAU
def create(name: str, body: str, lane: str, khong_dau: bool) -> None:
    """Store a wording; a NAME that exists gets its next version."""
    wording = {"name": name, "body": body, "lane": lane, "khong_dau": khong_dau}
    _show(Gateway(settings.load()).call("POST", "templates", json=wording))


@template.command("preview")
@click.option("--body", required=True, help="The finished text.")
@_KHONG_DAU
def preview(body: str, khong_dau: bool) -> None:
    """Say how a text travels, in how many segments, and what is advised; sends nothing."""
    found = Gateway(settings.load()).call("POST", "preview", json={"body": body, "khong_dau": khong_dau})
    sent = found["message"]
    click.echo(f"{sent['encoding']}, {sent['segments']} phần tin, {sent['units']} ký tự")
    click.echo(found["advice"])


def _show(one: dict[str, Any]) -> None:
    accents = "  không dấu" if one["khong_dau"] else ""
    click.echo(f"{one['name']}  v{one['version']}  {one['lane']}{accents}")
    click.echo(f"    {one['body']}")
