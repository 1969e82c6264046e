"""What a person writes about themselves and their matter, checked before a ticket is made of it."""

from typing import Any

from backend.declined import Declined
from backend.feedback import rules
from backend.feedback.records import Contact
from backend.feedback.subjects import Subject
from backend.registration import fields
from backend.registration.agencies import agencies
from bhxh.messages import text
from bhxh.names import parse_full_name
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue
from bhxh.text import clean


def checked_text(written: str) -> str:
    """What a person reports, line by line cleaned. Raises InvalidValue: feedback.text.short, .long."""
    words = clean(written)
    if len(words) < rules.TEXT_LEAST:
        raise InvalidValue("feedback.text.short", text("feedback.text.short", least=rules.TEXT_LEAST))
    if len(words) > rules.TEXT_MOST:
        raise InvalidValue("feedback.text.long", text("feedback.text.long", most=rules.TEXT_MOST))
    return words


def checked_name(written: str | None) -> str | None:
    """A person's name, None where none is given. Raises InvalidValue."""
    return parse_full_name(written) if written and written.strip() else None


def checked_phone(written: str) -> str:
    """A mobile number as ``84…``. Raises InvalidValue."""
    return parse_mobile(written)


def checked_email(written: str | None) -> str | None:
    """An e-mail address, None where none is given. Raises InvalidValue."""
    return fields.parse_field("email", written, {}) if written and written.strip() else None


def checked_contact(contact: Contact) -> dict[str, Any]:
    """A contact as kept. Raises InvalidValue of the name, the phone or the e-mail."""
    return {
        "phone": checked_phone(contact.phone),
        "name": checked_name(contact.name),
        "email": checked_email(contact.email),
    }


def checked_province(code: str) -> str:
    """The code of a provincial agency, three digits. Raises Declined("feedback.province")."""
    if len(code) != 3 or code not in agencies():
        raise Declined("feedback.province", text("feedback.province"), ("province",))
    return code


def checked_subject(subject: str) -> Subject:
    """A subject by its value. Raises Declined("feedback.subject")."""
    try:
        return Subject(subject)
    except ValueError:
        raise Declined("feedback.subject", text("feedback.subject"), ("subject",)) from None
