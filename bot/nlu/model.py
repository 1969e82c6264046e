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
from sklearn.feature_extraction.text import TfidfVectorizer

from bhxh.text import strip_accents
from bot.nlu.learning import learn
from bot.nlu.normalise import Normaliser, abbreviations

TRUSTED_TYPES = frozenset({"scipy.sparse._csr.csr_matrix"})
"""What a model file may hold beyond plain numbers and scikit-learn's own classes. Anything else is refused unread."""

SHARPNESS = 7.0
"""Makes probabilities of the one-against-the-rest decisions of the labels (softmax of this many times the decision).

A support vector machine knows no probabilities. This factor gives the lowest log-loss on held-back training sentences (1.06;
1.15 with 5, 1.17 with 10), that is: of the sentences it is 70 % sure of, about 70 % are right.
"""

_ANALYSERS: tuple[tuple[str, tuple[int, int], dict[str, str]], ...] = (
    ("word", (1, 2), {"token_pattern": r"(?u)\S+"}),
    ("char_wb", (2, 4), {}),
)


class UntrustedModel(ValueError):
    """A model file that holds types which our own training never writes."""


@dataclass
class TextModel:
    """A trained model. ``vectorisers`` pairs a view of `Normaliser.views` (0 or 1) with what counts in it.

    ``weights`` has a row for each feature and a column for each of ``labels``, in this order in memory (the other would be
    copied for every message); ``offsets`` one number for each label.
    """

    normaliser: Normaliser
    table: dict[str, str]
    vectorisers: list[tuple[int, TfidfVectorizer]]
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
        vectorisers: list[TfidfVectorizer] = []
        blocks: list[csr_matrix] = []
        for view in (0, 1):
            for analyser, ngrams, options in _ANALYSERS:
                vectoriser = _vectoriser(analyser, ngrams, options, min_df)
                # In one go: fitting and then transforming would cut every sentence into n-grams twice.
                blocks.append(vectoriser.fit_transform([forms[view] for forms in views]))
                vectorisers.append(vectoriser)
        learnt = learn(hstack(blocks).tocsr(), list(pairs.values()), c)
        return cls(normaliser, table, _assembled(map(_as_arrays, vectorisers)), *learnt)

    def probabilities(self, sentences: Sequence[str]) -> list[list[tuple[str, float]]]:
        """Of each sentence every label with its probability, best first; nothing when nothing of it was ever seen in training.

        Reading several at once costs little more than reading one.
        """
        features = self._features([self.normaliser.views(sentence) for sentence in sentences])
        decisions = SHARPNESS * (features @ self.weights + self.offsets)
        known = np.diff(features.indptr) > 0
        return [self._softmax(row) if seen else [] for row, seen in zip(decisions, known, strict=True)]

    def _softmax(self, decisions: np.ndarray[Any, np.dtype[np.float64]]) -> list[tuple[str, float]]:
        powers = np.exp(decisions - decisions.max())
        probabilities = powers / powers.sum()
        return [(self.labels[i], float(probabilities[i])) for i in probabilities.argsort()[::-1]]

    def features_of(self, sentence: str) -> tuple[csr_matrix, list[str]]:
        """The row that the classifier sees for a sentence, and the n-gram of each column."""
        names = [str(name) for _, vectoriser in self.vectorisers for name in vectoriser.get_feature_names_out()]
        return self._features([self.normaliser.views(sentence)]), names

    def weights_of(self, label: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """What each column counts for a label. Raises ValueError for an unknown one."""
        weights: np.ndarray[Any, np.dtype[np.float32]] = self.weights[:, self.labels.index(label)]
        return weights

    def save(self, path: Path) -> None:
        """Writes one skops file (no pickle), compressed in haste: Rasa's archive is compressed with all diligence, which takes
        fourteen seconds for what this leaves out in one."""
        learnt = {"labels": self.labels, "weights": self.weights, "offsets": self.offsets}
        counted = [_as_arrays(vectoriser) for _, vectoriser in self.vectorisers]
        content = {"table": self.table, "counted": counted, **learnt}
        skops.io.dump(content, path, compression=ZIP_DEFLATED, compresslevel=1)

    @classmethod
    def load(cls, path: Path) -> TextModel:
        """Reads what `save` wrote. Raises UntrustedModel for a file that would load any other type."""
        unexpected = set(skops.io.get_untrusted_types(file=path)) - TRUSTED_TYPES
        if unexpected:
            raise UntrustedModel(f"the model holds types that training does not write: {sorted(unexpected)}")
        content: dict[str, Any] = skops.io.load(path, trusted=sorted(TRUSTED_TYPES))
        content["vectorisers"] = _assembled(content.pop("counted"))
        return cls(Normaliser(content["table"]), **content)

    def _features(self, views: Sequence[tuple[str, str]]) -> csr_matrix:
        blocks = [vectoriser.transform([forms[view] for forms in views]) for view, vectoriser in self.vectorisers]
        return hstack(blocks).tocsr()


def _as_arrays(vectoriser: TfidfVectorizer) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The n-grams, one a line, and the weight of each. As scikit-learn keeps them, a file would describe every n-gram and its number
    by themselves, and reading it would take three seconds and a hundred megabytes."""
    terms = "\n".join(vectoriser.get_feature_names_out())  # an n-gram is of words and blanks and holds no line end
    return np.frombuffer(terms.encode(), dtype=np.uint8), vectoriser.idf_


def _assembled(
    counted: Iterable[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]],
) -> list[tuple[int, TfidfVectorizer]]:
    """What `_as_arrays` took apart, in its order, each with its view. A model just trained is assembled too, so that it reads to the last
    bit as it will when it is loaded, and without the n-grams that were dropped (CVE-2024-5206)."""
    kinds = [(view, kind) for view in (0, 1) for kind in _ANALYSERS]
    assembled = []
    for (view, kind), (terms, idf) in zip(kinds, counted, strict=True):
        vectoriser = _vectoriser(*kind, min_df=1)
        vectoriser.vocabulary_ = {term: place for place, term in enumerate(terms.tobytes().decode().split("\n"))}
        vectoriser.idf_ = idf
        assembled.append((view, vectoriser))
    return assembled


def _without_accents(pairs: dict[str, str]) -> dict[str, str]:
    """The sentences without accents, except where two labels would then share one ("đúng" and "dừng" are both "dung")."""
    labels: dict[str, set[str]] = {}
    for sentence, label in pairs.items():
        labels.setdefault(strip_accents(sentence), set()).add(label)
    return {sentence: next(iter(found)) for sentence, found in labels.items() if len(found) == 1}


def _vectoriser(analyser: str, ngrams: tuple[int, int], options: dict[str, str], min_df: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=analyser,
        ngram_range=ngrams,
        sublinear_tf=True,
        lowercase=False,
        min_df=min_df,
        dtype=np.float32,
        **options,
    )
