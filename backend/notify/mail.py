"""E-mail: the texts of the catalogue as a message, handed to a mail server by SMTP or, in the demo, written to a folder."""

import smtplib
import ssl
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from backend.config import BackendConfig
from backend.notify.delivery import Gateway, Refused, Unavailable
from backend.notify.models import Lane
from bhxh.dates import now
from bhxh.messages import catalogue, text

SECONDS: Final = 15.0
"""For each step of a conversation with the mail server."""


def compose(*, sender: str, to: str, template: str, personalisation: Mapping[str, str], reference: str) -> EmailMessage:
    """The e-mail of a template. Raises Refused for a template that does not exist or an address that no header takes."""
    if f"mail.{template}.body" not in catalogue():
        raise Refused("template")
    values = {name: " ".join(value.split()) for name, value in personalisation.items()}
    message = EmailMessage(policy=SMTP)
    try:
        message["To"] = Address(addr_spec=to)
        message["From"] = Address(text("mail.from"), addr_spec=sender)
        message["Subject"] = text(f"mail.{template}.subject", **values)
    except (ValueError, IndexError):
        raise Refused("address") from None
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{reference}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text(f"mail.{template}.body", **values) + "\n\n" + text("mail.signature") + "\n")
    return message


def mail_server(config: BackendConfig) -> Gateway | None:
    """Where this product's e-mails go: the mail server, in the demo without one a folder; None: nowhere, they are not sent."""
    if config.smtp_url is not None:
        return SmtpMail(config.smtp_url, config.mail_from)
    return MailFolder(folder_of(config), config.mail_from) if config.env == "demo" else None


def folder_of(config: BackendConfig) -> Path:
    """The demo's e-mails."""
    return config.data_dir / "mail"


class SmtpMail:
    """A mail server: ``smtp://host:25``, ``smtp://user:password@host:587?starttls`` or ``smtps://user:password@host:465``."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._starttls = "starttls" in parts.query.split("&")
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = sender

    def send(self, *, to: str, template: str, personalisation: Mapping[str, str], lane: Lane, reference: str) -> str:
        """Hand one e-mail over; its Message-ID comes from `reference`, so that one sent twice shows as one."""
        message = compose(
            sender=self._sender, to=to, template=template, personalisation=personalisation, reference=reference
        )
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise (Refused if code >= 500 else Unavailable)(f"smtp_{code}") from None
        except smtplib.SMTPAuthenticationError as refused:  # ours to mend: the message is not at fault
            raise Unavailable(f"smtp_{refused.smtp_code}") from None
        except smtplib.SMTPResponseException as refused:
            never = isinstance(refused, smtplib.SMTPDataError) and refused.smtp_code >= 500
            raise (Refused if never else Unavailable)(f"smtp_{refused.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as trouble:
            raise Unavailable(type(trouble).__name__) from None
        return reference

    def _connected(self) -> smtplib.SMTP:
        if self._tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=SECONDS)
        try:
            if self._starttls:
                server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server


class MailFolder:
    """The demo's mail server: every e-mail is a file that the page of the demo's mail shows."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, *, to: str, template: str, personalisation: Mapping[str, str], lane: Lane, reference: str) -> str:
        """Writes one e-mail; the same again replaces it."""
        message = compose(
            sender=self._sender, to=to, template=template, personalisation=personalisation, reference=reference
        )
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self._folder / f"{reference}.part"
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(message.as_bytes())
        unfinished.replace(self._folder / f"{reference}.eml")
        return reference
