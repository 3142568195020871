"""Briefs for copy that is about no product of the catalogue: articles, rewrites, help and recommendations.

Given texts are our own announcements (``questions/announcements.jsonl``), the answers of a demo shop that no
model was trained on, and those of the Debian FAQ where the public data is there. Seeded: the same seed gives
the same briefs.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from benchmarks import public
from bot.briefs import Reader
from bot.copywriting.channels import HOME
from bot.domain import Brief, Channel, Kind, Length, Tone
from bot.domain.texts import Change
from bot.errors import BadInput

QUESTIONS = Path(__file__).resolve().parent / "questions"
DEBIAN = "faq_debian/debian_faq_en.jsonl"
KINDS: tuple[Kind, ...] = ("article", "rewrite", "help", "recommendation")
#: What a rewrite may be asked for; none means another channel.
CHANGES: tuple[Change, ...] = ("shorter", "warmer", "bolder", "formal", "")
# A text to write from has so many characters.
_SHORTEST, _LONGEST = 120, 1200


@dataclass(frozen=True, slots=True)
class Given:
    """A text or steps to write from. ``collection`` says who wrote it."""

    id: str
    collection: str
    topic: str
    source: str = ""
    steps: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A brief, with what an interval counts by: the given text, or the customer."""

    source_id: str
    collection: str
    brief: Brief


def texts(shop: Path, shared: Path | None) -> list[Given]:
    """Return every given text: our announcements, a shop's answers, and Debian's where they are."""
    own = [
        Given(row["id"], "announcements", row["topic"], row["source"], keywords=tuple(row["keywords"]))
        for row in rows(QUESTIONS / "announcements.jsonl")
    ]
    folder = public.found(shared, DEBIAN)
    collections = {shop.name: shop / "faq.jsonl"} | ({"debian": folder / DEBIAN} if folder else {})
    answers = [
        Given(f"{name}/{row['id']}", name, row["question"], row["answer"], keywords=_keywords(row["answer"]))
        for name, file in collections.items()
        for row in rows(file)
        if row.get("language", "en") == "en" and _SHORTEST <= len(row["answer"]) <= _LONGEST
    ]
    return own + answers


def instructions() -> list[Given]:
    """Return our lists of steps."""
    return [
        Given(row["id"], "instructions", row["topic"], steps=tuple(row["steps"]))
        for row in rows(QUESTIONS / "instructions.jsonl")
    ]


def rows(file: Path) -> list[dict[str, Any]]:
    """Return the objects of a .jsonl file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def briefs_of(kind: Kind, given: Sequence[Given], reader: Reader, n: int, seed: int) -> list[Asked]:
    """Return ``n`` briefs of a kind, over as many texts or customers as there are."""
    draw = random.Random(f"{seed}/{kind}")
    if kind == "recommendation":
        people = [name for name, person in reader.customers.items() if person.language == "en"]
        return [_recommended(people[at % len(people)], at // len(people), reader, draw) for at in range(n)]
    groups: dict[str, list[Given]] = {}
    for one in given:
        groups.setdefault(one.collection, []).append(one)
    for group in groups.values():
        draw.shuffle(group)
    names = list(groups)  # each collection in turn, so that a small run sees all of them
    chosen = [groups[names[at % len(names)]] for at in range(n)]
    turns = [group[at // len(names) % len(group)] for at, group in enumerate(chosen)]
    return [Asked(one.id, one.collection, _brief(kind, one, at, draw)) for at, one in enumerate(turns)]


def _brief(kind: Kind, given: Given, at: int, draw: random.Random) -> Brief:
    tone: Tone = draw.choice(get_args(Tone))
    length: Length = draw.choice(get_args(Length))
    channel: Channel = draw.choice(get_args(Channel))
    if kind == "help":
        channel = draw.choice(("page", "page", "email", channel))
        return Brief("help", channel, tone=tone, length=length, topic=given.topic, steps=given.steps)
    if kind == "article":
        return Brief("article", channel, tone=tone, length=length, topic=given.topic, source=given.source,
                     keywords=given.keywords)  # fmt: skip
    change = CHANGES[at % len(CHANGES)]
    where = channel if change == "" else HOME["rewrite"]
    return Brief("rewrite", where, tone=tone, topic=given.topic, source=given.source, change=change)


def _recommended(name: str, turn: int, reader: Reader, draw: random.Random) -> Asked:
    """What the customer's own deeds point to comes first, then products drawn from the catalogue."""
    channel = draw.choice(("email", "email", "push", "sms", "social"))
    row = {"kind": "recommendation", "customer_id": name, "channel": channel, "language": "en",
           "tone": draw.choice(get_args(Tone)), "length": draw.choice(get_args(Length))}  # fmt: skip
    product = {"product_id": draw.choice(sorted(reader.catalogue.products))}
    try:
        brief = reader.brief_of(row | (product if turn else {}))
    except BadInput:  # nothing that they agreed to share points to a product
        brief = reader.brief_of(row | product)
    return Asked(name, "customers", brief)


def _keywords(text: str) -> tuple[str, ...]:
    """Return the longest word of a text that it has in small letters."""
    found = re.findall(r"(?<=[a-z] )[a-z]{6,}(?=[ .,])", text)
    return (max(found, key=len),) if found else ()
