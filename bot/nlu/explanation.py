"""Why a sentence was understood as it was: its normal form, the ranking, and the n-grams that decided.

The decision of a linear model is a sum: each n-gram counts its weight times how much of it is in the sentence. So what is
shown is the decision itself, not a guess about it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bot.nlu.understanding import Understanding

SHOWN = 8
RANKED = 5


def explain(reader: Understanding, text: str) -> dict[str, Any]:
    """As JSON: ``normal``, ``heard`` (the reading), ``ranking`` and ``weights`` (of the best, and of best against second)."""
    found = reader.read(text)
    ranked = reader.model.probabilities([text])[0][:RANKED]
    labels = [label for label, _ in ranked]
    return {
        "normal": reader.model.normaliser.views(text)[0],
        "heard": {
            "intent": found.intent,
            "faq": found.faq,
            "task": found.task,
            "confidence": found.confidence,
            "out_of_scope": found.out_of_scope,
            "questions": list(found.questions),
            "also": list(found.also),
        },
        "threshold": reader.threshold,
        "ranking": [{"label": label, "probability": probability} for label, probability in ranked],
        "for_best": _heaviest(reader, text, labels[0], None) if labels else [],
        "against_second": _heaviest(reader, text, labels[0], labels[1]) if len(labels) > 1 else [],
    }


def _heaviest(reader: Understanding, text: str, label: str, other: str | None) -> list[dict[str, Any]]:
    """The n-grams that spoke most for a label (or for it rather than the other), heaviest first."""
    features, names = reader.model.features_of(text)
    weights = reader.model.weights_of(label)
    if other is not None:
        weights = weights - reader.model.weights_of(other)
    shares: dict[str, float] = {}
    for index in features.indices:
        name = names[index]
        shares[name] = shares.get(name, 0.0) + float(features[0, index] * weights[index])
    best = sorted(shares, key=lambda name: -shares[name])[:SHOWN]
    return [{"ngram": name, "weight": shares[name]} for name in best if shares[name] > np.finfo(np.float32).eps]
