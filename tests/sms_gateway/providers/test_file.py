"""The providers file: what is read, and how each mistake is told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

import sms_gateway.providers.file
from sms_gateway.providers.file import ProvidersFileError, load
from sms_gateway.providers.registry import Kind, kinds
from sms_gateway.providers.settings import ProviderSettings, Secret

ENVIRONMENT = {"TELCO_PASSWORD": "hunter2", "EMPTY": ""}
GOOD = """
[[provider]]
name = "telco-a"
kind = "locked"
password_env = "TELCO_PASSWORD"
"""


class Locked(ProviderSettings):
    kind: Literal["locked"]
    port: int = Field(1, ge=1, le=65535)
    tls: bool = False
    password: Secret = Field(validation_alias="password_env")


@pytest.fixture(autouse=True)
def _with_a_kind_that_has_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(*_: object) -> None:
        pytest.fail("reading a file makes no provider")

    both = {**kinds(), "locked": Kind("locked", Locked, make)}  # type: ignore[arg-type]
    monkeypatch.setattr(sms_gateway.providers.file, "kinds", lambda: both)


def read(tmp_path: Path, document: str) -> tuple[ProviderSettings, ...]:
    path = tmp_path / "providers.toml"
    path.write_text(document, encoding="utf-8")
    return load(path, ENVIRONMENT)


def faults(tmp_path: Path, document: str) -> list[tuple[int, str]]:
    with pytest.raises(ProvidersFileError) as refused:
        read(tmp_path, document)
    assert "hunter2" not in str(refused.value)
    assert str(refused.value).splitlines() == [
        f"{tmp_path / 'providers.toml'}:{line}: {reason}" for line, reason in refused.value.faults
    ]
    return [tuple(fault) for fault in refused.value.faults]


def test_the_example_is_read() -> None:
    path = Path(sms_gateway.providers.file.__file__).with_name("example.toml")
    names = dict.fromkeys(re.findall(r'_env = "(\w+)"', path.read_text(encoding="utf-8")), "x")
    assert {one.kind for one in load(path, names)} == set(kinds()), "each kind has its table in the example"


def test_a_secret_comes_from_the_environment_and_is_shown_nowhere(tmp_path: Path) -> None:
    (settings,) = read(tmp_path, GOOD)
    assert isinstance(settings, Locked)
    assert settings.password.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(settings) + str(settings) + settings.model_dump_json()
    assert (settings.telcos, settings.lanes, settings.weight) == (("*",), ("otp", "transactional", "bulk"), 1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("colour = 1", "không có khóa «colour»"),
        ('password = "hunter2"', "Bí mật không viết trong tệp"),
        ('port = "2775"', "«port» cần một số nguyên"),
        ("port = 2775.5", "«port» cần một số nguyên"),
        ("port = 0", "«port» không được nhỏ hơn 1"),
        ("port = 65536", "«port» không được lớn hơn 65535"),
        ("tls = 1", "«tls» cần true hoặc false"),
        ("tps = -1", "«tps» không được nhỏ hơn 0"),
        ('tps = "ten"', "«tps» cần một số"),
        ('telcos = "viettel"', "«telcos» cần một danh sách"),
        ("telcos = []", "«telcos» không được để trống"),
        ('telcos = ["viettell"]', "«telcos» chỉ nhận một trong các giá trị"),
        ('lanes = ["otp", "bulky"]', "«lanes» chỉ nhận một trong các giá trị: 'otp', 'transactional', 'bulk'"),
    ],
)
def test_each_mistake_is_told_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    ((number, told),) = faults(tmp_path, f"{GOOD}\n# a note\n{line}\n")
    assert (number, reason in told) == (8, True), told


@pytest.mark.parametrize(
    ("document", "line", "reason"),
    [
        ("[[provider]]\nkind = 'locked'\nname = 'Telco A'\npassword_env = 'TELCO_PASSWORD'", 3, "chữ thường không dấu"),
        ("[[provider]]\nkind = 'locked'\nname = 'a'\npassword_env = 'UNSET'", 4, "chưa được đặt"),
        ("[[provider]]\nkind = 'locked'\nname = 'a'\npassword_env = 'EMPTY'", 4, "đang trống"),
        ("[[provider]]\nkind = 'locked'\nname = 'a'\npassword_env = 'hunter2'", 4, "cần tên một biến môi trường"),
        ("\n[[provider]]\nkind = 'locked'\nname = 'a'", 2, "thiếu khóa «password_env»"),
        ("[[provider]]\nname = 'a'\nkind = 'pigeon'", 3, "Các loại có sẵn: "),
        ("[[provider]]\nname = 'a'", 1, "thiếu khóa «kind»"),
        ("[[provider]]\nname = 'a'\nkind = 7", 3, "Các loại có sẵn: "),
        ("[[provider]]\nname = 'a'\nkind =", 3, "cú pháp TOML"),
        ("[provider]\nname = 'a'", 1, "ít nhất một bảng [[provider]]"),
        ("provider = []", 1, "ít nhất một bảng [[provider]]"),
        ("", 1, "ít nhất một bảng [[provider]]"),
        (GOOD + "name = 'b'", 6, "cú pháp TOML"),
        (GOOD + GOOD, 8, "đã dùng ở dòng 3"),
        (GOOD.replace("telco-a", "sandbox"), 3, "dành riêng"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, document: str, line: int, reason: str) -> None:
    ((number, told),) = faults(tmp_path, document)
    assert (number, reason in told) == (line, True), told


TWILIO = f"""[[provider]]
name = "t"
kind = "twilio"
account_sid = "AC{"0" * 32}"
auth_token_env = "TELCO_PASSWORD"
callback_url = "https://sms.example.vn/sms/v1"
"""
SENDER = 'sender = "BHXHVN"\n'
SERVICE = f'messaging_service = "MG{"1" * 32}"\n'


@pytest.mark.parametrize(
    ("document", "line", "reason"),
    [
        (TWILIO, 1, "cần đúng một trong hai khóa «sender» và «messaging_service»"),
        (TWILIO + SENDER + SERVICE, 8, "cần đúng một trong hai khóa «sender» và «messaging_service»"),
        (TWILIO + SENDER + f'api_key = "SK{"2" * 32}"\n', 8, "«api_key_secret_env» và «api_key» phải đi cùng nhau"),
        (TWILIO + SENDER + 'api_key_secret_env = "TELCO_PASSWORD"\n', 1, "«api_key_secret_env» và «api_key» phải"),
        (TWILIO + SENDER.replace("BHXHVN", "BHXH VIET NAM"), 7, "«sender» không hợp lệ"),
        (TWILIO.replace("AC00", "AC0") + SENDER, 4, "«account_sid» không hợp lệ"),
        (TWILIO.replace("/sms/v1", "/sms/v1/") + SENDER, 6, "«callback_url» không hợp lệ"),
        (TWILIO + SENDER + "validity = 40000", 8, "«validity» không được lớn hơn 36000"),
    ],
)
def test_what_twilio_needs(tmp_path: Path, document: str, line: int, reason: str) -> None:
    ((number, told),) = faults(tmp_path, document)
    assert (number, reason in told) == (line, True), told


ESMS = """[[provider]]
name = "e"
kind = "esms"
api_key_env = "TELCO_PASSWORD"
secret_key_env = "TELCO_PASSWORD"
"""
BRAND = 'brandname = "BHXHVN"\n'


@pytest.mark.parametrize(
    ("document", "line", "reason"),
    [
        (ESMS, 1, "thiếu khóa «brandname»"),
        (ESMS + 'type = "advertising"\n' + BRAND, 6, 'tin quảng cáo chỉ gửi được với lanes = ["bulk"]'),
        (ESMS + 'type = "gossip"\n' + BRAND, 6, "«type» chỉ nhận một trong các giá trị: 'customer_care'"),
        (
            ESMS + BRAND + 'callback_url = "https://a.vn/sms/v1"',
            7,
            "«callback_secret_env» và «callback_url» phải đi cùng",
        ),
        (ESMS + BRAND + 'callback_secret_env = "TELCO_PASSWORD"', 1, "«callback_secret_env» và «callback_url» phải đi"),
        (ESMS + BRAND + 'errors = { "1x" = "stop" }', 7, "không hợp lệ"),
        (ESMS + BRAND + 'errors = { "777" = "perhaps" }', 7, "chỉ nhận một trong các giá trị"),
        (ESMS + BRAND + 'telcos = ["*"]', 7, "«telcos» chỉ nhận một trong các giá trị: 'viettel'"),
        (ESMS + BRAND + "max_segments = 11", 7, "«max_segments» không được lớn hơn 10"),
        (ESMS + BRAND + 'secret_key = "hunter2"', 7, "Bí mật không viết trong tệp"),
    ],
)
def test_what_an_aggregator_needs(tmp_path: Path, document: str, line: int, reason: str) -> None:
    ((number, told),) = faults(tmp_path, document)
    assert (number, reason in told) == (line, True), told


def test_an_aggregator_without_more_than_it_needs(tmp_path: Path) -> None:
    advertising = ESMS.replace('"e"', '"ad"') + BRAND + 'type = "advertising"\nlanes = ["bulk"]\n'
    shared, _ = read(tmp_path, ESMS + 'type = "fixed_number"\n' + advertising)
    assert {"viettel", "wintel"} < set(shared.telcos)
    assert "abroad" not in shared.telcos


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    document = """colour = "red"
[[provider]]
name = "a"
kind = "locked"
password_env = "UNSET"
telcos = [
  # none of ours
  "viettell",
]
tls.ca = "x"
port = "x"

[[provider]]
kind = "pigeon"
[[provider]]
name = "a"
kind = "sandbox"
[provider.extra]
deep = 1
"""
    assert [line for line, _ in faults(tmp_path, document)] == [1, 5, 6, 10, 11, 14, 16, 16, 18]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProvidersFileError, match="không đọc được"):
        load(tmp_path / "none.toml", {})
