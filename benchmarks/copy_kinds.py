"""How true is copy about no product? Articles, rewrites, help and recommendations, judged by a second look.

    python -m benchmarks.copy_kinds --json
    python -m benchmarks.copy_kinds --kinds article,rewrite --n 20 --no-planted --out shown.jsonl

Each of ``--n`` briefs a kind is over a text, steps or a customer that no model was trained on. What is shown
is judged by ``copy_given`` (given texts), ``copy_checker`` (products) and ``copy_kinds_rules`` (steps,
privacy, sources), which share nothing with the desk. Then errors are planted in the same texts, and what the
desk's own gate and the second look miss of them is counted. Intervals are by given text or customer.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.progress import track

from benchmarks import about, copy_checker, copy_given, copy_kinds_rules, copy_rules, public
from benchmarks.alignment import sentences_of
from benchmarks.copy_desk import explained, open_desk, report
from benchmarks.copy_given_planting import cases
from benchmarks.copy_kinds_briefs import (
    DEBIAN,
    KINDS,
    QUESTIONS,
    Asked,
    Given,
    briefs_of,
    instructions,
    rows,
    texts,
)
from benchmarks.stats import share_by_group
from bot import settings
from bot.build.marketing import Marketing
from bot.copywriting.facts import of_source
from bot.copywriting.ledger import check_against_source
from bot.domain import Copies, Copy

#: What is counted of a shown copy: a figure's name, and the field of a row that must be empty.
FIGURES = {
    "without_doubts": "doubts",
    "within_limits": "long",
    "without_banned_claims": "banned",
    "every_sentence_cited": "uncited",
    "steps_whole_and_in_order": "steps",
    "nothing_told_that_was_not_agreed": "disclosed",
    "nothing_lost_unnamed": "lost",
    "keywords_in_it_or_named": "keywords",
}
#: Only these kinds are asked for these fields.
_ONLY = {"steps": ("help",), "disclosed": ("recommendation",), "lost": ("rewrite",), "keywords": ("article",)}


@dataclass(frozen=True, slots=True)
class Shop:
    """A demo shop as its files have it, read without the desk."""

    brand: dict[str, Any]
    customers: dict[str, dict[str, Any]]
    products: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> Shop:
        found = rows(folder / "products.jsonl")
        return cls(
            yaml.safe_load((folder / "brand.yaml").read_text("utf-8")),
            {row["id"]: row for row in rows(folder / "customers.jsonl")},
            {row["id"]: row for row in found if row.get("language", "en") == "en"},
        )


def judge(shop: Shop, asked: Asked, copies: Copies, copy: Copy) -> dict[str, Any]:
    """Look at one shown copy with other eyes than those that let it through."""
    brief, text = asked.brief, copy.text
    lines = copy_rules.lines(shop.brand)
    row: dict[str, Any] = {
        "kind": brief.kind,
        "source_id": asked.source_id,
        "collection": asked.collection,
        "channel": brief.channel,
        "change": brief.change,
        "text": text,
        "long": copy_rules.too_long(copy, brief.channel),
        "banned": copy_rules.banned(text, [never["claim"] for never in shop.brand.get("never", ())]),
        "uncited": copy_kinds_rules.uncited(copy, brief),
        "built": copy.built,
    }
    if brief.customer and brief.product:
        person, titles = shop.customers[brief.customer.id], {n: p["title"] for n, p in shop.products.items()}
        true = copy_kinds_rules.true_lines(person, titles)
        found = copy_checker.doubts(text, brief.product, [*true, *(line for line in lines if line in text)])
        names = [each["name"] for each in shop.customers.values()]
        seen = "\n".join((text, *copy.warnings, *(m for m in copies.missing if person["name"] not in m)))
        product = shop.products[brief.product.id]
        row["disclosed"] = copy_kinds_rules.disclosed(seen, person, product, titles, names)
    elif brief.steps:
        row["steps"] = copy_kinds_rules.wrong_steps(text, brief.steps, lines)
        found = copy_given.doubts(text, f"{brief.topic}.\n" + "\n".join(brief.steps), lines)
        found = [doubt for doubt in found if doubt.sentence.strip(". ").isdigit() is False]
    else:
        found = copy_given.doubts(text, brief.source, lines)
        row["lost"] = copy_kinds_rules.lost(copy, brief) if brief.kind == "rewrite" else []
        row["keywords"] = copy_kinds_rules.without_keywords(copy, brief)
    return row | {"doubts": [asdict(doubt) for doubt in found]}


def write(
    desk: Marketing, shop: Shop, asked: Sequence[Asked], variants: int, seed: int, say: Console
) -> tuple[list[dict[str, Any]], Counter[str]]:
    """Write for every brief; return a row for each shown copy, and why sentences were refused."""
    found: list[dict[str, Any]] = []
    refused: Counter[str] = Counter()
    written = desk.copywriter.write_many([one.brief for one in asked], variants, seed)
    for one, copies in zip(
        asked, track(written, "Writing", len(asked), console=say, transient=True), strict=True
    ):
        found += [judge(shop, one, copies, copy) for copy in copies.copies]
        refused.update(claim.why for claim in copies.rejected)
    return found, refused


def figures(shown: Sequence[dict[str, Any]], briefs: int) -> dict[str, Any]:
    """Return how many copies of a kind keep each rule, with intervals by given text or customer."""
    kind = shown[0]["kind"] if shown else ""
    return {
        "n": len(shown),
        "briefs": briefs,
        "given_texts": len({row["source_id"] for row in shown}),
        **{
            name: share_by_group([(row["source_id"], not row[key]) for row in shown])
            for name, key in FIGURES.items()
            if kind in _ONLY.get(key, KINDS)
        },
        "built_or_quoted": share_by_group([(row["source_id"], row["built"]) for row in shown]),
        "by_collection": dict(Counter(row["collection"] for row in shown)),
        "by_channel": dict(Counter(row["channel"] for row in shown)),
    }


def planted(given: Sequence[Given], per_kind: int, seed: int, say: Console) -> dict[str, Any]:
    """Return what the desk's gate and the second look miss of planted errors, and their false alarms.

    A checker catches an error if it doubts one of the sentences that it changed.
    """
    missed: dict[str, dict[str, list[tuple[str, bool]]]] = {
        n: defaultdict(list) for n in ("ledger", "second", "both")
    }
    made = list(cases([(one.id, one.source) for one in given], per_kind, seed))
    for case in track(made, "Planted", console=say, transient=True):
        facts = of_source(case.source)
        first = all(check_against_source(one, facts).supported for one in case.wrong)
        second = not any(doubt.sentence in case.wrong for doubt in copy_given.doubts(case.text, case.source))
        for name, passed in (("ledger", first), ("second", second), ("both", first and second)):
            missed[name][case.kind].append((case.source_id, passed))
            missed[name]["all"].append((case.source_id, passed))
    alarms: dict[str, list[tuple[str, bool]]] = {"ledger": [], "second": []}
    for one in given:
        doubted = {doubt.sentence for doubt in copy_given.doubts(one.source, one.source)}
        alarms["second"] += [(one.id, sentence in doubted) for sentence in sentences_of(one.source)]
        facts = of_source(one.source)
        alarms["ledger"] += [
            (one.id, not check_against_source(fact.value, facts).supported) for fact in facts
        ]
    return {
        "n": len(made),
        "missed": {
            n: {kind: share_by_group(found) for kind, found in by.items()} for n, by in missed.items()
        },
        "quoted_sentences_doubted": {name: share_by_group(found) for name, found in alarms.items()},
    }


def main(
    n: Annotated[int, typer.Option(help="briefs of each kind", min=1)] = 60,
    kinds: Annotated[str, typer.Option(help="which, with commas between")] = ",".join(KINDS),
    variants: Annotated[int, typer.Option(help="copies a brief")] = 2,
    per_kind: Annotated[int, typer.Option(help="planted errors of each kind")] = 100,
    plant: Annotated[bool, typer.Option("--planted/--no-planted", help="also plant errors")] = True,
    shop: Annotated[str, typer.Option(help="demo shop")] = "brewmoor",
    adapter: Annotated[str, typer.Option(help="copy, or none for the untuned model")] = "copy",
    seed: int = 0,
    shared: public.Shared = None,
    out: Annotated[Path | None, typer.Option(help="also write every shown copy to this .jsonl")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the JSON object only")] = False,
) -> None:
    """Write, judge, plant, report."""
    console = Console(stderr=True)
    folder = settings.data_folder() / shop
    with explained(console):
        current, desk = open_desk(adapter, shop, say=console.print)
    given, read = texts(folder, shared), Shop.read(folder)
    shown: list[dict[str, Any]] = []
    by_kind, refused = {}, {}
    for kind in [kind for kind in KINDS if kind in kinds.split(",")]:
        asked = briefs_of(kind, instructions() if kind == "help" else given, desk.reader, n, seed)
        found, why = write(desk, read, asked, variants, seed, console)
        by_kind[kind], refused[kind] = figures(found, len(asked)), dict(why.most_common(8))
        shown += found
    if out is not None:
        out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in shown), "utf-8")
    result = {
        "benchmark": "copy_kinds",
        "n": len(shown),
        "seed": seed,
        "variants": variants,
        "engine": desk.copywriter.engine.name,
        "adapter": desk.copywriter.adapter,
        "adapter_sha256": about.adapter_hash(current.adapters, desk.copywriter.adapter),
        "versions": about.versions(),
        "data_sha256": about.hashes(_files(folder, shared)),
        "given_texts": dict(Counter(one.collection for one in given)),
        "public_data": "" if public.found(shared, DEBIAN) else public.absent(shared, DEBIAN),
        "kinds": by_kind,
        "rejected_most": refused,
        "broken": [row for row in shown if any(row.get(key) for key in FIGURES.values())],
        **({"planted": planted(given, per_kind, seed, console)} if plant else {}),
    }
    report(result, console, as_json)


def _files(folder: Path, shared: Path | None) -> Iterable[Path]:
    named = ("brand.yaml", "customers.jsonl", "faq.jsonl", "products.jsonl")
    yield from (folder / name for name in named)
    yield from (QUESTIONS / name for name in ("announcements.jsonl", "instructions.jsonl"))
    if place := public.found(shared, DEBIAN):
        yield place / DEBIAN


if __name__ == "__main__":
    typer.run(main)
