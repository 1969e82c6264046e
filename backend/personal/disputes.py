"""`/tai-khoan/so-kcb/<id>/khong-phai-cua-toi`: a visit that the person never made becomes a feedback, with the visit attached."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from backend.accounts import service as accounts
from backend.accounts.guard import Citizen
from backend.database import Database
from backend.declined import Declined
from backend.feedback import service as feedback
from backend.feedback.records import AboutVisit, Contact
from backend.feedback.subjects import Channel
from backend.feedback.subjects import Subject as About
from backend.personal.subject import Subject
from backend.registration.agencies import home_provinces
from bhxh.messages import catalogue
from bhxh.places import province_by_card_code
from bhxh.problems import InvalidValue

KEY_LENGTH: Final = 16
_KEY_MOST: Final = 64


def new_form(subject: Subject) -> dict[str, str]:
    """The form as it is first shown. Its key makes a second sending of the same form the same feedback."""
    province = province_by_card_code(subject.person.province_code)
    return {
        # Officers read it, so it is Vietnamese whatever the reader's language.
        "words": catalogue()["personal.dispute.default_ward" if subject.ward else "personal.dispute.default"],
        "province": province.agency_code if province else "",
        "key": secrets.token_urlsafe(KEY_LENGTH),
    }


def provinces() -> list[tuple[str, str]]:
    """Code and name of the agencies that a feedback can be sent to."""
    return [(province.agency_code, province.agency_name) for province in home_provinces()]


def phone_of(session: Session, citizen: Citizen) -> str | None:
    """Where the answer is announced: the phone of the account that reports."""
    account = accounts.find_by_person(session, citizen.person_id)
    return account.phone if account else None


def send(
    database: Database, citizen: Citizen, about: AboutVisit, phone: str, form: Mapping[str, str]
) -> tuple[str | None, dict[str, str]]:
    """The number of the feedback, or what is wrong with the form by field."""
    values: dict[str, Any] = {
        "channel": Channel.ACCOUNT,
        "subject": About.KCB,
        "province": form.get("province", ""),
        "text": form.get("words", ""),
        "contact": Contact(phone, citizen.name),
        "key": f"account:{citizen.account_id}:{about.visit_id}:{form.get('key', '')[:_KEY_MOST]}",
        "actor": citizen.actor,
        "about_visit": about,
    }
    try:
        return feedback.submit_once(database, **values), {}
    except InvalidValue as error:
        return None, {"words": error.detail}
    except Declined as error:
        return None, {error.fields[0] if error.fields else "": error.detail}
