"""How well does search find the right entry, and does it know when there is none?

    python -m benchmarks.search --json
    python -m benchmarks.search --shared ../shared/data --json

Beside ours runs plain nearest neighbour: the same MiniLM, the same phrasings, the cosine as
its confidence. Ours is measured twice: with the weights fitted without the collection at
hand (``folds.json``, the honest figure) and with the shipped ones. Nothing was ever fitted on
brewmoor, so for it the two are the same.
"""

from __future__ import annotations

import json
import platform
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import process_time
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from sklearn.metrics import roc_auc_score

from benchmarks import public
from benchmarks.stats import share_of
from bot.domain import Entry
from bot.errors import NotReady
from bot.knowledge import Knowledge
from bot.knowledge.confidence import Confidence
from bot.knowledge.embed import Embedder
from bot.knowledge.index import phrasings
from bot.store import MemoryStore
from finetune.collections import BARE, PUBLIC, SEED, Collection, bare, shop, unlearned
from finetune.vectors import remembering_minilm

ROOT = Path(__file__).resolve().parents[1]
FOLDS = Path(__file__).with_name("folds.json")
SHOPS = ("fernhill", "pedalwerk", "inkwell", "brewmoor")
ANSWERED = 0.95

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search made of a collection's questions, in order."""

    first: list[str]  # id of the leading entry
    sure: Floats  # its confidence, or whatever stands for it


def ours(collection: Collection, embedder: Embedder, confidence: Confidence) -> Found:
    """The product's own path: import, then search."""
    knowledge = Knowledge(MemoryStore(), embedder, confidence)
    knowledge.add(collection.entries)
    found = knowledge.search_many([query.text for query in collection.queries], k=1)
    first = [
        search.hits[0].entry.id if search.hits else "" for search in found
    ]  # a blank question finds nothing
    return Found(first, np.array([search.confidence for search in found]))


def nearest(collection: Collection, embedder: Embedder) -> Found:
    """Plain nearest neighbour over questions and their other phrasings."""
    pairs = [(phrase, entry.id) for entry in collection.entries for phrase in phrasings(entry)]
    cosines = (
        embedder.embed([q.text for q in collection.queries]) @ embedder.embed([text for text, _ in pairs]).T
    )
    return Found([pairs[i][1] for i in cosines.argmax(axis=1)], cosines.max(axis=1).astype(np.float64))


def figures(collection: Collection, found: Found, threshold: float | None) -> dict[str, Any]:
    """Right entry first, ranking of answerable above not, and what is declined, each with its interval."""
    inside = np.array([query.entry_id is not None for query in collection.queries])
    right = [query.entry_id == first for query, first in zip(collection.queries, found.first, strict=True)]
    cuts = {"at_95_answered": float(np.quantile(found.sure[inside], 1 - ANSWERED))}
    if threshold is not None:
        cuts["at_threshold"] = threshold
    by_kind = {kind: np.array([q.kind == kind for q in collection.queries]) for kind in _outside(collection)}
    return {
        "right_first": share_of([r for r, i in zip(right, inside, strict=True) if i]),
        "auc": _auc(inside, found.sure),
        **{
            name: {
                "answered": share_of((found.sure[inside] >= cut).tolist()),
                "wrong_among_answered": share_of(
                    [not r for r, s in zip(right, found.sure, strict=True) if s >= cut]
                ),
                "declined": share_of((found.sure[~inside] < cut).tolist()),
                "declined_by_kind": {
                    kind: share_of((found.sure[of] < cut).tolist()) for kind, of in by_kind.items()
                },
            }
            for name, cut in cuts.items()
        },
    }


def _outside(collection: Collection) -> list[str]:
    return sorted({query.kind for query in collection.queries if query.entry_id is None})


def _auc(inside: npt.NDArray[np.bool_], sure: Floats, draws: int = 200) -> dict[str, float]:
    """Area under ROC with a bootstrap interval, drawn within each side."""
    chance = np.random.default_rng(SEED)
    yes, no = sure[inside], sure[~inside]
    labels = np.r_[np.ones(len(yes)), np.zeros(len(no))]
    drawn = [
        roc_auc_score(labels, np.r_[chance.choice(yes, len(yes)), chance.choice(no, len(no))])
        for _ in range(draws)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    area = roc_auc_score(labels, np.r_[yes, no])
    return {"area": round(float(area), 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def measure(
    collection: Collection, embedder: Embedder, fold: Confidence, shipped: Confidence
) -> dict[str, Any]:
    unseen = figures(collection, ours(collection, embedder, fold), fold.threshold)
    plain = figures(collection, nearest(collection, embedder), None)
    better = {
        "right_first": unseen["right_first"]["share"] > plain["right_first"]["share"],
        "auc": unseen["auc"]["area"] > plain["auc"]["area"],
    }
    return {
        "entries": len(collection.entries),
        "in_scope": sum(query.entry_id is not None for query in collection.queries),
        "out_of_scope": sum(query.entry_id is None for query in collection.queries),
        "sha256": collection.sha256,
        "ours": unseen,
        "nearest": plain,
        "shipped": figures(collection, ours(collection, embedder, shipped), shipped.threshold),
        "above_nearest": better,
    }


def speed(entries: int) -> dict[str, float]:
    """Milliseconds of one search, its vector at hand, in a FAQ of many entries made of a shop's words."""
    chance = random.Random(SEED)
    source = shop("fernhill")
    said = [word for entry in source.entries for word in entry.answer.split()]
    made = [
        Entry(f"entry-{i}", " ".join(chance.choices(said, k=8)), " ".join(chance.choices(said, k=45)))
        for i in range(entries)
    ]
    knowledge = Knowledge(MemoryStore(), _Noise())
    started = process_time()
    knowledge.add(made)
    knowledge.search("warm up")
    imported = process_time() - started
    texts = [query.text for query in source.queries[:50]]
    started = process_time()
    knowledge.search_many(texts)
    return {
        "entries": entries,
        "import_without_embedding_s": round(imported, 2),
        "search_ms": round((process_time() - started) / len(texts) * 1000, 2),
    }


class _Noise:
    """An embedder that costs nothing, so that the search itself is timed, at MiniLM's width."""

    name = "noise"

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.random.default_rng(len(texts)).standard_normal((len(texts), 384), dtype=np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def show(name: str, result: dict[str, Any]) -> str:
    def line(which: str) -> str:
        found = result[which]
        kinds = ", ".join(
            f"{k} {v['share']:.1%}" for k, v in found["at_95_answered"]["declined_by_kind"].items()
        )
        right = found["right_first"]
        return (
            f"  {which:8} right first {right['share']:.1%} ({right['low']:.1%} to {right['high']:.1%}), "
            f"area {found['auc']['area']:.3f}, declined at 95 % answered: {kinds}"
        )

    lines = [line(which) for which in ("ours", "nearest", "shipped")]
    return "\n".join(
        [
            f"{name} ({result['entries']} entries, {result['in_scope']} + {result['out_of_scope']} asked)",
            *lines,
        ]
    )


def public_collections(shared: Path | None) -> tuple[list[Collection], list[str]]:
    """Return the public collections that are there, and the names of those that are not."""
    known: list[Collection] = []
    missing: list[str] = []
    for name, read in PUBLIC.items():
        try:
            known.append(read(public.folder(shared)))
        except NotReady:
            missing.append(name)
    return known, missing


def main(
    shared: public.Shared = None,
    model: Annotated[
        Path | None, typer.Option(help="folder of the embedding model; default: the packaged one")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="only the JSON object")] = False,
) -> None:
    """Measure search on every public collection that is there, and on the demo shops."""
    embedder = remembering_minilm(model, ROOT / "runs")
    shipped = Confidence.load()
    folds = {name: Confidence.of(numbers) for name, numbers in json.loads(FOLDS.read_text("utf-8")).items()}
    shops = [unlearned(name) for name in SHOPS]
    # The shops' other phrasings come from writers who think as their customers do: what without them?
    known, missing = public_collections(shared)
    if missing:
        print(public.absent(shared, *missing), file=sys.stderr)
    collections = known + shops + [bare(one) for one in shops]
    results = {}
    for collection in collections:
        fold = folds.get(collection.name.removesuffix(BARE), shipped)
        results[collection.name] = measure(collection, embedder, fold, shipped)
        if not as_json:
            print(show(collection.name, results[collection.name]), flush=True)
    about = {
        "benchmark": "search",
        "n": sum(result["in_scope"] + result["out_of_scope"] for result in results.values()),
        "seed": SEED,
        "embedder": embedder.name,
        "threshold": shipped.threshold,
        "public_data": public.absent(shared, *missing) if missing else "measured",
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("numpy", "bm25s", "torch")},
    }
    print(json.dumps({**about, "speed": speed(10_000), "collections": results}))


if __name__ == "__main__":
    typer.run(main)
