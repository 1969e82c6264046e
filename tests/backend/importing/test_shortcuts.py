"""What is read by a shorter way, because nearly every row is written so, is what the long way says of it."""

from decimal import ROUND_HALF_UP, Decimal
from xml.etree.ElementTree import ParseError

from hypothesis import example, given
from hypothesis import strategies as st

from backend.importing import cells
from backend.importing.problems import RowProblem
from backend.kcb.importing import xml1

ODD = st.sampled_from(
    (" ", "  ", "\t", "\n", "\r\n", "\0", "\ufffd", "\u0301", "\u0338", "\u200b", "\ufeff", "|", "=", "ê", "e\u0302", "\u1100", "\u1161", "a")
)  # fmt: skip
CELL = st.one_of(st.lists(ODD, max_size=5).map("".join), st.text(max_size=8))
WRITTEN = (
    "<TONG_HOP>", "</TONG_HOP>", "<MA_LK>", "</MA_LK>", "<t_bhtt>", "</t_bhtt>", "<MA_LK/>", "<T_BNTT />", "<A b=\"c\">", "</A>",
    "<", ">", "/", "&", "&amp;", "<![CDATA[", "]]>", "<![CDATA[x]]>", "<![CDATA[a<b]]>", "?>", "<?x ?>", "<!-- -->", "79", " ", "\n",
    "\r", "\x01", "\ufffe", "\u3000", "ệ", '<?xml version="1.0" encoding="utf-8"?>', "<?xml version='1.1'?>", "<MA_LK>LK1</MA_LK>",
    "<T_BHTT><![CDATA[7]]></T_BHTT>", "<TONG_HOP><MA_LK>", "</MA_LK></TONG_HOP>",
)  # fmt: skip
WHOLE = "<TONG_HOP><MA_LK>1</MA_LK><T_BHTT>2</T_BHTT></TONG_HOP>"
PART = st.one_of(
    st.lists(st.sampled_from(WRITTEN), max_size=9).map("".join),
    st.tuples(st.sampled_from(WRITTEN), st.integers(0, len(WHOLE)), st.integers(0, 9)).map(
        lambda put: WHOLE[: put[1]] + put[0] + WHOLE[put[1] + put[2] :]
    ),
)


def read(rows: list[str], required: tuple[str, ...]) -> dict[str, str] | tuple[str | None, str]:
    try:
        return cells.named(2, tuple("abcdef")[: len(rows)], rows, required)
    except RowProblem as problem:
        return problem.column, problem.code


def read_slowly(rows: list[str], required: tuple[str, ...]) -> dict[str, str] | tuple[str | None, str]:
    try:
        values = cells.cleaned(2, tuple("abcdef")[: len(rows)], rows)
    except RowProblem as problem:
        return problem.column, problem.code
    empty = next((column for column in required if not values[column]), None)
    return (empty, "importing.required") if empty else values


@given(st.lists(CELL, min_size=1, max_size=6))
@example(["a ", " b"])
@example(["e", "\u0302", "\u0338"])
def test_cells_are_cleaned_alike(rows: list[str]) -> None:
    assert read(rows, ("a",)) == read_slowly(rows, ("a",))


@given(st.text("0123456789.,\n \u0664", max_size=16))
def test_money_is_read_alike(written: str) -> None:
    try:
        read = cells.Row(2, {"a": written}).money("a")
    except RowProblem:
        return
    bare = written.replace(" ", "")
    whole = bare.replace(".", "") if cells._GROUPED.match(bare) else bare.replace(",", ".")
    assert read == int(Decimal(whole or 0).to_integral_value(ROUND_HALF_UP))


def usual(content: str) -> dict[str, str] | None:
    return xml1._usual(content.encode(), content)


@given(PART)
@example(WHOLE)
@example("<TONG_HOP><MA_LK</MA_LK><T_BHTT>x>y</T_BHTT></TONG_HOP>")
@example("?>" + WHOLE)
@example(WHOLE.replace("1", "1<"))
@example(WHOLE.replace("1", "<A>1"))
@example(WHOLE.replace("1", "1]]>"))
@example(WHOLE + "x")
@example(WHOLE + "<A>")
def test_a_part_is_read_alike_or_left_to_the_long_way(content: str) -> None:
    usual(WHOLE)  # whose shape is then the one that others are compared with
    found = usual(content)
    if found is not None:
        try:
            expected = xml1._any(content)
        except ParseError:
            raise AssertionError(f"taken though it is broken: {content!r}") from None
        assert {name: value for name, value in found.items() if value} == {
            name: value for name, value in expected.items() if value
        }


def test_what_facilities_write_is_read_by_the_short_way() -> None:
    assert usual(WHOLE) == {"MA_LK": "1", "T_BHTT": "2"}
    for declared in (
        '<?xml version="1.0" encoding="utf-8"?>\n',
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>",
    ):
        pretty = (
            declared
            + "<TONG_HOP>\n\t<MA_LK><![CDATA[LK 1]]></MA_LK>\n\t<T_BHTT />\n\t<ma_the_bhyt>DN4</ma_the_bhyt>\n</TONG_HOP>\n"
        )
        assert usual(pretty) == {"MA_LK": "LK 1", "T_BHTT": "", "MA_THE_BHYT": "DN4"} == xml1._any(pretty)


def test_a_part_of_thousands_of_fields_makes_no_pattern() -> None:
    assert usual("<TONG_HOP>" + "<MA_LK>1</MA_LK>" * 1000 + "</TONG_HOP>") is None
