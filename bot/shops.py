"""The demo shops: their FAQ, their customers' questions and what they are called.

One folder a shop under ``data/shops``; ``data/README.md`` has the schema. Training and
benchmarks read the questions, the bot only the FAQ and the shop's own words.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.domain import Entry
from bot.errors import BadInput
from bot.settings import data_folder

Kind = Literal["paraphrase", "near_miss", "far", "follow_up"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A customer's question with what is right for it.

    ``entry_id`` is the one entry that answers it, or ``None`` when the FAQ does not say
    (``near_miss``, ``far``). ``answer`` is an ideal reply in the entry's own words.
    ``earlier`` holds the customer's former questions, oldest first, with their entries.
    """

    id: str
    text: str
    entry_id: str | None
    kind: Kind
    answer: str
    language: str
    earlier: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Shop:
    """A demo shop. ``split`` says whether models may learn from it (``train``) or never (``test``)."""

    id: str
    name: str
    trade: str
    human: str
    split: str
    entries: tuple[Entry, ...]
    questions: tuple[Asked, ...]


def names() -> list[str]:
    """Return the ids of all demo shops."""
    return sorted(path.parent.name for path in data_folder().glob("*/shop.toml"))


def load(name: str, folder: Path | None = None) -> Shop:
    """Read the demo shop ``name``.

    Raises:
        BadInput: there is no such shop.
    """
    home = (folder or data_folder()) / name
    if not (home / "shop.toml").is_file():
        raise BadInput(f"There is no demo shop {name!r}. Known shops: {', '.join(names())}.")
    about = tomllib.loads((home / "shop.toml").read_text("utf-8"))
    entries = tuple(_entry(row) for row in rows(home / "faq.jsonl"))
    questions = tuple(_asked(row) for row in rows(home / "questions.jsonl"))
    return Shop(name, about["name"], about["trade"], about["human"], about["split"], entries, questions)


def owner(entries: Iterable[Entry], first: str = "") -> Shop | None:
    """Return the demo shop that all these entries belong to; none for an empty FAQ or anybody else's.

    An entry is a shop's if it has both id and question of one there: ids such as ``returns`` are anybody's.
    ``first`` is the shop to look at first, for a few entries stand in two.
    """
    asked = {(entry.id, entry.question) for entry in entries}
    for name in sorted(names(), key=lambda name: name != first) if asked else ():
        shop = load(name)
        if asked <= {(entry.id, entry.question) for entry in shop.entries}:
            return shop
    return None


def held_back(entry_or_question_id: str, share: int = 5) -> bool:
    """Say whether an id belongs to the development part (one in ``share``) of a training shop.

    Split by entry: all questions of an entry fall on the same side, whatever their wording.
    """
    return hashlib.sha256(entry_or_question_id.encode()).digest()[0] % share == 0


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a ``.jsonl`` file.

    Raises:
        BadInput: a line is not a JSON object.
    """
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadInput(f"{file}: line {number} is not JSON ({error}).") from error
            if not isinstance(row, dict):
                raise BadInput(f"{file}: line {number} is not a JSON object.")
            yield row


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        id=row["id"],
        question=row["question"],
        answer=row["answer"],
        section=row.get("section", ""),
        language=row.get("language", "en"),
        url=row.get("url", ""),
        also=tuple(row.get("also", ())),
    )


def _asked(row: dict[str, Any]) -> Asked:
    return Asked(
        id=row["id"],
        text=row["query"],
        entry_id=row["faq_id"],
        kind=row["kind"],
        answer=row.get("answer", ""),
        language=row["language"],
        earlier=tuple((turn["query"], turn["faq_id"]) for turn in row.get("history", ())),
    )
