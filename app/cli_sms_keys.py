"""``bhxh sms key``: keys of other systems, straight in the database, so that the first one can be made before anything runs."""

from __future__ import annotations

import click

from app import settings


@click.group()
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


@key.command("list")
def list_keys() -> None:
    """Show every key, its rights and when it was used last."""
    from kit.database import create_engine, reading
    from sms_gateway.keys import listing

    engine = create_engine(settings.load().gateway().database_url)
    with reading(engine) as connection:
        for row in listing(connection):
            used = "-" if row.last_used_at is None else row.last_used_at.isoformat(" ", "minutes")
            state = "revoked" if row.revoked_at else "live" if row.live else "test"
            click.echo(f"{row.name:<24}{state:<9}{used:<24}{' '.join(row.permissions)}")
