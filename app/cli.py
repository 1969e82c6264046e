"""The command line, ``bhxh``."""

import os
import sys
from typing import TextIO, cast

import click

import bhxh.messages
from app import settings
from app.settings import Product
from kit import logs


class _Lazy(click.Group):
    """Loads the settings when a command needs them, so that ``--help`` works with a broken environment."""

    def invoke(self, ctx: click.Context) -> object:
        os.umask(0o077)  # databases, logs and exports hold personal data: for their owner alone
        try:
            return super().invoke(ctx)
        except settings.SettingsError as error:
            raise click.ClickException(f"Cấu hình chưa đúng:\n{error}") from None
        except OSError as error:
            if error.filename is None:
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}") from None
        except Exception as error:
            reason = _database_reason(error)
            if reason is None:
                raise
            raise click.ClickException(f"Cơ sở dữ liệu chưa dùng được ({reason}). Hãy thử: bhxh migrate") from None


def _database_reason(error: Exception) -> str | None:
    """What the driver says, in one line: SQLAlchemy's own text quotes statements with their values. None: no such error."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    if not isinstance(error, OperationalError | ProgrammingError):
        return None
    return str(error.orig).partition("\n")[0]


def product() -> Product:
    """The product's settings, with this process set up for a command. Raises SettingsError."""
    loaded = settings.load()
    logs.configure("cli", 30)
    bhxh.messages.set_hotline(loaded.settings.hotline)
    return loaded


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Trợ lý BHXH: serve, feed and look after the product."""


@main.command()
def run() -> None:
    """Train and migrate as needed, then serve everything."""
    from app import start, training

    try:
        start.run(product())
    except (start.CannotStart, training.TrainingFailed) as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.argument("process")
def serve(process: str) -> None:
    """Run one PROCESS: web, sender, worker, actions, rasa or watch."""
    from app import serve as processes
    from app.training import ModelUntrusted

    if process not in processes.PROCESSES:
        raise click.BadParameter(f"one of {', '.join(processes.PROCESSES)}", param_hint="PROCESS")
    try:
        processes.run(process, product())
    except ModelUntrusted as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.option("--force", is_flag=True, help="Also when nothing has changed.")
def train(force: bool) -> None:
    """Train the assistant if its inputs changed."""
    from app import training

    try:
        seconds = training.train(force)
    except training.TrainingFailed as error:
        raise click.ClickException(str(error)) from None
    click.echo("the model is up to date" if seconds is None else f"trained in {seconds:.0f} s", err=True)


@main.command()
def migrate() -> None:
    """Bring both databases to the newest schema (and seed the demo)."""
    from app import databases

    databases.prepare(product())


@main.command("demo-data")
@click.option("--participants", "count", type=click.IntRange(1), required=True, help="How many people to make.")
@click.option("--seed", default=2026, show_default=True, help="The same seed makes the same people.")
@click.option(
    "--csv",
    "path",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write CSV here (- is standard output) instead of the database.",
)
def demo_data(count: int, seed: int, path: str | None) -> None:
    """Make believable people with cards and visits, in the database or as CSV."""
    from backend import demo

    if path is not None:
        with click.open_file(path, "w", encoding="utf-8", atomic=path != "-") as file:
            demo.write_csv(cast(TextIO, file), count, seed)
        return
    loaded = product()
    if not loaded.demo:
        raise click.ClickException("demo data belongs to BHXH_ENV=demo")
    from app import databases

    databases.prepare(loaded)
    with click.progressbar(length=count, label="participants", file=sys.stderr) as bar:
        demo.load(loaded.backend(), count, seed, progress=bar.update)


@main.command()
def maintain() -> None:
    """Expire, remind and delete what is due. Safe to run twice or on two machines."""
    from app import maintenance

    failed = maintenance.run(product())
    if failed:
        raise click.ClickException(f"failed, see the log: {', '.join(failed)}")


@main.group()
def keyset() -> None:
    """The keyset that encrypts personal fields."""


@keyset.command("new")
def keyset_new() -> None:
    """Print a new keyset for BHXH_KEYSET."""
    from kit.crypto import new_keyset

    click.echo(new_keyset())


@main.group()
def audit() -> None:
    """The record of who read what."""


@audit.command("verify")
def audit_verify() -> None:
    """Check the audit's hash chain; exit 1 and name the first broken entry if it was changed."""
    from backend.audit import verify

    broken = verify(product().backend())
    if broken is not None:
        raise click.ClickException(f"the chain is broken at entry {broken}")
    click.echo("the chain is whole")


@main.command()
@click.option("--check", is_flag=True, help="Only say whether the files are current.")
def docs(check: bool) -> None:
    """Write the generated pages of docs/."""
    from app import documentation

    stale = documentation.write(check)
    if check and stale:
        raise click.ClickException(f"out of date, run `bhxh docs`: {', '.join(stale)}")


def _add_groups() -> None:
    from app.cli_content import content
    from app.cli_import import import_
    from app.cli_nlu import nlu
    from app.cli_privacy import privacy
    from app.cli_sms import sms
    from app.cli_staff import staff
    from app.cli_zalo import zalo

    for group in (import_, sms, nlu, content, staff, privacy, zalo):
        main.add_command(group)


_add_groups()
