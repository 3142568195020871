"""Score the search adapter on what it did not learn from, and write its card.

    python -m finetune.evaluate_search finetune/recipes/search.toml --shared ../shared/data
    python -m finetune.evaluate_search finetune/recipes/search.toml --keep 0.5 --keep 1   # choose a share

Measured are the training shops' held-back questions, whole training shops that the recipe does
not name, and hwu64. Settings are chosen on these; what the README reports is measured apart, by
``benchmarks.search``. As there, a collection's figures come from a confidence fitted without it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.knowledge.embed import TUNED, Embedder
from bot.knowledge.lora import CONFIG, RECORD
from finetune import recipe
from finetune.calibrate import TRAINING_SHOPS, ask, report
from finetune.collections import Collection, bare, hwu64, shop, spoken, unlearned
from finetune.fitting import confidences, fit, signals_of
from finetune.recipe import SearchRecipe
from finetune.vectors import remembering_minilm

ROOT = Path(__file__).resolve().parents[1]
Scores = dict[str, dict[str, float]]


def held_out(chosen: SearchRecipe, shared: Path) -> list[Collection]:
    """What settings may be chosen on: nothing here is learned, nothing here is reported as a test."""
    shops = [unlearned(name) if name in chosen.data.shops else shop(name) for name in TRAINING_SHOPS]
    shops = [spoken(one, "en") for one in shops]  # Chinese is ranked by words: no adapter touches it
    return [*shops, *map(bare, shops), hwu64(shared)]


def score(collections: list[Collection], embedder: Embedder) -> Scores:
    """Figures of each collection, by a confidence fitted on the others; a shop's two forms go together."""
    asked = [ask(collection, embedder) for collection in collections]
    scores = {}
    for one in asked:
        family = one.name.split(",")[0]
        fitted = fit([other for other in asked if other.name.split(",")[0] != family], {})
        good = signals_of(one, fitted)[1]
        scores[one.name] = report(confidences(one, fitted), good, one.answerable, fitted.threshold)
    return scores


def partly(folder: Path, keep: float, scratch: Path) -> Path:
    """A copy of the adapter with the share ``keep`` of its change."""
    copy = scratch / f"keep-{keep}"
    shutil.copytree(folder, copy)
    config = json.loads((copy / CONFIG).read_text("utf-8"))
    config["lora_alpha"] *= keep / json.loads((copy / RECORD).read_text("utf-8"))["keep"]
    (copy / CONFIG).write_text(json.dumps(config), "utf-8")
    return copy


def card(chosen: SearchRecipe, folder: Path, scores: dict[str, Scores]) -> str:
    """The model card, from what was recorded and measured."""
    environment = Environment(
        loader=PackageLoader("finetune", "."), undefined=StrictUndefined, trim_blocks=True, autoescape=False
    )
    rows = [
        [name, *(f"{scores[which][name][key]:.1%}" for key in SHOWN for which in ("untuned", "tuned"))]
        for name in scores["tuned"]
    ]
    training = json.loads((folder / RECORD).read_text("utf-8"))
    template = environment.get_template("search_card.jinja")
    return template.render(recipe=chosen, training=training, rows=rows) + "\n"


SHOWN = ("right_first", "auc", "declined_at_95_answered")


def main(
    recipe_file: Annotated[Path, typer.Argument(metavar="RECIPE")],
    shared: Annotated[Path, typer.Option(help="folder of the public collections")] = ROOT.parent
    / "shared"
    / "data",
    adapter: Annotated[Path, typer.Option(help="adapter folder")] = TUNED,
    keep: Annotated[
        list[float] | None, typer.Option(help="shares to compare; nothing is written then")
    ] = None,
) -> None:
    """Score the search adapter beside the untuned model."""
    chosen = recipe.read(recipe_file, SearchRecipe)
    collections = held_out(chosen, shared)
    scores: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        variants: dict[str, Path | None] = {"untuned": None, "tuned": adapter}
        if keep:
            variants = {"untuned": None} | {f"keep {k}": partly(adapter, k, Path(scratch)) for k in keep}
        for name, folder in variants.items():
            embedder = remembering_minilm(None, ROOT / "runs", folder)
            scores[name] = score(collections, embedder)
            for of, figures in scores[name].items():
                print(f"{name:10} {of:24} {json.dumps(figures)}", flush=True)
    if not keep:
        (adapter / "scores.json").write_text(json.dumps(scores, indent=2) + "\n", "utf-8")
        (adapter / "README.md").write_text(card(chosen, adapter, scores), "utf-8")
    print(json.dumps(scores))


if __name__ == "__main__":
    typer.run(main)
