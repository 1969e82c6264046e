"""``bhxh zalo``: the tokens of the Official Account, which the product renews by itself once it has been given the first."""

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
    from backend.channels.zalo.tokens import Tokens

VARIABLE = "ZALO_REFRESH_TOKEN"


@click.group()
def zalo() -> None:
    """Zalo: tokens of the Official Account."""


@contextmanager
def _tokens() -> Iterator[Tokens]:
    from backend.channels.zalo.tokens import Tokens
    from backend.database import Database

    config = settings.load().backend()
    if config.zalo is None:
        raise click.ClickException(text("zalo.cli.not_set"))
    database = Database.open(config)
    try:
        yield Tokens(database, config.zalo.app_id)
    finally:
        database.close()


@zalo.command("token")
def token() -> None:
    """Store a refresh token from Zalo's console, in place of what is there.

    Taken from the environment (ZALO_REFRESH_TOKEN) or asked for; never from the command line, which others can see.
    """
    with _tokens() as tokens:
        given = os.environ.get(VARIABLE) or click.prompt("Refresh token", hide_input=True, err=True)
        refresh = given.strip()
        if not refresh or not refresh.isprintable() or " " in refresh:
            raise click.ClickException(text("providers.zbs_token_form"))
        tokens.give(refresh, utcnow())
    click.echo(text("zalo.cli.stored"), err=True)


@zalo.command("status")
def status() -> None:
    """Say how long the access token is good, and what went wrong with the last renewal; shows no token."""
    with _tokens() as tokens:
        pair = tokens.read()
    if pair is None:
        raise click.ClickException(text("zalo.cli.none"))
    until = pair.access_until and pair.access_until.astimezone(VIETNAM).isoformat(timespec="minutes")
    if until is None:
        click.echo(text("zalo.cli.waits"))
    else:
        click.echo(text("providers.zbs_token_good" if pair.good(utcnow()) else "providers.zbs_token_over", until=until))
    if pair.error is not None:
        raise click.ClickException(text("zalo.cli.error", error=pair.error))
