"""The model card of an adapter, written from its scores so that it cannot go stale.

Follows the sections of Mitchell et al. 2019, "Model Cards for Model Reporting".
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from finetune.recipe import Recipe

SYSTEMS = ("quoting", "untuned", "tuned")
MEASURES = {
    "declined": "declined although the passage says it",
    "sentences_supported": "sentences that stand in the passage (a leading yes or no apart)",
    "answers_fully_supported": "answers that stand as a whole",
    "yes_or_no_agrees": "yes or no as in the reference",
    "numbers_kept": "numbers of the reference said",
    "word_f1": "words shared with the reference (F1)",
    "words": "words in a reply",
}


def cell(value: Any) -> str:
    """Show a share with its interval, or a plain number."""
    if not isinstance(value, dict):
        return "-" if value is None else str(value)
    if value["share"] is None:
        return "-"
    return f"{value['share']:.1%} ({value['low']:.1%} to {value['high']:.1%})"


def rows(result: dict[str, Any]) -> list[list[str]]:
    """Return the table of the scores: a name, then a cell for each of ``SYSTEMS``."""
    table = [
        [name, *(cell(result[system]["answerable"].get(key)) for system in SYSTEMS)]
        for key, name in MEASURES.items()
    ]
    declined = [cell(result[system].get("unanswerable", {}).get("declined")) for system in SYSTEMS]
    return [*table, ["declined when the passage does not say", *declined]]


def write(recipe: Recipe, result: dict[str, Any]) -> str:
    """Return the card as Markdown."""
    pages = Environment(
        loader=PackageLoader("finetune", "."), undefined=StrictUndefined, trim_blocks=True, autoescape=False
    )
    return pages.get_template("card.jinja").render(
        recipe=recipe, result=result, training=result["training"], rows=rows(result)
    )
