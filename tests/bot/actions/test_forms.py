"""The forms' own decisions: what counts as an answer, how help grows, what survives a failure."""

from typing import Any

import pytest

from bhxh.messages import catalogue, text
from bot import knowledge
from bot.actions.benefits import BenefitsForm
from bot.actions.card_status import CardForm
from bot.actions.change_phone import ChangePhone
from bot.actions.find_place import FindAgency, FindCollectionPoint, FindEmployer, FindFacility
from bot.actions.forgot_password import ForgotPassword
from bot.actions.forms.corrections import named_field, new_value, wants_change, wants_skip
from bot.actions.kcb_history import KcbForm, KcbVisits
from bot.actions.lookup_card import LookupCard
from bot.actions.lookup_person import LookupPerson
from bot.actions.participation_history import ParticipationForm
from bot.actions.registration import FIELDS, Registration
from bot.actions.registration_status import RegistrationStatusForm
from bot.actions.said import Said
from bot.actions.tasks import AfterTask, BeginTask
from tests.bot.fake_internal import FakeInternal

from .conftest import Run

FORMS = (
    LookupCard,
    LookupPerson,
    FindAgency,
    FindFacility,
    FindCollectionPoint,
    FindEmployer,
    Registration,
    RegistrationStatusForm,
    KcbForm,
    CardForm,
    ParticipationForm,
    BenefitsForm,
    ForgotPassword,
    ChangePhone,
)
REFUSED_CONNECTION = "http://127.0.0.1:9"


def said(words: str, intent: str = "fallback", **more: Any) -> Said:
    return Said(words, intent, None, None, (), tuple(more.get("entities", ())), None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("sửa lại số điện thoại", "phone"),
        ("sua sdt", "phone"),
        ("nhầm ngày sinh rồi", None),
        ("đổi lại họ tên", "full_name"),
        ("sai số nhà", "street"),
        ("nhập lại quận", "district"),
        ("nhập lại phường", "commune"),
        ("quay lại mục tỉnh", "province"),
        ("sửa cơ quan bhxh", "agency"),
        ("sửa cơ quan", "agency"),
        ("sửa mã số bhxh", "bhxh_code"),
        ("nhầm email", "email"),
        ("sửa cccd", "personal_id"),
        ("sửa thành [HO_TEN_1]", None),
    ],
)
def test_what_people_call_the_fields(words: str, field: str | None) -> None:
    assert wants_change(said(words))
    assert named_field(said(words)) == field


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("đổi quận 5 thành [DIA_CHI_1]", "district"),
        ("quận [DIA_CHI_1] chứ không phải quận 5", "district"),
        ("sai rồi, phường [DIA_CHI_1] mới đúng", "commune"),
        ("không phải quận 5 mà là quận [DIA_CHI_1]", "district"),
        ("thay số điện thoại bằng [DIEN_THOAI_1]", "phone"),
    ],
)
def test_corrections_with_the_new_value(words: str, field: str) -> None:
    assert wants_change(said(words))
    assert named_field(said(words)) == field


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("số của tôi là [DIEN_THOAI_1] chứ không phải [DIEN_THOAI_2]", 1),
        ("sửa [DIEN_THOAI_1] thành [DIEN_THOAI_2]", 2),
        ("không phải [DIEN_THOAI_1] mà là [DIEN_THOAI_2]", 2),
        ("sđt không phải [DIEN_THOAI_1], [DIEN_THOAI_2] mới đúng", 2),
        ("sửa số điện thoại thành [DIEN_THOAI_1]", 1),
    ],
)
def test_of_two_values_the_new_one_is_taken(words: str, number: int) -> None:
    assert new_value(said(words), ("DIEN_THOAI",)) == f"[DIEN_THOAI_{number}]"


def test_the_first_sentence_fills_what_it_holds(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[HO_TEN_1]": "Phạm Văn Tuấn", "[MA_SO_1]": "5223678901", "[DIEN_THOAI_1]": "0978123456"}
    opening = [{"event": "action", "name": "action_begin_task"}, {"event": "action", "name": "registration_form"}]
    opened = run(
        Registration,
        "đăng ký vssid cho tôi, tên [HO_TEN_1], mã số [MA_SO_1], sđt [DIEN_THOAI_1], tôi ở huyện Tuy Phước Bình Định",
        intent="register_account",
        form="registration_form",
        after_listen=opening,
    )
    assert opened.requested == "personal_id"
    assert all(opened.slots[field] for field in ("full_name", "bhxh_code", "phone", "province", "district"))
    assert internal.drafts["session-1"]["province"] == "huyện Tuy Phước, Bình Định"
    assert opened.slots["suggested_agency"] and "họ tên" in opened.text
    internal.drafts.clear()


@pytest.mark.parametrize("words", ["họ tên tôi là [HO_TEN_1]", "số điện thoại [DIEN_THOAI_1]", "tôi ở tỉnh"])
def test_an_answer_is_no_correction(words: str) -> None:
    assert not wants_change(said(words))


@pytest.mark.parametrize("words", ["bỏ qua", "không có", "tôi không có email", "ko co mail", "không"])
def test_skipping(words: str) -> None:
    assert wants_skip(said(words))


def test_every_field_has_its_texts() -> None:
    for field in FIELDS:
        for key in ("ask", "explain", "label"):
            assert f"bot.registration_form.{key}.{field}" in catalogue()


def test_every_form_is_a_task_and_can_be_left() -> None:
    for form in FORMS:
        assert knowledge.tasks()[form.task].form == form.form
        assert f"bot.{form.form}.losses" in catalogue()


def answer(run: Run, words: str, requested: str, **more: Any):
    slots = {"requested_slot": requested, **more.pop("slots", {})}
    return run(Registration, words, slots=slots, form="registration_form", **more)


def test_help_grows_with_each_failure(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[SO_1]": "12"}
    slots: dict[str, Any] = {}
    seen = []
    for _ in range(3):
        done = answer(run, "[SO_1]", "bhxh_code", slots=slots)
        slots = done.slots
        seen.append(done.text)
        assert done.requested == "bhxh_code"
    explanation, hotline = text("bot.registration_form.explain.bhxh_code"), text("bot.form.hotline")
    assert [explanation in said for said in seen] == [False, True, True]
    assert [hotline in said for said in seen] == [False, False, True]


def test_a_filled_field_forgets_the_failures_of_the_one_before(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[MA_SO_1]": "7912345678"}
    done = answer(run, "[MA_SO_1]", "bhxh_code", slots={"attempts": 2})
    assert (done.slots["attempts"], done.requested) == (0, "full_name")


@pytest.mark.parametrize("intent", ["faq", "greet", "kcb_history", "talk_to_agent", "start_over"])
def test_what_is_not_for_the_form_is_left_to_the_rules(run: Run, intent: str) -> None:
    assert answer(run, "một câu khác", "full_name", intent=intent).events == []


def test_asking_for_what_is_under_way_only_repeats_the_question(run: Run) -> None:
    done = answer(run, "tôi muốn đăng ký", "full_name", intent="register_account", slots={"bhxh_code": "[MA_SO_1]"})
    assert (done.requested, done.slots["attempts"]) == ("full_name", 0)


@pytest.mark.parametrize("trouble", ["down", "stopped_turns", "nobody"])
def test_a_failure_of_the_backend_keeps_the_question_and_counts_no_try(
    run: Run, internal: FakeInternal, trouble: str
) -> None:
    url = REFUSED_CONNECTION if trouble == "nobody" else None
    if url is None:
        setattr(internal, trouble, True)
    try:
        done = answer(run, "[MA_SO_1]", "bhxh_code", slots={"attempts": 1}, url=url)
    finally:
        internal.down = internal.stopped_turns = False
    assert done.text == text("bot.unavailable")
    assert (done.requested, done.slots["attempts"]) == ("bhxh_code", 1)
    assert done.slots.get("bhxh_code") is None


def test_a_fault_of_our_own_is_said_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(Registration, "hear", broken)
    done = answer(run, "[MA_SO_1]", "bhxh_code")
    assert done.text == text("bot.failed")
    assert done.requested == "bhxh_code"


FULL = {field: f"[{field.upper()}_1]" for field in FIELDS}


def test_the_key_is_that_of_the_summary_that_was_agreed_to(run: Run, internal: FakeInternal) -> None:
    internal.drafts["session-1"] = dict(FULL)
    shown = answer(run, "chờ chút", "confirm", slots=FULL, intent="fallback", turn="turn-7")
    key = shown.slots["submission_key"]
    assert key == "turn-7"
    for turn in ("turn-8", "turn-9"):
        slots = {**FULL, "submission_key": key}
        internal.drafts["session-1"] = dict(FULL)
        agreed = answer(run, "đồng ý", "confirm", slots=slots, intent="affirm", turn=turn)
        assert agreed.slots["submission_key"] is None
        assert agreed.requested is None
    keys = [body["key"] for path, body in internal.calls if path.endswith("/submit")]
    assert keys == ["turn-7", "turn-7"]
    assert len(internal.dossiers) == 1


def test_a_draft_that_expired_is_asked_for_again(run: Run, internal: FakeInternal) -> None:
    internal.drafts["session-1"] = {field: handle for field, handle in FULL.items() if field != "phone"}
    done = answer(run, "chờ chút", "confirm", slots=FULL)
    assert text("bot.registration_form.expired") in done.text
    assert done.requested == "phone"


def test_slots_hold_handles_only(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[MA_SO_1]": "7912345678", "[HO_TEN_1]": "Nguyễn Văn An"}
    done = answer(run, "tôi là [HO_TEN_1] mã số [MA_SO_1]", "bhxh_code")
    assert (done.slots["bhxh_code"], done.slots["full_name"]) == ("[MA_SO_1]", "[HO_TEN_1]")
    assert "7912345678" not in str(done.events)


def test_beginning_puts_the_open_form_aside_once(run: Run) -> None:
    done = run(BeginTask, "lịch sử khám", intent="kcb_history", form="registration_form")
    assert done.slots["suspended"] == ["registration_form"]
    assert done.events[-1] == {"event": "active_loop", "name": "kcb_form", "timestamp": None}
    back = run(
        BeginTask, "đăng ký", intent="register_account", form="kcb_form", slots={"suspended": ["registration_form"]}
    )
    assert back.slots["suspended"] == ["kcb_form"]


def test_afterwards_the_last_form_comes_back(run: Run) -> None:
    done = run(AfterTask, "x", slots={"suspended": ["registration_form", "kcb_form"]})
    assert done.slots["suspended"] == ["registration_form"]
    assert done.events[-1]["name"] == "kcb_form"
    assert run(AfterTask, "x").events == []


def test_no_slot_means_authenticated(run: Run, internal: FakeInternal) -> None:
    internal.identities.clear()
    slots = {"kcb_code": "[MA_SO_1]", "otp": "[OTP_1]"}
    done = run(KcbVisits, "", slots=slots, entities=[{"entity": "nam", "value": "[NAM_1]"}])
    assert "xác thực" in done.text
    assert "[BANG_" not in done.text
    opened = run(
        KcbForm,
        "xem lịch sử",
        intent="kcb_history",
        slots={"requested_slot": None},
        form="kcb_form",
        after_listen=[{"event": "action", "name": "action_begin_task"}, {"event": "action", "name": "kcb_form"}],
    )
    assert opened.requested == "kcb_code"


def test_whoever_the_app_has_named_is_asked_for_the_otp_alone(run: Run, internal: FakeInternal) -> None:
    internal.identities.clear()
    internal.values, internal.named = {"[MA_SO_7]": "7912345678"}, "[MA_SO_7]"
    try:
        opened = run(
            KcbForm,
            "xem lịch sử",
            intent="kcb_history",
            slots={"requested_slot": None},
            form="kcb_form",
            after_listen=[{"event": "action", "name": "action_begin_task"}, {"event": "action", "name": "kcb_form"}],
        )
    finally:
        internal.named = None
    assert (opened.slots["kcb_code"], opened.requested) == ("[MA_SO_7]", "otp")
    assert "[BANG_" not in opened.text


def test_a_value_for_another_field_is_kept_and_the_question_repeated(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[DIEN_THOAI_1]": "0978123456"}
    done = answer(run, "số điện thoại của tôi là [DIEN_THOAI_1]", "bhxh_code", intent="change_phone")
    assert (done.slots["phone"], done.slots.get("bhxh_code"), done.requested) == ("[DIEN_THOAI_1]", None, "bhxh_code")
    asked = answer(run, "số [DIEN_THOAI_1] có phải của tôi không", "bhxh_code", intent="faq")
    assert asked.events == []


def test_a_slip_is_corrected_by_its_kind(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[HO_TEN_2]": "Nguyễn Văn Ân"}
    slots = {"bhxh_code": "[MA_SO_1]", "full_name": "[HO_TEN_1]"}
    done = answer(run, "à nhầm, [HO_TEN_2]", "personal_id", intent="lookup_code_by_person", slots=slots)
    assert (done.slots["full_name"], done.requested) == ("[HO_TEN_2]", "personal_id")


def test_going_back(run: Run) -> None:
    done = answer(run, "quay lại", "full_name", intent="go_back", slots={"bhxh_code": "[MA_SO_1]"})
    assert (done.slots["bhxh_code"], done.requested) == (None, "bhxh_code")
    assert answer(run, "quay lại", "confirm", intent="go_back", slots=FULL).requested == "correction"
    first = answer(run, "quay lại", "bhxh_code", intent="go_back")
    assert (first.requested, first.slots["attempts"]) == ("bhxh_code", 0)
    assert text("bot.form.first_question") in first.text
    left = answer(run, "quay lại", "bhxh_code", intent="go_back", slots={"suspended": ["kcb_form"]})
    assert left.requested is None


@pytest.mark.parametrize(
    ("words", "intent", "part"),
    [("không nhớ", "forgot_password", "bìa sổ"), ("để làm gì vậy", "fallback", "mẫu 01")],
)
def test_doubt_and_ignorance_are_helped_and_count_as_no_failure(run: Run, words: str, intent: str, part: str) -> None:
    done = answer(run, words, "bhxh_code", intent=intent, slots={"attempts": 1})
    assert part in done.text
    assert (done.requested, done.slots["attempts"]) == ("bhxh_code", 1)


def test_the_agency_of_the_district_is_suggested_and_agreed_to(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[DIA_CHI_2]": "Quận 5", "[DIA_CHI_7]": "[07915] BHXH Quận 5"}
    internal.drafts["session-1"] = {**FULL, "district": "[DIA_CHI_2]"}
    slots = {field: handle for field, handle in FULL.items() if field not in {"district", "agency"}}
    asked = answer(run, "[DIA_CHI_2]", "district", slots=slots)
    assert asked.requested == "agency"
    assert asked.payloads == ['/provide_value{"dia_chi": "[DIA_CHI_7]"}']
    agreed = answer(run, "đúng rồi", "agency", intent="affirm", slots=asked.slots)
    assert (agreed.slots["agency"], agreed.requested) == ("[DIA_CHI_7]", "confirm")


def test_what_was_given_before_a_task_was_chosen_is_used(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[MA_SO_1]": "7912345678", "[HO_TEN_1]": "Nguyễn Văn An"}
    opened = run(
        Registration,
        "/register_account",
        intent="register_account",
        slots={"requested_slot": None, "given": "[MA_SO_1] [HO_TEN_1]"},
        form="registration_form",
        after_listen=[
            {"event": "action", "name": "action_begin_task"},
            {"event": "action", "name": "registration_form"},
        ],
    )
    assert (opened.requested, opened.slots["given"]) == ("personal_id", None)


@pytest.mark.parametrize("key", [key for key in catalogue() if ".explain." in key and not key.endswith(".email")])
def test_an_explanation_gives_an_example(key: str) -> None:
    assert "ví dụ" in text(key)


@pytest.mark.parametrize(
    "words", ["tôi quên mã rồi", "không nhớ mã số bhxh", "hông biết số", "là sao", "tìm ở đâu vậy", "chịu"]
)
def test_not_knowing_the_value_is_explained(run: Run, words: str) -> None:
    done = answer(run, words, "bhxh_code", intent="forgot_password")
    assert "bìa sổ" in done.text
    assert done.requested == "bhxh_code"


@pytest.mark.parametrize("words", ["hông có em ơi", "khỏi đi", "k xài", "thôi khỏi", "không", "chưa có"])
def test_what_is_optional_is_skipped_in_any_words(run: Run, internal: FakeInternal, words: str) -> None:
    done = answer(run, words, "email", intent="cancel" if "khỏi" in words else "greet", slots={**FULL, "email": None})
    assert done.slots["email"] == "skipped"


def test_a_mistake_that_names_nothing_asks_the_last_field_again(run: Run) -> None:
    done = answer(
        run, "nhầm rồi", "personal_id", intent="deny", slots={"bhxh_code": "[MA_SO_1]", "full_name": "[HO_TEN_1]"}
    )
    assert (done.slots["full_name"], done.requested) == (None, "full_name")


def test_a_sentence_nobody_understood_is_no_failed_answer(run: Run) -> None:
    said = {"intent": "fallback", "out_of_scope": True}
    assert answer(run, "thời tiết hôm nay thế nào", "bhxh_code", **said).events == []
    assert answer(run, "abc", "bhxh_code", **said).slots["attempts"] == 1
