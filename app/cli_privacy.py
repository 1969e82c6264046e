"""``bhxh privacy``: a person's copy of their data, and their erasure."""

from datetime import timedelta
from pathlib import Path

import click


@click.group()
def privacy() -> None:
    """What persons may ask of their own data; see docs/privacy.md."""


@privacy.command("export")
@click.argument("code")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Write the ZIP here.")
def export(code: str, out: Path) -> None:
    """Write a copy of everything the register holds about the person with this BHXH CODE, to be handed to them alone."""
    from app.cli import product
    from backend.database import Database
    from backend.participants.register import identify
    from backend.privacy import export as copies
    from bhxh.dates import utcnow

    database = Database.open(product().backend())
    try:
        with database.begin() as session:
            identity = identify(session, _code(code), actor="cli", expires_at=utcnow() + timedelta(minutes=5))
            if identity is None:
                raise click.ClickException("nobody in the register has this code")
            content = copies.of(session, identity).as_zip()
            out.write_bytes(content)
    finally:
        database.close()
    click.echo(f"{out}: {len(content)} bytes")


@privacy.command("erase")
@click.argument("code")
@click.option("--reason", type=click.Choice(["request", "court", "retention", "mistake"]), required=True)
@click.confirmation_option(prompt="This cannot be undone. Erase the person?")
def erase(code: str, reason: str) -> None:
    """Erase the person with this BHXH CODE: register, KCB book, account, dossiers, photos, rosters. The audit log keeps that it happened."""
    from app.cli import product
    from backend.database import Database
    from backend.privacy import erasure
    from backend.registration.store import PhotoStore

    config = product().backend()
    database = Database.open(config)
    try:
        with database.begin() as session:
            gone = erasure.erase(session, _code(code), reason=erasure.Reason(reason), actor="cli")
        PhotoStore(config.data_dir, database.keyring).delete(gone.files)
    except erasure.UnknownPerson:
        raise click.ClickException("nobody in the register has this code") from None
    finally:
        database.close()
    click.echo(f"erased: {gone.rows} rows")


def _code(written: str) -> str:
    from bhxh.identifiers import parse_bhxh_code
    from bhxh.problems import InvalidValue

    try:
        return parse_bhxh_code(written)
    except InvalidValue as wrong:
        raise click.ClickException(wrong.detail) from None
