"""The drawn card and the drawn years, without a browser."""

from datetime import date

import pytest
import segno

from backend.participants import cards, participation
from backend.participants.participation import Kind
from backend.participants.records import CardRecord, ParticipationPeriod
from backend.personal.card_picture import Form, form_of, picture_of
from backend.personal.timeline import WIDTH, timeline_of

TODAY = date(2026, 11, 20)


def card(number: str = "DN4797912345678", valid_from: date | None = date(2021, 4, 1)) -> cards.CardToday:
    return cards.on_day(CardRecord(number, valid_from), TODAY)


def stretch(kind: str, since: str, until: str | None, arrears: int = 0) -> ParticipationPeriod:
    return ParticipationPeriod(kind, since, until, "Đơn vị", "Việc", "Nơi", 1, 1, arrears)


@pytest.mark.parametrize(
    ("valid_from", "form"), [(date(2021, 3, 31), Form.OLD), (date(2021, 4, 1), Form.NEW), (None, Form.OLD)]
)
def test_a_card_is_drawn_as_it_was_printed(valid_from: date | None, form: Form) -> None:
    assert form_of(card(valid_from=valid_from)) is form


def test_each_form_has_its_number_and_a_code_of_just_that() -> None:
    new, old = picture_of(card(), Form.NEW), picture_of(card(), Form.OLD)
    assert (new.number, old.number) == ("7912345678", "DN 4 79 7912345678")
    assert old.spoken == "D N 4 7 9 7 9 1 2 3 4 5 6 7 8"
    assert new.issuer == old.issuer == "BHXH TP. Hồ Chí Minh"
    for picture, content in ((new, "7912345678"), (old, "DN4797912345678")):
        drawn = segno.make(content, error="m", micro=False).svg_inline(
            border=2, omitsize=True, svgclass="qr", lineclass=None
        )
        assert picture.qr == drawn
        assert "style" not in picture.qr and "xmlns" not in picture.qr


def test_years_are_drawn_to_scale() -> None:
    periods = [
        stretch("bhxh", "2010-01", "2014-12"),
        stretch("bhxh", "2015-01", None, 5),
        stretch("bhyt", "2020-01", None),
    ]
    drawn = timeline_of(participation.history(periods, period=None, today=TODAY))
    assert drawn is not None
    assert [row.kind for row in drawn.rows] == [Kind.BHXH, Kind.BHYT]
    first, second = drawn.rows[0].bars
    assert (first.owed, second.owed) == (False, True) and first.other != second.other
    assert first.x < second.x and first.x + first.width <= second.x
    # from 2010 to 2026 are 17 years: 60 months of 204
    assert first.width == pytest.approx(60 / 204 * 352 - 1, abs=0.2)
    assert all(0 <= bar.x <= bar.x + bar.width <= WIDTH for row in drawn.rows for bar in row.bars)
    assert [year for _, year in drawn.ticks] == [2010, 2015, 2020, 2025]
    assert drawn.rows[-1].y + 17 < drawn.floor < drawn.height


def test_a_single_month_can_be_seen_and_nothing_is_no_picture() -> None:
    drawn = timeline_of(
        participation.history(
            [stretch("bhxh", "1975-05", "1975-05"), stretch("bhxh", "2026-01", None)], period=None, today=TODAY
        )
    )
    assert drawn is not None and min(bar.width for bar in drawn.rows[0].bars) >= 1.5
    assert timeline_of(participation.history([], period=None, today=TODAY)) is None
