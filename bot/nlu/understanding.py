"""What one message means: handles by their kind, fixed phrases by their words, everything else by the model.

Without Rasa, so that the component (classifier.py), the tests and `bhxh nlu` read a sentence in one and the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bhxh import dialogue, phrases
from bhxh.text import nfc
from bot import knowledge
from bot.nlu import reading
from bot.nlu.handles import kinds_of, only_handles
from bot.nlu.model import TextModel

CONFIG = knowledge.DATA.parents[1] / "config.yml"


def settings() -> dict[str, Any]:
    """The classifier's settings as shipped (the first entry of the pipeline in config.yml)."""
    shipped: dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["pipeline"][0]
    return shipped


def beside() -> reading.Beside:
    """Which FAQ and tasks go together, from bot/data."""
    return reading.Beside(knowledge.task_beside(), knowledge.faq_beside())


def training_examples() -> list[tuple[str, str]]:
    """(sentence, label) of the canonical questions and of every file in bot/data/nlu: what training learns from."""
    examples = [(answer.question, f"{reading.FAQ}/{answer.id}") for answer in knowledge.answers().values()]
    for path in sorted((knowledge.DATA / "nlu").glob("**/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = (line.strip() for line in block["examples"].splitlines())
            examples += [(line[1:].strip(), block["intent"]) for line in lines if line.startswith("-")]
    return examples


@dataclass(frozen=True)
class Understanding:
    """A trained model with the settings that turn its probabilities into a reading."""

    model: TextModel
    beside: reading.Beside
    threshold: float
    scope_ratio: float
    length: int

    @classmethod
    def shipped(cls, model: TextModel) -> Understanding:
        """A model with the settings of config.yml."""
        chosen = settings()
        return cls(model, beside(), chosen["threshold"], chosen["scope_ratio"], chosen["ranking_length"])

    @classmethod
    def trained(cls) -> Understanding:
        """Trained now on bot/data, as `rasa train` would."""
        chosen = settings()
        return cls.shipped(TextModel.train(training_examples(), c=chosen["c"], min_df=chosen["min_df"]))

    @classmethod
    def stored(cls, path: Path) -> Understanding:
        """With the model of one skops file. Raises UntrustedModel for a tampered file."""
        return cls.shipped(TextModel.load(path))

    def read(self, text: str) -> reading.Reading:
        """What one text means; a text with nothing that was ever seen in training has confidence 0."""
        text = nfc(text)
        if only_handles(text):
            return reading.of_handles(kinds_of(text))
        if (told := phrases.intent_of(text)) is not None:
            clauses = [clause for clause in reading.clauses_of(text) if phrases.intent_of(clause) is None]
            whole, *by_clause = self._read([text, *clauses])
            return reading.beside_what_was_told(told, whole, by_clause)
        about = dialogue.intent_of(text)
        parts = reading.parts_of(text) if about is None else []
        whole, *by_part = self._read([text, *(parts if len(parts) > 1 else [])])
        if about is not None:
            return reading.Reading(about, 1.0, None, None, whole.ranking)
        if not by_part:
            return self._with_halves(text, whole)
        return reading.of_parts(whole, list(map(self._with_halves, parts, by_part)))

    def _with_halves(self, text: str, whole: reading.Reading) -> reading.Reading:
        halves = reading.halves_of(text, whole)
        return reading.of_halves(whole, self._read(halves)) if halves else whole

    def _read(self, texts: Sequence[str]) -> list[reading.Reading]:
        return [
            reading.of_probabilities(
                probabilities, self.beside, threshold=self.threshold, length=self.length, scope_ratio=self.scope_ratio
            )
            for probabilities in self.model.probabilities(texts)
        ]
