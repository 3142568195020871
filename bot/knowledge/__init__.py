"""What the shop knows: entries come in, questions find them, and how far to trust that.

``Knowledge`` is the room's door. It keeps a store and an embedder, searches a snapshot of
the entries in force, and notices when another process has changed them. It neither reads
files (``files.py``) nor writes answers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from bot.domain import Entry, Hit, Passage, Search
from bot.errors import BadInput
from bot.knowledge.confidence import Confidence, signals
from bot.knowledge.embed import Embedder, Vectors
from bot.knowledge.excerpt import windows
from bot.knowledge.index import Array, Index, texts_of
from bot.knowledge.words import language_of, words
from bot.store import Store

Progress = Callable[[int, int], None]  # texts embedded, texts in all

# From this rarity on (natural logarithm, as BM25 counts it) a word of a question tells what it is about.
# Of 1.5 to 3.5, the one with the best replies on held-back entries of the training shops (docs/log.md).
_RARE = 2.5


class Knowledge:
    """The FAQ in force, and search in it. Safe to use from several threads."""

    def __init__(self, store: Store, embedder: Embedder, confidence: Confidence | None = None) -> None:
        self._store, self._embedder = store, embedder
        self.confidence = confidence or Confidence.load()
        self._vectors: dict[str, Array] = {}  # of the texts in force
        self._windows: dict[Entry, tuple[list[str], Vectors]] = {}  # of the long entries in force
        self._snapshot: tuple[int, Index | None] = (-1, None)
        self._lock = threading.Lock()

    def add(
        self,
        entries: Sequence[Entry],
        replace: bool = False,
        progress: Progress | None = None,
        only_at: int | None = None,
    ) -> list[Entry]:
        """Bring entries into force, all or none; returns them with their versions.

        They are embedded first: whoever stops a long import has changed nothing, and the
        next try goes on where it stopped. With ``only_at`` nothing happens, and nothing is
        returned, if the revision is another by then.
        """
        self.prepare(entries, progress)
        return self._store.put(entries, replace, only_at)

    def prepare(self, entries: Sequence[Entry], progress: Progress | None = None) -> None:
        """Do the slow part of ``add`` and change nothing, for whoever must look at the entries in force
        between that and the change."""
        seen: set[str] = set()
        for entry in entries:
            if entry.id in seen:
                raise BadInput(f"Two entries have the id {entry.id!r}; give each its own.")
            seen.add(entry.id)
        self._learn([text for entry in entries for text in (*texts_of(entry), *_aims(entry))], progress)

    def remove(self, ids: Iterable[str]) -> list[str]:
        """Take entries out of force and say which; old citations of them stay readable."""
        return self._store.remove(ids)

    @property
    def revision(self) -> int:
        """A number that grows with every change; 0 if nothing was ever put in. An emptied FAQ has another."""
        return self._store.revision()

    def entries(self) -> list[Entry]:
        return self._store.entries()

    def get(self, id: str, version: int | None = None) -> Entry | None:
        return self._store.entry(id, version)

    def search(self, text: str, k: int = 5, language: str | None = None) -> Search:
        """The best ``k`` entries for a question. ``language`` overrides what its script says."""
        return self.search_many([text], k, language)[0]

    def search_many(
        self, texts: Sequence[str], k: int = 5, language: str | None = None, progress: Progress | None = None
    ) -> list[Search]:
        index = self._index()
        if index is None:
            return [Search(text, (), 0.0, False) for text in texts]
        vectors = self._embed(texts, progress)
        return [
            self._search(index, text, vector, k, language)
            for text, vector in zip(texts, vectors, strict=True)
        ]

    def passage(self, entry: Entry, question: str, number: int = 1) -> Passage:
        """The words of an entry that a question is about: all of them, or the nearest part of a long one."""
        text = entry.answer
        if found := self._parts(entry):
            parts, vectors = found
            text = parts[int(np.argmax(vectors @ self._embedder.embed([question])[0]))]
        return Passage(number, entry.id, entry.question, text, entry.version)

    def telling(self, text: str, entry: Entry) -> set[str]:
        """The rare words of a question, stemmed, not in an entry's title: what it asks for by name."""
        index = self._index()
        title = set(words(entry.question))
        return {w for w in words(text) if w not in title and index and index.rarity(w) > _RARE}

    def _parts(self, entry: Entry) -> tuple[list[str], Vectors] | None:
        """The parts of a long entry with their vectors, worked out once; none for a short one."""
        found = self._windows.get(entry)
        if found is None and (aims := _aims(entry)):
            known = self._known(aims, None)
            found = self._windows[entry] = windows(entry.answer), np.stack([known[aim] for aim in aims])
        return found

    def _search(self, index: Index, text: str, vector: Array, k: int, language: str | None) -> Search:
        if not text.strip():
            return Search(text, (), 0.0, False)
        chosen = index.readable(text, language)
        evidence = index.evidence(text, vector)[chosen]
        confidence = self.confidence.reading(language_of(text))
        scores = confidence.scores(evidence)
        order = np.argsort(-scores, kind="stable")
        found = signals(evidence, scores, order, index.unheard(text))
        probability = confidence.probability(found)
        return Search(
            query=text,
            hits=tuple(Hit(index.entries[chosen[i]], float(scores[i])) for i in order[:k]),
            confidence=probability,
            answerable=probability >= confidence.threshold,
            signals=found,
        )

    def _index(self) -> Index | None:
        """The snapshot of the store's present revision, made anew if someone changed the entries."""
        revision = self._store.revision()
        if self._snapshot[0] != revision:
            with self._lock:
                if self._snapshot[0] != revision:
                    entries = self._store.entries()
                    texts = dict.fromkeys(text for entry in entries for text in texts_of(entry))
                    self._learn(texts, None)
                    self._vectors = {text: self._vectors[text] for text in texts}
                    self._windows = {}
                    self._snapshot = revision, Index(entries, self._stack) if entries else None
        return self._snapshot[1]

    def _stack(self, texts: Sequence[str]) -> Array:
        return np.stack([self._vectors[text] for text in texts])

    def _learn(self, texts: Iterable[str], progress: Progress | None) -> None:
        """Have the vectors of these texts at hand."""
        wanted = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors |= self._known(wanted, progress)

    def _known(self, texts: Sequence[str], progress: Progress | None) -> dict[str, Array]:
        """The vectors of these texts: out of the store, or embedded and stored."""
        known = self._store.vectors(self._embedder.name, texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        for start in range(0, len(missing), 512):
            some = missing[start : start + 512]
            fresh = dict(zip(some, self._embedder.embed(some), strict=True))
            self._store.keep_vectors(self._embedder.name, fresh)
            known |= fresh
            if progress:
                progress(start + len(some), len(missing))
        return known

    def _embed(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        """Vectors of questions. They are not kept: what people ask is not the store's to remember."""
        parts = []
        for start in range(0, len(texts), 512):
            parts.append(self._embedder.embed(texts[start : start + 512]))
            if progress:
                progress(min(start + 512, len(texts)), len(texts))
        return np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)


def _aims(entry: Entry) -> list[str]:
    """The texts that tell which part of a long entry a question is about; none for a short one."""
    parts = windows(entry.answer)
    return [f"{entry.question} {part}" for part in parts] if len(parts) > 1 else []
