"""Foreign numbers go to providers that take them, and to no Vietnamese number that looks alike."""

from __future__ import annotations

import pytest

from bhxh.problems import InvalidValue
from sms_gateway.numbers import ABROAD, parse, shown, telco
from sms_gateway.providers import Capabilities
from sms_gateway.providers.kannel import KIND
from sms_gateway.schema import Lane
from sms_gateway.sender.routes import Routes, Way
from tests.sms_gateway.sending import ABILITIES


@pytest.mark.parametrize(("value", "number"), [("+66 81 234 5678", "66812345678"), ("0014155552671", "14155552671")])
def test_a_foreign_number(value: str, number: str) -> None:
    assert parse(value, abroad=True) == number
    assert (telco(number), shown(number)) == (ABROAD, f"+{number}")
    with pytest.raises(InvalidValue):
        parse(value)


@pytest.mark.parametrize("value", ["0912345678", "+84912345678", "0084 912 345 678", "84912345678", "912345678"])
def test_a_vietnamese_number_is_one_however_it_is_written(value: str) -> None:
    assert parse(value, abroad=True) == parse(value) == "84912345678"


@pytest.mark.parametrize("value", ["+6621234567", "+999123456789", "+", "+1", "00"])
def test_what_is_no_mobile_number_abroad(value: str) -> None:
    with pytest.raises(InvalidValue, match="phone\\."):
        parse(value, abroad=True)


def test_who_takes_them() -> None:
    def way(*telcos: str, **able: bool) -> Way:
        values = {"name": "x", "kind": KIND.name, "telcos": telcos}
        settings = KIND.settings.model_construct(**(KIND.settings.model_construct().__dict__ | values))
        return Way.of(settings, Capabilities(**(vars(ABILITIES) | able)))

    assert ABROAD in way("*").telcos and ABROAD in way("viettel", "abroad").telcos
    assert ABROAD not in way("viettel").telcos and ABROAD not in way("*", abroad=False).telcos
    groups = Routes([way("*", abroad=False)], "x").groups[Lane.BULK]
    assert any(group.telcos == {ABROAD} and not group.ways for group in groups), "they fail instead of waiting for ever"
