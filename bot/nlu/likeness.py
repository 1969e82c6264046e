"""Groups sentences that ask alike. `python -m bot.nlu.likeness` in Rasa's environment; called by `bhxh nlu review`.

Average-linkage clustering of TF-IDF vectors (character n-grams of the normal form without accents). All pairs of 100,000
sentences would be 40 GB, so sentences are first parted roughly, and only within a part every pair is compared. What a border
between two parts has cut apart is joined in the next round, whose borders run elsewhere.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.cluster import AgglomerativeClustering, MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

from bot.nlu.handles import HANDLE
from bot.nlu.normalise import Normaliser, abbreviations
from bot.nlu.understanding import training_examples

APART = 0.5
"""Mean distance (1 - cosine) between two groups from which they stay apart. At 0.6 a third of the bench's sentences are in groups of unlike questions, at 0.5 an eighth."""

_PART = 2000
"""Rows of which every pair is compared: 32 MB of distances."""
_PART_AIM = 1200
_SPLIT = 0.9
"""A part that keeps more than this share of its rows in one piece is cut by count, or it would be parted forever."""
_ROUNDS = 3
_TOPICS = 96
_SAMPLE = 20_000
"""Rows from which topics are learnt."""
_NGRAMS = 1 << 16
_BATCH = 5000

Numbers = NDArray[np.intp]


def groups(sentences: Sequence[str], known: Iterable[str] = ()) -> list[list[int]]:
    """Positions of ``sentences`` in groups, largest group first, the most typical sentence of a group first.

    ``known`` are further sentences from which only the weight of n-grams is learnt: what is common in three sentences says little.
    """
    normaliser = Normaliser(abbreviations())
    positions: dict[str, list[int]] = {}
    for position, sentence in enumerate(sentences):
        positions.setdefault(_wording(normaliser, sentence), []).append(position)
    if not positions:
        return []
    vectors = _vectors(list(positions), [_wording(normaliser, sentence) for sentence in known])
    group_of = _grouped(vectors)
    same = list(positions.values())
    found = [[position for row in rows for position in same[row]] for rows in _typical_first(vectors, group_of)]
    return sorted(found, key=lambda group: (-len(group), group[0]))


def _wording(normaliser: Normaliser, sentence: str) -> str:
    """The words without what was personal: a handle's long name would make any two names alike."""
    words = normaliser.views(HANDLE.sub(" ", sentence))[1]
    return words or normaliser.views(sentence)[1]


def _vectors(wordings: Sequence[str], known: Sequence[str]) -> csr_matrix:
    """TF-IDF, rows of length 1. N-grams are hashed, which needs no vocabulary, and in batches: both keep memory low."""
    hashing = HashingVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), n_features=_NGRAMS, alternate_sign=False, norm=None, dtype=np.float32
    )
    batches = [hashing.transform(batch) for batch in _batches([*wordings, *known])]
    counts = vstack(batches, format="csr")
    batches.clear()
    weights = TfidfTransformer(sublinear_tf=True).fit(counts)
    vectors: csr_matrix = weights.transform(counts[: len(wordings)], copy=False)
    return vectors


def _batches(rows: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _grouped(vectors: csr_matrix) -> Numbers:
    """The number of each row's group."""
    topics = _topics(vectors) if vectors.shape[0] > _PART else None
    group_of = np.arange(vectors.shape[0])
    middles, middle_topics = vectors, topics
    for seed in range(_ROUNDS if topics is not None else 1):
        joined = np.zeros(middles.shape[0], dtype=np.intp)
        count = 0
        for part in _parts(middle_topics, np.arange(middles.shape[0]), seed):
            numbers = _near(middles[part])
            joined[part] = numbers + count
            count += int(numbers.max()) + 1
        group_of = joined[group_of]
        if topics is not None:
            mean = _mean_of(group_of)
            middles, middle_topics = (mean @ vectors).tocsr(), normalize(mean @ topics)
    return group_of


def _topics(vectors: csr_matrix) -> NDArray[np.float32]:
    """What each row is roughly about: latent topics, learnt from a sample."""
    sample = np.random.default_rng(0).permutation(vectors.shape[0])[:_SAMPLE]
    topics = TruncatedSVD(_TOPICS, n_iter=2, random_state=0).fit(vectors[np.sort(sample)])
    dense: NDArray[np.float32] = normalize(vectors @ topics.components_.T.astype(np.float32))
    return dense


def _parts(topics: NDArray[np.float32] | None, rows: Numbers, seed: int) -> Iterator[Numbers]:
    """The rows in parts of at most `_PART`, rows of a like topic together."""
    if topics is None or len(rows) <= _PART:
        yield rows
        return
    count = min(16, -(-len(rows) // _PART_AIM))
    means = MiniBatchKMeans(count, n_init=1, batch_size=2048, max_iter=20, random_state=seed)
    number = means.fit_predict(topics[rows])
    if np.bincount(number).max() > _SPLIT * len(rows):  # hardly told apart by any topic
        for start in range(0, len(rows), _PART):
            yield rows[start : start + _PART]
        return
    for part in range(count):
        yield from _parts(topics, rows[number == part], seed)


def _near(vectors: csr_matrix) -> Numbers:
    """Group numbers from 0 of a part's rows.

    The product of two groups' mean vectors is the mean cosine of their members, so rows may as well be groups of an earlier round.
    """
    if vectors.shape[0] < 2:
        return np.zeros(vectors.shape[0], dtype=np.intp)
    distances = 1.0 - (vectors @ vectors.T).toarray()
    np.clip(distances, 0.0, None, out=distances)
    np.fill_diagonal(distances, 0.0)
    clustering = AgglomerativeClustering(None, affinity="precomputed", linkage="average", distance_threshold=APART)
    numbers: Numbers = clustering.fit_predict(distances)
    return numbers


def _mean_of(group_of: Numbers) -> csr_matrix:
    """The matrix that turns rows into the means of their groups."""
    ones = np.ones(len(group_of), dtype=np.float32)
    member = csr_matrix((ones, (group_of, np.arange(len(group_of)))))
    sizes = np.asarray(member.sum(axis=1)).ravel()
    return diags(1 / sizes).astype(np.float32) @ member


def _typical_first(vectors: csr_matrix, group_of: Numbers) -> Iterator[list[int]]:
    """The rows of each group, those nearest to its middle first."""
    middles = (_mean_of(group_of) @ vectors).tocsr()
    likeness = np.empty(len(group_of), dtype=np.float32)
    for start in range(0, len(group_of), _BATCH):
        rows = slice(start, start + _BATCH)
        likeness[rows] = vectors[rows].multiply(middles[group_of[rows]]).sum(axis=1).ravel()
    order = np.lexsort((np.arange(len(group_of)), -likeness, group_of))
    ends = np.flatnonzero(np.diff(group_of[order])) + 1
    for rows in np.split(order, ends):
        yield rows.tolist()


def main() -> None:
    """Reads a JSON list of sentences, writes the JSON list of their groups."""
    found = groups(json.load(sys.stdin), [sentence for sentence, _ in training_examples()])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
