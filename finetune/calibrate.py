"""Fit ``bot/knowledge/confidence.json``: python -m finetune.calibrate

Learns from many collections which evidence should put an entry first, and which signals tell
that the first entry answers the question. Every collection counts the same, however many
questions it has. What is reported for a collection comes from a fit that never saw it; those
fits go to ``benchmarks/folds.json``, so that ``benchmarks.search`` can use them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.knowledge.confidence import SHIPPED, SIGNALS, Confidence, signals
from bot.knowledge.embed import Embedder
from bot.knowledge.index import EVIDENCE, Array, Index
from finetune.collections import BARE, PUBLIC, SEED, Collection, bare, shop
from finetune.curves import plot
from finetune.vectors import remembering_minilm

ROOT = Path(__file__).resolve().parents[1]
TRAINING_SHOPS = ("fernhill", "pedalwerk", "inkwell")  # brewmoor is the shop that nothing is ever fitted on
ANSWERED = 0.95  # share of answerable questions that the threshold lets through
DEPTH = 30  # rivals of the right entry that the ranker learns from; those further down teach nothing

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


def ask(collection: Collection, embedder: Embedder) -> Asked:
    """Search a collection with all its questions, as Knowledge would, and keep what was found."""
    index = Index(collection.entries, embedder.embed)
    place = {entry.id: i for i, entry in enumerate(collection.entries)}
    evidence, right, unheard = [], [], []
    vectors = embedder.embed([query.text for query in collection.queries])
    for query, vector in zip(collection.queries, vectors, strict=True):
        readable = index.readable(query.text, None)
        where = np.flatnonzero(readable == place[query.entry_id]) if query.entry_id else np.array([])
        evidence.append(index.evidence(query.text, vector)[readable])
        right.append(int(where[0]) if len(where) else -1)
        unheard.append(index.unheard(query.text))
    answerable = np.array([query.entry_id is not None for query in collection.queries])
    return Asked(collection.name, evidence, right, answerable, unheard)


def fit(collections: Sequence[Asked], provenance: Mapping[str, Any]) -> Confidence:
    """The ranker first; then the signals of what it ranks; then what these are worth as a probability."""
    rank = _fit_rank(collections)
    found = [signals_of(asked, Confidence(rank, {}, 0.0, 0.5)) for asked in collections]
    x = np.concatenate([rows for rows, _ in found])
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


def _fit_rank(collections: Sequence[Asked]) -> dict[str, float]:
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
    x = np.nan_to_num(x)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = np.where(there, x @ weights, -1e9)
        scores -= scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(axis=1, keepdims=True)
        gradient = ((x[:, 0] - np.einsum("qd,qde->qe", chance, x)) * w[:, None]).sum(0)
        likelihood = float((np.log(chance[:, 0] + 1e-12) * w).sum())
        return -likelihood + 1e-3 * float(weights @ weights), -gradient + 2e-3 * weights

    found = minimize(loss, np.full(len(EVIDENCE), 5.0), jac=True, method="L-BFGS-B")
    return dict(zip(EVIDENCE, map(float, found.x), strict=True))


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
    total = confidence.bias + x @ np.array([confidence.weights[name] for name in SIGNALS])
    return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))))


def main(
    shared: Annotated[Path, typer.Option(help="folder of the public collections")] = ROOT.parent
    / "shared"
    / "data",
    model: Annotated[
        Path | None, typer.Option(help="folder of the embedding model; default: the packaged one")
    ] = None,
) -> None:
    """Fit the confidence on all collections but the test shop, and report each by a fit without it."""
    embedder = remembering_minilm(model, ROOT / "runs")
    shops = [shop(name) for name in TRAINING_SHOPS]
    # Each shop also with titles only, as most FAQs are: fitted on many phrasings alone, plain ones suffer.
    collections = [read(shared) for read in PUBLIC.values()] + shops + [bare(one) for one in shops]
    searched = []
    for collection in collections:
        print(
            f"{collection.name}: {len(collection.entries)} entries, {len(collection.queries)} questions",
            flush=True,
        )
        searched.append(ask(collection, embedder))
    provenance = {
        "embedder": embedder.name,
        "seed": SEED,
        "questions": {c.name: len(c.queries) for c in collections},
        "sha256": {c.name: c.sha256 for c in collections},
    }
    shipped = fit(searched, provenance)
    families = dict.fromkeys(_family(asked.name) for asked in searched)
    folds = {
        left_out: fit([a for a in searched if _family(a.name) != left_out], {"without": left_out})
        for left_out in families
    }
    _write(SHIPPED, asdict(shipped))
    _write(ROOT / "benchmarks" / "folds.json", {name: asdict(fold) for name, fold in folds.items()})
    unseen = [
        (a.name, confidences(a, fold), signals_of(a, fold)[1], a.answerable)
        for a in searched
        for fold in [folds[_family(a.name)]]
    ]
    plot(unseen, ROOT / "docs" / "confidence.png")
    figures = {
        name: report(sure, good, inside, folds[_family(name)].threshold)
        for name, sure, good, inside in unseen
    }
    for name, figure in figures.items():
        print(name, json.dumps(figure))
    print(json.dumps({"left_out": figures, "threshold": round(shipped.threshold, 4), **provenance}))


def _family(name: str) -> str:
    """A shop and its bare twin have the same questions, so they are left out together."""
    return name.removesuffix(BARE)


def report(sure: Floats, good: Bools, inside: Bools, threshold: float) -> dict[str, float]:
    cut = np.quantile(sure[inside], 1 - ANSWERED)
    figures = {
        "right_first": good[inside].mean(),
        "auc": roc_auc_score(inside, sure),
        "declined_at_95_answered": (sure[~inside] < cut).mean(),
        "answered_at_threshold": (sure[inside] >= threshold).mean(),
        "declined_at_threshold": (sure[~inside] < threshold).mean(),
    }
    return {name: round(float(figure), 4) for name, figure in figures.items()}


def _write(path: Path, numbers: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
