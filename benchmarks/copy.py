"""How good is the copy? Products that no model has seen, the real copywriter, one JSON object at the end.

    python -m benchmarks.copy --shop brewmoor --json
    python -m benchmarks.copy --products products.jsonl --currency USD --n 100 --json

Every product gets a brief for each of several channels, with tone and length drawn from the seed. What is
shown is judged by the second checker, which shares nothing with the ledger that let it through; limits,
banned claims and lines that must be said are looked at again with rules of their own.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
import yaml
from rich.console import Console
from rich.progress import track

from benchmarks import about, copy_rules
from benchmarks.copy_checker import doubts
from benchmarks.copy_desk import completed, explained, open_desk, report
from benchmarks.stats import percentile, share, share_of
from bot import catalogue, settings
from bot.build.marketing import Marketing
from bot.domain import Brief, Channel, Copies, Copy, Length, Product, Tone


def briefs_of(products: Sequence[Product], channels: int, seed: int) -> Iterator[Brief]:
    """Yield so many briefs for each product, each for another channel."""
    draw = random.Random(seed)
    every: tuple[Channel, ...] = get_args(Channel)
    for product in products:
        for channel in draw.sample(every, min(channels, len(every))):
            tone: Tone = draw.choice(get_args(Tone))
            length: Length = draw.choice(get_args(Length))
            kind = copy_rules.KINDS.get(channel, "ad")
            yield Brief(kind, channel, product, tone, length=length, language=product.language)


def judge(copies: Copies, copy: Copy, brand: dict[str, Any]) -> dict[str, Any]:
    """Look at one shown copy with other eyes than those that let it through."""
    brief = copies.brief
    assert brief.product is not None
    text = copy.text
    found = doubts(text, brief.product, [line for line in copy_rules.lines(brand) if line in text])
    return {
        "product": brief.product.id,
        "channel": brief.channel,
        "text": text,
        "doubts": [asdict(doubt) for doubt in found],
        "fits": not copy_rules.too_long(copy, brief.channel),
        "whole": not re.search(r"\w$", copy.parts[-1].text) or brief.channel == "poster" or copy.built,
        "banned": copy_rules.banned(text, [never["claim"] for never in brand.get("never", ())]),
        "unsaid": copy_rules.unsaid(text, brief, brand.get("must_say", ())),
        "told": len(copy.told),
        "built": copy.built,
        "completed": bool(completed(copy)),
        "repaired": bool(copies.rejected),
        "score": copy.score,
    }


def run(desk: Marketing, products: Sequence[Product], brand: dict[str, Any], plan: dict[str, Any]) -> Any:
    """Write for every product and return the figures."""
    closed = {each["channel"] for each in brand.get("unused", ())}
    briefs = [b for b in briefs_of(products, plan["channels"], plan["seed"]) if b.channel not in closed]
    briefs.sort(key=lambda brief: (brief.channel, brief.length))  # texts of one length are written together
    rows: list[dict[str, Any]] = []
    a_brief: list[float] = []
    a_copy: list[float] = []
    rejected: Counter[str] = Counter()
    written = desk.copywriter.write_many(briefs, plan["variants"], plan["seed"])
    say = Console(stderr=True)
    for copies in track(written, total=len(briefs), description="Writing", console=say, transient=True):
        rows += [judge(copies, copy, brand) for copy in copies.copies]
        a_brief.append(copies.seconds)
        a_copy.append(copies.seconds / max(1, len(copies.copies)))  # what is left out costs too
        rejected.update(claim.why for claim in copies.rejected)
    doubted = [row for row in rows if row["doubts"]]
    return {
        "n": len(rows),
        "products": len(products),
        "briefs": len(briefs),
        "copies_with_doubts": share(len(doubted), len(rows)),
        "within_limits": share_of([row["fits"] for row in rows]),
        "ends_with_a_sentence": share_of([row["whole"] for row in rows]),
        "without_banned_claims": share_of([not row["banned"] for row in rows]),
        "must_say_said": share_of([not row["unsaid"] for row in rows]),
        "built_from_the_catalogue": share_of([row["built"] for row in rows]),
        "completed_from_the_catalogue": share_of([row["completed"] for row in rows]),
        "facts_told": round(sum(row["told"] for row in rows) / max(1, len(rows)), 2),
        "seconds_a_brief": _percentiles(a_brief),
        "seconds_a_copy": _percentiles(a_copy),
        "by_channel": dict(Counter(row["channel"] for row in rows)),
        "rejected_most": dict(rejected.most_common(12)),
        "doubts": doubted,
    }, rows


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    return {f"p{p}": round(percentile(seconds, p), 2) for p in (50, 95)} if seconds else {}


def main(
    shop: Annotated[str, typer.Option(help="demo shop")] = "brewmoor",
    products: Annotated[Path | None, typer.Option(help="any catalogue instead, .jsonl or .csv")] = None,
    currency: Annotated[str, typer.Option(help="for products that name none")] = "USD",
    n: Annotated[int | None, typer.Option(help="so many products, drawn from the seed", min=1)] = None,
    channels: Annotated[int, typer.Option(help="briefs a product, each for another channel")] = 3,
    variants: Annotated[int, typer.Option(help="copies a brief")] = 2,
    adapter: Annotated[str, typer.Option(help="copy, or none for the untuned model")] = "copy",
    seed: int = 0,
    out: Annotated[Path | None, typer.Option(help="also write every shown copy to this .jsonl")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the JSON object only")] = False,
) -> None:
    """Write, judge, report."""
    console = Console(stderr=True)
    folder = settings.data_folder() / shop
    with explained(console):
        current, desk = open_desk(adapter, shop, say=console.print)
        known = _products(products, currency) if products else list(desk.reader.catalogue.products.values())
    if n is not None:
        known = random.Random(seed).sample(known, min(n, len(known)))
    brand = yaml.safe_load((folder / "brand.yaml").read_text("utf-8"))
    plan = {"channels": channels, "variants": variants, "seed": seed}
    figures, rows = run(desk, known, brand, plan)
    if out is not None:
        out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    source = products or folder / "products.jsonl"
    result = {
        "benchmark": "copy",
        "source": source.stem if products else shop,
        **plan,
        "engine": desk.copywriter.engine.name,
        "adapter": desk.copywriter.adapter,
        "adapter_sha256": about.adapter_hash(current.adapters, desk.copywriter.adapter),
        "versions": about.versions(),
        "data_sha256": about.hashes([source, folder / "brand.yaml"]),
        **figures,
    }
    report(result, console, as_json)


def _products(file: Path, currency: str) -> list[Product]:
    """Read a catalogue of other people's, which may name no currency."""
    found = []
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        found.append(catalogue.product_of({"currency": currency, **row}))
    return found


if __name__ == "__main__":
    typer.run(main)
