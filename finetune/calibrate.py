"""Fit ``bot/knowledge/confidence.json``: python -m finetune.calibrate

Learns from many collections which evidence should put an entry first, and which signals tell
that the first entry answers the question. Every collection counts the same, however many
questions it has. What is reported for a collection comes from a fit that never saw it; those
fits go to ``benchmarks/folds.json``, so that ``benchmarks.search`` can use them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from sklearn.metrics import roc_auc_score

from bot.knowledge.confidence import SHIPPED, Confidence
from bot.knowledge.embed import Embedder
from bot.knowledge.index import Index
from finetune.collections import BARE, PUBLIC, SEED, Collection, bare, spoken, unlearned
from finetune.curves import plot
from finetune.fitting import ANSWERED, Asked, Bools, Floats, confidences, fit, signals_of, words_alone
from finetune.vectors import remembering_minilm

ROOT = Path(__file__).resolve().parents[1]
TRAINING_SHOPS = ("fernhill", "pedalwerk", "inkwell")  # brewmoor is the shop that nothing is ever fitted on


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
    shops = [unlearned(name) for name in TRAINING_SHOPS]
    # Each shop also with titles only, as most FAQs are: fitted on many phrasings alone, plain ones suffer.
    collections = [read(shared) for read in PUBLIC.values()] + shops + [bare(one) for one in shops]
    searched, chinese = [], []
    for collection in collections:
        print(
            f"{collection.name}: {len(collection.entries)} entries, {len(collection.queries)} questions",
            flush=True,
        )
        searched.append(ask(spoken(collection, "en"), embedder))
        if (other := spoken(collection, "zh")).queries:
            chinese.append(ask(other, embedder))
    provenance = {
        "embedder": embedder.name,
        "seed": SEED,
        "questions": {c.name: len(c.queries) for c in collections},
        "sha256": {c.name: c.sha256 for c in collections},
    }
    shipped = _fit(searched, chinese, provenance)
    families = dict.fromkeys(_family(asked.name) for asked in searched)
    folds = {
        left_out: _fit([a for a in searched if _family(a.name) != left_out], chinese, {"without": left_out})
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
    figures |= {  # Only one shop has Chinese questions, so these are the ones that were fitted on.
        f"{a.name}, Chinese, fitted on": report(
            confidences(a, numbers), signals_of(a, numbers)[1], a.answerable, numbers.threshold
        )
        for a in chinese
        for numbers in [shipped.reading("zh")]
    }
    for name, figure in figures.items():
        print(name, json.dumps(figure))
    print(json.dumps({"left_out": figures, "threshold": round(shipped.threshold, 4), **provenance}))


def _fit(searched: Sequence[Asked], chinese: Sequence[Asked], provenance: Mapping[str, Any]) -> Confidence:
    """Both sets of numbers: MiniLM reads hardly any Chinese, so such questions are ranked by words alone."""
    fitted = fit(searched, provenance)
    return replace(fitted, chinese=words_alone(chinese, fitted.threshold)) if chinese else fitted


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
