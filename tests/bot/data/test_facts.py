"""The table of figures: its periods, its notation, and that every answer renders with it."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh.messages import text
from bot import facts as table
from bot import knowledge
from bot.facts import BadReference, Fact, Reference, facts, fill, parse, read, used_in

TODAY = date(2026, 11, 20)
DAYS = st.dates(date(2000, 1, 1), date(2045, 12, 31))


@pytest.mark.parametrize("fact", facts().values(), ids=lambda fact: fact.id)
def test_on_each_day_from_the_first_exactly_one_period_holds_unless_an_end_is_written(fact: Fact) -> None:
    first, last = fact.periods[0].since, fact.periods[-1].until
    for one, following in pairwise(fact.periods):
        assert one.until is not None
        assert following.since == one.until + timedelta(days=1)
    for day in (TODAY, *(period.since for period in fact.periods if period.since)):
        if (first is None or first <= day) and (last is None or day <= last):
            assert sum(period.covers(day) for period in fact.periods) == 1


@pytest.mark.parametrize("fact", facts().values(), ids=lambda fact: fact.id)
def test_every_figure_is_known_today_and_names_its_source(fact: Fact) -> None:
    period = fact.on(TODAY)
    assert period is not None
    assert all(each.source and each.checked in ("yes", "partly", "no") for each in fact.periods)
    assert fact.written(period.value)


ROWS = st.lists(DAYS, min_size=1, max_size=6, unique=True).map(sorted)


@given(ROWS, st.sets(st.integers(0, 5)), st.data())
def test_periods_never_overlap_and_a_gap_is_one_that_was_written(
    starts: list[date], ended: set[int], data: st.DataObject
) -> None:
    rows = []
    for index, start in enumerate(starts):
        row = {"from": start, "value": index, "source": "x", "checked": "yes"}
        if index in ended:
            limit = starts[index + 1] - timedelta(days=1) if index + 1 < len(starts) else date(2046, 1, 1)
            row["to"] = data.draw(st.dates(start, limit))
        rows.append(row)
    fact = read({"id": "a", "what": "A", "periods": rows})
    day = data.draw(DAYS)
    holding = [period for period in fact.periods if period.covers(day)]
    assert len(holding) <= 1
    if not holding and day >= starts[0]:
        before = max(index for index, start in enumerate(starts) if start <= day)
        assert before in ended


def fact_of(unit: str, *values: object) -> Fact:
    rows = [
        {"from": date(2020 + index, 1, 1), "value": value, "source": "x", "checked": "yes"}
        for index, value in enumerate(values)
    ]
    return read({"id": "a", "what": "A", "unit": unit, "periods": rows})


@pytest.mark.parametrize(
    ("content", "day", "said"),
    [
        ("{a}", date(2020, 5, 1), "1.490.000 đồng"),
        ("{a}", date(2021, 1, 1), "2.530.000 đồng"),
        ("{a:4,5%}", date(2021, 1, 1), "113.850 đồng"),
        ("{a:4,5%:70%}", date(2021, 1, 1), "79.695 đồng"),
        ("{a:x20}", date(2021, 1, 1), "50.600.000 đồng"),
        ("{a:rate}", date(2021, 1, 1), "113.850 đồng"),
        ("{a:rate:rate}", date(2021, 1, 1), "5.123 đồng"),
        ("{a:tu}", date(2021, 6, 1), "01/01/2021"),
        ("{rate} {hotline} {{x", date(2021, 1, 1), "4,5% {hotline} {{x"),
        ("{a}", date(2019, 12, 31), text("bot.fact.missing")),
    ],
)
def test_the_notation(content: str, day: date, said: str) -> None:
    known = {"a": fact_of("đồng", 1490000, 2530000), "rate": fact_of("%", 4.5)}
    assert fill(content, day, known).text == said


@pytest.mark.parametrize(
    "inside", ["", "A", "a b", "a:", "a:b c", "a:2", "a:1.5%", "a:__class__", "a:tu:x2", "a*2", "a!r"]
)
def test_what_is_no_notation_is_refused(inside: str) -> None:
    with pytest.raises(BadReference):
        parse(inside)


@given(st.text(max_size=30))
def test_whatever_stands_in_braces_is_read_or_refused(inside: str) -> None:
    try:
        found = parse(inside)
    except BadReference:
        return
    assert isinstance(found, Reference)
    assert table.is_id(found.fact) or found.fact in {"tu", "hotline"}


@given(st.integers(0, 10**9), st.integers(0, 999))
def test_shares_are_exact_and_rounded_to_whole_dong(amount: int, tenths: int) -> None:
    known = {"a": fact_of("đồng", amount)}
    whole, rest = divmod(tenths, 10)
    said = fill(f"{{a:{whole},{rest}%}}", date(2020, 1, 1), known).text
    exact = Decimal(amount) * tenths / 1000
    assert abs(int(said.removesuffix(" đồng").replace(".", "")) - exact) <= Decimal("0.5")


def test_a_word_cannot_be_multiplied_nor_a_fact_by_an_amount() -> None:
    known = {"a": fact_of("", "thẻ giấy"), "b": fact_of("đồng", 1)}
    for content in ("{a:x2}", "{b:b}"):
        with pytest.raises(BadReference):
            fill(content, date(2020, 1, 1), known)


def test_figures_of_the_sources() -> None:
    salary = facts()["luong_co_so"]
    told = {
        day: salary.written(period.value)
        for day in (date(2019, 7, 1), date(2023, 6, 30), date(2023, 7, 1), TODAY)
        if (period := salary.on(day))
    }
    assert list(told.values()) == ["1.490.000 đồng", "1.490.000 đồng", "1.800.000 đồng", "2.530.000 đồng"]
    assert salary.on(date(2019, 6, 30)) is None
    assert fill("{tuoi_huu_nam} {tuoi_huu_nu}", TODAY, facts()).text == "61 tuổi 6 tháng 57 tuổi"
    assert fill("{tuoi_huu_nam} {tuoi_huu_nu}", date(2035, 1, 1), facts()).text == "62 tuổi 60 tuổi"


def test_retirement_ages_rise_by_three_and_four_months_a_year() -> None:
    for fact, step, until in (("tuoi_huu_nam", 3, 2028), ("tuoi_huu_nu", 4, 2035)):
        months = [
            _months(str(period.value)) for period in facts()[fact].periods if period.since and period.since.year >= 2021
        ]
        assert [after - before for before, after in pairwise(months)] == [step] * (until - 2021)


def _months(age: str) -> int:
    numbers = [int(word) for word in age.split() if word.isdigit()]
    return numbers[0] * 12 + (numbers[1] if len(numbers) > 1 else 0)


@pytest.mark.parametrize("answer", knowledge.answers().values(), ids=lambda answer: answer.id)
def test_every_answer_renders_without_a_hole_today(answer: knowledge.Answer) -> None:
    today = [wording for wording in answer.wordings if wording.covers(TODAY) and not wording.places]
    assert len(today) == 1
    for wording in answer.wordings:
        used_in(wording.answer, facts())
    filled = fill(today[0].answer + answer.brief + answer.validity, TODAY, facts())
    assert filled.missing == ()
    assert text("bot.fact.missing") not in filled.text
    assert "{" not in filled.text.replace("{hotline}", "")


@pytest.mark.parametrize(
    "answer", [a for a in knowledge.answers().values() if len(a.wordings) > 1], ids=lambda answer: answer.id
)
def test_every_wording_renders_on_its_own_days(answer: knowledge.Answer) -> None:
    for wording in answer.wordings:
        day = wording.since or wording.until
        assert day is not None
        assert fill(wording.answer, day, facts()).missing == () or wording.since is None
