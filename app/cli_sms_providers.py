"""``bhxh sms providers`` and ``bhxh sms provider``: how the ways out stand, and putting one off by hand."""

from __future__ import annotations

from typing import Any

import click

from app import settings
from app.cli_sms_gateway import Gateway


@click.command("providers")
def providers() -> None:
    """Show how every provider stands, for each telco."""
    for one in Gateway(settings.load()).call("GET", "providers")["providers"]:
        click.echo(f"{one['name']}  ({one['kind']}, weight {one['weight']}){_held(one['hold'])}")
        for health in one["health"]:
            click.echo(_line(health))


def _held(hold: dict[str, Any] | None) -> str:
    if hold is None:
        return ""
    return f"  tạm ngừng bởi {hold['by']} từ {_time(hold['at'])}{': ' + hold['reason'] if hold['reason'] else ''}"


def _line(health: dict[str, Any]) -> str:
    reason = f" ({health['reason']})" if health["reason"] else ""
    latency = "-" if health["latency"] is None else f"{health['latency']:.2f} s"
    figures = (
        f"lỗi {_per_cent(health['error_share'])}",
        f"trả lời {latency}",
        f"đến máy {_per_cent(health['delivered_share'])}",
        f"OTP được nhập {_per_cent(health['confirmed_share'])}",
    )
    state = f"{health['state']}{reason}"
    return f"  {health['telco'] or 'chung':<14}{state:<24}{_time(health['since'])}  {', '.join(figures)}"


def _per_cent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f} %"


def _time(moment: str) -> str:
    return moment[:19].replace("T", " ")


@click.group("provider")
def provider() -> None:
    """One provider."""


@provider.command("hold")
@click.argument("name")
@click.option("--reason", help="For the colleagues; no personal data.")
def hold(name: str, reason: str | None) -> None:
    """Give the provider called NAME nothing more until it is released."""
    shown = Gateway(settings.load()).call("POST", f"providers/{name}/hold", json={"reason": reason})
    click.echo(f"{shown['name']}{_held(shown['hold'])}")


@provider.command("release")
@click.argument("name")
def release(name: str) -> None:
    """Let the provider called NAME work again."""
    shown = Gateway(settings.load()).call("POST", f"providers/{name}/release")
    click.echo(f"{shown['name']}: hoạt động lại")
