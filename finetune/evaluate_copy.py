"""Score the copy adapter on products it never saw, beside the untuned model: no repair, no second try.

    python -m finetune.evaluate_copy finetune/recipes/copy.toml

Each hand-written copy of the test shop gives a brief with the facts it tells; the model writes its own.
Prints one JSON object and writes ``scores.json`` and the model card beside the weights.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console
from rich.progress import track

from bot import models, settings
from bot.copywriter import DRAWN
from bot.copywriting.channels import fits, parts
from bot.copywriting.ledger import check_all, told
from bot.engines import Engine
from bot.engines.transformers import TransformersEngine
from finetune import briefs, dataset, recipe
from finetune.briefs import Case
from finetune.evaluate import interval

BATCH = 16
MEASURES = {
    "sentences_supported": "sentences that stand in the facts",
    "copies_supported": "copies that stand as a whole",
    "facts_told": "facts that were to be told and are",
    "keywords_kept": "keywords kept word for word",
    "within_limits": "copies within their channel's limits",
}


@dataclass(frozen=True, slots=True)
class Text:
    """What one system wrote for one brief, and how much of it holds."""

    id: str
    product: str
    channel: str
    sentences: int
    supported: int
    told: int
    planned: int
    kept: int
    keywords: int
    fits: bool
    text: str


def judge(case: Case, text: str) -> Text:
    """Judge a raw text by the first ledger."""
    brief = case.brief
    laid = parts(text, brief.channel)
    whole = "\n".join(part.text for part in laid)
    claims = check_all(whole, case.known)
    return Text(
        id=case.id,
        product=case.product.id,
        channel=brief.channel,
        sentences=len(claims),
        supported=sum(claim.supported for claim in claims),
        told=len(told(whole, case.shown)),
        planned=len(case.shown),
        kept=sum(word.casefold() in whole.casefold() for word in brief.keywords),
        keywords=len(brief.keywords),
        fits=all(fits(part, brief.channel) for part in laid),
        text=text,
    )


def summary(texts: Sequence[Text], seed: int) -> dict[str, Any]:
    """Return the shares, each with a 95 % interval over products (not over rows)."""
    counts: dict[str, list[tuple[str, float, float]]] = {
        "sentences_supported": [(t.product, t.supported, t.sentences) for t in texts],
        "copies_supported": [(t.product, t.supported == t.sentences, 1) for t in texts],
        "facts_told": [(t.product, t.told, t.planned) for t in texts],
        "keywords_kept": [(t.product, t.kept, t.keywords) for t in texts if t.keywords],
        "within_limits": [(t.product, t.fits, 1) for t in texts],
    }
    return {"n": len(texts)} | {name: interval(rows, seed) for name, rows in counts.items()}


def evaluate(
    engine: Engine, cases: Sequence[Case], adapter: str | None, seed: int, say: Console
) -> list[Text]:
    """Let one system write for every brief, drawn as the shop draws, but from all words."""
    found = []
    title = adapter or "untuned"
    for start in track(range(0, len(cases), BATCH), description=title, console=say, transient=True):
        some = cases[start : start + BATCH]
        seeds = [seed + start + i for i in range(len(some))]
        texts = engine.batch([case.prompt for case in some], DRAWN, [adapter] * len(some), seeds)
        found += [judge(case, text) for case, text in zip(some, texts, strict=True)]
    return found


def card(chosen: recipe.CopyRecipe, result: dict[str, Any]) -> str:
    """Return the model card as Markdown, written from the scores so that it cannot go stale."""
    pages = Environment(
        loader=PackageLoader("finetune", "."), undefined=StrictUndefined, trim_blocks=True, autoescape=False
    )
    return pages.get_template("copy_card.jinja").render(
        recipe=chosen, result=result, training=result["training"], measures=MEASURES, drawn=DRAWN
    )


def main(
    recipe_file: Annotated[Path, typer.Argument(metavar="RECIPE", help="e.g. finetune/recipes/copy.toml")],
    adapter: Annotated[Path | None, typer.Option(help="adapter folder; default bot/adapters/NAME")] = None,
    shop: Annotated[str, typer.Option(help="test shop, or 'dev' for the held-back products")] = "brewmoor",
    n: Annotated[int, typer.Option(help="at most so many copies; 0 for all")] = 0,
    texts: Annotated[Path | None, typer.Option(help="also write every text to this .jsonl")] = None,
) -> None:
    """Score the copy adapter beside the untuned model."""
    say = Console(stderr=True)
    chosen, home = recipe.read(recipe_file, recipe.CopyRecipe), settings.load()
    folder = adapter or home.adapters / chosen.name
    engine = TransformersEngine(models.fetch(models.SMOLLM2, home.models, say.print), {chosen.name: folder})
    part: dataset.Part = "dev" if shop == "dev" else "test"
    data = chosen.data if shop == "dev" else chosen.data.model_copy(update={"shops": (shop,)})
    cases = briefs.cases(data, part, chosen.seed, chosen.template)
    cases = cases[:n] if n else cases
    result: dict[str, Any] = {
        "shop": shop,
        "seed": chosen.seed,
        "training": json.loads((folder / "training.json").read_text("utf-8")),
        "written_by_hand": summary([judge(case, case.reply) for case in cases], chosen.seed),
    }
    for name, key in ((None, "untuned"), (chosen.name, "tuned")):
        written = evaluate(engine, cases, name, chosen.seed, say)
        result[key] = summary(written, chosen.seed)
        if texts is not None:
            with texts.open("a", encoding="utf-8") as file:
                for text in written:
                    file.write(json.dumps({"system": key, **asdict(text)}, ensure_ascii=False) + "\n")
    if part == "test":
        (folder / "scores.json").write_text(json.dumps(result, indent=2) + "\n")
        (folder / "README.md").write_text(card(chosen, result), "utf-8")
    print(json.dumps(result))


if __name__ == "__main__":
    typer.run(main)
