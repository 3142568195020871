"""Which copy is better, tuned or untuned? Pairs without names for judges, and the count of their verdicts.

    python -m benchmarks.blind pairs FOLDER                 writes pairs.jsonl, key.jsonl and rubric.md
    python -m benchmarks.blind score FOLDER VERDICTS.jsonl  lines of {"id": ..., "winner": "A", "B" or "tie"}

Each brief makes two pairs: as the model wrote them (``raw``, the same prompt and seed on both sides), and as
the desk would show them (``desk``). The order is drawn for each pair; only the key knows it.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from rich.console import Console
from rich.progress import track

import prompts
from benchmarks import about, copy_rules
from benchmarks.copy_desk import explained, open_desk
from benchmarks.stats import share
from bot.copywriter import ROWS, Copywriter
from bot.copywriting import facts, planning
from bot.domain import Brief, Channel, Fact, Length, Tone
from bot.errors import BadInput

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
HEADING = "## Which of two copies is better"
LONGEST = 260  # tokens of a raw text; the longest hand-written copy has fewer
app = typer.Typer(help=__doc__)


def rubric() -> str:
    """Return what judges are told, from the page on benchmarks."""
    _, _, rest = PAGE.read_text("utf-8").partition(HEADING)
    return f"# {HEADING[3:]}{rest.partition(chr(10) + '## ')[0].rstrip()}\n"


def briefs_of(desk: Copywriter, products: Sequence[Any], n: int, seed: int) -> list[Brief]:
    """Return ``n`` briefs: every product once before one comes again, any open channel, tone and length."""
    draw = random.Random(seed)
    channels: list[Channel] = [c for c in get_args(Channel) if not desk.brand.closed(c)]
    briefs: list[Brief] = []
    while len(briefs) < n:
        for product in draw.sample(products, len(products))[: n - len(briefs)]:
            channel = draw.choice(channels)
            tone: Tone = draw.choice(get_args(Tone))
            length: Length = draw.choice(get_args(Length))
            briefs.append(Brief(copy_rules.KINDS.get(channel, "ad"), channel, product, tone, length=length))
    return briefs


def _planned(brief: Brief, seed: int) -> list[Fact]:
    known = facts.of_brief(brief)
    return [known[0], *planning.plan(brief, known, seed)]


def written(desk: Copywriter, briefs: Sequence[Brief], seed: int, say: Console) -> Iterator[dict[str, Any]]:
    """Yield for each brief what both models wrote, raw and through the desk."""
    sides = {"tuned": desk, "untuned": replace(desk, adapter=None)}
    starts = range(0, len(briefs), ROWS)
    for start in track(starts, description="Writing", console=say, transient=True):
        some = briefs[start : start + ROWS]
        shown = [_planned(brief, seed) for brief in some]
        rendered = [
            prompts.render("copy", shop=desk.shop, brief=brief, facts=each)
            for brief, each in zip(some, shown, strict=True)
        ]
        raw, ready = {}, {}
        for name, side in sides.items():
            many = len(some)
            drawn = replace(side.sampling, max_new_tokens=LONGEST)
            raw[name] = side.engine.batch(rendered, drawn, [side.adapter] * many, [seed] * many)
            found = list(side.write_many(some, 1, seed))
            ready[name] = [copies.copies[0].text if copies.copies else "" for copies in found]
        for i, brief in enumerate(some):
            both = {"raw": raw, "desk": ready}
            yield {
                "brief": brief,
                "facts": shown[i],
                **{kind: {name: texts[name][i] for name in sides} for kind, texts in both.items()},
            }


def paired(found: Mapping[str, Any], kind: str, draw: random.Random) -> tuple[Any, Any]:
    """Return a pair for the judges and its line of the key."""
    brief, names = found["brief"], draw.sample(("tuned", "untuned"), 2)
    name = f"{draw.randrange(16**8):08x}"  # says neither kind nor order
    pair = {
        "id": name,
        "brief": {"product": brief.product.title, "channel": brief.channel}
        | {"tone": brief.tone, "length": brief.length},
        # A copy may tell any fact of the product; these were to be told.
        "facts_to_tell": [f"{fact.label}: {fact.value}" for fact in found["facts"]],
        "all_facts": [f"{fact.label}: {fact.value}" for fact in facts.of_brief(brief)],
        "A": found[kind][names[0]],
        "B": found[kind][names[1]],
    }
    return pair, {"id": name, "kind": kind, "A": names[0], "B": names[1]}


@app.command()
def pairs(
    folder: Annotated[Path, typer.Argument(help="where to write")],
    shop: Annotated[str, typer.Option(help="demo shop")] = "brewmoor",
    n: Annotated[int, typer.Option(help="briefs; each makes two pairs", min=1)] = 100,
    adapter: Annotated[str, typer.Option(help="the tuned model's adapter")] = "copy",
    seed: int = 0,
) -> None:
    """Write pairs of copies without names, the key to them, and the rubric."""
    console = Console(stderr=True)
    with explained(console):
        current, desk = open_desk(adapter, shop, say=console.print)
    briefs = briefs_of(desk.copywriter, list(desk.reader.catalogue.products.values()), n, seed)
    draw = random.Random(seed)
    lines = [
        paired(found, kind, draw)
        for found in written(desk.copywriter, briefs, seed, console)
        for kind in ("raw", "desk")
    ]
    same = sum(pair["A"] == pair["B"] for pair, _ in lines)
    draw.shuffle(lines)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "pairs.jsonl", [pair for pair, _ in lines if pair["A"] != pair["B"]])
    _write(folder / "key.jsonl", [key for pair, key in lines if pair["A"] != pair["B"]])
    (folder / "rubric.md").write_text(rubric(), "utf-8")
    result = {
        "benchmark": "blind",
        "n": len(lines) - same,
        "same_text_left_out": same,
        "seed": seed,
        "shop": shop,
        "engine": desk.copywriter.engine.name,
        "adapter": adapter,
        "adapter_sha256": about.adapter_hash(current.adapters, adapter),
        "versions": about.versions(),
    }
    print(json.dumps(result))


def _write(file: Path, rows: Sequence[Any]) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


@app.command()
def score(
    folder: Annotated[Path, typer.Argument(help="where the pairs are")],
    verdicts: Annotated[list[Path], typer.Argument(help="one .jsonl for each judge")],
) -> None:
    """Count the verdicts."""
    key = {row["id"]: row for row in _rows(folder / "key.jsonl")}
    try:
        winners = [winner_of(row, key) for file in verdicts for row in _rows(file)]
    except BadInput as error:
        Console(stderr=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    kinds = {kind: counted([name for k, name in winners if k == kind]) for kind in ("raw", "desk")}
    result = {"benchmark": "blind", "n": len(winners), "judges": len(verdicts), "pairs": len(key), **kinds}
    print(json.dumps(result))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def winner_of(row: Mapping[str, Any], key: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """Return the kind of a pair and who won it: tuned, untuned or tie.

    Raises:
        BadInput: there is no such pair, or no such verdict.
    """
    if row.get("id") not in key or row.get("winner") not in ("A", "B", "tie"):
        raise BadInput(f'{row}: a verdict is {{"id": of a pair, "winner": "A", "B" or "tie"}}')
    pair = key[row["id"]]
    return pair["kind"], pair.get(row["winner"], "tie")


def counted(winners: Sequence[str]) -> dict[str, Any]:
    """Return shares with their Wilson intervals, and the two-sided sign test on what is not a tie."""
    n, won, lost = len(winners), winners.count("tuned"), winners.count("untuned")
    return {
        "n": n,
        "tuned_better": share(won, n),
        "tie": share(n - won - lost, n),
        "untuned_better": share(lost, n),
        "tuned_better_of_decided": share(won, won + lost),
        "sign_test_p": sign_test(won, lost),
    }


def sign_test(won: int, lost: int) -> float:
    """Return the chance of a split at least this uneven if both were equally good (exact, two-sided)."""
    n = won + lost
    tail = sum(math.comb(n, k) for k in range(max(won, lost), n + 1))
    return float(min(1, 2 * tail / 2**n))


if __name__ == "__main__":
    app()
