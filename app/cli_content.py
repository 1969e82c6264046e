"""``bhxh content``: for the people who write questions and answers."""

import sys
from datetime import datetime

import click

from app.training import ROOT
from bhxh.messages import text

_SHOWN_WARNINGS = 30


@click.group()
def content() -> None:
    """Questions and answers: check what editors wrote."""


@content.command("check")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of this day; default: today.")
@click.option("--months", default=12, show_default=True, help="How long an answer counts as fresh.")
@click.option("--all", "everything", is_flag=True, help="List every warning.")
def check(day: datetime | None, months: int, everything: bool) -> None:
    """Check answers and training sentences; exit 1 when something must be mended."""
    from app.content.check import check
    from bhxh import dates

    today = day.date() if day else dates.now().date()
    result = check(ROOT / "bot" / "data", ROOT / "domain.yml", today, months)
    shown = result.warnings if everything else result.warnings[:_SHOWN_WARNINGS]
    for finding in [*result.errors, *shown]:
        click.echo(str(finding))
    if len(shown) < len(result.warnings):
        click.echo(text("content.more", count=len(result.warnings) - len(shown)))
    numbers = {"faqs": result.faqs, "sentences": result.sentences}
    if not result.findings:
        click.echo(text("content.fine", **numbers), err=True)
        return
    click.echo(text("content.summary", errors=len(result.errors), warnings=len(result.warnings), **numbers), err=True)
    if result.errors:
        sys.exit(1)


@content.command("review")
@click.option("--by", "day", type=click.DateTime(["%Y-%m-%d"]), help="Up to this day; default: today.")
@click.option("--months", default=12, show_default=True, help="How long an answer counts as fresh.")
def review(day: datetime | None, months: int) -> None:
    """List the answers and figures to look at again by a day, with file and line."""
    from app.content.review import due
    from bhxh import dates

    today = dates.now().date()
    by = day.date() if day else today
    found = due(ROOT / "bot" / "data", today, by, months)
    for each in found:
        click.echo(str(each))
    key = "content.due.head" if found else "content.due.none"
    click.echo(text(key, count=len(found), date=dates.format_date(by)), err=True)
