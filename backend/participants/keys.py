"""Blind indexes: by what people are found, and by what a stretch of participation and a benefit decision are known, so that a file taken
in twice adds nothing. Without the database, because processes beside an import work them out."""

from datetime import date
from typing import Any

from backend.participants.records import BenefitDecision, ParticipationPeriod
from bhxh.text import clean, fold
from kit.crypto import Keyring


def name_birth(keyring: Keyring, full_name: str, date_of_birth: date) -> bytes:
    """That of a name, without its marks, and a day of birth ("person.name_birth")."""
    return keyring.blind_index("person.name_birth", f"{fold(clean(full_name))}|{date_of_birth.isoformat()}")


def phone_index(keyring: Keyring, phone: str) -> bytes:
    """That of a phone on record (`84…`): "person.phone", in the register and in accounts."""
    return keyring.blind_index("person.phone", phone)


def participation_key(keyring: Keyring, bhxh_code: str, period: ParticipationPeriod) -> bytes:
    """The blind index of person, kind, first month and employer (without case and diacritics)."""
    parts = (bhxh_code, period.kind, period.from_month, fold(period.employer))
    return keyring.blind_index("participation.entry", "\x1f".join(parts))


def benefit_key(keyring: Keyring, bhxh_code: str, decision: BenefitDecision) -> bytes:
    """The blind index of person, kind, number of the decision and first day."""
    parts = (bhxh_code, decision.kind, fold(decision.decision), decision.from_date.isoformat())
    return keyring.blind_index("benefit.entry", "\x1f".join(parts))


def benefit_details(decision: BenefitDecision) -> dict[str, Any]:
    """What the table keeps of a decision beside its kind. An account that is not known is left out, as in rows of before there was one."""
    details = {name: value for name, value in vars(decision).items() if name != "kind"}
    for name in ("account", "bank"):
        if not details[name]:
            del details[name]
    for name in ("decided_on", "from_date", "to_date"):
        details[name] = details[name].isoformat() if details[name] else None
    return details
