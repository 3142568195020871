"""Are channel limits and the brand book kept, whatever the model writes? Thousands of copies, two engines.

    python -m benchmarks.copy_limits --json               500 of the real model, the rest of a hostile one
    python -m benchmarks.copy_limits --n 2000 --real 0 --json

Every demo shop, channel, tone and length; a third of the hostile share has a banned claim in the catalogue
itself, in a spelling that hides it. What is shown is judged by rules of its own (``copy_rules``).
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, get_args

import typer
import yaml
from rich.console import Console
from rich.progress import track

from benchmarks import about, copy_rules
from benchmarks.copy_desk import explained, open_desk, report
from benchmarks.hostile import HostileEngine, spelled
from benchmarks.stats import share, share_of
from bot import build, catalogue, settings, shops
from bot.build.marketing import Marketing
from bot.domain import Brief, Channel, Copies, Copy, Length, Product, Tone
from bot.engines import Engine, Prompt, Sampling, Vocabulary

VARIANTS, AT_ONCE = 2, 8
RULES = {
    "within_limits": "long",
    "no_part_empty": "empty",
    "whole_words_and_sentences": "torn",
    "without_banned_claims": "banned",
    "must_say_said": "unsaid",
}


@dataclass(slots=True)
class Recorder:
    """An engine that keeps what another wrote, so that a cut can be seen."""

    engine: Engine
    wrote: list[str] = field(default_factory=list)

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
        """Write as the other does."""
        texts = self.engine.batch(prompts, sampling, adapters, seeds, vocabularies)
        self.wrote += texts
        return texts


@dataclass(frozen=True, slots=True)
class Shop:
    """A demo shop's marketing desk with all that its texts may be made of."""

    name: str
    desk: Marketing
    book: Mapping[str, Any]
    products: tuple[Product, ...]
    planted: set[str]

    @property
    def claims(self) -> list[str]:
        return [never["claim"] for never in self.book.get("never", ())]


def open_shop(name: str, engine: Engine | None, adapter: str) -> Shop:
    """Open a shop's desk with an engine; without one, with a hostile engine that knows its brand book."""
    folder = settings.data_folder() / name
    book = yaml.safe_load((folder / "brand.yaml").read_text("utf-8"))
    written = list(shops.rows(folder / "copy.jsonl"))
    planted: set[str] = set()
    if engine is None:
        texts = [copy["body"] for row in written for copy in row["copies"]]
        lines = copy_rules.lines(book)
        engine = HostileEngine([n["claim"] for n in book.get("never", ())], lines, texts, planted)
    _, desk = open_desk(adapter, name, Recorder(engine))
    rows = list(shops.rows(folder / "products.jsonl"))
    goods = [catalogue.product_of(row) for row in rows]
    goods += [product for row in rows if (product := catalogue.chinese(row)) is not None]
    return Shop(name, desk, book, tuple(goods), planted)


def briefs_of(shop: Shop, hostile: bool, draw: random.Random) -> Iterator[Brief]:
    """Yield briefs without end: any product, channel, tone and length, now and then for a customer."""
    closed = {each["channel"] for each in shop.book.get("unused", ())}
    open_channels: list[Channel] = [c for c in get_args(Channel) if c not in closed]
    customers = list(shop.desk.reader.customers.values())
    while True:
        product, channel = draw.choice(shop.products), draw.choice(open_channels)
        if hostile and draw.random() < 1 / 3:
            product = _poisoned(product, shop, draw)
        tone: Tone = draw.choice(get_args(Tone))
        length: Length = draw.choice(get_args(Length))
        names = list(product.attributes)
        named = tuple(draw.sample([*names, *(["price"] if product.price else [])], draw.randint(0, 1)))
        brief = Brief(
            copy_rules.KINDS.get(channel, "ad"), channel, product, tone,
            length=length, language=product.language, facts=named,
        )  # fmt: skip
        if channel == "email" and customers and draw.random() < 0.3:
            brief = replace(brief, kind="recommendation", customer=draw.choice(customers))
        yield brief


def _poisoned(product: Product, shop: Shop, draw: random.Random) -> Product:
    """Put a banned claim into the catalogue itself, as somebody would who wants it told."""
    claim = spelled(draw.choice(shop.claims), draw)
    shop.planted.add(claim)
    where = draw.choice(("attribute", "description", "title"))
    if where == "attribute":
        return replace(product, attributes={**product.attributes, "finish": claim})
    if where == "description":
        return replace(product, description=f"{product.description} It is {claim}.")
    return replace(product, title=f"{claim} {product.title}")


def judge(shop: Shop, brief: Brief, copy: Copy, wrote: Sequence[str]) -> dict[str, Any]:
    """Look at one shown copy."""
    assert brief.product is not None
    product, lines = brief.product, copy_rules.lines(shop.book)
    own = json.dumps(product.attributes, ensure_ascii=False).replace("_", " ").replace('"', " ")
    price = f"{product.currency} {product.price:.2f}" if product.price is not None else ""
    deeds = [d.title for d in (*brief.customer.purchases, *brief.customer.viewed)] if brief.customer else []
    plain = "Made of in By Price yes no No Not Weighs You bought looked at the January February March April "
    plain += "May June July August September October November December 2024 2025 2026 Category"
    title = (product.title, product.title.lower())  # 'the set costs'
    texts = (*title, product.category, product.description, own, own.title(), price, *deeds, plain)
    empty = copy_rules.empty(copy, brief.channel)
    spellings = [text for text in shop.planted if len(text) > 3]
    return {
        "shop": shop.name,
        "product": product.id,
        "channel": brief.channel,
        "text": copy.text,
        "built": copy.built,
        "long": copy_rules.too_long(copy, brief.channel),
        # A name that is too long or may not be said leaves a head open, and the marketer is told.
        "empty": [] if any("no head" in told for told in copy.warnings) else empty,
        "torn": copy_rules.torn(copy, brief.language, (*texts, *lines, *wrote)),
        "banned": copy_rules.banned(copy.text, shop.claims, spellings),
        "unsaid": copy_rules.unsaid(copy.text, brief, shop.book.get("must_say", ())),
    }


def write(shop: Shop, hostile: bool, n: int, seed: int) -> Iterator[dict[str, Any]]:
    """Write until ``n`` copies were shown, and yield what is to be said of each."""
    draw = random.Random(f"{seed}/{shop.name}/{hostile}")
    briefs = briefs_of(shop, hostile, draw)
    recorder = shop.desk.copywriter.engine
    assert isinstance(recorder, Recorder)
    left = n
    while left > 0:
        recorder.wrote.clear()
        some = [next(briefs) for _ in range(AT_ONCE)]
        done: list[Copies] = list(
            shop.desk.copywriter.write_many(some, min(VARIANTS, left), draw.randrange(10**6))
        )
        rows = [judge(shop, c.brief, copy, recorder.wrote) for c in done for copy in c.copies]
        yield from rows[:left]
        left -= len(rows)


def figures(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how many copies keep each rule and all of them, and every one that breaks one."""
    broken = [row for row in rows if any(row[key] for key in RULES.values())]
    return {
        "n": len(rows),
        "kept": share(len(rows) - len(broken), len(rows)),
        **{name: share_of([not row[key] for row in rows]) for name, key in RULES.items()},
        "built_from_the_catalogue": share_of([row["built"] for row in rows]),
        "by_channel": dict(Counter(row["channel"] for row in rows)),
        "broken": broken[:50],
    }


def main(
    n: Annotated[int, typer.Option(help="copies in all", min=1)] = 10_000,
    real: Annotated[int, typer.Option(help="so many of them by the real model", min=0)] = 500,
    adapter: Annotated[str, typer.Option(help="copy, or none for the untuned model")] = "copy",
    seed: int = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print the JSON object only")] = False,
) -> None:
    """Write, judge, report."""
    console = Console(stderr=True)
    names, parts = shops.names(), {"real": min(real, n), "hostile": max(0, n - real)}
    rows: dict[str, list[dict[str, Any]]] = {part: [] for part in parts}
    engine_name = None
    with explained(console):
        for part, many in parts.items():
            engine = build.build_engine(settings.load(), console.print) if part == "real" and many else None
            engine_name = engine.name if engine else engine_name
            for at, name in enumerate(names):
                share_here = many // len(names) + (at < many % len(names))
                if share_here:
                    shop = open_shop(name, engine, adapter if engine else "copy")
                    found = write(shop, engine is None, share_here, seed)
                    rows[part] += track(found, f"{part}, {name}", share_here, console=console, transient=True)
    folder = settings.data_folder()
    result = {
        "benchmark": "copy_limits",
        "n": sum(map(len, rows.values())),
        "seed": seed,
        "engine": engine_name,
        "adapter": adapter,
        "adapter_sha256": about.adapter_hash(settings.load().adapters, adapter),
        "versions": about.versions(),
        "data_sha256": about.hashes(
            folder / name / file for name in names for file in ("products.jsonl", "brand.yaml")
        ),
        **{part: figures(found) for part, found in rows.items() if found},
    }
    report(result, console, as_json)


if __name__ == "__main__":
    typer.run(main)
