"""The look-ups by text message, as people type them."""

from datetime import date

import pytest

from bhxh.periods import Period
from bhxh.sms_commands import Command, NearMiss, Purpose, parse, syntaxes, syntaxes_for

CODE = "0110129425"
CARD = "HC4010110129425"


def test_every_published_example_is_read() -> None:
    for syntax in syntaxes():
        command = parse(syntax.example)
        assert command is not None and command.purpose is syntax.purpose, syntax
        assert syntax.example.startswith(syntax.words + " ")


def test_the_cheaper_number_comes_first() -> None:
    assert [(one.shortcode, one.fee_vnd) for one in syntaxes_for(Purpose.CARD)] == [("8079", 1000), ("8179", 1500)]


@pytest.mark.parametrize(
    "said",
    [
        f"BH QT {CODE}", f"bh qt {CODE}", f"Bhqt{CODE}", f"BH  QT: {CODE}", f"bh-qt {CODE} gửi 8079", f"TC BHXH {CODE} gui 8179",
        "bh qt 0110 129 425", "BH QT 0110.129.425", f"“BH QT <{CODE}>”", f"BH QT\n{CODE}", f"tc qt {CODE}",
    ],
)  # fmt: skip
def test_spelling_does_not_matter(said: str) -> None:
    assert parse(said) == Command(Purpose.PARTICIPATION, CODE)


@pytest.mark.parametrize(
    ("times", "since", "until"),
    [
        ("2017 2018", date(2017, 1, 1), date(2018, 12, 31)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("012017 062018", date(2017, 1, 1), date(2018, 6, 30)),
        ("01/2017 06/2018", date(2017, 1, 1), date(2018, 6, 30)),
        ("2/2020 2/2020", date(2020, 2, 1), date(2020, 2, 29)),
    ],
)
def test_years_and_months(times: str, since: date, until: date) -> None:
    assert parse(f"BH QT {CODE} {times}") == Command(Purpose.PARTICIPATION, CODE, None, Period(since, until))


def test_cards_codes_dossiers_passwords_and_help() -> None:
    assert parse("bh thẻ hc 4 01 0110129425") == Command(Purpose.CARD, CODE, CARD)
    assert parse(f"TC BHYT {CODE}") == Command(Purpose.CARD, CODE)
    assert parse(f"bh qt {CARD}") == Command(Purpose.PARTICIPATION, CODE, CARD)
    assert parse("BH HS 04486.G/2019/08708") == Command(Purpose.DOSSIER, "04486.G/2019/08708")
    assert parse(f"bh mk {CODE}") == Command(Purpose.PASSWORD, CODE)
    assert [parse(said) for said in ("HD", "hướng dẫn", "bh hd")] == [Command(Purpose.HELP)] * 3


@pytest.mark.parametrize(
    ("said", "purpose"),
    [
        ("BH QT", Purpose.PARTICIPATION),
        ("bh the", Purpose.CARD),
        ("BH QT 011012942", Purpose.PARTICIPATION),
        ("BH QT O11O129425", Purpose.PARTICIPATION),
        (f"BH QT {CODE} 2018 2017", Purpose.PARTICIPATION),
        (f"BH QT {CODE} 1017 9918", Purpose.PARTICIPATION),
        (f"BH QT {CODE} 132017 012018", Purpose.PARTICIPATION),
        (f"BH QT {CODE} 2017 2018 2019", Purpose.PARTICIPATION),
        ("BH THE XX9990110129425", Purpose.CARD),
        ("BH THE 0110129425123", Purpose.CARD),
        ("bh mk 123", Purpose.PASSWORD),
    ],
)
def test_near_misses_are_told_what_is_wrong(said: str, purpose: Purpose) -> None:
    with pytest.raises(NearMiss) as miss:
        parse(said)
    assert miss.value.purpose is purpose and miss.value.detail


@pytest.mark.parametrize(
    "said",
    [
        "thẻ hết hạn thì sao", "bh the cua toi het han 2025 chua", "BHXH là gì", "bhyt ho gia dinh 2026 bao nhieu", "TC BHXH la gi",
        "bh thai san", "bhxh 1 lan", "", "1", "STOP", "cu phap nhan tin tra the", "bh qt la gi",
    ],
)  # fmt: skip
def test_questions_are_no_commands(said: str) -> None:
    assert parse(said) is None
