"""Fitting the linear support vector machine, in several processes at once.

Here alone, because each of those processes imports this module: it must not bring Rasa with it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

_GROUPS = 2
"""How many fits run at once. Fixed, not the machine's number of cores: each group draws its own random numbers, so another number
would make another model."""

_REST = ""


def learn(
    features: csr_matrix, labels: list[str], c: float
) -> tuple[list[str], np.ndarray[Any, np.dtype[np.float32]], np.ndarray[Any, np.dtype[np.float64]]]:
    """What separates each label (three or more, none of them empty) from all others: the labels in order, their weights
    (features x labels), their offsets. The same for the same input, on any machine of one kind.

    Each label is fitted against all others by itself, so they can be shared out.
    """
    names = sorted(set(labels))
    count = _GROUPS if len(names) >= 2 * _GROUPS else 1  # one label and a rest would be fitted as a single row
    groups = [frozenset(names[place::count]) for place in range(count)]
    fits = (delayed(_fit)(features, [label if label in group else _REST for label in labels], c) for group in groups)
    # Processes, not threads: liblinear draws from one generator for the whole process, so two fits at once would learn another
    # model each time.
    columns: dict[str, tuple[np.ndarray[Any, Any], float]] = {}
    for found in Parallel(n_jobs=_GROUPS, backend="loky", max_nbytes=None)(fits):
        columns.update(found)
    weights = np.stack([columns[name][0] for name in names], axis=1)
    return names, weights, np.array([columns[name][1] for name in names])


def _fit(features: csr_matrix, labels: list[str], c: float) -> dict[str, tuple[np.ndarray[Any, Any], float]]:
    """Weights and offset of each label but the rest."""
    # A finer tolerance takes longer and reads no better (docs/nlu.md).
    classifier = LinearSVC(C=c, tol=0.6, random_state=0).fit(features, labels)
    weights = classifier.coef_.astype(np.float32)
    fitted = zip(classifier.classes_, weights, classifier.intercept_, strict=True)
    return {str(name): (row, float(offset)) for name, row, offset in fitted if name != _REST}
