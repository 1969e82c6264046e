"""``bhxh nlu``: how well the assistant understands, why it understood one sentence as it did, and what it did not understand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app import nlu_process
from app.cli_review import review
from app.training import ModelUntrusted
from bhxh.messages import text


@click.group()
def nlu() -> None:
    """Understanding: measure it, explain it, see what was not understood."""


nlu.add_command(review)


@nlu.command("evaluate")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Also write the confusions as a page.")
@click.option(
    "--set",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=nlu_process.EVALUATION_SET,
    help="Folder of sentences; default: tests/bot/nlu/evaluation.",
)
def evaluate(html: Path | None, folder: Path) -> None:
    """Measure on sentences that were never trained on."""
    from app import nlu_report

    report = _asked(lambda: nlu_process.evaluate(folder))
    click.echo(nlu_report.table(report))
    if html is not None:
        html.write_text(nlu_report.page(report), encoding="utf-8")
        click.echo(text("nlu.html", file=html), err=True)


@nlu.command("why")
@click.argument("sentence")
def why(sentence: str) -> None:
    """Say what was heard in SENTENCE and which letters decided."""
    from app import nlu_report

    click.echo(nlu_report.explanation(_asked(lambda: nlu_process.why(sentence))))


def _asked(question: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if not nlu_process.uses_trained_model():
        click.echo(text("nlu.training"), err=True)
    try:
        return question()
    except (nlu_process.Failed, ModelUntrusted) as error:
        raise click.ClickException(text("nlu.failed", detail=error)) from None
