"""Collections to fit and measure search on: a FAQ, and questions whose right entry is known or is none.

Public intent sets become FAQs whose entries have many phrasings; a demo shop is taken as it
is. Everything sampled is sampled by a seed, so a collection is the same on every machine.
Nothing here searches or learns.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot import shops
from bot.domain import Entry
from bot.errors import NotReady
from bot.knowledge.words import language_of

SEED = 7
BARE = ", titles only"
PHRASINGS = 20  # `also` taken from an intent's training rows

Row = dict[str, Any]
Labelled = list[tuple[str, str]]  # (text, intent)


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the entry that answers it (None: nothing does), and what sort of question it is."""

    text: str
    entry_id: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A FAQ with questions to it."""

    name: str
    entries: tuple[Entry, ...]
    queries: tuple[Query, ...]

    @property
    def sha256(self) -> str:
        """Of everything in it, so that a figure can say what it was measured on."""
        return hashlib.sha256(repr((self.entries, self.queries)).encode()).hexdigest()[:16]


def banking77(shared: Path) -> Collection:
    """50 intents; unanswerable are the 27 other intents of the same bank, and questions from elsewhere."""
    rows = _rows(shared / "intents_small" / "banking77_oos.jsonl")
    outside = [(row["text"], row["split"].split("/")[0]) for row in rows if row["split"].endswith("oos/test")]
    return _faq("banking77", _split(rows, "train"), _split(rows, "test"), outside)


def clinc150(shared: Path) -> Collection:
    """150 intents of an assistant; unanswerable are the questions its authors gathered for that."""
    rows = _rows(shared / "clinc150" / "clinc150_full.jsonl")
    inside = [row for row in rows if not row["oos"]]
    outside = [(row["text"], "oos") for row in rows if row["oos"] and row["split"] == "test"]
    return _faq("clinc150", _split(inside, "train"), _split(inside, "test"), outside)


def hwu64(shared: Path) -> Collection:
    """64 intents of a home assistant, a third of them held out."""
    rows = _rows(shared / "intents_small" / "hwu64.jsonl")
    return _faq("hwu64", _split(rows, "train"), _split(rows, "test"), hold_out=1 / 3)


def bitext(shared: Path) -> Collection:
    """27 intents of customer service, a third of them held out."""
    rows = _rows(shared / "bitext_intents" / "bitext_sample.jsonl")
    rows = [{"text": row["query"], "intent": row["faq_id"], "split": row["split"]} for row in rows]
    return _faq("bitext", _split(rows, "train"), _split(rows, "test"), hold_out=1 / 3)


def shop(name: str) -> Collection:
    """A demo shop. Follow-ups are left out: search alone cannot know what was said before."""
    loaded = shops.load(name)
    queries = (Query(q.text, q.entry_id, q.kind) for q in loaded.questions if q.kind != "follow_up")
    return Collection(name, loaded.entries, tuple(queries))


def unlearned(name: str) -> Collection:
    """A demo shop without the questions that the search adapter learned from.

    Of a training shop these are the questions to entries that are held back, those that no entry
    answers, and the Chinese ones; its FAQ is whole. The others would flatter search.
    """
    whole = shop(name)
    if shops.load(name).split != "train":
        return whole
    queries = (
        q
        for q in whole.queries
        if q.entry_id is None or shops.held_back(q.entry_id) or language_of(q.text) != "en"
    )
    return replace(whole, queries=tuple(queries))


def spoken(collection: Collection, language: str) -> Collection:
    """The same FAQ with the questions in one language, by their script."""
    return replace(
        collection, queries=tuple(q for q in collection.queries if language_of(q.text) == language)
    )


def bare(collection: Collection) -> Collection:
    """The same FAQ as most shops have theirs: a title an entry, no other phrasings."""
    entries = tuple(replace(entry, also=()) for entry in collection.entries)
    return Collection(f"{collection.name}{BARE}", entries, collection.queries)


PUBLIC: dict[str, Callable[[Path], Collection]] = {
    "banking77": banking77,
    "clinc150": clinc150,
    "hwu64": hwu64,
    "bitext": bitext,
}


def _faq(
    name: str, train: Labelled, test: Labelled, outside: Sequence[tuple[str, str]] = (), hold_out: float = 0.0
) -> Collection:
    """One entry an intent: its name is the title, some training rows are its phrasings.

    With ``hold_out`` a share of the intents gets no entry, and their questions become
    unanswerable: the split is by intent, so nothing of them is in the FAQ.
    """
    chance = random.Random(SEED)
    phrasings: dict[str, list[str]] = defaultdict(list)
    for text, intent in train:
        phrasings[intent].append(text)
    held = set(chance.sample(sorted(phrasings), round(hold_out * len(phrasings))))
    entries = []
    for intent in sorted(set(phrasings) - held):
        title = intent.replace("_", " ").replace("?", "").capitalize()
        also = chance.sample(phrasings[intent], min(PHRASINGS, len(phrasings[intent])))
        entries.append(Entry(intent, title, title, also=tuple(also)))
    queries = [Query(text, intent, "in_scope") for text, intent in test if intent not in held]
    queries += [Query(text, None, "held_out") for text, intent in test if intent in held]
    queries += [Query(text, None, kind) for text, kind in outside]
    return Collection(name, tuple(entries), tuple(dict.fromkeys(queries)))


def _rows(path: Path) -> list[Row]:
    if not path.is_file():
        raise NotReady(f"{path} is not there. Name the folder of the public collections with --shared.")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def _split(rows: list[Row], split: str) -> Labelled:
    return [(row["text"], row["intent"]) for row in rows if row["split"] == split]
