"""``bhxh sms callback``: where keys' owners are told what became of messages and what phones answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app import settings

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.group()
def callback() -> None:
    """Addresses that are told what became of messages, and what phones answer."""


@callback.command("set")
@click.argument("name")
@click.argument("url")
@click.option("--sent", is_flag=True, help="Tell the passing status sent, too.")
@click.option(
    "--inbound",
    type=click.Choice(["none", "own", "all"]),
    default="none",
    show_default=True,
    help="Texts of phones: those that answer messages of the key, or all that answer no other key's.",
)
def put(name: str, url: str, sent: bool, inbound: str) -> None:
    """Tell URL about messages of the key called NAME. Prints the new secret, this once."""
    from bhxh.dates import utcnow
    from kit.database import create_engine
    from kit.problems import Problem
    from sms_gateway.callbacks import addresses
    from sms_gateway.sealing import Sealing

    config = settings.load().gateway()
    try:
        addresses.check(url, config)
    except Problem as problem:
        raise click.ClickException(problem.detail) from None
    with create_engine(config.database_url).begin() as connection:
        secret = addresses.put(
            connection,
            Sealing.from_config(config),
            _key(connection, name),
            url=url,
            sent=sent,
            inbound=addresses.Inbound(inbound),
            now=utcnow(),
        )
    click.echo(secret)


@callback.command("list")
def show() -> None:
    """Show every address, what waits for it and what was dropped."""
    from kit.database import create_engine, reading
    from sms_gateway.callbacks import addresses

    with reading(create_engine(settings.load().gateway().database_url)) as connection:
        for one in addresses.listing(connection):
            wants = f"sent={'có' if one.sent else 'không'}, inbound={one.inbound}"
            last = "chưa" if one.delivered_at is None else one.delivered_at.isoformat(" ", "seconds")
            click.echo(f"{one.key}  {one.url}  ({wants})")
            click.echo(f"  đang chờ {one.waiting}, đã bỏ {one.dropped}, lần gửi được gần nhất: {last}")
            if one.error is not None:
                click.echo(f"  lỗi: {one.error} ({one.failures} lần liên tiếp)")


@callback.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Tell the owner of the key called NAME nothing any more."""
    from kit.database import create_engine
    from sms_gateway.callbacks import addresses

    with create_engine(settings.load().gateway().database_url).begin() as connection:
        known = addresses.remove(connection, _key(connection, name))
    if not known:
        raise click.ClickException(f"Khóa {name} không có địa chỉ nhận thông báo.")


def _key(connection: Connection, name: str) -> int:
    from sqlalchemy import select

    from sms_gateway.schema import api_key

    found = connection.execute(select(api_key.c.id).where(api_key.c.name == name)).scalar_one_or_none()
    if found is None:
        raise click.ClickException(f"Không có khóa nào tên {name}.")
    return int(found)
