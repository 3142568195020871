"""Collections to fit and measure search on: a FAQ, and questions whose right entry is known or is none.

Public intent sets become FAQs whose entries have many phrasings; a shop's folder is read
as it is. Everything sampled is sampled by a seed, so a collection is the same on every
machine. Nothing here searches or learns.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain import Entry
from bot.errors import NotReady
from bot.knowledge.files import read_entries

SEED = 7
PHRASINGS = 20  # `also` taken from an intent's training rows


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the entry that answers it (None: nothing does), and what sort of question it is."""

    text: str
    entry_id: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A FAQ with questions to it. ``sha256`` is of the files that it came from."""

    name: str
    entries: tuple[Entry, ...]
    queries: tuple[Query, ...]
    sha256: str


Row = dict[str, Any]


def _rows(path: Path) -> list[Row]:
    if not path.is_file():
        raise NotReady(f"{path} is not there. Name the folder of public data with --shared.")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _hash(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def _from_intents(
    name: str,
    path: Path,
    train: list[tuple[str, str]],
    test: list[tuple[str, str]],
    outside: list[tuple[str, str]],
    hold_out: float = 0.0,
) -> Collection:
    """One entry an intent: its name is the title, some training rows its phrasings.

    With ``hold_out`` a share of the intents gets no entry, and their questions become
    unanswerable: the split is by intent, so nothing of them is in the FAQ.
    """
    chance = random.Random(SEED)
    phrases: dict[str, list[str]] = defaultdict(list)
    for text, intent in train:
        phrases[intent].append(text)
    intents = sorted(phrases)
    held = set(chance.sample(intents, round(hold_out * len(intents))))
    entries = tuple(
        Entry(intent, title, title, also=tuple(chance.sample(phrases[intent], min(PHRASINGS, len(phrases[intent])))))
        for intent in intents
        for title in [intent.replace("_", " ").replace("?", "").capitalize()]
        if intent not in held
    )
    queries = [Query(text, None if intent in held else intent, "held_out" if intent in held else "in_scope")
               for text, intent in test]
    queries += [Query(text, None, kind) for text, kind in outside]
    return Collection(name, entries, tuple(dict.fromkeys(queries)), _hash([path]))


def banking77(shared: Path) -> Collection:
    path = shared / "intents_small" / "banking77_oos.jsonl"
    rows = _rows(path)
    of = _by_split(rows)
    outside = [(row["text"], row["split"].split("/")[0]) for row in rows if row["split"].endswith("oos/test")]
    return _from_intents("banking77", path, of("train"), of("test"), outside)


def clinc150(shared: Path) -> Collection:
    path = shared / "clinc150" / "clinc150_full.jsonl"
    rows = _rows(path)
    of = _by_split([row for row in rows if not row["oos"]])
    outside = [(row["text"], "oos") for row in rows if row["oos"] and row["split"] == "test"]
    return _from_intents("clinc150", path, of("train"), of("test"), outside)


def hwu64(shared: Path) -> Collection:
    path = shared / "intents_small" / "hwu64.jsonl"
    of = _by_split(_rows(path))
    return _from_intents("hwu64", path, of("train"), of("test"), [], hold_out=1 / 3)


def bitext(shared: Path) -> Collection:
    path = shared / "bitext_intents" / "bitext_sample.jsonl"
    of = _by_split([{"text": row["query"], "intent": row["faq_id"], "split": row["split"]} for row in _rows(path)])
    return _from_intents("bitext", path, of("train"), of("test"), [], hold_out=1 / 3)


def _by_split(rows: list[Row]) -> Callable[[str], list[tuple[str, str]]]:
    return lambda split: [(row["text"], row["intent"]) for row in rows if row["split"] == split]


def shop(folder: Path) -> Collection:
    """A shop's ``faq*.jsonl`` and ``questions*.jsonl``; follow-ups need their history and are left out."""
    faqs, asked = sorted(folder.glob("faq*.jsonl")), sorted(folder.glob("questions*.jsonl"))
    if not faqs or not asked:
        raise NotReady(f"{folder} has no faq.jsonl or no questions.jsonl.")
    entries = tuple(entry for path in faqs for entry in read_entries(path).entries)
    queries = tuple(
        Query(row["query"], row["faq_id"], row["kind"])
        for path in asked
        for row in _rows(path)
        if row["kind"] != "follow_up"
    )
    return Collection(folder.name, entries, queries, _hash(faqs + asked))


PUBLIC: dict[str, Callable[[Path], Collection]] = {
    "banking77": banking77, "clinc150": clinc150, "hwu64": hwu64, "bitext": bitext,
}  # fmt: skip
