"""The intent classifier as a Rasa component."""

from __future__ import annotations

import hashlib
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import knowledge
from bot.nlu import reading
from bot.nlu.model import TextModel
from bot.nlu.normalise import ABBREVIATIONS
from bot.nlu.understanding import Understanding, beside, training_examples

MODEL_FILE = "model.skops"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class VietnameseIntentClassifier(IntentClassifier, GraphComponent):
    """Sets ``intent``, ``intent_ranking``, ``faq`` (id or None), ``task`` (name or None), ``out_of_scope``,
    ``questions``, ``also`` and ``told``.

    Trained on full labels (``faq/<id>`` and tasks), also with the canonical question of every FAQ. The intent that Rasa's
    rules see is ``faq``, a task, or ``fallback``.
    """

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: TextModel | None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model
        self._beside = beside()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``threshold``: below it the intent is `fallback`; ``scope_ratio`` see `of_probabilities`. The others are those of
        `TextModel.train`."""
        return {"threshold": 0.35, "scope_ratio": 130.0, "c": 1.0, "min_df": 3, "ranking_length": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> VietnameseIntentClassifier:
        """A component that is still to be trained."""
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> VietnameseIntentClassifier:
        """The component as trained. Raises `UntrustedModel` for a tampered file."""
        with model_storage.read_from(resource) as directory:
            return cls(config, model_storage, resource, TextModel.load(directory / MODEL_FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """What training also reads, so that Rasa's cache does not serve a model from before a change to it."""
        read = (knowledge.DATA / folder for folder in ("faq", "nlu"))
        files = [
            ABBREVIATIONS,
            knowledge.DATA / "tasks.yml",
            *(file for folder in read for file in sorted(folder.rglob("*.yml"))),
        ]
        digest = hashlib.sha256()
        for file in files:
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the model from all sentences of ``bot/data`` and stores it.

        It reads them itself: of 12,000 sentences Rasa makes messages, copies, checks and hashes, for as long as learning takes.
        Rasa is given those of the tasks alone (app/training.py), because it refuses to train on nothing.
        """
        self._model = TextModel.train(training_examples(), c=self._config["c"], min_df=self._config["min_df"])
        with self._storage.write_to(self._resource) as directory:
            self._model.save(directory / MODEL_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Reads each message."""
        for message in messages:
            self._set(message, self.read(message.get(TEXT) or ""))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing that later components could learn from."""
        return training_data

    def read(self, text: str) -> reading.Reading:
        """What one text means (`Understanding.read`)."""
        if self._model is None:
            raise RuntimeError("the classifier is not trained")
        config = self._config
        return Understanding(
            self._model, self._beside, config["threshold"], config["scope_ratio"], config["ranking_length"]
        ).read(text)

    @staticmethod
    def _set(message: Message, read: reading.Reading) -> None:
        message.set(INTENT, {"name": read.intent, "confidence": read.confidence}, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [candidate.as_ranking() for candidate in read.ranking], add_to_output=True)
        message.set("faq", read.faq, add_to_output=True)
        message.set("task", read.task, add_to_output=True)
        message.set("out_of_scope", read.out_of_scope, add_to_output=True)
        message.set("questions", list(read.questions), add_to_output=True)
        message.set("also", list(read.also), add_to_output=True)
        message.set("told", read.told, add_to_output=True)
