"""The searchable shape of a FAQ: a snapshot that scores every entry against a question.

Two searches run side by side: vectors (nearest phrasing, centre of the phrasings, nearest
sentence of the answer, question with answer) and keywords (BM25, share of the question's
rare words that the entry holds). ``evidence`` gives their raw numbers, a column each; how much
each number counts is learned elsewhere (``confidence.py``). An index never changes: a
changed FAQ gets a new one, out of the vectors that are already known.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

import bm25s
import numpy as np
import numpy.typing as npt

from bot.domain import Entry
from bot.knowledge.words import language_of, sentences, words

Array = npt.NDArray[np.float32]

# What `evidence` says of an entry, column by column. Entries with one phrasing are known by their title and
# answer, those with many by their phrasings: the share `many` (0 for one phrasing, towards 1 for many)
# divides the weight between the two, so that a score means the same in both kinds of FAQ.
EVIDENCE = ("title", "answer", "together", "rare_words", "keywords", "nearest", "centre")
RAW = len(EVIDENCE)
BM25_CEILING = 2.5  # k1 + 1: what one word at most adds, in units of its rarity


class Index:
    """A FAQ at one moment. ``vector_of`` gives the unit vectors of texts, in order."""

    def __init__(self, entries: Sequence[Entry], vector_of: Callable[[Sequence[str]], Array]) -> None:
        self.entries = tuple(entries)
        asks = [phrasings(entry) for entry in self.entries]
        tells = [told(entry) for entry in self.entries]
        self._ask_starts, self._tell_starts = _starts(asks), _starts(tells)
        self._asks = vector_of([text for texts in asks for text in texts])  # (phrasings, d)
        self._tells = vector_of([text for texts in tells for text in texts])  # (sentences, d)
        self._together = vector_of([together(entry) for entry in self.entries])  # (entries, d)
        centres = np.add.reduceat(self._asks, self._ask_starts, axis=0)
        self._centres = centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
        counts = np.diff([*self._ask_starts, len(self._asks)]).astype(np.float32)
        self.many: Array = (counts - 1) / (counts + 3)
        self._languages = np.array([entry.language.lower().split("-")[0] for entry in self.entries])
        self._index_words()

    def readable(self, text: str, language: str | None) -> npt.NDArray[np.intp]:
        """Places of the entries the asker can read, by the language named or else by the question's script.

        All of them, if there are none: a shop that writes German only still answers, as well as it can.
        """
        chinese = self._languages == "zh"
        fits = (
            self._languages == language.lower().split("-")[0]
            if language
            else chinese == (language_of(text) == "zh")
        )
        return np.flatnonzero(fits) if fits.any() else np.arange(len(self.entries))

    def _index_words(self) -> None:
        documents = [words(" ".join((*phrasings(entry), entry.answer))) for entry in self.entries]
        self._found_in = Counter(word for document in documents for word in set(document))
        texts = [document or [""] for document in documents]
        self._bm25 = bm25s.BM25(k1=BM25_CEILING - 1)
        self._bm25.index(texts, show_progress=False)
        self._held = bm25s.BM25(k1=0)  # with k1=0 a word counts its rarity once: the sum of what is held
        self._held.index(texts, show_progress=False)

    def rarity(self, word: str) -> float:
        """Inverse document frequency as BM25 counts it; a word that no entry holds is the rarest."""
        found = self._found_in[word]
        return math.log(1 + (len(self.entries) - found + 0.5) / (found + 0.5))

    def evidence(self, text: str, vector: Array) -> Array:
        """The numbers of ``EVIDENCE`` for each entry: (entries, RAW)."""
        ask = self._asks @ vector  # (phrasings,)
        title = np.maximum.reduceat(ask, self._ask_starts)
        answer = np.maximum.reduceat(self._tells @ vector, self._tell_starts)
        rare, keywords = self._words(text)
        plain = 1 - self.many
        return np.stack(
            [
                plain * title,
                plain * answer,
                plain * (self._together @ vector),
                plain * rare,
                keywords,
                self.many * _mean_of_top(ask, self._ask_starts, 3),
                self.many * (self._centres @ vector),
            ],
            axis=1,
        )

    def unheard(self, text: str) -> float:
        """Share of the question's rarity that lies in words which no entry holds."""
        asked = set(words(text))
        unknown = sum(self.rarity(word) for word in asked if word not in self._found_in)
        return unknown / max(sum(map(self.rarity, asked)), 1e-6)

    def _words(self, text: str) -> tuple[Array, Array]:
        """Share of the question's rarity that each entry holds, and BM25 as a share of its ceiling."""
        asked = list(dict.fromkeys(words(text)))
        known = [word for word in asked if word in self._found_in]
        if not known:
            nothing = np.zeros(len(self.entries), np.float32)
            return nothing, nothing
        whole = sum(map(self.rarity, asked))
        held, bm25 = self._held.get_scores(known), self._bm25.get_scores(known)
        return held / whole, bm25 / (BM25_CEILING * whole)


def phrasings(entry: Entry) -> list[str]:
    return [entry.question, *entry.also]


def told(entry: Entry) -> list[str]:
    return sentences(entry.answer) or [entry.question]


def together(entry: Entry) -> str:
    return f"{entry.question} {entry.answer}"


def texts_of(entry: Entry) -> list[str]:
    """Every text of an entry whose vector the index needs."""
    return [*phrasings(entry), *told(entry), together(entry)]


def _starts(groups: Sequence[Sequence[str]]) -> npt.NDArray[np.intp]:
    return np.cumsum([0, *(len(group) for group in groups[:-1])])


def _mean_of_top(values: Array, starts: npt.NDArray[np.intp], k: int) -> Array:
    """The mean of the k highest values of each group, or of all where there are fewer."""
    best = values.copy()
    counts = np.diff([*starts, len(values)])
    group = np.repeat(np.arange(len(starts)), counts)
    total = np.zeros(len(starts), np.float32)
    for _ in range(k):  # take the highest of each group away, k times: no sorting of uneven groups
        top = np.maximum.reduceat(best, starts)
        total += np.where(np.isfinite(top), top, 0)
        hit = np.flatnonzero(best == top[group])
        first = hit[np.unique(group[hit], return_index=True)[1]]
        best[first] = -np.inf
    return np.asarray(total / np.minimum(counts, k), np.float32)
