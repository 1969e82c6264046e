"""``bhxh sms portability``: numbers that changed their operator and kept their prefix."""

from __future__ import annotations

from pathlib import Path

import click

from app import settings
from bhxh.messages import text

_LINES = 20


@click.group()
def portability() -> None:
    """Numbers that changed their operator."""


@portability.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(path: Path) -> None:
    """Take a CSV file with the columns so_dien_thoai and nha_mang; what is in it already changes nothing."""
    from kit.database import create_engine
    from sms_gateway.messages.porting_file import WrongHeader, take
    from sms_gateway.sealing import Sealing

    config = settings.load().gateway()
    engine = create_engine(config.database_url)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            taken = take(engine, Sealing.from_config(config), lines)
    except (WrongHeader, UnicodeDecodeError):
        raise click.ClickException(text("sms.telco_columns")) from None
    finally:
        engine.dispose()
    for line, why in taken.wrong[:_LINES]:
        click.echo(f"dòng {line}: {why}", err=True)
    if len(taken.wrong) > _LINES:
        click.echo(f"... và {len(taken.wrong) - _LINES} dòng lỗi nữa", err=True)
    click.echo(f"{taken.ported} số đã chuyển mạng, {taken.back} số ở đúng mạng của đầu số, {len(taken.wrong)} dòng lỗi")
