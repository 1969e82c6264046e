"""Going on elsewhere: what the OTP opens, and that nobody learns from it whether a number exists."""

# ruff: noqa: PLR0917 - fixtures are given by name

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.registration.expiry import expire
from backend.registration.models import Resumption, ResumptionTry
from backend.registration.number import format_number
from backend.registration.resume import Resumptions
from backend.registration.service import Registration
from bhxh.messages import text
from bhxh.problems import InvalidValue
from sms_gateway.client import GatewayUnavailable, OtpCheck, OtpSent
from tests.backend.registration.conftest import OWNER, Clock, declare
from tests.support.databases import database_url, postgres_cluster

__all__ = ["database_url", "postgres_cluster"]

RIGHT = "246810"


class Gateway:
    """The part of the gateway's client that is used, with its own count of tries. ``told``: what each SMS says its code is for."""

    def __init__(self, clock: Clock) -> None:
        self.sent: list[str] = []
        self.told: list[str] = []
        self.checked: list[str] = []
        self.down = False
        self._clock = clock
        self._tries: dict[str, int] = {}

    def otp_send(self, to: str, purpose: str, ip: str | None = None) -> OtpSent:
        if self.down:
            raise GatewayUnavailable("down")
        self.sent.append(to)
        self.told.append(text(f"sms_api.purpose.{purpose}"))
        return OtpSent(True, f"otp-{len(self.sent)}", self._clock() + timedelta(minutes=5), 30)

    def otp_check(self, otp_id: str, code: str) -> OtpCheck:
        self.checked.append(otp_id)
        if otp_id != f"otp-{len(self.sent)}":
            return OtpCheck("unknown")
        self._tries[otp_id] = self._tries.get(otp_id, 0) + 1
        if self._tries[otp_id] > 5:
            return OtpCheck("locked")
        return OtpCheck("verified") if code == RIGHT else OtpCheck("wrong", 5 - self._tries[otp_id])


@pytest.fixture
def config(config: BackendConfig, database_url: str) -> BackendConfig:
    return replace(config, database_url=database_url)


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    return Gateway(clock)


@pytest.fixture
def waiting() -> list[Callable[[], None]]:
    """What runs after the answer."""
    return []


@pytest.fixture
def resumptions(database: Database, gateway: Gateway, clock: Clock, waiting: list[Callable[[], None]]) -> Resumptions:
    return Resumptions(database, gateway, limit_addresses=True, clock=clock, later=waiting.append)  # type: ignore[arg-type]


@pytest.fixture
def number(registration: Registration) -> str:
    declare(registration)
    return registration.submit(OWNER, "key").number


def deliver(waiting: list[Callable[[], None]]) -> None:
    while waiting:
        waiting.pop(0)()


def test_a_dossier_is_opened_by_its_number_and_the_otp(
    resumptions: Resumptions, registration: Registration, gateway: Gateway, waiting: list, number: str, clock: Clock
) -> None:
    resumptions.start("phone", number.lower(), "10.0.0.1")
    assert gateway.sent == [], "nothing is looked up before the answer"
    deliver(waiting)
    assert gateway.sent == ["84912345678"]
    assert gateway.told == ["xem hồ sơ BHXH, BHYT"], "nothing is changed, and nobody is told that something is"
    token = resumptions.check("phone", " 246 810 ", "unused").token
    assert token is not None
    opened = registration.opened(token)
    assert opened is not None
    assert opened.status.number == number
    assert not resumptions.waits("phone"), "a code opens once"
    clock.advance(hours=3)
    assert registration.opened(token) is None


def test_a_draft_is_gone_on_with_and_belongs_to_the_new_device(
    resumptions: Resumptions, registration: Registration, waiting: list
) -> None:
    declare(registration)
    code = registration.resume_code(OWNER)
    assert code == registration.resume_code(OWNER) is not None
    resumptions.start("phone", f" {code[:4].lower()}-{code[4:]} ", "10.0.0.1")
    deliver(waiting)
    assert resumptions.check("phone", RIGHT, "new owner").token is None
    assert registration.get_field("new owner", "full_name") == "Nguyễn Thị Thu Hà"
    assert registration.get_field(OWNER, "full_name") is None


def test_a_draft_that_names_no_phone_cannot_be_gone_on_with(
    resumptions: Resumptions, registration: Registration, gateway: Gateway, waiting: list
) -> None:
    registration.put_field(OWNER, "full_name", "Trần Bình")
    code = registration.resume_code(OWNER)
    resumptions.start("phone", code or "", "10.0.0.1")
    deliver(waiting)
    assert gateway.sent == []
    with pytest.raises(Declined, match="wrong"):
        resumptions.check("phone", RIGHT, "new")


def test_a_number_that_does_not_exist_is_answered_alike(
    resumptions: Resumptions, gateway: Gateway, waiting: list, number: str
) -> None:
    refusals = []
    for browser, wanted in (("a", number), ("b", format_number(2, 2026, "07915")), ("c", "ABCDEFGH")):
        resumptions.start(browser, wanted, "10.0.0.1")
        assert resumptions.waits(browser)
        deliver(waiting)
        asked = len(gateway.checked)
        with pytest.raises(Declined) as refused:
            resumptions.check(browser, "000000", "new")
        assert len(gateway.checked) == asked + 1, "the gateway is asked in every case, so the time is the same"
        refusals.append((refused.value.code, refused.value.detail, refused.value.attempts_left))
    assert len(set(refusals)) == 1
    assert gateway.sent == ["84912345678"]


def test_codes_cannot_be_guessed_by_many_browsers(
    resumptions: Resumptions, gateway: Gateway, waiting: list, number: str
) -> None:
    for browser in range(12):
        resumptions.start(f"browser {browser}", number, f"10.0.0.{browser}")
        deliver(waiting)
    assert len(gateway.sent) == 5, "an hour's worth of one dossier, whoever asks"


def test_one_address_is_held_back(resumptions: Resumptions, waiting: list, clock: Clock) -> None:
    for browser in range(15):
        resumptions.start(f"browser {browser}", "ABCDEFGH", "10.0.0.1")
    with pytest.raises(Declined, match="too_many"):
        resumptions.start("browser", "ABCDEFGH", "10.0.0.1")
    resumptions.start("browser", "ABCDEFGH", "10.0.0.2")
    clock.advance(minutes=61)
    resumptions.start("browser", "ABCDEFGH", "10.0.0.1")


def test_five_wrong_codes_lock_even_the_right_one(resumptions: Resumptions, waiting: list, number: str) -> None:
    resumptions.start("phone", number, "10.0.0.1")
    deliver(waiting)
    for code in ("111111", "", "abc", "111112", "111113", RIGHT):
        with pytest.raises(Declined, match="wrong"):
            resumptions.check("phone", code, "new")


def test_another_browser_has_no_use_for_the_code(resumptions: Resumptions, waiting: list, number: str) -> None:
    resumptions.start("phone", number, "10.0.0.1")
    deliver(waiting)
    with pytest.raises(Declined, match="wrong"):
        resumptions.check("another", RIGHT, "new")


def test_resending(resumptions: Resumptions, gateway: Gateway, waiting: list, number: str, clock: Clock) -> None:
    with pytest.raises(Declined, match="none"):
        resumptions.resend("phone", "10.0.0.1")
    resumptions.start("phone", number, "10.0.0.1")
    with pytest.raises(Declined, match="resend_wait"):
        resumptions.resend("phone", "10.0.0.1")
    clock.advance(seconds=61)
    resumptions.resend("phone", "10.0.0.1")
    deliver(waiting)
    assert resumptions.check("phone", RIGHT, "new").token


@pytest.mark.parametrize(
    "typed", ["", "abc", "12345", "00001/2026", "ABCDEFG1", "x" * 5000, "00001.A/2026/07915", "ＡＢ\0"]
)
def test_what_can_be_neither_is_told_at_once(resumptions: Resumptions, typed: str) -> None:
    with pytest.raises(InvalidValue) as wrong:
        resumptions.start("phone", typed, "10.0.0.1")
    assert "00001.U/2026/07915" in wrong.value.detail


def test_a_gateway_that_is_away_and_a_dossier_that_went_meanwhile(
    resumptions: Resumptions,
    gateway: Gateway,
    waiting: list,
    number: str,
    database: Database,
    config: BackendConfig,
    clock: Clock,
) -> None:
    gateway.down = True
    resumptions.start("phone", number, "10.0.0.1")
    deliver(waiting)
    with pytest.raises(Declined, match="wrong"):
        resumptions.check("phone", RIGHT, "new")
    gateway.down = False
    clock.advance(days=10, hours=13, minutes=59)
    resumptions.start("phone", number, "10.0.0.1")
    deliver(waiting)
    clock.advance(hours=1)
    clock.advance(days=1)
    expire(database, config.data_dir, clock)
    with pytest.raises(Declined, match="wrong"):
        resumptions.check("phone", RIGHT, "new")
    with database.reading() as session:
        for table in (Resumption, ResumptionTry):
            assert session.scalar(select(func.count()).select_from(table)) == 0
