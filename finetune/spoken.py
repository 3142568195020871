"""From a shop's catalogue to prompts with the text that the catalogue makes of itself.

Writers tell three facts and leave the rest; a model that learned from them alone forgets what it is shown.
These texts are plain, tell every fact of their prompt, and are true by construction.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import get_args

from bot.copywriting import facts, parts, planning, wording
from bot.copywriting.brand import BrandBook
from bot.copywriting.channels import LENGTHS, SHAPES, written
from bot.copywriting.facts import is_prose
from bot.copywriting.ledger import told
from bot.copywriting.mending import Mender
from bot.copywriting.speaking import speak
from bot.domain import Brief, Channel, Fact, Kind, Length, Product, Tone
from finetune.swaps import Sheet

# Texts with a body: a headline alone is the writers' to teach.
_KINDS: dict[Channel, Kind] = {
    "page": "product",
    "email": "email",
    "social": "social",
    "sms": "ad",
    "search_ad": "ad",
    "push": "ad",
}


def told_by_catalogue(product: Product, draw: random.Random) -> tuple[Brief, Sheet] | None:
    """Return a brief for ``product`` with the catalogue's own text; None where it has none in sentences."""
    channel = draw.choice(list(_KINDS))
    brief = Brief(
        kind=_KINDS[channel],
        channel=channel,
        product=product,
        tone=draw.choice(get_args(Tone)),
        length=draw.choice(get_args(Length)),
    )
    known = facts.of_brief(brief)
    seed = draw.randrange(1000)
    planned = [fact for fact in planning.plan(brief, known, seed) if _in_sentences(fact)]
    # No brand book: its lines are added by the program, and are not the model's to learn.
    made = speak(Mender(brief, known, BrandBook()), planned, seed)
    texts = {part.name: part.text for part in made.parts}
    reply = written(texts.get("head", ""), texts.get("body", ""))
    said = {fact.id for fact in told(reply, known)}
    # A quoted sentence brings those along that it leans on, planned or not.
    quoted = (fact for fact in known if is_prose(fact) and fact not in planned and fact.value in reply)
    shown = [fact for fact in (*planned, *quoted) if fact.id in said]
    if not set(shown) <= set(told(reply, (known[0], *shown))):
        return None  # it is told only to those who know more than the prompt shows
    if not shown or len(reply.split()) > SHAPES[channel].words * LENGTHS[brief.length] * 1.5:
        return None
    draw.shuffle(shown)
    return brief, Sheet(known[0], tuple(shown), tuple(_keywords(shown, reply, draw)), reply)


def _in_sentences(fact: Fact) -> bool:
    """Whether a fact is told as people would say it, not as 'Label: value'."""
    return is_prose(fact) or wording.said(fact) is not None or bool(parts.clause(fact) or parts.order(fact))


def _keywords(shown: list[Fact], reply: str, draw: random.Random) -> Iterator[str]:
    """Ask for a word or two that the text has, as marketers do."""
    values = [f.value for f in shown if not is_prose(f) and len(f.value.split()) <= 3 and f.value in reply]
    if values and draw.random() < 0.5:
        yield from draw.sample(values, draw.randint(1, min(2, len(values))))
