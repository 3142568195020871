"""Classifiers of a table's last column, and the classical ways to make more rows of few.

New rows are made of real ones: between two of them (as SMOTE does, Chawla et al. 2002; a choice comes from
one of the two by lot), or beside one of them. The label, 0 or 1, is the last column of choices.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagegen.columns import Table

MODELS = ("logistic", "forest")
_NEIGHBOURS = 5


def labels(table: Table) -> NDArray[np.int64]:
    """Return the last column of choices."""
    return table.choices[:, -1]


def auc(model: str, real: Table, added: Table | None, balanced: bool, seen: Table, seed: int) -> float:
    """Train on ``real`` and ``added`` rows and return the area under the ROC curve on ``seen``."""
    from sklearn.metrics import roc_auc_score

    table = real if added is None else real.joined(added)
    middle, spread = real.numbers.mean(0), real.numbers.std(0) + 1e-9
    if labels(table).min() == labels(table).max():
        return 0.5  # nothing to tell apart, nothing learned
    found = _classifier(model, balanced, seed)
    found.fit(_features(table, middle, spread), labels(table))
    chances = found.predict_proba(_features(seen, middle, spread))[:, 1]
    return float(roc_auc_score(labels(seen), chances))


def blend(table: Table, seed: int) -> Table:
    """Twice as many new rows, each between a row and one of its nearest of the same label."""
    chance = np.random.default_rng((seed, 12))
    return _between(table, chance.integers(0, len(table), 2 * len(table)), chance)


def smote(table: Table, seed: int) -> Table:
    """New rows of the rarer label, between two of them, until both labels are as frequent."""
    chance = np.random.default_rng((seed, 12))
    counts = np.bincount(labels(table), minlength=2)
    rare = np.flatnonzero(labels(table) == counts.argmin())
    wanted = int(counts.max() - counts.min())
    return _between(table, chance.choice(rare, wanted) if len(rare) else rare, chance)


def jitter(table: Table, seed: int, spread: float = 0.1) -> Table:
    """Three copies of each row, numbers moved by a tenth of their column's standard deviation."""
    chance = np.random.default_rng((seed, 12))
    copies = table.take(np.tile(np.arange(len(table)), 3))
    noise = spread * table.numbers.std(0) * chance.standard_normal(copies.numbers.shape)
    return Table(copies.numbers + noise, copies.choices, copies.sizes)


#: What makes rows, by name; "none" and "weights" (rarer labels count more) make none.
MAKERS: dict[str, Callable[[Table, int], Table] | None] = {
    "none": None,
    "weights": None,
    "blend": blend,
    "smote": smote,
    "jitter": jitter,
}


def made(way: str, table: Table, seed: int) -> Table | None:
    """Return the rows that a classical way adds."""
    maker = MAKERS[way]
    return None if maker is None else maker(table, seed)


def _between(table: Table, first: NDArray[np.intp], chance: np.random.Generator) -> Table:
    features = _features(table, table.numbers.mean(0), table.numbers.std(0) + 1e-9)
    second = first.copy()
    for label in (0, 1):
        members = np.flatnonzero(labels(table) == label)
        asking = np.flatnonzero(labels(table)[first] == label)
        if len(members) < 2 or not len(asking):
            continue
        away = ((features[members, None] - features[None, members]) ** 2).sum(2)
        np.fill_diagonal(away, np.inf)
        k = min(_NEIGHBOURS, len(members) - 1)
        nearest = away.argsort(1)[:, :k]  # (members, k)
        at = np.searchsorted(members, first[asking])
        second[asking] = members[nearest[at, chance.integers(0, k, len(asking))]]
    one, other = table.take(first), table.take(second)
    share = chance.random((len(first), 1))
    pick = chance.random(one.choices.shape) < 0.5
    numbers = share * one.numbers + (1 - share) * other.numbers
    return Table(numbers, np.where(pick, one.choices, other.choices), table.sizes)


def _features(table: Table, middle: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standardised numbers, and a column of 0 and 1 for each value of each choice but the label's."""
    ones = [np.eye(k)[column] for column, k in zip(table.choices.T[:-1], table.sizes, strict=False)]
    return np.concatenate([(table.numbers - middle) / spread, *ones], 1)


def _classifier(model: str, balanced: bool, seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression

    weights = "balanced" if balanced else None
    if model == "logistic":
        return LogisticRegression(C=0.3, max_iter=2000, class_weight=weights)
    return RandomForestClassifier(200, min_samples_leaf=2, class_weight=weights, random_state=seed)
