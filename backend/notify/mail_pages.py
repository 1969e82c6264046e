"""`/thu-dien-tu`: the e-mails of the demo, which has no mail server. In production there is no such page."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Flask, abort, current_app

from backend.config import BackendConfig
from backend.notify.mail import folder_of
from backend.staff.guard import Section, may
from backend.staff.roles import Permission
from backend.staff.views import page

section = Section("mailbox", "/thu-dien-tu")
_EXTENSION: Final = "bhxh.demo_mail"
_MOST: Final = 50


@dataclass(frozen=True)
class ShownMail:
    """An e-mail as its reader sees it."""

    to: str
    subject: str
    date: str
    body: str


def install(app: Flask, config: BackendConfig) -> None:
    """Tell the page where the demo's e-mails are; without a folder there is no page."""
    app.extensions[_EXTENSION] = folder_of(config) if config.env == "demo" and config.smtp_url is None else None


def mailbox() -> Path | None:
    """Where this application's demo e-mails are, None where real ones go out."""
    found: Path | None = current_app.extensions[_EXTENSION]
    return found


@section.page("", may(Permission.DOSSIERS))
def mails() -> str:
    """The latest ones."""
    folder = mailbox()
    if folder is None:
        abort(HTTPStatus.NOT_FOUND)
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)[:_MOST]
    return page("notify/mails.html", mails=[_shown(file) for file in files])


def _shown(file: Path) -> ShownMail:
    mail = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default)
    return ShownMail(str(mail["To"]), str(mail["Subject"]), str(mail["Date"]), str(mail.get_content()))
