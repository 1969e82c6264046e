"""Words that phones send to the gateway itself: no more mass notices (STOP), and again (START). Each is the whole text, in any case, with
or without accents and punctuation: a sentence that only holds such a word is for a person to read."""

from __future__ import annotations

import enum
import re
from datetime import datetime

from sqlalchemy import Connection

from bhxh.messages import text
from bhxh.text import fold
from kit.logs import get_logger
from kit.problems import Problem
from sms_gateway.messages.accept import Draft, Owner, prepare, store
from sms_gateway.rules import blocks, counting
from sms_gateway.rules.blocks import Scope, Source
from sms_gateway.rules.counting import Counted
from sms_gateway.schema import Lane
from sms_gateway.sealing import Sealing

ANSWERS_A_DAY = 3
"""To one number. Two machines that answer each other stop here."""

_NOTICES = r"(?: (?:nhan )?(?:tin|tin nhan|thong bao|quang cao|qc))?"
_STOP = re.compile(rf"stop|unsubscribe|huy dang k[yi]|huy{_NOTICES}|tu choi{_NOTICES}|ngung{_NOTICES}")
_START = re.compile(rf"start|unstop|dang k[yi] lai{_NOTICES}|nhan lai{_NOTICES}")
_PUNCTUATION = re.compile(r"[^\w\s]+")
_OWN = (Source.KEYWORD, Source.PROVIDER)
"""What a person may take back himself; what staff has blocked stays."""


class Command(enum.Enum):
    """What is asked for."""

    STOP = enum.auto()
    START = enum.auto()


def command(body: str) -> Command | None:
    """The command that a text is, None for anything else."""
    said = " ".join(_PUNCTUATION.sub(" ", fold(body)).split())
    if _STOP.fullmatch(said):
        return Command.STOP
    return Command.START if _START.fullmatch(said) else None


def obey(connection: Connection, sealing: Sealing, phone: str, asked: Command, now: datetime) -> None:
    """Do what the owner of a phone (84xxxxxxxxx) asks for and tell him so, inside the caller's transaction; ring the sender
    after its commit. Told once: what has been done before and was answered today is not answered again."""
    phone_hash = sealing.phone_hash(phone)
    if asked is Command.STOP:
        done = blocks.add(
            connection, sealing, [phone], scope=Scope.BULK, source=Source.KEYWORD, reason="", by="", now=now
        )
    else:
        done = blocks.lift(connection, phone_hash, _OWN, by="", now=now)
    get_logger(__name__).info("keyword_obeyed", command=asked.name.lower(), changed=bool(done))
    answers = counting.bucket("answers", phone_hash.hex())
    told = counting.add(connection, {answers: Counted(1)}, now)[answers].in_day
    if told > (ANSWERS_A_DAY if done else 1):
        return
    draft = Draft(phone, body=text(f"sms_rules.{asked.name.lower()}"), lane=Lane.TRANSACTIONAL)
    (answer,) = prepare(connection, [draft])
    if isinstance(answer, Problem):
        raise answer
    store(connection, sealing, Owner(None, sandbox=False), [answer])
