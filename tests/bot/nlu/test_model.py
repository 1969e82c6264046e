"""Training, saving and loading a small model; and files that are not ours."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
import skops.io
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import VietnameseIntentClassifier
from bot.nlu.counting import Block, _vectoriser
from bot.nlu.handle_extractor import HandleExtractor
from bot.nlu.model import TextModel, UntrustedModel

EXAMPLES = [
    ("mất thẻ bảo hiểm y tế thì làm sao", "faq/the_bhyt_mat"),
    ("bị rơi thẻ bhyt xin cấp lại", "faq/the_bhyt_mat"),
    ("thẻ mất rồi làm lại ở đâu", "faq/the_bhyt_mat"),
    ("tính lương hưu thế nào", "faq/huu_tri_cach_tinh"),
    ("lương hưu được bao nhiêu", "faq/huu_tri_cach_tinh"),
    ("về hưu lương mấy đồng", "faq/huu_tri_cach_tinh"),
    ("xin chào trợ lý", "greet"),
    ("chào bạn", "greet"),
    ("chào ad", "greet"),
]


@pytest.fixture(scope="module")
def model() -> TextModel:
    return TextModel.train(EXAMPLES, c=10.0, min_df=1)


def component(model: TextModel, threshold: float = 0.4) -> VietnameseIntentClassifier:
    config = {**VietnameseIntentClassifier.get_default_config(), "threshold": threshold}
    return VietnameseIntentClassifier(config, None, None, model)


def test_it_reads_with_and_without_accents(model: TextModel) -> None:
    assert model.probabilities(["làm mất thẻ"])[0][0][0] == "faq/the_bhyt_mat"
    assert model.probabilities(["luong huu"])[0][0][0] == "faq/huu_tri_cach_tinh"


def test_probabilities_are_of_every_label_and_sorted(model: TextModel) -> None:
    found = model.probabilities(["chào"])[0]
    assert {label for label, _ in found} == {label for _, label in EXAMPLES}
    assert [p for _, p in found] == sorted((p for _, p in found), reverse=True)
    assert sum(p for _, p in found) == pytest.approx(1)


def test_learning_twice_gives_the_same_model() -> None:
    """Groups of labels are fitted in processes of their own; random numbers shared between them would differ each time."""
    examples = [*EXAMPLES, ("tạm biệt", "goodbye"), ("chào tạm biệt nhé", "goodbye"), ("hẹn gặp lại", "goodbye")]
    first, second = (TextModel.train(examples, c=1.0, min_df=1) for _ in range(2))
    assert first.labels == ["faq/huu_tri_cach_tinh", "faq/the_bhyt_mat", "goodbye", "greet"]
    assert np.array_equal(first.weights, second.weights)
    assert np.array_equal(first.offsets, second.offsets)
    assert [first.probabilities([sentence])[0][0][0] for sentence, _ in examples] == [label for _, label in examples]


def test_nothing_recognised(model: TextModel) -> None:
    assert model.probabilities(["???", "", "mất thẻ bhyt"])[:2] == [[], []]


@pytest.mark.parametrize("kind", [0, 1])
def test_one_sentence_is_counted_as_scikit_learn_counts(kind: int) -> None:
    texts = [sentence for sentence, _ in EXAMPLES]
    block, rows = Block.learnt(0, kind, texts, min_df=1)
    asked = [*texts, "thẻ thẻ thẻ mất lương", "???", ""]
    vectoriser = _vectoriser(kind, 1).fit(texts)
    expected = vectoriser.transform(asked)
    for row, text in enumerate(asked):
        columns, values = block.row(text)
        assert np.allclose(np.bincount(columns, values, len(block.places)), expected[row].toarray(), atol=1e-6)
    assert np.allclose(rows.toarray(), expected[: len(texts)].toarray())


def test_reading_copies_no_weights(model: TextModel) -> None:
    """One number in double precision among the features, and every message would have all weights copied."""
    features, _ = model.features_of("mất thẻ bhyt")
    assert features.dtype == model.weights.dtype == np.float32


def test_saved_and_loaded_it_says_the_same(model: TextModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.skops")
    loaded = TextModel.load(tmp_path / "model.skops")
    assert loaded.probabilities(["mất thẻ bhyt"]) == model.probabilities(["mất thẻ bhyt"])
    assert [block.places for block in loaded.blocks] == [block.places for block in model.blocks]
    assert loaded.table == model.table


def test_the_file_holds_no_pickle(model: TextModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.skops")
    with zipfile.ZipFile(tmp_path / "model.skops") as archive:
        assert {Path(name).suffix for name in archive.namelist()} <= {".json", ".npy", ".npz"}


def test_a_file_with_other_types_is_refused(model: TextModel, tmp_path: Path) -> None:
    foreign = {"table": {}, "counted": [], "classifier": zipfile.ZipInfo("x")}
    skops.io.dump(foreign, tmp_path / "model.skops")
    with pytest.raises(UntrustedModel):
        TextModel.load(tmp_path / "model.skops")


def test_the_component_sets_what_the_channel_reports(model: TextModel) -> None:
    message = component(model).process([Message(data={TEXT: "mất thẻ rồi làm lại sao"})])[0]
    assert message.get(INTENT)["name"] == "faq"
    assert message.get("faq") == "the_bhyt_mat"
    first = message.get("intent_ranking")[0]
    assert (first["name"], first["faq"]) == ("faq", "the_bhyt_mat")
    assert {"faq", "task", "intent_ranking"} <= message.output_properties


def test_the_component_reads_handles_without_the_model(model: TextModel) -> None:
    message = component(model).process([Message(data={TEXT: "[HO_SO_3]"})])[0]
    assert message.get(INTENT) == {"name": "registration_status", "confidence": 1.0}


def test_an_empty_message_is_no_greeting(model: TextModel) -> None:
    message = component(model).process([Message(data={TEXT: ""})])[0]
    assert message.get(INTENT) == {"name": "fallback", "confidence": 0.0}


def test_handles_become_entities_at_their_place() -> None:
    message = HandleExtractor().process([Message(data={TEXT: "thẻ [THE_1] và [SO_2]"})])[0]
    found = [(e["entity"], e["value"], e["start"], e["end"]) for e in message.get(ENTITIES)]
    assert found == [("the", "[THE_1]", 4, 11), ("so", "[SO_2]", 15, 21)]
