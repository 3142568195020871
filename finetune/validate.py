"""Find faults in the demo shops' data before anything learns from them.

    python -m finetune.validate                   all shops; exit code 1 when something is found
    python -m finetune.validate fernhill --json   faults of one shop, for programs
    python -m finetune.validate --hashes          the table of SHA-256 sums in data/README.md

Looks at form (``validate_form``), at duplicates and conflicts within a shop's FAQ and questions, at leaks
from what must stay unseen into what models learn from, at answers with numbers or words that their entry
does not have, and at products, customers and copies (``validate_copy``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from bot import settings, shops
from bot.shops import Asked, Shop
from finetune import dataset, similar, validate_copy, validate_form
from finetune.validate_form import Fault

SAME_QUESTION = 0.7  # overlap (see `similar`) from which two questions are nearly the same
# Stricter, because a phrasing that the FAQ holds is found without any understanding.
SAME_PHRASING = 0.6
SAME_ANSWER = 0.5  # the same for entries' answers, which are longer
LONGEST_ANSWER = 45  # words
# Words that an answer may have and its entry not: grammar, and what becomes of "you", "we" and "go".
_GRAMMAR = re.compile(
    "yours?|with|that|this|these|those|they|them|their|there|here|have|been|will|does|goes|than"
)

Part = Literal["train", "dev", "test"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the data with the part it belongs to: learned from, tuned on, or only tested on."""

    shop: str
    id: str
    text: str
    part: Part


def validate(folder: Path) -> list[Fault]:
    """Check every shop in ``folder``; where the form is wrong, nothing further is looked at."""
    homes = [file.parent for file in sorted(folder.glob("*/shop.toml"))]
    if faults := [fault for home in homes for fault in validate_form.form(home)]:
        return faults
    known = [shops.load(home.name, folder) for home in homes]
    desks = [validate_copy.read(home) for home in homes]
    for shop, desk in zip(known, desks, strict=True):
        faults += [*references(shop), *counts(shop, desk.about.main), *duplicates(shop)]
        faults += [*phrasings(shop), *answers(shop), *validate_copy.faults(desk)]
    return [*faults, *leaks(known), *validate_copy.leaks(desks)]


def references(shop: Shop) -> Iterator[Fault]:
    """Find questions that name an entry the FAQ does not have."""
    known = {entry.id for entry in shop.entries}
    for question in shop.questions:
        for name in (question.entry_id, *(entry_id for _, entry_id in question.earlier)):
            if name is not None and name not in known:
                yield Fault("reference", shop.id, (question.id,), f"there is no entry {name!r}")


def counts(shop: Shop, main: bool) -> Iterator[Fault]:
    """Find what there is too little of. The main shop (``shop.toml`` says which it is) needs more."""
    kinds = Counter(question.kind for question in shop.questions)
    outside = kinds["near_miss"] + kinds["far"]
    chinese = sum(entry.language == "zh" for entry in shop.entries)
    least = [("entries", len(shop.entries) - chinese, 150 if main else 50)]
    if main:
        least += [
            ("entries in Chinese", chinese, 40),
            ("questions out of scope", outside, 150),
            ("near misses", kinds["near_miss"], (outside + 1) // 2),
            ("follow-ups", kinds["follow_up"], 40),
        ]
    asked = Counter(question.entry_id for question in shop.questions if question.kind == "paraphrase")
    least += [(f"paraphrases of {entry.id}", asked[entry.id], 4) for entry in shop.entries]
    for what, have, need in least:
        if have < need:
            yield Fault("count", shop.id, (), f"{have} {what}, at least {need} are needed")


def duplicates(shop: Shop) -> Iterator[Fault]:
    """Find what stands nearly twice, and conflicts: nearly the same with another label or other numbers."""
    asked = shop.questions
    for i, j in similar.pairs([_whole(question) for question in asked], SAME_QUESTION):
        kind = "duplicate" if asked[i].entry_id == asked[j].entry_id else "conflict"
        text = f"{_whole(asked[i])!r} and {_whole(asked[j])!r}"
        yield Fault(kind, shop.id, (asked[i].id, asked[j].id), text)
    pairs = set(similar.pairs([entry.question for entry in shop.entries], SAME_QUESTION))
    pairs |= set(similar.pairs([entry.answer for entry in shop.entries], SAME_ANSWER))
    for i, j in sorted(pairs):
        one, other = shop.entries[i], shop.entries[j]
        kind = "duplicate" if numbers(one.answer) == numbers(other.answer) else "conflict"
        yield Fault(kind, shop.id, (one.id, other.id), f"{one.question!r} and {other.question!r}")


def phrasings(shop: Shop) -> Iterator[Fault]:
    """Find other ways to ask that give the search away: a customer's very question, or two entries' own."""
    also = [(entry.id, text) for entry in shop.entries for text in entry.also]
    asked = [(question.id, question.text) for question in shop.questions]
    for i, j in similar.pairs([text for _, text in also + asked], SAME_PHRASING):
        (one, text), (other, same) = (also + asked)[i], (also + asked)[j]
        if i < len(also) and (j >= len(also) or one != other):
            kind = "leak" if j >= len(also) else "conflict"
            yield Fault(kind, shop.id, (one, other), f"also {text!r} and {same!r}")


def answers(shop: Shop) -> Iterator[Fault]:
    """Find answers with numbers or words that are not in their entry, and answers that are too long."""
    sources = {entry.id: f"{entry.question} {entry.answer}" for entry in shop.entries}
    for question in shop.questions:
        if (source := sources.get(question.entry_id or "")) is None:
            continue
        for what, found in (("number", numbers), ("word", words)):
            if extra := sorted(found(question.answer) - found(source)):
                text = f"the entry has no {what} {', '.join(extra)}: {question.answer!r}"
                yield Fault(what, shop.id, (question.id,), text)
        if (length := similar.length(question.answer)) > LONGEST_ANSWER:
            yield Fault("length", shop.id, (question.id,), f"{length} words, at most {LONGEST_ANSWER}")


def leaks(known: Iterable[Shop]) -> Iterator[Fault]:
    """Find texts that must stay unseen and yet stand nearly word for word in what is learned from."""
    everything = [text for shop in known for text in _texts(shop)]
    for i, j in similar.pairs([one.text for one in everything], SAME_QUESTION):
        hidden, seen = sorted((everything[i], everything[j]), key=lambda one: one.part == "train")
        if hidden.part != "train" and seen.part == "train":
            text = f"{hidden.part} {hidden.text!r}, learned from {seen.shop}: {seen.text!r}"
            yield Fault("leak", hidden.shop, (hidden.id, f"{seen.shop}/{seen.id}"), text)


def _texts(shop: Shop) -> Iterator[Text]:
    for entry in shop.entries:
        part: Part = "dev" if shops.held_back(entry.id) else "train"
        for text in (entry.question, entry.answer):
            yield Text(shop.id, entry.id, text, "test" if shop.split == "test" else part)
    for question in shop.questions:
        part = "test" if shop.split == "test" else dataset.part_of(question)
        yield Text(shop.id, question.id, _whole(question), part)


def numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in re.findall(r"\d+(?:[.,:]\d+)*", text)}


def words(text: str) -> set[str]:  # of the longer words the beginnings; Chinese has none
    longer = re.findall(r"[a-z]{4,}", similar.normal(text))
    return {word[:5] for word in longer if not _GRAMMAR.fullmatch(word)}


def _whole(question: Asked) -> str:
    return " / ".join([*(text for text, _ in question.earlier), question.text])


def hashes(folder: Path) -> list[str]:
    """Return one row ``| file | SHA-256 |`` for each file of the shops."""
    files = sorted(file for file in folder.glob("*/*") if file.suffix in (".jsonl", ".toml", ".yaml"))
    sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return [
        f"| {file.relative_to(folder).as_posix()} | `{sum_}` |"
        for file, sum_ in zip(files, sums, strict=True)
    ]


def main(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SHOP]...", help="default: all")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON list")] = False,
    sums: Annotated[bool, typer.Option("--hashes", help="print the SHA-256 of every file instead")] = False,
    folder: Annotated[Path | None, typer.Option(help="where the shops are")] = None,
) -> None:
    """Check the demo shops' data."""
    home = folder or settings.data_folder()
    if sums:
        print("\n".join(hashes(home)))
        return
    if unknown := set(names or ()) - {file.parent.name for file in home.glob("*/shop.toml")}:
        raise typer.BadParameter(f"there is no shop {', '.join(sorted(unknown))} in {home}")
    faults = [fault for fault in validate(home) if not names or fault.shop in names]
    if as_json:
        print(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False))
    else:
        show(faults)
    raise typer.Exit(1 if faults else 0)


def show(faults: Sequence[Fault]) -> None:
    table = Table("kind", "shop", "where", "what", title=f"{len(faults)} to mend")
    for fault in faults:
        table.add_row(fault.kind, fault.shop, " ".join(fault.ids), fault.text)
    Console().print(table if faults else "No faults found.")


if __name__ == "__main__":
    typer.run(main)
