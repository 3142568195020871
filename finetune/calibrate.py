"""Fit ``bot/knowledge/confidence.json``: python -m finetune.calibrate

Learns from many collections which evidence should put an entry first, and which signals tell
that the first entry answers the question. Every collection counts the same, however many
questions it has. What is reported for a collection comes from a fit that never saw it; those
fits go to ``benchmarks/folds.json``, so that ``benchmarks.search`` can use them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.errors import NotReady
from bot.knowledge.confidence import SHIPPED, SIGNALS, Confidence, signals
from bot.knowledge.embed import MiniLM
from bot.knowledge.index import EVIDENCE, Array, Index, texts_of
from bot.store import SqlStore
from finetune.collections import PUBLIC, SEED, Collection, shop

ROOT = Path(__file__).resolve().parents[1]
TRAINING_SHOPS = ("fernhill", "pedalwerk", "inkwell")  # brewmoor is the shop that nothing is ever fitted on
ANSWERED = 0.95  # share of answerable questions that the threshold lets through
DEPTH = 30  # rivals of the right entry that the ranker learns from; those further down teach nothing

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A collection after both searches: for each question the evidence of the readable entries."""

    name: str
    evidence: list[Array]  # (entries, evidence) each
    right: list[int]  # where the right entry stands in it, or -1
    answerable: npt.NDArray[np.bool_]
    unheard: list[float]


def ask(collection: Collection, vector_of: Any) -> Asked:
    """Search a collection with all its questions, as Knowledge would, and keep what was found."""
    index = Index(collection.entries, vector_of)
    place = {entry.id: i for i, entry in enumerate(collection.entries)}
    evidence, right, unheard = [], [], []
    vectors = vector_of([query.text for query in collection.queries])
    for query, vector in zip(collection.queries, vectors, strict=True):
        readable = index.readable(query.text, None)
        where = np.flatnonzero(readable == place[query.entry_id]) if query.entry_id else np.array([])
        evidence.append(index.evidence(query.text, vector)[readable])
        right.append(int(where[0]) if len(where) else -1)
        unheard.append(index.unheard(query.text))
    answerable = np.array([query.entry_id is not None for query in collection.queries])
    return Asked(collection.name, evidence, right, answerable, unheard)


def fit(collections: Sequence[Asked], provenance: dict[str, Any]) -> Confidence:
    """Ranker first, then the confidence on top of what it ranks."""
    rank = _fit_rank(collections)
    guess = Confidence(rank, {}, 0.0, 0.5)
    rows, labels, weights = [], [], []
    for asked in collections:
        x, good = signals_of(asked, guess)
        rows.append(x)
        labels.append(good)
        # each collection weighs the same, and in it the answerable as much as the unanswerable
        weights.append(np.where(good, 0.5 / max(good.sum(), 1), 0.5 / max((~good).sum(), 1)))
    x, y, w = np.concatenate(rows), np.concatenate(labels), np.concatenate(weights)
    mean, scale = x.mean(0), x.std(0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=2000).fit((x - mean) / scale, y, w * len(y) / w.sum())
    slope = model.coef_[0] / scale
    bias = float(model.intercept_[0] - slope @ mean)
    fitted = Confidence(rank, dict(zip(SIGNALS, map(float, slope), strict=True)), bias, 0.5)
    passed = [np.quantile(confidences(asked, fitted)[asked.answerable], 1 - ANSWERED) for asked in collections]
    return Confidence(rank, fitted.weights, bias, float(np.mean(passed)), provenance)


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


def signals_of(asked: Asked, confidence: Confidence) -> tuple[Floats, npt.NDArray[np.bool_]]:
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


def report(asked: Asked, confidence: Confidence) -> dict[str, float]:
    _, good = signals_of(asked, confidence)
    sure = confidences(asked, confidence)
    inside = asked.answerable
    cut = np.quantile(sure[inside], 1 - ANSWERED)
    return {
        "right_first": round(float(good[inside].mean()), 4),
        "auc": round(float(roc_auc_score(inside, sure)), 4),
        "declined_at_95_answered": round(float((sure[~inside] < cut).mean()), 4),
        "answered_at_threshold": round(float((sure[inside] >= confidence.threshold).mean()), 4),
        "declined_at_threshold": round(float((sure[~inside] < confidence.threshold).mean()), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data", help="public collections")
    parser.add_argument("--shops", type=Path, default=ROOT / "data" / "shops", help="the demo shops")
    parser.add_argument("--model", type=Path, required=True, help="folder of the embedding model")
    parser.add_argument("--vectors", default="sqlite://", help="database that keeps vectors between runs")
    options = parser.parse_args()

    embedder, store = MiniLM(options.model), SqlStore(options.vectors)

    def vector_of(texts: Sequence[str]) -> Array:
        known = store.vectors(embedder.name, texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        fresh = dict(zip(missing, embedder.embed(missing), strict=True)) if missing else {}
        store.keep_vectors(embedder.name, fresh)
        return np.stack([(known | fresh)[text] for text in texts]) if texts else np.zeros((0, 384), np.float32)

    collections = [read(options.shared) for read in PUBLIC.values()]
    collections += [shop(options.shops / name) for name in TRAINING_SHOPS]
    searched = []
    for collection in collections:
        print(f"{collection.name}: {len(collection.entries)} entries, {len(collection.queries)} questions", flush=True)
        searched.append(ask(collection, vector_of))
    provenance = {
        "embedder": embedder.name,
        "seed": SEED,
        "collections": {c.name: {"sha256": c.sha256, "questions": len(c.queries)} for c in collections},
    }
    shipped = fit(searched, provenance)
    SHIPPED.write_text(json.dumps(asdict(shipped), indent=1) + "\n", encoding="utf-8")
    folds, curves, figures = {}, {}, {}
    for asked in searched:
        fold = fit([other for other in searched if other is not asked], {"without": asked.name})
        folds[asked.name] = asdict(fold)
        figures[asked.name] = report(asked, fold)
        curves[asked.name] = (confidences(asked, fold), signals_of(asked, fold)[1], asked.answerable)
        print(asked.name, json.dumps(figures[asked.name]), flush=True)
    (ROOT / "benchmarks" / "folds.json").write_text(json.dumps(folds, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"left_out": figures, "threshold": shipped.threshold, **provenance}))


if __name__ == "__main__":
    main()
