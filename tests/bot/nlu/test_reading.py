"""From probabilities to an intent, an FAQ and a ranking."""

import pytest

from bot.nlu import reading

BESIDE = reading.Beside(
    {"kcb_xem_lich_su": "kcb_history"}, {"kcb_history": "kcb_xem_lich_su", "find_employer": "diem_thu"}
)


def read(*probabilities: tuple[str, float], threshold: float = 0.5) -> reading.Reading:
    return reading.of_probabilities(probabilities, BESIDE, threshold=threshold, length=5)


def test_a_question_beside_a_task_adds_up_with_it() -> None:
    found = read(("faq/kcb_xem_lich_su", 0.4), ("faq/tu_tuat", 0.3), ("kcb_history", 0.2))
    assert (found.intent, found.faq, found.task) == ("faq", "kcb_xem_lich_su", "kcb_history")
    assert found.confidence == 0.4 + 0.2


def test_a_task_names_the_question_beside_it() -> None:
    found = read(("kcb_history", 0.5), ("faq/kcb_xem_lich_su", 0.1))
    assert (found.intent, found.faq, found.task) == ("kcb_history", "kcb_xem_lich_su", "kcb_history")


def test_a_task_whose_question_belongs_to_another_names_it_still() -> None:
    assert read(("find_employer", 0.9)).faq == "diem_thu"


def test_below_the_threshold_it_is_a_fallback_with_its_candidates() -> None:
    found = read(("faq/tu_tuat", 0.4), ("greet", 0.3))
    assert (found.intent, found.faq) == ("fallback", None)
    assert [candidate.faq or candidate.intent for candidate in found.ranking] == ["tu_tuat", "greet"]


def test_out_of_scope_is_a_fallback_and_never_offered() -> None:
    found = read(("out_of_scope", 0.9), ("faq/tu_tuat", 0.1))
    assert found.intent == "fallback"
    assert [candidate.faq for candidate in found.ranking] == ["tu_tuat"]


def test_nothing_recognised_has_confidence_zero() -> None:
    found = read()
    assert (found.intent, found.confidence, found.ranking) == ("fallback", 0.0, [])


def test_the_ranking_is_cut() -> None:
    many = [(f"faq/q{number}", 0.1) for number in range(9)]
    assert len(read(*many).ranking) == 5


def test_handles_say_what_they_are() -> None:
    assert reading.of_handles(["THE"]).intent == "lookup_code_by_card"
    assert reading.of_handles(["SO", "HO_SO"]).intent == "registration_status"
    assert reading.of_handles(["DIA_CHI"]).intent == "provide_value"


def test_what_came_close_is_offered_best_first_and_at_most_two() -> None:
    found = read(("faq/a", 0.55), ("faq/b", 0.1), ("faq/c", 0.12), ("greet", 0.2), ("faq/d", 0.09))
    assert (found.faq, found.also) == ("a", ("c", "b"))


def test_what_is_far_is_not_offered_nor_anything_beside_small_talk() -> None:
    assert read(("faq/a", 0.9), ("faq/z", 0.08)).also == ()
    assert read(("greet", 0.6), ("faq/z", 0.3)).also == ()


def test_a_close_task_is_offered_as_its_question() -> None:
    assert read(("faq/a", 0.6), ("kcb_history", 0.3)).also == ("kcb_xem_lich_su",)


def test_several_questions_offer_nothing_beside() -> None:
    whole = read(("faq/a", 0.6), ("faq/b", 0.3))
    both = reading.of_parts(whole, [read(("faq/a", 0.8), ("faq/b", 0.1)), read(("faq/b", 0.9))])
    assert (both.questions, both.also) == (("a", "b"), ())


def test_what_is_hardly_likelier_than_out_of_scope_is_not_answered() -> None:
    near = [("faq/tu_tuat", 0.8), ("out_of_scope", 0.01), ("greet", 0.005)]
    gated = reading.of_probabilities(near, BESIDE, threshold=0.4, length=5, scope_ratio=100)
    assert (gated.intent, gated.out_of_scope, gated.ranking[0].faq) == ("fallback", False, "tu_tuat")
    assert reading.of_probabilities(near, BESIDE, threshold=0.4, length=5, scope_ratio=50).faq == "tu_tuat"


def test_small_talk_needs_no_distance_to_out_of_scope() -> None:
    bye = [("goodbye", 0.8), ("out_of_scope", 0.1)]
    assert reading.of_probabilities(bye, BESIDE, threshold=0.4, length=5, scope_ratio=100).intent == "goodbye"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("mất thẻ thì sao? mất sổ thì sao?", ["mất thẻ thì sao", "mất sổ thì sao"]),
        ("1. mất thẻ\n2) mất sổ", ["mất thẻ", "mất sổ"]),
        ("mất thẻ làm lại ở đâu, ngoài ra cho hỏi mất sổ", ["mất thẻ làm lại ở đâu", "cho hỏi mất sổ"]),
        ("mat the lam lai o dau, tien the mat so lam lai o dau", ["mat the lam lai o dau", "mat so lam lai o dau"]),
        ("họ tên và ngày sinh bị sai", ["họ tên và ngày sinh bị sai"]),
    ],
)
def test_questions_one_after_the_other(text: str, parts: list[str]) -> None:
    assert reading.parts_of(text) == parts


def test_and_joins_two_questions_only_when_both_are_surer_and_one_is_the_whole() -> None:
    whole = read(("faq/a", 0.6), ("faq/b", 0.3))
    a, b = read(("faq/a", 0.9)), read(("faq/b", 0.9))
    assert reading.of_halves(whole, [a, b]).questions == ("a", "b")
    assert reading.of_halves(whole, [a, read(("faq/b", 0.6))]) == whole
    assert reading.of_halves(whole, [a, a]) == whole


def test_a_half_that_is_sure_and_not_answered_is_offered() -> None:
    whole = read(("faq/a", 0.6), ("faq/b", 0.3))
    found = reading.of_halves(whole, [read(("faq/d", 0.9)), read(("faq/c", 0.9))])
    assert (found.faq, found.questions, found.also) == ("a", (), ("d", "c"))
    leaning = reading.of_probabilities(
        [("faq/c", 0.8), ("out_of_scope", 0.1)], BESIDE, threshold=0.4, length=5, scope_ratio=100
    )
    assert reading.of_halves(whole, [read(("faq/a", 0.9)), leaning]).also == ("c", "b")
    alone = reading.of_parts(whole, [read(("faq/c", 0.9)), read(("faq/b", 0.6))])
    assert (alone.faq, alone.also) == ("a", ("c", "b"))


def test_a_piece_that_leans_to_what_the_whole_is_counts_with_it() -> None:
    def gated(*found: tuple[str, float]) -> reading.Reading:
        return reading.of_probabilities(found, BESIDE, threshold=0.4, length=5, scope_ratio=100)

    whole, sure = read(("faq/a", 0.9)), read(("faq/b", 0.9))
    assert reading.of_parts(whole, [sure, gated(("faq/a", 0.8), ("out_of_scope", 0.1))]).questions == ("b", "a")
    assert reading.of_halves(whole, [sure, gated(("faq/a", 0.6), ("faq/c", 0.3))]).questions == ("b", "a")
    assert reading.of_halves(whole, [sure, gated(("faq/a", 0.45), ("faq/c", 0.3))]).questions == ()


def test_two_sure_halves_answer_what_nobody_understood_as_a_whole() -> None:
    whole = read(("faq/a", 0.4), ("faq/b", 0.3))
    a, b = read(("faq/a", 0.9)), read(("faq/b", 0.9))
    assert reading.of_halves(whole, [a, b]).questions == ("a", "b")
    assert reading.of_halves(whole, [a, read(("faq/c", 0.9))]) is whole


def test_a_sentence_that_only_leads_up_to_the_question_is_no_half() -> None:
    whole = read(("faq/a", 0.9))
    assert reading.halves_of("Em mới nghỉ việc. Thẻ công ty còn dùng được không", whole) == []
    both = reading.halves_of("Tôi mất thẻ thì sao. Mất sổ thì làm gì", whole)
    assert both == ["Tôi mất thẻ thì sao", "Mất sổ thì làm gì"]
    assert len(reading.halves_of("Tôi mất thẻ bảo hiểm. Tôi mất sổ bảo hiểm", whole)) == 2


def test_what_is_surely_one_question_is_not_taken_apart() -> None:
    text = "tôi mất thẻ bhyt và tôi mất sổ bhxh"
    assert reading.halves_of(text, read(("faq/a", 0.9))) == ["tôi mất thẻ bhyt", "tôi mất sổ bhxh"]
    assert reading.halves_of(text, read(("faq/a", 0.999))) == []
    assert reading.halves_of("họ và tên", read(("faq/a", 0.9))) == []
    assert reading.halves_of("em mất thẻ bhyt, giờ đi khám thì sao", read(("faq/a", 0.9))) == []
    asked = reading.halves_of("vợ nghỉ bao lâu, chồng được nghỉ mấy ngày", read(("faq/a", 0.999)))
    assert asked == ["vợ nghỉ bao lâu", "chồng được nghỉ mấy ngày"]


def test_parts_may_be_less_sure_where_the_whole_was_not_understood() -> None:
    parts = [read(("faq/a", 0.6)), read(("faq/b", 0.6))]
    assert reading.of_parts(read(("faq/a", 0.4)), parts).questions == ("a", "b")
    assert reading.of_parts(read(("faq/a", 0.6)), parts).questions == ()


def test_beside_idle_talk_one_sure_part_is_answered() -> None:
    idle, sure, doubtful = read(("out_of_scope", 0.9)), read(("faq/a", 0.9)), read(("faq/a", 0.8))
    assert reading.of_parts(idle, [idle, sure]).faq == "a"
    assert reading.of_parts(idle, [idle, doubtful]) is idle


def test_beside_what_words_decide_a_sure_question_is_answered_but_no_task_begun() -> None:
    whole = read(("faq/a", 0.3))
    question, task = read(("faq/a", 0.9)), read(("faq/kcb_xem_lich_su", 0.9))
    found = reading.beside_what_was_told("insult", whole, [task, question])
    assert (found.intent, found.faq, found.told) == ("faq", "a", "insult")
    assert reading.beside_what_was_told("insult", whole, [task, read(("faq/a", 0.6))]).intent == "insult"
