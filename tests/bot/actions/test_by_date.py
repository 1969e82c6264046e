"""Rules and figures of another day or of one province, and which day and province a question means."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh.messages import text
from bhxh.periods import Period
from bhxh.places import Province, find_province, provinces
from bot import knowledge
from bot.actions import wording as answered
from bot.actions.asked import asked_of
from bot.actions.fallback import Fallback
from bot.actions.faq import AnswerFaq
from bot.actions.figures import figures_asked
from bot.actions.kcb_history import KcbVisits
from bot.actions.telling import ANY, Asked, doubtful, tell, told_on, when
from bot.facts import Fact, facts, read
from bot.knowledge import Answer, Wording
from tests.bot.fake_internal import FakeInternal

from .conftest import Run

TODAY = date(2026, 11, 20)


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def entry(*wordings: Wording) -> Answer:
    return replace(knowledge.answers()["tu_tuat"], wordings=wordings)


def wording(answer: str, since: date | None = None, until: date | None = None, *places: str) -> Wording:
    return Wording(answer, "Luật X", "yes", since, until, places)


def fact(*amounts: tuple[date, int], unit: str = "đồng") -> Fact:
    rows = [{"from": since, "value": amount, "source": f"NĐ {since:%Y}", "checked": "yes"} for since, amount in amounts]
    return read({"id": "muc", "what": "Mức", "unit": unit, "periods": rows, "names": ["mức chuẩn"]})


PILOT = entry(
    wording("Được trên cả nước. Mang máy.", date(2021, 6, 1)),
    wording("Được, đang thí điểm.", date(2020, 11, 25), date(2021, 5, 31), "48"),
    wording("Chưa được.", date(2020, 11, 25), date(2021, 5, 31)),
)
DA_NANG, TIEN_GIANG = find_province("Đà Nẵng"), find_province("Tiền Giang")
MUC = {"muc": fact((date(2020, 1, 1), 100), (date(2023, 7, 1), 200), (date(2026, 7, 1), 300))}
AMOUNT = entry(wording("Được {muc:x10}. Chờ."))


def test_todays_rule_comes_first_then_what_held_before() -> None:
    words = tell(AMOUNT, TODAY, ANY, MUC).words.split("\n")
    assert words == ["Được 3.000 đồng. Chờ.", "Trước đây:", "• Trước ngày 01/07/2026: Được 2.000 đồng."]


def test_the_rule_of_a_past_year_comes_first_and_is_said_to_be_of_then() -> None:
    telling = tell(AMOUNT, TODAY, Asked(year(2022)), MUC)
    first, rule, now = telling.words.split("\n")
    assert "năm 2022" in first
    assert rule == "Được 1.000 đồng. Chờ."
    assert now == "Hiện nay: Được 3.000 đồng."
    assert not telling.present


def test_a_year_in_which_it_changed_is_told_in_two_parts() -> None:
    words = tell(AMOUNT, TODAY, Asked(year(2023)), MUC).words
    assert "Từ 01/01/2023 đến 30/06/2023: Được 1.000 đồng. Chờ." in words
    assert "Từ 01/07/2023 đến 31/12/2023: Được 2.000 đồng. Chờ." in words


def test_this_year_is_told_in_parts_without_a_second_today() -> None:
    words = tell(AMOUNT, TODAY, Asked(year(2026)), MUC).words
    assert "đến 30/06/2026: Được 2.000 đồng" in words
    assert "Hiện nay" not in words


def test_a_year_to_come_says_that_nothing_else_is_known() -> None:
    words = tell(AMOUNT, TODAY, Asked(year(2029)), MUC).words
    assert words.startswith(text("bot.then.no_change", when="năm 2029"))
    assert "3.000 đồng" in words


def test_a_change_to_come_that_is_known_is_told() -> None:
    known = {"muc": fact((date(2020, 1, 1), 100), (date(2028, 1, 1), 900))}
    assert "Được 9.000 đồng" in tell(AMOUNT, TODAY, Asked(year(2029)), known).words
    assert "Được 1.000 đồng" in tell(AMOUNT, TODAY, ANY, known).words


def test_before_the_first_figure_nothing_is_made_up() -> None:
    telling = tell(AMOUNT, TODAY, Asked(year(2012)), MUC)
    assert text("bot.then.nothing") in telling.words
    assert "Hiện nay: Được 3.000 đồng." in telling.words
    assert telling.told == ()


def test_a_figure_that_has_ended_is_said_to_be_missing_and_names_the_hotline(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = replace(MUC["muc"], periods=(replace(MUC["muc"].periods[0], until=date(2020, 12, 31)),))
    monkeypatch.setattr(answered.table, "facts", lambda: {"muc": ended})
    said = answered.faq_text(AMOUNT)
    assert text("bot.fact.missing") in said
    assert text("bot.fact.unknown", what="Mức") in said
    assert text("bot.hotline") in said
    assert "1.000" not in said


def test_a_figure_not_reviewed_in_time_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    late = replace(MUC["muc"], review_by=date(2020, 1, 1))
    monkeypatch.setattr(answered.table, "facts", lambda: {"muc": late})
    assert text("bot.fact.old", what="Mức") in answered.faq_text(AMOUNT)


def test_a_figure_that_was_not_read_is_named_under_an_answer_that_was() -> None:
    unread = replace(MUC["muc"], periods=tuple(replace(period, checked="partly") for period in MUC["muc"].periods))
    assert [each.id for each in doubtful(tell(AMOUNT, TODAY, ANY, {"muc": unread}).told)] == ["muc"]
    assert doubtful(tell(AMOUNT, TODAY, ANY, MUC).told) == []


def test_no_wording_for_today_names_the_hotline() -> None:
    ended = entry(wording("Được.", None, date(2020, 1, 1)))
    assert tell(ended, TODAY, ANY, {}).words == text("bot.then.nothing_now")


@pytest.mark.parametrize(
    ("province", "said", "never"),
    [(DA_NANG, "Được, đang thí điểm.", "Chưa được"), (TIEN_GIANG, "Chưa được.", "thí điểm")],
)
def test_the_rule_of_a_province(province: object, said: str, never: str) -> None:
    may = Period(date(2021, 5, 1), date(2021, 5, 31))
    words = tell(PILOT, TODAY, Asked(may, province), {}).words  # type: ignore[arg-type]
    assert words.split("\n")[1] == said
    assert never not in words
    assert words.endswith("Hiện nay: Được trên cả nước.")


def test_without_a_province_each_is_told() -> None:
    told = told_on(PILOT, date(2021, 1, 1), None, {})
    assert told is not None
    assert told.words.split("\n") == ["– Đà Nẵng: Được, đang thí điểm.", "– Các tỉnh, thành phố khác: Chưa được."]
    assert "• Trước ngày 01/06/2021: Đà Nẵng: Được, đang thí điểm; Các tỉnh" in tell(PILOT, TODAY, ANY, {}).words


def test_a_rule_that_never_changed_is_told_as_ever() -> None:
    plain = entry(wording("Được."))
    assert tell(plain, TODAY, Asked(year(2020)), {}).words == "Được."


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("năm 2022 thì lương cơ sở bao nhiêu", year(2022)),
        ("hồi 2019 rút một lần thế nào", year(2019)),
        ("hoi thang 5/2021 dung vssid duoc ko", Period(date(2021, 5, 1), date(2021, 5, 31))),
        ("sang năm tuổi nghỉ hưu của nữ là mấy", year(2027)),
        ("năm 2030 nữ nghỉ hưu lúc mấy tuổi", year(2030)),
        ("năm ngoái đóng bhyt hộ gia đình bao nhiêu", year(2025)),
        ("đóng BHYT năm 2023 hết bao nhiêu", year(2023)),
        ("con tôi sinh năm 2015 thẻ dùng đến khi nào", None),
        ("tôi nghỉ việc năm 2022 rút một lần được không", None),
        ("thẻ cấp năm 2019 còn dùng được không", None),
        ("tôi đóng từ năm 2010 lương hưu bao nhiêu", None),
        ("năm 2022 khác, bây giờ thì lương cơ sở bao nhiêu", None),
        ("mức đóng năm nay", None),
        ("mất thẻ thì làm sao", None),
    ],
)
def test_which_time_a_question_is_about(said: str, time: Period | None) -> None:
    assert asked_of(said, TODAY).time == time


def test_which_province_a_question_is_about() -> None:
    assert asked_of("hồi tháng 5/2021 ở Tiền Giang", TODAY).province == TIEN_GIANG
    assert asked_of("mất thẻ", TODAY).province is None


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (year(2022), "năm 2022"),
        (Period(date(2021, 5, 1), date(2021, 5, 31)), "tháng 5/2021"),
        (Period(date(2021, 5, 2), date(2021, 5, 2)), "ngày 02/05/2021"),
        (Period(None, date(2025, 6, 30)), "trước ngày 01/07/2025"),
        (Period(date(2025, 7, 1), None), "từ ngày 01/07/2025"),
        (Period(date(2021, 4, 1), date(2021, 6, 30)), "từ 01/04/2021 đến 30/06/2021"),
    ],
)
def test_a_time_is_named_as_people_do(time: Period, said: str) -> None:
    assert when(time) == said


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("mức chuẩn bao nhiêu", ["Mức hiện nay là 300 đồng"]),
        ("muc chuan nam 2022 bao nhieu", ["năm 2022 là 100 đồng"]),
        ("năm 2023 mức chuẩn bao nhiêu", ["có thay đổi", "từ 01/01/2020 là 100 đồng", "từ 01/07/2023 là 200 đồng"]),
        ("năm 2012 mức chuẩn bao nhiêu", ["chưa có số liệu năm 2012"]),
        ("năm 2029 mức chuẩn bao nhiêu", ["chưa có mức mới cho năm 2029", "300 đồng"]),
    ],
)
def test_a_figure_asked_for_by_its_name(said: str, parts: list[str]) -> None:
    (sentence,) = figures_asked(said, asked_of(said, TODAY), TODAY, MUC)
    for part in parts:
        assert part in sentence


def test_a_figure_not_asked_for_is_not_told() -> None:
    assert figures_asked("mất thẻ thì làm sao", ANY, TODAY, MUC) == []
    assert figures_asked("đóng theo mức chuẩn", ANY, TODAY, MUC) == []


def test_a_figure_is_told_though_the_question_was_not_understood(run: Run) -> None:
    done = run(Fallback, "năm 2028 nam bao nhiêu tuổi về hưu", intent_ranking=[])
    assert done.text.startswith("Tuổi nghỉ hưu của nam năm 2028 là 62 tuổi")
    assert done.messages[0]["custom"]["faq"] == "huu_tri_dieu_kien"


def test_the_salary_base_of_a_past_year_through_the_action(run: Run) -> None:
    done = run(AnswerFaq, "năm 2022 thì lương cơ sở bao nhiêu", intent="faq", faq="bhyt_ho_gia_dinh_muc_dong")
    assert done.text.startswith("Lương cơ sở năm 2022 là 1.490.000 đồng")
    assert "67.050 đồng" in done.text
    assert "Hiện nay: " in done.text
    assert "38/2019" in done.messages[0]["custom"]["source"]


def test_the_pilot_in_a_province_through_the_action(run: Run) -> None:
    asked = {"intent": "faq", "faq": "the_bhyt_dien_tu_khi_kham"}
    elsewhere = run(AnswerFaq, "hồi tháng 5/2021 ở Tiền Giang dùng VssID thay thẻ được không", **asked)
    assert "Chưa được" in elsewhere.text
    there = run(AnswerFaq, "hồi tháng 5/2021 ở Quảng Nam dùng VssID thay thẻ được không", **asked)
    assert "tỉnh thí điểm" in there.text
    assert "3717" in there.messages[0]["custom"]["source"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Tiền Giang sáp nhập rồi thẻ có phải đổi không", "Tiền Giang từ 01/7/2025 thuộc Đồng Tháp; mã tỉnh 82"),
        ("ở Hà Nội sáp nhập rồi thẻ có phải đổi không", "Hà Nội vẫn giữ tên"),
    ],
)
def test_where_a_province_belongs_now(run: Run, said: str, told: str) -> None:
    assert run(AnswerFaq, said, intent="faq", faq="thu_tuc_sap_nhap_tinh").text.startswith(told)


@given(
    st.sampled_from(sorted(knowledge.answers())),
    st.dates(date(2005, 1, 1), date(2040, 12, 31)),
    st.integers(0, 800),
    st.sampled_from([None, *provinces()]),
)
def test_every_answer_can_be_told_for_any_time_and_place(
    faq: str, first: date, days: int, province: Province | None
) -> None:
    time = Period(first, first + timedelta(days=days))
    telling = tell(knowledge.answers()[faq], TODAY, Asked(time, province), facts())
    assert telling.words
    assert "{" not in telling.words.replace("{hotline}", "")
    assert text("bot.fact.missing") not in telling.words


def before(meta: dict[str, object]) -> list[dict[str, object]]:
    """The turn before: one reply with this meta."""
    return [
        {"event": "user", "text": "...", "parse_data": {"intent": {"name": "faq"}}},
        {"event": "bot", "text": "...", "data": {"buttons": [], "custom": meta}},
    ]


def test_another_year_after_an_answer_asks_for_its_rule(run: Run) -> None:
    asked = {"intent": "faq", "faq": "bhyt_ho_gia_dinh_muc_dong"}
    done = run(KcbVisits, "còn năm 2022 thì sao", intent="kcb_year", before=before(asked))
    assert "67.050 đồng" in done.text
    assert done.messages[0]["custom"]["faq"] == "bhyt_ho_gia_dinh_muc_dong"


@pytest.mark.parametrize(
    "meta", [{"intent": "kcb_history", "faq": "kcb_xem_lich_su"}, {"intent": "fallback", "faq": None}, {}]
)
def test_another_year_after_anything_else_is_no_question_of_a_rule(run: Run, meta: dict[str, object]) -> None:
    assert (
        "thời điểm Ông/Bà hỏi"
        not in run(KcbVisits, "còn năm 2022 thì sao", intent="kcb_year", before=before(meta)).text
    )


@pytest.mark.parametrize(
    ("said", "day", "parts"),
    [
        (
            "ngày [NGAY_1] lương cơ sở bao nhiêu",
            "15/3/2022",
            ["Lương cơ sở ngày [NGAY_1] là 1.490.000", "(ngày [NGAY_1])", "67.050"],
        ),
        ("trước [NGAY_1] đóng bhyt hộ gia đình mức nào", "1/7/2023", ["(trước [NGAY_1])", "67.050", "Hiện nay: "]),
        ("Trước ngày [NGAY_1] mức đóng thế nào", "2/7/2023", ["(trước ngày [NGAY_1])", "81.000"]),
        ("ngày [NGAY_1] đóng bao nhiêu", "1/9/2026", ["giống hiện nay", "113.850"]),
        ("ngày [NGAY_1] đóng bao nhiêu", "1/9/2029", ["chưa có quy định nào khác", "113.850"]),
        ("ngày [NGAY_1] đóng bao nhiêu", "1/9/2001", ["chưa có quy định của thời điểm này", "Hiện nay: "]),
    ],
)
def test_a_full_day_is_only_compared_and_named_by_its_handle(
    run: Run, internal: FakeInternal, said: str, day: str, parts: list[str]
) -> None:
    internal.values = {"[NGAY_1]": day}
    done = run(AnswerFaq, said, intent="faq", faq="bhyt_ho_gia_dinh_muc_dong")
    for part in parts:
        assert part in done.text, part
    assert day not in done.text


@pytest.mark.parametrize(
    "said",
    [
        "con tôi sinh ngày [NGAY_1] đóng bao nhiêu",
        "tôi nghỉ việc ngày [NGAY_1] đóng bao nhiêu",
        "từ [NGAY_1] đóng bao nhiêu",
        "mức đóng bao nhiêu",
    ],
)
def test_a_day_of_somebodys_life_is_not_compared(run: Run, internal: FakeInternal, said: str) -> None:
    internal.values = {"[NGAY_1]": "15/3/2022"}
    done = run(AnswerFaq, said, intent="faq", faq="bhyt_ho_gia_dinh_muc_dong")
    assert "113.850" in done.text
    assert internal.calls == []


def test_without_the_backend_a_day_is_answered_with_today(run: Run, internal: FakeInternal) -> None:
    internal.values, internal.down = {"[NGAY_1]": "15/3/2022"}, True
    try:
        done = run(AnswerFaq, "ngày [NGAY_1] đóng bao nhiêu", intent="faq", faq="bhyt_ho_gia_dinh_muc_dong")
    finally:
        internal.down = False
    assert "113.850" in done.text
