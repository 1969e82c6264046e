"""The 8079 and 8179 look-ups, answered by ourselves in one segment where it is possible.

A person's data go to the phone on record alone: the network names the sender, and what is answered goes to that phone whoever claimed to be
it. For a code that nobody has, and for one with another phone, the answer is the same.
"""

import re
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from backend.accounts import reset
from backend.accounts import service as accounts
from backend.channels.sms.platform import CHANNEL
from backend.conversations.models import Conversation
from backend.conversations.shortcuts import Answer
from backend.declined import Declined
from backend.participants import cards, months, participation
from backend.participants.identity import Identity
from backend.participants.register import identify
from backend.participants.render import length, validity
from backend.registration import dossiers
from backend.registration.number import parse_number
from bhxh.messages import text
from bhxh.periods import describe
from bhxh.problems import InvalidValue
from bhxh.sms_commands import Command, NearMiss, Purpose, parse, syntaxes_for

_ONE_READ: Final = timedelta(minutes=1)
_FIRST_SENTENCE: Final = re.compile(r".+?(?=\.\s|\.?$|,? ví dụ)", re.IGNORECASE | re.DOTALL)


class Commands:
    """A shortcut of the channel `sms`. ``public_url``: where a new password is chosen."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url

    def __call__(self, session: Session, conversation: Conversation, said: str, now: datetime) -> Answer | None:
        """What is answered to a command, or to what was meant as one."""
        if conversation.channel != CHANNEL:
            return None
        try:
            command = parse(said)
        except NearMiss as miss:
            return Answer(_wrong(miss.purpose, miss.detail))
        return None if command is None else Answer(self._answer(session, conversation, command, now))

    def _answer(self, session: Session, conversation: Conversation, command: Command, now: datetime) -> str:
        if command.purpose is Purpose.HELP:
            return text("channels.sms.help")
        if command.purpose is Purpose.DOSSIER:
            return _dossier(session, conversation, command.subject)
        phone = accounts.phone_of(session, command.subject)
        actor = f"conversation:{conversation.id}"
        identity = identify(session, command.subject, actor=actor, expires_at=now + _ONE_READ)
        if identity is None or phone is None or phone != conversation.address:
            return text("channels.sms.other_phone")
        if command.purpose is Purpose.CARD:
            return _card(session, identity, command)
        if command.purpose is Purpose.PARTICIPATION:
            return _participation(session, identity, command)
        return self._password(session, command, now)

    def _password(self, session: Session, command: Command, now: datetime) -> str:
        account = accounts.find_by_code(session, command.subject)
        if account is None:
            return text("channels.sms.no_account", url=self._public_url)
        token = reset.allow(session, account.id, now)
        minutes = int(reset.HOLDS.total_seconds() // 60)
        return text("channels.sms.password", url=f"{self._public_url}{reset.LINK_PATH}{token}", minutes=minutes)


def _wrong(purpose: Purpose, detail: str) -> str:
    """What is wrong, in its first sentence, and an example; the whole explanation would take a second segment."""
    syntax = syntaxes_for(purpose)[0]
    first = _FIRST_SENTENCE.match(detail)
    said = first.group().rstrip(" .,") if first else detail
    return text("channels.sms.wrong", detail=f"{said}.", example=syntax.example, shortcode=syntax.shortcode)


def _card(session: Session, identity: Identity, command: Command) -> str:
    found = cards.of(session, identity)
    named = [one for one in found if one.card.number == command.card] or found
    if not named:
        return text("records.card.none")
    facility = named[0].card.facility
    last = [text("records.card.facility", facility=facility)] if facility else []
    return ". ".join([text("channels.sms.card", number=named[0].card.number, validity=validity(named[0])), *last]) + "."


def _participation(session: Session, identity: Identity, command: Command) -> str:
    kinds = (participation.Kind.BHXH, participation.Kind.BHTN)
    history = participation.of(session, identity, period=command.period, kinds=kinds)
    when = text("channels.sms.ever") if command.period is None else describe(command.period)
    if not history.kinds:
        return text("channels.sms.participation.none", when=when)
    parts = [
        text(
            "channels.sms.participation.kind",
            kind=one.kind.value.upper(),
            length=length(one.total),
            since=months.shown(min(stretch.months.first for stretch in one.stretches)),
            until=months.shown(max(stretch.months.last for stretch in one.stretches)),
        )
        for one in history.kinds
    ]
    return text("channels.sms.participation", when=when, kinds="; ".join(parts))


def _dossier(session: Session, conversation: Conversation, written: str) -> str:
    """Only to the phone that was declared in it."""
    try:
        number = parse_number(written)
        dossier = dossiers.by_number(session, number)
    except InvalidValue as wrong:
        return _wrong(Purpose.DOSSIER, wrong.detail)
    except Declined:
        return text("channels.sms.other_phone_dossier")
    if dossier.declaration["phone"] != conversation.address:
        return text("channels.sms.other_phone_dossier")
    return text("channels.sms.dossier", number=number, sentence=dossiers.status(session, dossier).sentence)
