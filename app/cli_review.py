"""``bhxh nlu review``: what the assistant did not understand, for people to learn from."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app import nlu_process, settings
from app.training import ROOT
from bhxh.messages import text

if TYPE_CHECKING:
    from app.review.groups import Group
    from backend.learning.review import Review


@click.group()
def review() -> None:
    """Sentences that were not understood: look through them, export them, mark them as dealt with."""


@review.command("list")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1), help="How many groups to show.")
def list_(most: int) -> None:
    """Show sentences that ask alike in groups, largest group first."""
    from app.review import groups

    with _opened() as kept:
        found = _grouped(kept)
    click.echo(groups.listing(found, most) if found else text("review.none"))


@review.command("export")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="One row a sentence.")
@click.option(
    "--yaml", "yaml_file", type=click.Path(dir_okay=False, path_type=Path), help="Blocks to copy into bot/data/nlu."
)
def export(csv_file: Path | None, yaml_file: Path | None) -> None:
    """Write all groups into files. What nearly repeats a training sentence is marked."""
    from app.content.sentences import Known, read_all
    from app.review.export import as_csv, as_yaml

    if csv_file is None and yaml_file is None:
        raise click.UsageError(text("review.nothing_to_write"))
    with _opened() as kept:
        found = _grouped(kept)
    near = cache(Known(read_all(ROOT / "bot" / "data")).near)
    for file, write in ((csv_file, as_csv), (yaml_file, as_yaml)):
        if file is not None:
            file.write_bytes(write(found, near).encode())
            click.echo(text("review.written", file=file), err=True)


@review.command("done")
@click.argument("names", nargs=-1, required=True, metavar="GROUP...")
def done(names: tuple[str, ...]) -> None:
    """Mark GROUPs as dealt with, as `list` or `export` showed them last; they are not shown again."""
    from backend.learning.review import UnknownGroup

    with _opened() as kept:
        try:
            count = kept.deal_with(names)
        except UnknownGroup as unknown:
            raise click.ClickException(text("review.unknown_group", name=unknown)) from None
    click.echo(text("review.done", count=count))


def _opened() -> Review:
    from backend.learning.review import Review

    return Review(settings.load().backend())


def _grouped(kept: Review) -> list[Group]:
    from app.review import groups

    click.echo(text("review.grouping"), err=True)
    try:
        return groups.read(kept)
    except nlu_process.Failed as error:
        raise click.ClickException(text("review.failed", detail=error)) from None
