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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from benchmarks import about
from benchmarks.copy_desk import completed, explained, open_desk, report
from benchmarks.public import Shared, absent, found
from benchmarks.slot_cases import Case, cases, changes_found, rate, validated
from benchmarks.slot_words import Ontology
from benchmarks.stats import share, share_of
from bot.copywriter import ROWS, Copywriter
from bot.copywriting import facts
from bot.copywriting.brand import BrandBook
from bot.domain import Brief, Copies
from bot.shops import rows

DOMAINS = ("laptop", "tv")
FILES = tuple(f"rnnlg_laptop_tv/{domain}_valid.jsonl" for domain in DOMAINS)


def brief_of(case: Case) -> Brief:
    """Ask for a product page, which has room for all slots, that tells each of them; the category is none."""
    asked = tuple(fact.id for fact in facts.of_product(case.product) if fact.id != "category")
    return Brief("product", "page", case.product, facts=asked)


def shown(copies: Copies, case: Case) -> dict[str, Any]:
    """Return what the desk would show, and how many slots its model did not tell; nothing is all of them."""
    copy = copies.copies[0] if copies.copies else None
    built = copy is None or copy.built
    mended = completed(copy) if copy else []
    return {
        "product": case.product.id,
        "mr": case.row["mr"],
        "text": copy.text if copy else "",
        "built": built,
        "from_the_catalogue": case.size if built else len(mended),
        "rejected": [[claim.text, claim.why] for claim in copies.rejected],
    }


def written(
    writers: Mapping[str, Copywriter], chosen: Sequence[Case], seed: int, advance: Callable[[int], None]
) -> dict[str, list[dict[str, Any]]]:
    """Let all writers write one copy for each case, in turn, a batch of briefs at a time."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in writers}
    for start in range(0, len(chosen), ROWS):
        block = chosen[start : start + ROWS]
        for name, writer in writers.items():
            copies = writer.write_many([brief_of(case) for case in block], 1, seed)
            found[name] += [shown(*pair) for pair in zip(copies, block, strict=True)]
        advance(len(block))
    return found


def figures(
    found: Sequence[dict[str, Any]], chosen: Sequence[Case], ontology: Ontology, seed: int
) -> dict[str, Any]:
    """Judge one writer's copies, each of which gets its slips, and say how much of them the model wrote."""
    slips, alert = changes_found([row["text"] for row in found], chosen, ontology, seed)
    for row, one in zip(found, slips, strict=True):
        row["slips"] = one._asdict()
    slots = sum(case.size for case in chosen)
    return {
        "n": len(found),
        **rate(slips, [case.size for case in chosen]),
        "built_from_the_catalogue": share_of([row["built"] for row in found]),
        "slots_told_by_the_model": share(slots - sum(row["from_the_catalogue"] for row in found), slots),
        "changed_values_found": alert,
    }


def main(
    shared: Shared = None,
    n: Annotated[
        int | None, typer.Option(help="products a domain, drawn from the seed; default: all", min=0)
    ] = None,
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
    with explained(console):
        current, opened = open_desk(adapter, say=console.print)
    desk = replace(opened.copywriter, brand=BrandBook())
    result: dict[str, Any] = {
        "benchmark": "slots",
        "seed": seed,
        "engine": desk.engine.name,
        "adapter": adapter,
        "adapter_sha256": about.adapter_hash(current.adapters, desk.adapter),
        "versions": about.versions(),
        "data_sha256": about.hashes(place / file for file in FILES),
    }
    copies: list[dict[str, Any]] = []
    writers = {"desk": desk, "untuned": replace(desk, adapter=None)}
    for domain, file in zip(DOMAINS, FILES, strict=True):
        kept, left_out = cases(list(rows(place / file)))
        ontology = Ontology.of([case.row for case in kept])
        result[domain] = {"rows": len(kept), "left_out": dict(left_out)}
        result[domain]["judge"] = validated(kept, ontology, seed)
        chosen = kept if n is None else random.Random(seed).sample(kept, min(n, len(kept)))
        with Progress(console=console, transient=True) as progress:
            bar = progress.add_task(domain, total=len(chosen))
            drafts = written(writers, chosen, seed, partial(progress.advance, bar)) if chosen else {}
        for name, texts in drafts.items():
            result[domain][name] = figures(texts, chosen, ontology, seed)
            copies += [{"domain": domain, "writer": name, **row} for row in texts]
            doubted = [row for row in texts if any(row["slips"].values())]
            for row in doubted[:show]:
                console.print(f"{name}: {row['mr']}\n  {row['text']}\n  {row['slips']}", markup=False)
    if out is not None:
        out.write_text("".join(json.dumps(row) + "\n" for row in copies), "utf-8")
    report(result, console, as_json)


if __name__ == "__main__":
    typer.run(main)
