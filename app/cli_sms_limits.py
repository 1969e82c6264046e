"""``bhxh sms limits``: how much a key may send, and whether abroad."""

from __future__ import annotations

import click

from app import settings


@click.command()
@click.argument("name")
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="CAP=SEGMENTS",
    help="Such as number_day=50; none: no limit, default: as others.",
)
@click.option("--abroad/--domestic", default=None, help="Whether it may write to foreign numbers.")
def limits(name: str, changes: tuple[str, ...], abroad: bool | None) -> None:
    """Show or change what the key called NAME may send, in segments; from the next request on."""
    from kit.database import create_engine
    from sms_gateway.rules import caps

    engine = create_engine(settings.load().gateway().database_url)
    with engine.begin() as connection:
        try:
            wanted = dict(_change(change) for change in changes)
            known = caps.change(connection, name, wanted, abroad)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--set") from None
        if known is None:
            raise click.ClickException(f"Không có khóa nào tên {name}.")
    for cap in caps.NAMES:
        most = getattr(known.caps, cap)
        own = "" if cap in known.own else "  (mặc định)"
        click.echo(f"{cap:<20}{'không giới hạn' if most is None else most}{own}")
    click.echo(f"{'abroad':<20}{'được gửi ra nước ngoài' if known.abroad else 'chỉ trong nước'}")


def _change(change: str) -> tuple[str, int | str | None]:
    cap, _, most = change.partition("=")
    if most in {"none", "default"}:
        return cap, None if most == "none" else most
    if not most.isdecimal():
        raise ValueError(f"{change!r} is not CAP=SEGMENTS")
    return cap, int(most)
