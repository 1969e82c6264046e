"""What a decision leads to, told by SMS and e-mail; two officers at once; a register that is away. On both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from backend.accounts import service as accounts
from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.notify.models import OutboxMessage
from backend.officers.checks import checks_of
from backend.officers.decisions import Decisions, Officer, Outcome
from backend.participants.register import code_index
from backend.participants.writing import PersonData, save_person
from backend.registration import casework
from backend.registration.casework import NotInScope
from backend.registration.expiry import expire
from backend.registration.service import Registration
from backend.registration.states import State
from backend.registration.submission import Guardian
from bhxh import messages
from tests.backend.officers.conftest import (
    CITY,
    ELSEWHERE,
    QUAN_5,
    SECOND,
    Declare,
    Households,
    dossier,
    receive,
    version_of,
)
from tests.backend.registration.conftest import Clock


def sent(database: Database, channel: str = "sms") -> list[tuple[str, dict[str, str]]]:
    """Template and content of what was written, without the confirmations of the declarations."""
    with database.reading() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.channel == channel)).all()
        return [(row.template, row.personalisation or {}) for row in rows if row.template != "tiep_nhan"]


def actions(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.action.startswith("dossier.")).order_by(AuditEntry.sequence)
        return [(entry.actor, entry.action) for entry in session.scalars(query)]


def test_valid_and_found_opens_an_account(
    decisions: Decisions, database: Database, declare: Declare, clock: Clock
) -> None:
    number = declare(email="thuha1985@gmail.com")
    version = receive(decisions, database, number)
    received = dossier(database, number)
    assert (received.state, received.received_by) == ("DA_TIEP_NHAN", "canbo.quan5")
    assert received.due_at == clock.now + timedelta(minutes=15)
    clock.advance(minutes=3)
    assert decisions.accept(QUAN_5, number, version) is Outcome.ACCOUNT
    decided = dossier(database, number)
    assert (decided.state, decided.decided_by, decided.decided_at) == ("CAP_TK", "canbo.quan5", clock.now)
    ((template, content),) = sent(database)
    assert template == "tai_khoan" and content["ma_so_bhxh"] == "7912345601" and len(content["mat_khau"]) >= 8
    with database.reading() as session:
        account = accounts.find_by_code(session, "7912345601")
    assert account is not None and (account.phone, account.email) == ("84912345601", "thuha1985@gmail.com")
    ((mail, told),) = sent(database, "mail")
    assert mail == "tai_khoan" and set(told) == {"so_ho_so", "ma_so_bhxh"}  # the password goes to the phone alone
    assert actions(database) == [("staff:canbo.quan5", "dossier.received"), ("staff:canbo.quan5", "dossier.cap_tk")]


def test_reception_ends_the_ten_days(
    decisions: Decisions, database: Database, declare: Declare, clock: Clock, config: object
) -> None:
    kept, gone = declare(), declare()
    receive(decisions, database, kept)
    clock.advance(days=12)
    assert expire(database, config.data_dir, clock) == 1  # type: ignore[attr-defined]
    assert dossier(database, kept).state == State.DA_TIEP_NHAN
    with pytest.raises(NotInScope):
        decisions.receive(QUAN_5, gone, 1)


def test_not_found_is_told_how_to_get_a_code(decisions: Decisions, database: Database, declare: Declare) -> None:
    unknown, another = declare(registered=None), declare(registered="Trần Văn Bình")
    for number in (unknown, another):
        assert decisions.accept(QUAN_5, number, receive(decisions, database, number)) is Outcome.NO_CODE
        assert dossier(database, number).state == State.HGD_KHONG_TON_TAI
    assert [(template, content["co_quan"]) for template, content in sent(database)] == [
        ("cap_ma_so", "BHXH Quận 5")
    ] * 2


def test_a_near_name_needs_the_officers_word(decisions: Decisions, database: Database, declare: Declare) -> None:
    number = declare(registered="Nguyễn Thị Thu Hạ")
    version = receive(decisions, database, number)
    with pytest.raises(Declined) as declined:
        decisions.accept(QUAN_5, number, version)
    assert declined.value.code == "dossier.name_near" and sent(database) == []
    assert decisions.accept(QUAN_5, number, version, name_confirmed=True) is Outcome.ACCOUNT


def test_invalid_needs_a_reason_and_tells_it_in_vietnamese(
    decisions: Decisions, database: Database, declare: Declare
) -> None:
    number = declare(email="thuha1985@gmail.com")
    version = receive(decisions, database, number)
    for code, words in (("", ""), ("other", " . "), ("made_up", "x"), ("unsigned", "x" * 201)):
        with pytest.raises(Declined):
            decisions.reject(QUAN_5, number, version, code, words)
    messages.speak(messages.ENGLISH)
    try:
        assert decisions.reject(QUAN_5, number, version, "unsigned", "Ký ở trang 1.") is Outcome.REJECTED
    finally:
        messages.speak(messages.VIETNAMESE)
    reason = "Tờ khai chưa ký, ghi rõ họ tên; Ký ở trang 1"
    decided = dossier(database, number)
    assert (decided.state, decided.reason_code, decided.reason) == ("TU_CHOI", "unsigned", reason)
    for channel in ("sms", "mail"):
        ((template, content),) = sent(database, channel)
        assert template == "tu_choi" and content["ly_do"] == reason and content["so_ho_so"] == decided.number


def test_what_was_not_received_is_not_decided(decisions: Decisions, database: Database, declare: Declare) -> None:
    number = declare()
    with pytest.raises(Declined, match=r"dossier\.changed"):
        decisions.accept(QUAN_5, number, version_of(database, number))
    with pytest.raises(Declined, match=r"dossier\.changed"):
        decisions.reject(QUAN_5, number, version_of(database, number), "unsigned", "")


def test_another_agency_finds_nothing(decisions: Decisions, database: Database, declare: Declare) -> None:
    number = declare()
    for act in (
        lambda: decisions.receive(ELSEWHERE, number, 1),
        lambda: decisions.accept(ELSEWHERE, number, 1),
        lambda: decisions.reject(ELSEWHERE, number, 1, "unsigned", ""),
    ):
        with pytest.raises(NotInScope):
            act()
    receive(decisions, database, number, CITY)  # the province sees its districts


@pytest.mark.parametrize("second_opinion", ["accept", "reject"])
def test_two_officers_decide_one_dossier_once(
    decisions: Decisions, database: Database, declare: Declare, second_opinion: str
) -> None:
    number = declare(email="thuha1985@gmail.com")
    version = receive(decisions, database, number)
    start = Barrier(8)

    def decide(position: int) -> str:
        officer: Officer = SECOND if position % 2 else QUAN_5
        start.wait()
        try:
            if position % 2 and second_opinion == "reject":
                return decisions.reject(officer, number, version, "photo_unclear", "")
            return decisions.accept(officer, number, version)
        except Declined as declined:
            return declined.code

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(decide, range(8)))
    assert sorted(ends)[1:] == ["dossier.changed"] * 7 or sorted(ends)[:-1] == ["dossier.changed"] * 7
    assert len(sent(database)) == len(sent(database, "mail")) == 1
    assert len(actions(database)) == 2


def test_two_dossiers_of_one_person_open_one_account(
    decisions: Decisions, database: Database, declare: Declare
) -> None:
    first, second = declare(), declare(registered=None, bhxh_code="7912345601")
    versions = {number: receive(decisions, database, number) for number in (first, second)}
    start = Barrier(2)

    def decide(number: int) -> str:
        start.wait()
        try:
            return decisions.accept(QUAN_5, number, versions[number])
        except Declined as declined:
            return declined.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, versions)) == ["account", "account_exists"]
    assert len(sent(database)) == 1


def test_a_register_that_is_away_refuses_nobody(
    decisions: Decisions, database: Database, declare: Declare, households: Households
) -> None:
    found, unknown, near = declare(), declare(registered=None), declare(registered="Nguyễn Thị Thu Hạ")
    households.away = True
    for number in (found, unknown, near):
        version = receive(decisions, database, number)
        assert decisions.accept(QUAN_5, number, version) is Outcome.WAITING
        assert dossier(database, number).state == State.HOP_LE
    assert decisions.resume() == 0 and sent(database) == []
    households.away = False
    assert decisions.resume() == 3
    assert decisions.resume() == 0
    assert [dossier(database, number).state for number in (found, unknown, near)] == [
        "CAP_TK",
        "HGD_KHONG_TON_TAI",
        "DA_TIEP_NHAN",  # an officer has to look at the name
    ]
    assert dossier(database, found).decided_by == "canbo.quan5"
    assert sorted(template for template, _ in sent(database)) == ["cap_ma_so", "tai_khoan"]


def test_a_childs_password_goes_to_the_guardian(
    decisions: Decisions, database: Database, config: BackendConfig, clock: Clock
) -> None:
    with database.begin() as session:
        save_person(session, PersonData("7911111111", "Lê Gia Hân", date(2015, 6, 1), "nữ", "79"))
        guardian = Guardian(code_index(session, "7922222222"), "84908123456")
    registration = Registration(database, config, clock)
    child = {"bhxh_code": "7911111111", "full_name": "Lê Gia Hân", "date_of_birth": "01/6/2015"}
    for name, written in {**child, "province": "TP.HCM", "agency": "07915"}.items():
        registration.put_field("guardian", name, written)
    made = registration.submit("guardian", "key", guardian)
    with database.reading() as session:
        number = casework.id_of(session, QUAN_5.scope, made.number)
        case = casework.open_case(session, QUAN_5.scope, number)
    assert (case.kind, case.needed_photos) == ("child", ("birth_certificate",))
    assert checks_of(case.kind) == ("birth_certificate",)
    assert decisions.accept(QUAN_5, number, receive(decisions, database, number)) is Outcome.ACCOUNT
    with database.reading() as session:
        (message,) = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "tai_khoan_con"))
    assert (message.recipient, (message.personalisation or {})["ma_so_bhxh"]) == ("84908123456", "7911111111")
