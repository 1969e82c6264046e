"""``bhxh staff``: accounts of the consoles, for the first administrator and for when nobody can log in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from app import settings
from backend.database import Database
from backend.declined import Declined
from backend.feedback.subjects import Monitor
from backend.staff import accounts
from backend.staff.models import StaffAccount
from backend.staff.roles import Role
from bhxh.messages import text

_ACTOR = "cli"


@contextmanager
def _writing() -> Iterator[Session]:
    """A transaction; what is declined is said, and leaves nothing behind."""
    database = Database.open(settings.load().backend())
    try:
        with database.begin() as session:
            yield session
    except Declined as declined:
        raise click.ClickException(declined.detail) from None
    finally:
        database.close()


def _account(session: Session, username: str) -> StaffAccount:
    found = accounts.find(session, username)
    if found is None:
        raise click.ClickException(text("staff.cli_unknown", username=username))
    return found


@click.group()
def staff() -> None:
    """Accounts of staff."""


@staff.command("create")
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option(
    "--agency", help="Code of the agency that the work is bound to, such as 07915; default: the whole country."
)
@click.option(
    "--unit",
    type=click.Choice([unit.value for unit in Monitor]),
    help="Unit at headquarters whose feedback it follows up.",
)
def create(username: str, name: str, role: str, agency: str | None, unit: str | None) -> None:
    """Make an account; prints its first password, which must be changed at the first log-in."""
    with _writing() as session:
        first = accounts.create(
            session, username=username, name=name, role=Role(role), agency=agency, unit=unit, actor=_ACTOR
        )
    click.echo(first)


@staff.command("list")
def list_accounts() -> None:
    """Show every account."""
    with _writing() as session:
        for account in accounts.listing(session):
            state = "closed" if account.closed_at else "demo" if account.demo else "open"
            click.echo(f"{account.username:<24}{account.role:<14}{account.agency or '-':<8}{state:<8}{account.name}")


@staff.command("role")
@click.argument("username")
@click.argument("role", type=click.Choice([role.value for role in Role]))
def give_role(username: str, role: str) -> None:
    """Give an account another ROLE."""
    with _writing() as session:
        accounts.give_role(session, _account(session, username), Role(role), _ACTOR)


@staff.command("close")
@click.argument("username")
def close(username: str) -> None:
    """Lock a person out at once."""
    with _writing() as session:
        accounts.close(session, _account(session, username), _ACTOR)


def _add_password_command(name: str, renew: Callable[[Session, StaffAccount, str], str], help_text: str) -> None:
    @staff.command(name, help=help_text)
    @click.argument("username")
    def command(username: str) -> None:
        with _writing() as session:
            first = renew(session, _account(session, username), _ACTOR)
        click.echo(first)


_add_password_command("reset", accounts.reset, "Print a new first password for a lost one, or for a lost phone.")
_add_password_command("reopen", accounts.reopen, "Let a closed account in again; prints its new first password.")
