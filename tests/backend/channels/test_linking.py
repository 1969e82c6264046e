"""A one-time code from one channel to another: who may ask, who may type it, what it carries over, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.channels import linking, links
from backend.channels.linking import Linking
from backend.conversations import store
from backend.conversations.inbound import Heard, Inbox
from backend.conversations.limits import Limits
from backend.conversations.models import Author, Conversation, Message, ProvenIdentity
from backend.conversations.runner import Runner
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from tests.backend.conversations.conftest import FakeEngine

PHONE = "84912345678"


class Citizen:
    """Somebody on one channel."""

    numbers = count()

    def __init__(self, database: Database, inbox: Inbox, channel: str, address: str) -> None:
        self._database, self._inbox = database, inbox
        self.channel, self.address = channel, address

    def says(self, words: str) -> str:
        """What is answered at once."""
        event = str(next(self.numbers))
        self._inbox.receive(Heard(channel=self.channel, address=self.address, event=event, text=words))
        return self.heard[-1]

    @property
    def heard(self) -> list[str]:
        return self._messages(Author.BOT)

    @property
    def said(self) -> list[str]:
        return self._messages(Author.CITIZEN)

    def _messages(self, author: Author) -> list[str]:
        with self._database.reading() as session:
            mine = select(Message).where(Message.conversation_id == self.row_id, Message.author == author)
            return [message.body["text"] for message in session.scalars(mine.order_by(Message.number))]

    @property
    def row_id(self) -> int:
        with self._database.reading() as session:
            index = store.address_index(session, self.channel, self.address)
            found = session.scalar(select(Conversation.id).where(Conversation.address_index == index))
            assert found is not None
            return found

    @property
    def phone(self) -> str | None:
        with self._database.reading() as session:
            return links.verified_phone(session, self.channel, self.address)

    @property
    def proof(self) -> tuple[str, str, datetime] | None:
        with self._database.reading() as session:
            row = session.get(ProvenIdentity, self.row_id)
            return None if row is None else (row.purpose, row.subject, row.expires_at)

    def code(self) -> str:
        found = re.search(r"LK \S{4} \S{4}", self.says("Liên kết"))
        assert found, self.heard
        return found.group()


Meet = Callable[..., Citizen]


@pytest.fixture
def clock() -> list[timedelta]:
    """How far the inbox's clock is ahead."""
    return [timedelta()]


@pytest.fixture
def meet(database: Database, runner: Runner, clock: list[timedelta]) -> Iterator[Meet]:
    inbox = Inbox(database, runner, Limits(enabled=False), lambda: utcnow() + clock[0], shortcuts=[Linking()])

    def met(channel: str, address: str = "7", phone: str | None = None) -> Citizen:
        if phone is not None:
            with database.begin() as session:
                links.remember_phone(session, channel, address, phone, utcnow())
        return Citizen(database, inbox, channel, address)

    yield met


def prove(database: Database, citizen: Citizen, purpose: str = "kcb") -> datetime:
    until = utcnow().replace(microsecond=0) + timedelta(minutes=8)
    with database.begin() as session:
        session.add(
            ProvenIdentity(conversation_id=citizen.row_id, purpose=purpose, subject="7912345678", expires_at=until)
        )
    return until


def test_a_code_links_both_sides(meet: Meet, database: Database, engine: FakeEngine) -> None:
    there, here = meet("telegram", phone=PHONE), meet("zalo")
    code = there.code()
    assert "*******678" in here.says(code.lower().replace(" ", ""))
    assert (there.phone, here.phone) == (PHONE, PHONE)
    assert "Zalo" in there.heard[-1] and "hủy liên kết" in there.heard[-1]
    assert set(here.said[-1]) == {"•"}  # the history does not keep it
    assert engine.calls == []
    with database.reading() as session:
        levels = [link.level for link in links.links_of(session, PHONE, utcnow())]
        actions = session.scalars(select(AuditEntry.action)).all()
    assert sorted(levels) == ["code", "shared"] and "channel.linked" in actions


def test_a_code_is_used_once(meet: Meet) -> None:
    code = meet("telegram", phone=PHONE).code()
    citizens = [meet("zalo", str(number)) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda citizen: citizen.says(code), citizens))
    assert sum("Đã liên kết" in answer for answer in answers) == 1
    assert sum(citizen.phone is not None for citizen in citizens) == 1


def test_who_has_shown_nothing_gets_no_code(meet: Meet) -> None:
    assert meet("zalo").says("liên kết") == text("linking.prove_first")


def test_the_phone_of_a_text_is_the_senders(meet: Meet) -> None:
    code = meet("sms", PHONE).code()
    here = meet("telegram")
    assert "Đã liên kết" in here.says(code) and here.phone == PHONE


def test_by_sms_only_the_phone_itself_is_linked(meet: Meet) -> None:
    code = meet("telegram", phone=PHONE).code()
    assert meet("sms", "84987654321").says(code) == text("linking.other_phone")
    assert "Đã liên kết" in meet("sms", PHONE).says(code)  # and the code was not used up


def test_an_otp_that_was_passed_holds_on_the_other_side_as_long(meet: Meet, database: Database) -> None:
    there, here = meet("telegram", phone=PHONE), meet("zalo")
    there.says("lien ket")
    until = prove(database, there)
    here.says(there.code())
    assert here.proof == ("kcb", "7912345678", until)


def test_a_code_ends_after_ten_minutes_and_with_the_next(meet: Meet, clock: list[timedelta]) -> None:
    there, here = meet("telegram", phone=PHONE), meet("zalo")
    first = there.code()
    second = there.code()
    assert here.says(first) == text("linking.wrong")
    clock[0] = linking.HOLDS + timedelta(seconds=1)
    assert here.says(second) == text("linking.wrong")
    assert here.phone is None


def test_a_code_is_for_another_channel(meet: Meet) -> None:
    there = meet("telegram", phone=PHONE)
    code = there.code()
    assert there.says(code) == text("linking.same_place")
    assert "Đã liên kết" in meet("telegram", "8").says(code)  # another account of the same platform is another place


def test_guessing_ends_after_five(meet: Meet) -> None:
    code = meet("telegram", phone=PHONE).code()
    guesser = meet("zalo")
    answers = [guesser.says(f"LK {number:04d} 0000") for number in range(6)]
    assert answers == [text("linking.wrong")] * 5 + [text("linking.too_many")]
    assert guesser.says(code) == text("linking.too_many") and guesser.phone is None
    assert "Đã liên kết" in meet("zalo", "9").says(code)


@pytest.mark.parametrize("side", [0, 1])
def test_the_end_is_everywhere(meet: Meet, database: Database, side: int) -> None:
    there, here = meet("telegram", phone=PHONE), meet("zalo")
    here.says(there.code())
    other = meet("zalo", "9", "84987654321")
    prove(database, there)
    prove(database, here)
    assert "trên 2 kênh" in (there, here)[side].says("Hủy liên kết!")
    assert (there.phone, here.phone, there.proof, here.proof) == (None, None, None, None)
    assert other.phone == "84987654321"
    assert here.says("huy lien ket") == text("linking.nothing")


@pytest.mark.parametrize(
    "words", ["liên kết tài khoản ngân hàng được không", "LK", "lk 12", "lien ket 2 the", "12345678"]
)
def test_other_sentences_are_the_assistants(meet: Meet, engine: FakeEngine, words: str) -> None:
    citizen = meet("zalo")
    citizen._inbox.receive(Heard(channel="zalo", address="7", event=words, text=words))
    assert citizen.said == [words]


def test_codes_are_easily_typed_and_not_kept(meet: Meet, database: Database) -> None:
    code = meet("telegram", phone=PHONE).code().removeprefix("LK ").replace(" ", "")
    assert set(code) <= set("0123456789CHKMNPTV")
    with database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM channel_link_code").one()
    stored = b" ".join(bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode() for value in row)
    assert code.encode() not in stored and b"912345678" not in stored
