"""From the shops' questions to prompts with the words to learn.

An example is a prompt as the bot would render it, and the reply of a careful agent. Some show a
wrong passage beside the right one; some show only wrong ones, and the reply is to decline; some
have the passage's numbers changed throughout, so that the model reads them instead of remembering.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

import prompts
from bot.claims import check_all
from bot.domain import Entry, Passage
from bot.knowledge.embed import Embedder
from bot.shops import Asked, Shop, held_back
from finetune.recipe import Data, digest

Part = Literal["train", "dev", "test"]
Neighbours = Callable[[Sequence[str]], list[list[Entry]]]


@dataclass(frozen=True, slots=True)
class Example:
    """One thing to learn: ``reply`` after ``prompt``. ``kind`` says which case it teaches."""

    id: str
    kind: str
    prompt: tuple[prompts.Message, ...]
    reply: str
    passages: tuple[Passage, ...] = ()


def build(
    shops: Iterable[Shop], data: Data, embedder: Embedder, part: Part, seed: int, template: str
) -> list[Example]:
    """Make the examples of ``part``: ``train``, held-back entries of the same shops (``dev``), or ``test``.

    Raises:
        ValueError: a shop of the other split; nothing may learn from a test shop.
    """
    examples = []
    for shop in shops:
        if (shop.split == "test") != (part == "test"):
            raise ValueError(f"{shop.id} is a {shop.split} shop and cannot serve as {part} data")
        # The default model cannot write Chinese: the bot quotes there, so there is nothing to learn from it.
        # What is held back is not read in training either, not even as a wrong passage.
        entries = [e for e in shop.entries if e.language == "en" and (part != "train" or not held_back(e.id))]
        neighbours = nearest(entries, embedder)
        for turn in range(data.rounds if part == "train" else 1):
            draw = random.Random(f"{seed}/{shop.id}/{part}/{turn}")
            examples += list(_of_shop(shop, data, neighbours, part, draw, template))
    random.Random(seed).shuffle(examples)
    return examples


def fingerprint(examples: Sequence[Example]) -> str:
    """Return a hash of everything that will be learned, in order."""
    return digest(json.dumps([[e.prompt, e.reply] for e in examples]))


def nearest(entries: Sequence[Entry], embedder: Embedder, k: int = 5) -> Neighbours:
    """Return a function that finds the ``k`` entries nearest to each text by cosine, best first."""
    table = embedder.embed([f"{e.question} {e.answer}" for e in entries])  # (entries, d), unit rows

    def neighbours(texts: Sequence[str]) -> list[list[Entry]]:
        order = np.argsort(-(embedder.embed(list(texts)) @ table.T), axis=1)[:, :k]  # (texts, k)
        return [[entries[i] for i in row] for row in order]

    return neighbours


def _of_shop(
    shop: Shop, data: Data, neighbours: Neighbours, part: Part, draw: random.Random, template: str
) -> Iterator[Example]:
    by_id = {entry.id: entry for entry in shop.entries}
    asked = [q for q in shop.questions if q.language == "en" and part in ("test", part_of(q))]
    found = neighbours([" ".join([*(text for text, _ in q.earlier), q.text]) for q in asked])
    for question, near in zip(asked, found, strict=True):

        def example(kind: str, entries: Sequence[Entry], reply: str, question: Asked = question) -> Example:
            passages = tuple(Passage(i, e.id, e.question, e.answer) for i, e in enumerate(entries, 1))
            earlier = [text for text, _ in question.earlier]
            prompt = prompts.render(
                template, shop=shop.name, passages=passages, earlier=earlier, question=question.text
            )
            return Example(question.id, kind, prompt, reply, passages)

        if question.entry_id is None:
            if data.unanswerable == 1 or draw.random() < data.unanswerable:
                yield example("decline", [draw.choice(near[:2])], prompts.DECLINE)
            continue
        right = by_id[question.entry_id]
        wrong = [entry for entry in near if entry.id != right.id]
        if draw.random() < data.wrong_alone:
            yield example("decline", [draw.choice(wrong)], prompts.DECLINE)
        kind, entries = "one", [right]
        if draw.random() < data.two_passages:
            kind, entries = "two", [right, draw.choice(wrong[:2])]
            if draw.random() < data.wrong_first:
                kind, entries = "second", entries[::-1]
        made = example("follow_up" if question.earlier else kind, entries, question.answer)
        if part == "train":
            if not all(claim.supported for claim in check_all(made.reply, made.passages, question.text)):
                continue  # an answer that the bot would not show is no answer to learn
            if draw.random() < data.other_numbers:
                made = _with_other_numbers(made, question.text, draw)
        yield made


def part_of(question: Asked) -> Part:
    ids = [question.entry_id or question.id, *(entry_id for _, entry_id in question.earlier if entry_id)]
    return "dev" if any(held_back(name) for name in ids) else "train"


_NUMBER = re.compile(r"(?<![\w.,:/@+\[-])\d{1,3}(?![\w:/@%-]|[.,]\d)")


def _with_other_numbers(example: Example, question: str, draw: random.Random) -> Example:
    """Change plain numbers in passages and reply alike, where no reasoning hangs on their size."""
    if re.search(r"\d", question) or re.match(r"(yes|no)\b", example.reply, re.IGNORECASE):
        return example
    numbers = {n for p in example.passages for n in _NUMBER.findall(p.text) if int(n) > 1}
    other: dict[str, str] = {}
    for number in sorted(numbers):
        low, high = (2, 9) if len(number) == 1 else (10 ** (len(number) - 1), 10 ** len(number) - 1)
        free = [n for n in range(low, high + 1) if str(n) not in other.values() and str(n) not in numbers]
        if free:
            other[number] = str(draw.choice(free))
    messages = tuple(m._replace(content=_replace(m.content, other)) for m in example.prompt)
    passages = tuple(
        Passage(p.number, p.id, p.title, _replace(p.text, other), p.version) for p in example.passages
    )
    return Example(example.id, example.kind, messages, _replace(example.reply, other), passages)


def _replace(text: str, other: Mapping[str, str]) -> str:
    return _NUMBER.sub(lambda found: other.get(found[0], found[0]), text)
