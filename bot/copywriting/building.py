"""Text put together from the catalogue's own words, where the model left something out or cannot be believed.

Plain, but true: a sentence is a label and its value, or the two in an order that reads better and says no
more. Chinese copy is made here altogether, for the packaged model does not write Chinese.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date

from bot.copywriting import wording
from bot.copywriting.chinese_labels import LABELS
from bot.copywriting.facts import is_prose
from bot.domain import Fact

_STOPS = ".!?。！？…"
_YES_NO = {"yes": "是", "no": "否"}


def sentence(fact: Fact, language: str = "en") -> str:
    """Return one sentence that tells a fact and nothing else."""
    value = fact.value.strip()
    if is_prose(fact) or fact.id == "title":
        return ended(value, language)
    if language == "zh":
        return ended(line(fact, language), language)
    way = wording.said(fact)
    return ended(way.alone if way else line(fact))


def line(fact: Fact, language: str = "en") -> str:
    """Return a fact as a line of the catalogue: its label, a colon and its value."""
    value = fact.value.strip()
    if language == "zh":
        return f"{LABELS.get(fact.id, fact.label)}：{_YES_NO.get(value, value)}"
    return f"{fact.label[:1].upper()}{fact.label[1:]}: {value}"


def ended(text: str, language: str = "en") -> str:
    """Return a text with a full stop, unless something else ends it."""
    return text if text[-1:] in _STOPS else f"{text}{'。' if language == 'zh' else '.'}"


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
    article = "" if re.match(r"(?:the|an?)\b", title, re.I) else "the "
    return f"You {'bought' if bought else 'looked at'} {article}{title} in {month}.", last
