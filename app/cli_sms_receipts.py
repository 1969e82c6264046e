"""``bhxh sms receipts``: reports of providers that match no message."""

from __future__ import annotations

import click

from app import settings
from app.cli_sms_gateway import Gateway


@click.group()
def receipts() -> None:
    """Providers' delivery reports."""


@receipts.command("unmatched")
@click.option("--provider", help="Only those of this provider.")
def unmatched(provider: str | None) -> None:
    """Show reports that match no message: how many, and the newest hundred."""
    params = {} if provider is None else {"provider": provider}
    found = Gateway(settings.load()).call("GET", "unmatched-receipts", params=params)
    click.echo(f"còn chờ khớp: {found['waiting']}")
    for one in found["figures"]:
        click.echo(
            f"{one['provider']}  {one['status']:<10}{one['receipts']:>8}  {_time(one['first'])} – {_time(one['last'])}"
        )
    for again in found["repeats"]:
        click.echo(f"{again['provider']}  báo lại: {again['receipts']}  {_time(again['last'])}")
    for row in found["receipts"]:
        words = (
            _time(row["received_at"]),
            row["provider"],
            row["provider_message_id"],
            row["status"],
            row["error"] or "",
        )
        click.echo("  ".join(words).rstrip())


def _time(moment: str) -> str:
    return moment[:19].replace("T", " ")
