"""Slot error rate on public product data: laptops and televisions with the attributes a text is to tell.

    python -m benchmarks.slots --json
    python -m benchmarks.slots --n 12 --show 20
    python -m benchmarks.slots --n 0               (validates the judge only)

The real copywriter writes a product page for each product of the collection, with every slot to be told; so
does the same desk with the untuned model, in turn. ``slot_judge.slot_errors`` judges what is shown, and is
itself validated beside. The products are somebody else's, so no shop's brand book is asked.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from benchmarks import about
from benchmarks.public import Shared, absent, found
from benchmarks.slot_cases import Case, cases, rate, validated
from benchmarks.slot_judge import slot_errors
from benchmarks.slot_words import Ontology
from benchmarks.stats import share
from bot import build, settings
from bot.build.marketing import build_marketing
from bot.copywriter import ROWS, Copywriter
from bot.copywriting import facts
from bot.copywriting.brand import BrandBook
from bot.domain import Brief, Copies
from bot.errors import ShopkeeperError
from bot.shops import rows
from bot.store import MemoryStore

DOMAINS = ("laptop", "tv")
FILES = tuple(f"rnnlg_laptop_tv/{domain}_valid.jsonl" for domain in DOMAINS)


def brief_of(case: Case) -> Brief:
    """Ask for a product page, which has room for all slots, that tells each of them; the category is none."""
    asked = tuple(fact.id for fact in facts.of_product(case.product) if fact.id != "category")
    return Brief("product", "page", case.product, facts=asked)


def judge(copies: Copies, case: Case, ontology: Ontology) -> dict[str, Any]:
    """Look at what the desk would show; where it shows nothing, everything is missing."""
    copy = copies.copies[0] if copies.copies else None
    text = copy.text if copy else ""
    added = [word for word in copy.warnings if word.startswith("Added from the catalogue")] if copy else []
    return {
        "product": case.product.id,
        "mr": case.row["mr"],
        "text": text,
        "slips": slot_errors(text, case.row, ontology),
        "slots": case.size,
        "built": copy is None or copy.built,
        "added": case.size if copy is None or copy.built else len(added),
        "rejected": [[claim.text, claim.why] for claim in copies.rejected],
    }


def written(
    writers: Mapping[str, Copywriter],
    chosen: Sequence[Case],
    ontology: Ontology,
    seed: int,
    progress: Progress,
    domain: str,
) -> dict[str, list[dict[str, Any]]]:
    """Let all writers write one copy for each case, in turn, a batch of briefs at a time."""
    judged: dict[str, list[dict[str, Any]]] = {name: [] for name in writers}
    bar = progress.add_task(domain, total=len(chosen))
    for start in range(0, len(chosen), ROWS):
        block = chosen[start : start + ROWS]
        for name, writer in writers.items():
            copies = writer.write_many([brief_of(case) for case in block], 1, seed)
            judged[name] += [judge(*pair, ontology) for pair in zip(copies, block, strict=True)]
        progress.advance(bar, len(block))
    return judged


def figures(judged: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the slot error rate of one writer, and how much of it the model wrote."""
    slots = sum(row["slots"] for row in judged)
    return {
        "n": len(judged),
        **rate([row["slips"] for row in judged], [row["slots"] for row in judged]),
        "built_from_the_catalogue": share(sum(row["built"] for row in judged), len(judged)),
        "slots_told_by_the_model": share(slots - sum(row["added"] for row in judged), slots),
    }


def main(
    shared: Shared = None,
    n: Annotated[int | None, typer.Option(help="products a domain, drawn from the seed; default: all", min=0)] = None,
    adapter: Annotated[str, typer.Option(help="the tuned model's adapter")] = "copy",
    seed: int = 0,
    show: Annotated[int, typer.Option(help="print so many doubted copies a domain")] = 0,
    out: Annotated[Path | None, typer.Option(help="also write every copy to this .jsonl")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the JSON object only")] = False,
) -> None:
    """Write, judge, report."""
    console = Console(stderr=True, highlight=False)
    place = found(shared, *FILES)
    if place is None:
        print(json.dumps({"skipped": absent(shared, *FILES)}))
        return
    try:
        current = settings.load(copy_adapter=adapter)
        engine = build.build_engine(current, console.print)
        desk = replace(build_marketing(current, engine, MemoryStore()).copywriter, brand=BrandBook())
    except ShopkeeperError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    result: dict[str, Any] = {
        "benchmark": "slots",
        "seed": seed,
        "engine": engine.name,
        "adapter": adapter,
        "adapter_sha256": about.adapter_hash(current.adapters, desk.adapter),
        "versions": about.versions(),
        "data_sha256": about.hashes(place / file for file in FILES),
    }
    copies: list[dict[str, Any]] = []
    writers = {"desk": desk, "untuned": replace(desk, adapter=None)}
    with Progress(console=console, transient=True) as progress:
        for domain, file in zip(DOMAINS, FILES, strict=True):
            kept, left_out = cases(list(rows(place / file)))
            ontology = Ontology.of([case.row for case in kept])
            result[domain] = {
                "rows": len(kept), "left_out": dict(left_out), "judge": validated(kept, ontology, seed)
            }
            chosen = kept if n is None else random.Random(seed).sample(kept, min(n, len(kept)))
            judged = written(writers, chosen, ontology, seed, progress, domain) if chosen else {}
            result[domain] |= {name: figures(found) for name, found in judged.items()}
            for name, rows_ in judged.items():
                copies += [{"domain": domain, "writer": name, **row} for row in rows_]
    if out is not None:
        out.write_text("".join(json.dumps(row) + "\n" for row in copies), "utf-8")
    if not as_json:
        console.print_json(json.dumps(result))
    print(json.dumps(result))


if __name__ == "__main__":
    typer.run(main)
