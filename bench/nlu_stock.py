"""Our understanding beside Rasa's stock pipeline: same sentences, same machine, both trained and asked through Rasa.

Run in Rasa's environment: ``.venv-rasa/bin/python -m bench.nlu_stock``. On two cores an epoch of DIET takes about a minute, so that
its 100 epochs and those of the response selector need two to four hours. ``--per-label`` gives both fewer sentences, ``--epochs`` the stock
one fewer rounds, ``--only ours|stock`` measures one.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import yaml

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.utils.log_utils import configure_structlog

from bot import knowledge
from bot.nlu import classifier, evaluation, reading
from bot.nlu.evaluation import Report
from bot.nlu.understanding import training_examples

ROOT = Path(__file__).resolve().parent.parent
EVALUATION_SET = ROOT / "tests" / "bot" / "nlu" / "evaluation"
STOCK_THRESHOLD = 0.3
"""Of the FallbackClassifier in Rasa's template."""


def stock(epochs: int) -> list[dict[str, Any]]:
    """What `rasa init` proposes; its template has 100 epochs."""
    learnt = {"epochs": epochs, "constrain_similarities": True, "random_seed": 1}
    return [
        {"name": "WhitespaceTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", **learnt},
        {"name": "ResponseSelector", **learnt, "retrieval_intent": "faq"},
    ]


def sentences(per_label: int | None) -> list[tuple[str, str]]:
    """(sentence, label) pairs: all of ours, or so many of each label, drawn the same way each time."""
    blocks: dict[str, list[str]] = {}
    for text, label in training_examples():
        blocks.setdefault(label, []).append(text)
    draw = random.Random(1)
    return [
        (text, label)
        for label, texts in blocks.items()
        for text in (texts if per_label is None else draw.sample(texts, min(per_label, len(texts))))
    ]


def write_data(folder: Path, pipeline: list[dict[str, Any]], examples: list[tuple[str, str]]) -> None:
    """The same sentences for both; the stock pipeline learns answers by id."""
    blocks: dict[str, list[str]] = {}
    for text, label in examples:
        blocks.setdefault(label, []).append(text)
    nlu = [{"intent": label, "examples": "".join(f"- {text}\n" for text in texts)} for label, texts in blocks.items()]
    responses = {f"utter_faq/{faq}": [{"text": faq}] for faq in knowledge.answers()}
    intents = sorted({label.partition("/")[0] for label in blocks})
    for name, content in (
        ("nlu.yml", {"version": "3.1", "nlu": nlu}),
        ("domain.yml", {"version": "3.1", "intents": intents, "responses": responses}),
        ("config.yml", {"recipe": "default.v1", "language": "vi", "assistant_id": "bench", "pipeline": pipeline}),
    ):
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def train(folder: Path) -> tuple[str, float, float]:
    """The model's path, and the seconds it took: on the clock and of the processor."""
    clock, processor = perf_counter(), process_time()
    model = train_nlu(
        str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder), domain=str(folder / "domain.yml")
    )
    if model is None:
        raise RuntimeError("Rasa trained no model")
    return model, perf_counter() - clock, process_time() - processor


def of_ours(parse: dict[str, Any]) -> reading.Reading:
    """Our component's reading, as Rasa hands it on; without what it offers beside an answer, which the stock one lacks."""
    ranking = [
        reading.Candidate(entry["name"], entry["faq"], entry["task"], entry["confidence"])
        for entry in parse["intent_ranking"]
    ]
    intent = parse["intent"]
    return reading.Reading(
        intent["name"], intent["confidence"], parse.get("faq"), parse.get("task"), ranking, parse["out_of_scope"]
    )


def of_stock(parse: dict[str, Any]) -> reading.Reading:
    """The stock pipeline's reading: DIET says task or FAQ, the response selector which FAQ."""
    selector = parse["response_selector"]["faq"]["ranking"]
    ranking: list[reading.Candidate] = []
    for entry in parse["intent_ranking"]:
        name, confidence = entry["name"], entry["confidence"]
        if name != reading.FAQ:
            ranking.append(reading.Candidate(name, None, None, confidence))
            continue
        for answer in selector[: evaluation.OFFERED]:
            faq = answer["intent_response_key"].partition("/")[2]
            ranking.append(reading.Candidate(name, faq, None, confidence * answer["confidence"]))
    best = ranking[0]
    shown = [candidate for candidate in ranking if candidate.intent != reading.OUT_OF_SCOPE]
    scope = best.intent == reading.OUT_OF_SCOPE
    if scope or parse["intent"]["confidence"] < STOCK_THRESHOLD:
        return reading.Reading(reading.FALLBACK, best.confidence, None, None, shown, out_of_scope=scope)
    return reading.Reading(best.intent, best.confidence, best.faq, None, shown)


def measure(model: str, read: Any) -> Report:
    """The report of one model, each message through Rasa's own parser."""
    agent = Agent.load(model)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(agent.parse_message("xin chào"))
    items = evaluation.load(EVALUATION_SET)
    return evaluation.measure(lambda text: read(loop.run_until_complete(agent.parse_message(text))), items)


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["ours", "stock"])
    parser.add_argument(
        "--epochs", type=int, default=100, help="Of the stock pipeline; fewer are faster and less accurate."
    )
    parser.add_argument("--per-label", type=int, help="How many sentences of each label both learn from; all if unset.")
    chosen = parser.parse_args()
    examples = sentences(chosen.per_label)
    classifier.training_examples = lambda: examples  # ours reads its sentences itself, not those that Rasa hands it
    configure_structlog(logging.WARNING)  # unconfigured it prints every message that is read
    ours = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    for name, pipeline, read in (("ours", ours, of_ours), ("stock", stock(chosen.epochs), of_stock)):
        if chosen.only not in (None, name):
            continue
        with tempfile.TemporaryDirectory() as folder:
            write_data(Path(folder), pipeline, examples)
            model, clock, processor = train(Path(folder))
            report = measure(model, read)
        found = report.as_json()
        print(
            f"{name}: {len(examples)} sentences, training {clock:.0f} s ({processor:.0f} s of processor), p50 {found['p50']:.1f} ms, p95 {found['p95']:.1f} ms"
        )
        for row in report.rows:
            if row.spelling != "decomposed":
                shares = (100 * getattr(row, part) / row.count for part in ("first", "answered", "three", "wrong"))
                print(f"  {row.kind:13}{row.spelling:10}", *(f"{share:6.1f}" for share in shares))


if __name__ == "__main__":
    main()
