"""What search learns from: every text of the training shops, numbered, and which entry it belongs to.

An *anchor* is something a customer might ask: a question of the shop's customers, or one of an
entry's other phrasings. A *form* is what an entry shows to search: phrasings, sentences of
the answer, both together. Entries that are held back appear nowhere here, not even as wrong
ones. Nothing in this file knows a model.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.domain import Entry
from bot.errors import BadInput, NotReady
from bot.knowledge.index import EVIDENCE, Index, phrasings, together, told
from bot.shops import Shop, held_back, load, names
from finetune.recipe import Listening, Weighing

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A text with the place of its entry; ``own`` is its place among that entry's phrasings, or -1."""

    text: int
    entry: int
    own: int = -1


@dataclass(frozen=True, slots=True)
class Faq:
    """The English entries of one shop, as numbers of texts, padded with -1."""

    name: str
    asks: Numbers  # (entries, most phrasings); the title first
    tells: Numbers  # (entries, most sentences)
    together: Numbers  # (entries,)
    anchors: tuple[Anchor, ...]
    words: dict[
        int, tuple[Floats, Floats]
    ]  # of a question's text: keyword scores of all entries, full and bare

    def anchors_of(self, entry: int) -> list[Anchor]:
        return [anchor for anchor in self.anchors if anchor.entry == entry]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All texts, the FAQs that use them, and public texts (``common``) that belong to none."""

    texts: tuple[str, ...]
    faqs: tuple[Faq, ...]
    common: Numbers

    @property
    def fingerprint(self) -> str:
        anchors = [faq.anchors for faq in self.faqs]
        return hashlib.sha256(repr((self.texts, anchors)).encode()).hexdigest()[:16]


def build(shops: Sequence[Shop], data: Listening, weigh: Weighing, seed: int, shared: Path | None) -> Corpus:
    """Number the texts of ``shops`` and the public ones under ``shared``.

    Raises:
        BadInput: a shop or a public collection that benchmarks report as never seen.
    """
    numbers: dict[str, int] = {}
    faqs = []
    kept_out = _kept_out()
    for shop in shops:
        if shop.split != "train":
            raise BadInput(f"{shop.id} is a {shop.split} shop; search must not learn from it.")
        # MiniLM reads hardly any Chinese, so search ranks it by words: nothing to learn here.
        entries = [
            replace(e, also=tuple(text for text in e.also if _plain(text) not in kept_out))
            for e in shop.entries
            if e.language == "en" and not held_back(e.id)
        ]
        asked = [
            (q.text, q.entry_id)
            for q in shop.questions
            if q.kind == "paraphrase" and q.entry_id and _plain(q.text) not in kept_out
        ]
        faqs.append(_faq(shop.id, entries, asked, weigh, numbers))
    common = _public(data, seed, shared)
    of_shops = len(numbers)
    for text in common:
        numbers.setdefault(text, len(numbers))
    return Corpus(tuple(numbers), tuple(faqs), np.arange(of_shops, len(numbers)))


def _kept_out() -> set[str]:
    """What test shops say and what is held back: two shops' writers sometimes hit on the same words."""
    found: set[str] = set()
    for shop in map(load, names()):
        test = shop.split == "test"
        asked = [q.text for q in shop.questions if test or q.entry_id is None or held_back(q.entry_id)]
        entries = [e for e in shop.entries if test or held_back(e.id)]
        found |= {_plain(text) for text in asked}
        found |= {_plain(text) for e in entries for text in (e.question, e.answer, *e.also)}
    return found


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _faq(
    name: str,
    entries: Sequence[Entry],
    asked: Sequence[tuple[str, str]],
    weigh: Weighing,
    numbers: dict[str, int],
) -> Faq:
    def number(text: str) -> int:
        return numbers.setdefault(text, len(numbers))

    def padded(groups: Sequence[Sequence[str]]) -> Numbers:
        table = np.full((len(groups), max(map(len, groups))), -1, np.int64)
        for row, group in zip(table, groups, strict=True):
            row[: len(group)] = [number(text) for text in group]
        return table

    place = {entry.id: i for i, entry in enumerate(entries)}
    asks = padded([phrasings(entry) for entry in entries])
    anchors = [Anchor(int(asks[i, j]), i, j) for i, j in zip(*np.nonzero(asks >= 0), strict=True) if j > 0]
    questions = [Anchor(number(text), place[id]) for text, id in asked if id in place]
    tells = padded([told(entry) for entry in entries])
    both = np.array([number(together(entry)) for entry in entries])
    texts = list(numbers)
    bare = [replace(entry, also=()) for entry in entries]
    full_words, bare_words = (
        _word_scores(form, [texts[question.text] for question in questions], weigh)
        for form in (entries, bare)
    )
    words = {q.text: (full_words[i], bare_words[i]) for i, q in enumerate(questions)}
    return Faq(name, asks, tells, both, (*questions, *anchors), words)


def _word_scores(entries: Sequence[Entry], texts: Sequence[str], weigh: Weighing) -> list[Floats]:
    """The keyword half of the score, which training leaves as it is: one row of entries a text."""
    index = Index(entries, lambda some: np.zeros((len(some), 1), np.float32))
    rare, keywords = EVIDENCE.index("rare_words"), EVIDENCE.index("keywords")
    rows = []
    for text in texts:
        evidence = index.evidence(text, np.zeros(1, np.float32))
        rows.append(weigh.rare_words * evidence[:, rare] + weigh.keywords * evidence[:, keywords])
    return rows


def _public(data: Listening, seed: int, shared: Path | None) -> list[str]:
    """Short public texts, the same number of each collection, drawn by the seed."""
    chosen: list[str] = []
    for name in data.public:
        if name not in READERS:
            raise BadInput(f"{name} is not for learning; public texts to learn from: {', '.join(READERS)}.")
        if shared is None:
            raise NotReady("This recipe names public texts. Say with --shared where they are.")
        texts = [text for text in dict.fromkeys(READERS[name](shared)) if 10 <= len(text) <= 250]
        wanted = min(len(texts), data.public_texts // len(data.public))
        chosen += random.Random(f"{seed}/{name}").sample(texts, wanted)
    return chosen


def _amazon(shared: Path) -> Iterator[str]:
    for row in _rows(shared / "amazon_cpqa" / "hetpqa_answer_train.jsonl"):
        yield from (row["question"], row["evidence"])


def _eshop(shared: Path) -> Iterator[str]:
    for row in _rows(shared / "eshopsupport" / "eval_questions.jsonl"):
        yield from (row["question"], row["answer"])
    for row in _rows(shared / "eshopsupport" / "tickets.jsonl"):
        yield row["summary"]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise NotReady(f"{path} is not there. Name the folder of the public collections with --shared.")
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


#: The public collections that may be learned from: `benchmarks.search` reports none of them.
READERS = {"amazon_cpqa": _amazon, "eshopsupport": _eshop}
