"""``bhxh import``: data of other systems."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_ERRORS = click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), help="Write rejected rows here as CSV."
)


@click.group("import")
def import_() -> None:
    """Bring data of other systems in. Running a file again changes nothing; one that was interrupted goes on where it stopped."""


def _command(name: str, said: str) -> Callable[[Path, Path | None], None]:
    @import_.command(name, help=said)
    @_FILE
    @_ERRORS
    def run(file: Path, errors: Path | None) -> None:
        _run(name, file, errors)

    return run


participants = _command("participants", "Bring participants in from a CSV FILE.")
cards = _command("cards", "Bring BHYT cards in from a CSV FILE.")
participation = _command("participation", "Bring stretches of participation in from a CSV FILE.")
benefits = _command("benefits", "Bring benefit decisions in from a CSV FILE.")
kcb = _command("kcb", "Bring visits in from FILE: CSV, or XML as in QĐ 130/QĐ-BYT and 4750/QĐ-BYT.")


@import_.command("directory")
@_FILE
@click.option(
    "--kind",
    type=click.Choice(["agency", "facility", "employer", "collection_point"]),
    required=True,
    help="What the FILE lists.",
)
def directory(file: Path, kind: str) -> None:
    """Bring agencies, health facilities, employers or collection points in from a CSV or XLSX FILE."""
    from app.cli import product
    from backend.places import importing
    from backend.places.models import Kind

    try:
        report = importing.import_file(product().backend(), file, Kind(kind))
    except importing.FileRefused as refused:
        raise click.ClickException(refused.detail) from None
    click.echo(report.summary())
    if report.rejected:
        sys.exit(1)


def _run(name: str, file: Path, errors: Path | None) -> None:
    from app.cli import product
    from backend.importing.problems import FileRefused
    from backend.importing.run import import_file
    from backend.kcb.importing import VISITS, VISITS_XML, Envelope
    from backend.participants.importing import BENEFITS, CARDS, PARTICIPATION, PEOPLE

    kinds = {kind.name: kind for kind in (PEOPLE, CARDS, PARTICIPATION, BENEFITS, VISITS)}
    try:
        if name == VISITS.name and _is_xml(file):
            report = import_file(product().backend(), VISITS_XML, file, errors, source=Envelope.open(file))
        else:
            report = import_file(product().backend(), kinds[name], file, errors)
    except FileRefused as refused:
        raise click.ClickException(refused.detail) from None
    click.echo(report.summary())
    if report.rejected:
        sys.exit(1)


def _is_xml(file: Path) -> bool:
    with file.open("rb") as stream:
        head = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").replace(b"\0", b"").lstrip(b"\xff\xfe")
    return head.startswith(b"<")
