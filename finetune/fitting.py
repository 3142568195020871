"""The mathematics of a calibration: from searched collections to the numbers of a ``Confidence``.

Every collection counts the same, however many questions it has. Nothing here reads a file
or knows what a collection is about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.knowledge.confidence import SIGNALS, Confidence, signals
from bot.knowledge.index import EVIDENCE, Array

ANSWERED = 0.95  # share of answerable questions that the threshold lets through
DEPTH = 30  # rivals of the right entry that the ranker learns from; those further down teach nothing
# What is left where the embedding model cannot read: words, and signals that rest on them alone.
WORDS_EVIDENCE = ("keywords",)
WORDS_SIGNALS = ("keywords", "share", "margin", "lead", "standing", "unheard")

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """A collection after both searches: for each question the evidence of the readable entries."""

    name: str
    evidence: list[Array]  # (entries, evidence) each
    right: list[int]  # where the right entry stands in it, or -1
    answerable: Bools
    unheard: list[float]


def fit(
    collections: Sequence[Asked],
    provenance: Mapping[str, Any],
    evidence: Sequence[str] = EVIDENCE,
    using: Sequence[str] = SIGNALS,
) -> Confidence:
    """The ranker first; then the signals of what it ranks; then what these are worth as a probability.

    ``evidence`` and ``using`` name what may count; all else gets no weight.
    """
    rank = _fit_rank(collections, [name in evidence for name in EVIDENCE])
    found = [signals_of(asked, Confidence(rank, {}, 0.0, 0.5)) for asked in collections]
    x = np.concatenate([rows for rows, _ in found]) * [name in using for name in SIGNALS]
    good = np.concatenate([first for _, first in found])
    answerable = np.concatenate([asked.answerable for asked in collections])
    mean, scale = x.mean(0), x.std(0) + 1e-9
    # A right first hit beside an unanswerable question shows what the signals mean; an answerable question
    # with the wrong hit looks like both, and would blur the direction. It counts for the probability below.
    clear = good | ~answerable
    weight = np.concatenate(
        [_fair(g, g | ~a.answerable) for a, (_, g) in zip(collections, found, strict=True)]
    )
    model = LogisticRegression(C=0.01, max_iter=2000)
    model.fit((x[clear] - mean) / scale, good[clear], weight[clear] * (clear.sum() / weight.sum()))
    slope = model.coef_[0] / scale
    sure = x @ slope
    even = np.concatenate([_fair(a.answerable, np.ones(len(a.right), bool)) for a in collections])
    line = LogisticRegression(C=100.0).fit(sure[:, None], good, even * (len(x) / even.sum()))
    slope, bias = slope * line.coef_[0, 0], float(line.intercept_[0])
    fitted = Confidence(rank, dict(zip(SIGNALS, map(float, slope), strict=True)), bias, 0.5, provenance)
    return replace(fitted, threshold=_threshold([confidences(a, fitted)[a.answerable] for a in collections]))


def words_alone(collections: Sequence[Asked], threshold: float) -> dict[str, Any]:
    """The numbers for questions that the embedding model cannot read; ``threshold`` becomes theirs too."""
    fitted = fit(collections, {}, WORDS_EVIDENCE, WORDS_SIGNALS)
    bias = fitted.bias + _log_odds(threshold) - _log_odds(fitted.threshold)
    weights = {name: weight for name, weight in fitted.weights.items() if name in WORDS_SIGNALS}
    return {"rank": fitted.rank, "weights": weights, "bias": bias}


def _log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _fair(side: Bools, counted: Bools) -> Floats:
    """Weights under which each collection counts the same, and its two sides half each."""
    yes, no = side & counted, ~side & counted
    return np.asarray(yes * (0.5 / max(yes.sum(), 1)) + no * (0.5 / max(no.sum(), 1)))


def _threshold(inside: Sequence[Floats]) -> float:
    """The confidence that ``ANSWERED`` of the answerable questions reach, each collection counting alike."""
    sure = np.concatenate(inside)
    weight = np.concatenate([np.full(len(some), 1 / len(some)) for some in inside])
    order = np.argsort(sure)
    passed = np.cumsum(weight[order]) / weight.sum()
    return float(sure[order][np.searchsorted(passed, 1 - ANSWERED)])


def _fit_rank(collections: Sequence[Asked], counts: Sequence[bool]) -> dict[str, float]:
    """Conditional logit: the weights under which the right entry is most likely the highest."""
    cases: list[tuple[Floats, float]] = []
    for asked in collections:
        found = [(e, r) for e, r in zip(asked.evidence, asked.right, strict=True) if r >= 0]
        for evidence, right in found:
            rivals = np.argsort(-evidence.sum(axis=1))[:DEPTH]
            rivals = rivals[rivals != right][: DEPTH - 1]
            padded = np.full((DEPTH, len(EVIDENCE)), np.nan)
            padded[0], padded[1 : len(rivals) + 1] = evidence[right], evidence[rivals]
            cases.append((padded, 1 / len(found)))
    x = np.stack([case for case, _ in cases])  # (questions, DEPTH, evidence), the right entry at 0
    w = np.array([weight for _, weight in cases]) / len(collections)
    there = ~np.isnan(x[:, :, 0])
    x = np.nan_to_num(x) * np.array(counts)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = np.where(there, x @ weights, -1e9)
        scores -= scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(axis=1, keepdims=True)
        gradient = ((x[:, 0] - np.einsum("qd,qde->qe", chance, x)) * w[:, None]).sum(0)
        likelihood = float((np.log(chance[:, 0] + 1e-12) * w).sum())
        return -likelihood + 1e-3 * float(weights @ weights), -gradient + 2e-3 * weights

    found = minimize(loss, np.full(len(EVIDENCE), 5.0), jac=True, method="L-BFGS-B")
    return dict(zip(EVIDENCE, map(float, found.x * np.array(counts)), strict=True))


def signals_of(asked: Asked, confidence: Confidence) -> tuple[Floats, Bools]:
    """The signals of every search (questions, SIGNALS), and whether its first hit is the right one."""
    rows, good = [], []
    for evidence, right, unheard in zip(asked.evidence, asked.right, asked.unheard, strict=True):
        scores = confidence.scores(evidence)
        order = np.argsort(-scores, kind="stable")
        found = signals(evidence, scores, order, unheard)
        rows.append([found[name] for name in SIGNALS])
        good.append(right == order[0])
    return np.array(rows), np.array(good)


def confidences(asked: Asked, confidence: Confidence) -> Floats:
    x, _ = signals_of(asked, confidence)
    total = confidence.bias + x @ np.array([confidence.weights.get(name, 0.0) for name in SIGNALS])
    return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))))
