"""The text classifier itself, without Rasa: TF-IDF over two forms of a sentence, then a linear support vector machine.

Measured against DIET and against word segmenters, this was the most accurate on text as people type it (no accents,
abbreviations) and by far the smallest and fastest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

import numpy as np
import skops.io
from scipy.sparse import csr_matrix, hstack

from bhxh.text import strip_accents
from bot.nlu import counting
from bot.nlu.counting import KINDS, Block
from bot.nlu.learning import learn
from bot.nlu.normalise import Normaliser, abbreviations

TRUSTED_TYPES = frozenset({"scipy.sparse._csr.csr_matrix"})
"""What a model file may hold beyond plain numbers and scikit-learn's own classes. Anything else is refused unread."""

SHARPNESS = 7.0
"""Makes probabilities of the one-against-the-rest decisions of the labels (softmax of this many times the decision).

A support vector machine knows no probabilities. This factor gives the lowest log-loss on held-back training sentences (1.06;
1.15 with 5, 1.17 with 10), that is: of the sentences it is 70 % sure of, about 70 % are right.
"""


class UntrustedModel(ValueError):
    """A model file that holds types which our own training never writes."""


@dataclass
class TextModel:
    """A trained model. ``blocks``: what counts in a sentence, in the order of ``weights``' rows.

    ``weights`` has a row for each feature and a column for each of ``labels``, in this order in memory (the other would be
    copied for every message); ``offsets`` one number for each label.
    """

    normaliser: Normaliser
    table: dict[str, str]
    blocks: list[Block]
    labels: list[str]
    weights: np.ndarray[Any, np.dtype[np.float32]]
    offsets: np.ndarray[Any, np.dtype[np.float64]]

    @classmethod
    def train(cls, examples: Iterable[tuple[str, str]], *, c: float, min_df: int) -> TextModel:
        """Learns from (sentence, label) pairs. Each sentence is also learnt as typed without accents.

        ``c`` is what an error costs; ``min_df`` in how many sentences an n-gram must occur to count.
        """
        table = abbreviations()
        normaliser = Normaliser(table)
        pairs = dict(examples)
        pairs = {**_without_accents(pairs), **pairs}
        views = [normaliser.views(sentence) for sentence in pairs]
        learnt = [Block.learnt(view, kind, [forms[view] for forms in views], min_df) for view, kind in KINDS]
        blocks, rows = [block for block, _ in learnt], [row for _, row in learnt]
        return cls(normaliser, table, blocks, *learn(hstack(rows).tocsr(), list(pairs.values()), c))

    def probabilities(self, sentences: Sequence[str]) -> list[list[tuple[str, float]]]:
        """Of each sentence every label with its probability, best first; nothing when nothing of it was ever seen in training.

        Reading several at once costs little more than reading one.
        """
        features = counting.rows(self.blocks, [self.normaliser.views(sentence) for sentence in sentences])
        decisions = SHARPNESS * (features @ self.weights + self.offsets)
        known = np.diff(features.indptr) > 0
        return [self._softmax(row) if seen else [] for row, seen in zip(decisions, known, strict=True)]

    def _softmax(self, decisions: np.ndarray[Any, np.dtype[np.float64]]) -> list[tuple[str, float]]:
        powers = np.exp(decisions - decisions.max())
        probabilities = powers / powers.sum()
        return [(self.labels[i], float(probabilities[i])) for i in probabilities.argsort()[::-1]]

    def features_of(self, sentence: str) -> tuple[csr_matrix, list[str]]:
        """The row that the classifier sees for a sentence, and the n-gram of each column."""
        names = [name for block in self.blocks for name in block.places]
        return counting.rows(self.blocks, [self.normaliser.views(sentence)]), names

    def weights_of(self, label: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """What each column counts for a label. Raises ValueError for an unknown one."""
        weights: np.ndarray[Any, np.dtype[np.float32]] = self.weights[:, self.labels.index(label)]
        return weights

    def save(self, path: Path) -> None:
        """Writes one skops file (no pickle), compressed in haste: Rasa's archive is compressed with all diligence, which takes
        fourteen seconds for what this leaves out in one."""
        learnt = {"labels": self.labels, "weights": self.weights, "offsets": self.offsets}
        content = {"table": self.table, "counted": [block.as_arrays() for block in self.blocks], **learnt}
        skops.io.dump(content, path, compression=ZIP_DEFLATED, compresslevel=1)

    @classmethod
    def load(cls, path: Path) -> TextModel:
        """Reads what `save` wrote. Raises UntrustedModel for a file that would load any other type."""
        unexpected = set(skops.io.get_untrusted_types(file=path)) - TRUSTED_TYPES
        if unexpected:
            raise UntrustedModel(f"the model holds types that training does not write: {sorted(unexpected)}")
        content: dict[str, Any] = skops.io.load(path, trusted=sorted(TRUSTED_TYPES))
        counted = zip(KINDS, content.pop("counted"), strict=True)
        content["blocks"] = [Block.stored(*kind, *arrays) for kind, arrays in counted]
        return cls(Normaliser(content["table"]), **content)


def _without_accents(pairs: dict[str, str]) -> dict[str, str]:
    """The sentences without accents, except where two labels would then share one ("đúng" and "dừng" are both "dung")."""
    labels: dict[str, set[str]] = {}
    for sentence, label in pairs.items():
        labels.setdefault(strip_accents(sentence), set()).add(label)
    return {sentence: next(iter(found)) for sentence, found in labels.items() if len(found) == 1}
