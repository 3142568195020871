"""Text put together from the catalogue's own words, where the model left something out or cannot be believed.

Plain, but true. Chinese copy is made here altogether, for the packaged model does not write Chinese.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from bot.copywriting.channels import SHAPES
from bot.domain import Brief, Fact, Part

_YES = {"yes", "true", "是"}
_NO = {"no", "false", "否"}
# How some facts are said; every other one is "Label: value."
_SAID = {
    "material": "Made of {value}.",
    "made_in": "Made in {value}.",
    "price": "{value}.",
    "author": "By {value}.",
}


def sentence(fact: Fact, language: str = "en") -> str:
    """Return one sentence that tells a fact and nothing else."""
    value = fact.value.strip()
    if "." in fact.id:  # a sentence of the description, of a source, a step
        return value if value[-1:] in ".!?。！？" else f"{value}{'。' if language == 'zh' else '.'}"
    if language == "zh":
        return f"{fact.label}：{value}。"
    label = fact.label[:1].upper() + fact.label[1:]
    if value.lower() in _YES:
        return f"{label}: yes."
    if value.lower() in _NO:
        return f"{label}: no."
    return _SAID.get(fact.id, "{label}: {value}.").format(label=label, value=value)


def opening(facts: Sequence[Fact], language: str = "en") -> tuple[str, Fact] | None:
    """Return a sentence on the last thing that the customer bought, or else looked at, with its fact."""
    done = [fact for fact in facts if fact.id.startswith("bought.")] or [
        fact for fact in facts if fact.id.startswith("viewed.")
    ]
    if not done:
        return None
    last = max(done, key=lambda fact: fact.value.rpartition(", ")[2])
    title, _, day = last.value.rpartition(", ")
    bought = last.id.startswith("bought.")
    if language == "zh":
        return f"您{'购买' if bought else '看'}过{title}。", last
    when = date.fromisoformat(day)
    month = f"{calendar.month_name[when.month]} {when.year}"
    return f"You {'bought' if bought else 'looked at'} the {title} in {month}.", last


def laid_out(brief: Brief, title: str, said: Sequence[str]) -> list[Part]:
    """Lay sentences out as their channel has it: a head where there is one, and a body.

    A headline that stands alone is the first sentence that fits, or the name; help is a numbered list.
    """
    shape = SHAPES[brief.channel]
    stop = "。" if brief.language == "zh" else "."
    if not shape.body:
        bare = (text.rstrip(stop) for text in said)
        fitting = (text for text in bare if len(text) <= shape.head)
        return [Part("head", next(fitting, shortened(title, shape.head)))]
    head = [Part("head", shortened(title, shape.head))] if shape.head else []
    if brief.kind == "help":
        return [*head, Part("body", "\n".join(f"{n}. {step}" for n, step in enumerate(said, 1)))]
    named = [] if not title or (head and head[0].text == title) else [f"{title}{stop}"]
    return [*head, Part("body", ("" if brief.language == "zh" else " ").join([*named, *said]))]


def shortened(title: str, longest: int) -> str:
    """Return the first words of a title that fit."""
    if len(title) <= longest:
        return title
    if " " not in title[: longest + 1]:
        return title[:longest]
    return title[: longest + 1].rsplit(maxsplit=1)[0].rstrip(",;:–—- ")
