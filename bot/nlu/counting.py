"""TF-IDF of n-grams: scikit-learn learns what counts, and one sentence is counted here.

Its `transform` is made for many texts at once. For one it spends most of its time on checks, and it counts in double precision, which has
scipy copy all weights of the classifier for every message. The numbers are the same (tests/bot/nlu/test_model.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

Array = np.ndarray[Any, np.dtype[np.float32]]

_ANALYSERS: tuple[tuple[str, tuple[int, int], dict[str, str]], ...] = (
    ("word", (1, 2), {"token_pattern": r"(?u)\S+"}),
    ("char_wb", (2, 4), {}),
)
KINDS = [(view, kind) for view in (0, 1) for kind in range(len(_ANALYSERS))]
"""Every combination of a view of `Normaliser.views` with words and with characters, in the order of the columns."""


class Block:
    """The n-grams of one kind in one view: ``places`` of those that count, and ``idf``, the weight of each."""

    def __init__(self, view: int, kind: int, places: dict[str, int], idf: Array) -> None:
        self.view = view
        self.places = places
        self.idf = idf.astype(np.float32)
        self._ngrams: Callable[[str], list[str]] = _vectoriser(kind, min_df=1).build_analyzer()

    @classmethod
    def learnt(cls, view: int, kind: int, texts: Sequence[str], min_df: int) -> tuple[Block, csr_matrix]:
        """What counts in these texts, and their rows. ``min_df``: in how many an n-gram must occur."""
        vectoriser = _vectoriser(kind, min_df)
        # In one go: fitting and then transforming would cut every sentence into n-grams twice.
        rows = vectoriser.fit_transform(texts)
        names = vectoriser.get_feature_names_out()
        return cls(view, kind, {str(name): place for place, name in enumerate(names)}, vectoriser.idf_), rows

    @classmethod
    def stored(cls, view: int, kind: int, terms: np.ndarray[Any, Any], idf: Array) -> Block:
        """What `as_arrays` gave."""
        return cls(view, kind, {term: place for place, term in enumerate(terms.tobytes().decode().split("\n"))}, idf)

    def as_arrays(self) -> tuple[np.ndarray[Any, Any], Array]:
        """The n-grams, one a line, and their weights. With each n-gram described by itself a file would take three seconds and a
        hundred megabytes to read."""
        terms = "\n".join(self.places)  # an n-gram is of words and blanks and holds no line end
        return np.frombuffer(terms.encode(), dtype=np.uint8), self.idf

    def row(self, text: str) -> tuple[np.ndarray[Any, Any], Array]:
        """Columns and their values, of length 1 together."""
        places = self.places
        counts = Counter(place for ngram in self._ngrams(text) if (place := places.get(ngram)) is not None)
        columns = np.fromiter(counts, dtype=np.int32, count=len(counts))
        values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (np.log(values) + 1) * self.idf[columns]
        length = np.sqrt(values @ values)
        return columns, values / length if length else values


def rows(blocks: Sequence[Block], views: Iterable[tuple[str, str]]) -> csr_matrix:
    """The sentences (their two forms) as the classifier sees them, single precision."""
    columns, values, ends = [], [], [0]
    for forms in views:
        start = 0
        for block in blocks:
            found, weights = block.row(forms[block.view])
            columns.append(found + start)
            values.append(weights)
            start += len(block.places)
        ends.append(sum(map(len, columns)))
    shape = (len(ends) - 1, sum(len(block.places) for block in blocks))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=shape)


def _vectoriser(kind: int, min_df: int) -> TfidfVectorizer:
    analyser, ngrams, options = _ANALYSERS[kind]
    return TfidfVectorizer(
        analyzer=analyser,
        ngram_range=ngrams,
        sublinear_tf=True,
        lowercase=False,
        min_df=min_df,
        dtype=np.float32,
        **options,
    )
