"""``bhxh sms zbs``: the tokens of Zalo, which the sender renews by itself once it has been given the first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from app import settings
from bhxh.dates import VIETNAM, utcnow
from bhxh.messages import text

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sms_gateway.sealing import Sealing

VARIABLE = "ZBS_REFRESH_TOKEN"


@click.group()
def zbs() -> None:
    """Zalo template messages: tokens."""


@contextmanager
def _opened(provider: str) -> Iterator[tuple[Engine, Sealing]]:
    """The gateway's database. Raises click.BadParameter for a name that is no ZBS provider of the file."""
    from kit.database import create_engine
    from sms_gateway.sealing import Sealing

    config = settings.load().gateway()
    names = [one.name for one in config.providers if one.kind == "zbs"]
    if provider not in names:
        known = ", ".join(names) or "-"
        raise click.BadParameter(text("providers.zbs_unknown", known=known), param_hint="PROVIDER")
    engine = create_engine(config.database_url)
    try:
        yield engine, Sealing.from_config(config)
    finally:
        engine.dispose()


@zbs.command("token")
@click.argument("provider")
def token(provider: str) -> None:
    """Store a refresh token from Zalo's console for PROVIDER, in place of what it has.

    Taken from the environment (ZBS_REFRESH_TOKEN) or asked for; never from the command line, which others can see.
    """
    from sms_gateway.providers.zbs.tokens import give

    with _opened(provider) as (engine, sealing):
        given = os.environ.get(VARIABLE) or click.prompt("Refresh token", hide_input=True, err=True)
        refresh = given.strip()
        if not refresh or not refresh.isprintable() or " " in refresh:
            raise click.ClickException(text("providers.zbs_token_form"))
        with engine.begin() as connection:
            give(connection, sealing, provider, refresh, utcnow())
    click.echo(text("providers.zbs_token_stored", provider=provider), err=True)


@zbs.command("status")
@click.argument("provider")
def status(provider: str) -> None:
    """Say how long the access token of PROVIDER is good, and what went wrong with the last renewal; shows no token."""
    from sms_gateway.providers.zbs.tokens import Tokens

    with _opened(provider) as (engine, sealing):
        pair = Tokens(engine, sealing, provider, "").read()
    if pair is None:
        raise click.ClickException(text("providers.zbs_no_token", provider=provider))
    until = pair.access_until and pair.access_until.astimezone(VIETNAM).isoformat(timespec="minutes")
    if until is None:
        click.echo(text("providers.zbs_token_waits"))
    elif pair.good(utcnow()):
        click.echo(text("providers.zbs_token_good", until=until))
    else:
        click.echo(text("providers.zbs_token_over", until=until))
    if pair.error is not None:
        raise click.ClickException(text("providers.zbs_token_error", error=pair.error, provider=provider))
