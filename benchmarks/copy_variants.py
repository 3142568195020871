"""Do variants differ? Five for one brief: the desk's, the untuned model's, and plainly sampled ones.

    python -m benchmarks.copy_variants --json
    python -m benchmarks.copy_variants --n 10 --seed 1 --json

All three write at the same temperature and are mended by the same desk, so that what is compared keeps to
the facts alike; the figures beside say how well. ``plain_sampling`` shows one set of facts in all prompts,
where the desk plans other facts for each. distinct-2 is the number of different word pairs over the number
of words (Li et al. 2016, "A Diversity-Promoting Objective Function for Neural Conversation Models").
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from benchmarks import about
from benchmarks.copy_desk import explained, open_desk, report
from benchmarks.stats import bootstrap, share
from bot import models, settings
from bot.copywriter import ROWS, Copywriter
from bot.domain import Brief, Channel, Copies
from bot.engines import Engine, Prompt, Sampling, Vocabulary
from bot.knowledge.embed import Embedder, HashEmbedder, MiniLM

CHANNELS: tuple[Channel, ...] = ("page", "social", "email", "push")
MEASURES = ("distinct_2", "jaccard", "cosine", "facts_told", "facts_told_by_all")


@dataclass(frozen=True, slots=True)
class Redrawn:
    """An engine that draws with other seeds than it is given: same prompt, another text."""

    engine: Engine
    shift: int

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def batch(
        self,
        prompts: Sequence[Prompt],
        sampling: Sampling = Sampling(),
        adapters: Sequence[str | None] = (),
        seeds: Sequence[int] = (),
        vocabularies: Sequence[Vocabulary] = (),
    ) -> list[str]:
        """Write as the other does, from other seeds."""
        other = [seed + self.shift for seed in seeds]
        return self.engine.batch(prompts, sampling, adapters, other, vocabularies)


@dataclass(frozen=True, slots=True)
class System:
    """One way to write variants: with which adapter, and whether each is shown other facts."""

    adapter: str | None
    planned: bool

    def write(self, desk: Copywriter, briefs: Sequence[Brief], count: int, seed: int) -> list[list[Copies]]:
        """Write ``count`` variants for each brief, each alone, so that none is left out for likeness."""
        columns = []
        for i in range(count):
            engine = desk.engine if self.planned else Redrawn(desk.engine, i)
            writer = Copywriter(engine, self.adapter, desk.shop, desk.brand, desk.sampling)
            columns.append(list(writer.write_many(briefs, 1, seed + i if self.planned else seed)))
        return [list(row) for row in zip(*columns, strict=True)]


def systems(adapter: str | None) -> dict[str, System]:
    """Return the three ways by name, ours first."""
    return {
        "desk": System(adapter, True),
        "untuned": System(None, True),
        "plain_sampling": System(adapter, False),
    }


def words(text: str) -> list[str]:
    """Cut a text into small words, numbers and nothing else."""
    return re.findall(r"\w+(?:[.,'’-]\w+)*", text.lower())


def distinct_2(texts: Sequence[str]) -> float:
    """Return the number of different word pairs in all texts over their words (0..1)."""
    cut = [words(text) for text in texts]
    pairs = {pair for each in cut for pair in itertools.pairwise(each)}
    return len(pairs) / max(1, sum(map(len, cut)))


def jaccard(texts: Sequence[str]) -> float:
    """Return the mean share of word pairs that two texts have in common (0..1); 1 if there is but one."""
    sets = [set(itertools.pairwise(words(text))) for text in texts]
    shares = [len(a & b) / len(a | b) if a | b else 1.0 for a, b in itertools.combinations(sets, 2)]
    return sum(shares) / len(shares) if shares else 1.0


def cosine(texts: Sequence[str], embedder: Embedder) -> float:
    """Return the mean cosine of two texts' vectors (-1..1)."""
    vectors = embedder.embed(texts)
    found = [float(a @ b) for a, b in itertools.combinations(vectors, 2)]
    return sum(found) / len(found) if found else 1.0


def measure(variants: Sequence[Copies], embedder: Embedder) -> dict[str, Any]:
    """Return the figures of one brief's variants. ``sentences`` are all of the model's, before mending."""
    copies = [copies.copies[0] for copies in variants if copies.copies]
    texts = [copy.text for copy in copies]
    kept = sum(each.passed for each in variants)
    refused = sum(len(each.rejected) for each in variants)
    return {
        "distinct_2": distinct_2(texts),
        "jaccard": jaccard(texts),
        "cosine": cosine(texts, embedder),
        "facts_told": sum(len(copy.told) for copy in copies) / max(1, len(copies)),
        "facts_told_by_all": float(len({fact.id for copy in copies for fact in copy.told})),
        "shown": len(copies),
        "built": sum(copy.built for copy in copies),
        "sentences": (kept, kept + refused),
        "texts": texts,
    }


def mean(values: Sequence[float]) -> float:
    """Return the mean."""
    return sum(values) / len(values)


def spread(values: Sequence[float], seed: int) -> dict[str, float]:
    """Return the mean with its 95 % bootstrap interval over briefs."""
    low, high = bootstrap(values, mean, seed=seed)
    return {"mean": round(mean(values), 4), "low": round(low, 4), "high": round(high, 4)}


def figures(rows: Sequence[Mapping[str, Any]], seed: int) -> dict[str, Any]:
    """Return one system's figures over all briefs."""
    supported, sentences = (sum(row["sentences"][i] for row in rows) for i in (0, 1))
    shown = sum(row["shown"] for row in rows)
    return {
        **{name: spread([row[name] for row in rows], seed) for name in MEASURES},
        "sentences_supported": share(supported, sentences),
        "built_from_the_catalogue": share(sum(row["built"] for row in rows), shown),
        "shown": shown,
    }


def differences(ours: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]], seed: int) -> Any:
    """Return ours minus the other's, brief by brief."""
    return {
        name: spread([a[name] - b[name] for a, b in zip(ours, other, strict=True)], seed) for name in MEASURES
    }


def run(
    desk: Copywriter, briefs: Sequence[Brief], variants: int, seed: int, embedder: Embedder, say: Console
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Let all systems write in turn, a batch of briefs at a time."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in systems(desk.adapter)}
    starts = range(0, len(briefs), ROWS)
    for start in track(starts, description="Writing", console=say, transient=True):
        some = briefs[start : start + ROWS]
        for name, system in systems(desk.adapter).items():
            rows[name] += [measure(each, embedder) for each in system.write(desk, some, variants, seed)]
    kept = [i for i in range(len(briefs)) if all(rows[name][i]["shown"] > 1 for name in rows)]
    rows = {name: [found[i] for i in kept] for name, found in rows.items()}
    result: dict[str, Any] = {"n": len(kept)}
    if kept:
        result |= {name: figures(found, seed) for name, found in rows.items()}
        result["desk_minus"] = {
            name: differences(rows["desk"], rows[name], seed) for name in rows if name != "desk"
        }
    texts = [
        {"product": product.id, "channel": briefs[i].channel}
        | {name: rows[name][at]["texts"] for name in rows}
        for at, i in enumerate(kept)
        if (product := briefs[i].product)
    ]
    return result, texts


def main(
    shop: Annotated[str, typer.Option(help="demo shop")] = "brewmoor",
    n: Annotated[int | None, typer.Option(help="so many products, drawn from the seed", min=1)] = None,
    variants: Annotated[int, typer.Option(help="variants of one brief", min=2, max=10)] = 5,
    adapter: Annotated[str, typer.Option(help="the tuned model's adapter")] = "copy",
    seed: int = 0,
    texts: Annotated[bool, typer.Option("--texts", help="also print the texts")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print the JSON object only")] = False,
) -> None:
    """Write, compare, report."""
    console = Console(stderr=True)
    with explained(console):
        current, desk = open_desk(adapter, shop, say=console.print)
        # Without our adapter for search, which was taught what questions have in common.
        hashed = current.embedder == "hash"
        embedder: Embedder = (
            HashEmbedder()
            if hashed
            else MiniLM(models.fetch(models.MINILM, current.models, console.print), None)
        )
    draw = random.Random(seed)
    products = list(desk.reader.catalogue.products.values())
    if n is not None:
        products = draw.sample(products, min(n, len(products)))
    briefs = [Brief(channel=draw.choice(CHANNELS), product=product, tone="warm") for product in products]
    found, written = run(desk.copywriter, briefs, variants, seed, embedder, console)
    folder = settings.data_folder() / shop
    result = {
        "benchmark": "copy_variants",
        "shop": shop,
        "variants": variants,
        "seed": seed,
        "engine": desk.copywriter.engine.name,
        "adapter": adapter,
        "adapter_sha256": about.adapter_hash(current.adapters, adapter),
        "embedder": embedder.name,
        "versions": about.versions(),
        "data_sha256": about.hashes([folder / "products.jsonl", folder / "brand.yaml"]),
        **found,
        **({"texts": written} if texts else {}),
    }
    report(result, console, as_json)


if __name__ == "__main__":
    typer.run(main)
