"""Stores: versions, order, removal and vectors, the same for the real one and the fake."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.domain import Entry
from bot.errors import NotReady
from bot.store import SqlStore, Store


def test_changed_words_are_a_new_version_and_the_old_one_stays(store: Store, faq: list[Entry]) -> None:
    assert {entry.version for entry in store.put(faq)} == {1}
    assert {entry.version for entry in store.put(faq)} == {1}
    (changed,) = store.put([replace(faq[0], answer="Within 14 days.")])
    assert changed.version == 2
    assert store.entry("returns") == changed
    assert store.entry("returns", 1) == faq[0]
    assert store.entry("returns", 3) is None
    assert [entry.id for entry in store.entries()] == [entry.id for entry in faq]


def test_removal_keeps_old_versions_and_return_continues_the_count(store: Store, faq: list[Entry]) -> None:
    store.put(faq)
    assert store.remove(["gift", "unknown"]) == ["gift"]
    assert store.entry("gift") is None
    assert store.entry("gift", 1) == faq[2]
    assert store.put([replace(faq[2], answer="Never.")])[0].version == 2
    assert store.put([replace(faq[2], answer="Never.")])[0].version == 2


def test_the_same_words_come_back_as_the_same_version(store: Store, faq: list[Entry]) -> None:
    store.put(faq)
    store.remove(["gift"])
    assert store.put([faq[2]])[0].version == 1
    assert len(store.entries()) == len(faq)


def test_replace_takes_the_others_out_of_force(store: Store, faq: list[Entry]) -> None:
    store.put(faq)
    store.put(faq[1:3], replace=True)
    assert store.entries() == faq[1:3]
    assert store.entry("returns", 1) == faq[0]


def test_every_change_is_noticed(store: Store, faq: list[Entry]) -> None:
    seen = [store.revision()]
    for change in (lambda: store.put(faq), lambda: store.remove(["gift"]), lambda: store.put(faq[:1])):
        change()
        seen.append(store.revision())
    assert seen == sorted(set(seen))


def test_vectors_are_kept_by_embedder_and_text(store: Store) -> None:
    store.keep_vectors("one", {"a": np.ones(3, np.float32), "b": np.zeros(3, np.float32)})
    store.keep_vectors("one", {"a": np.ones(3, np.float32)})
    assert set(store.vectors("one", ["a", "b", "c"])) == {"a", "b"}
    assert store.vectors("one", ["a"])["a"].tolist() == [1, 1, 1]
    assert store.vectors("other", ["a"]) == {}


def test_a_database_survives_a_restart(tmp_path: Path, faq: list[Entry]) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    SqlStore(url).put(faq)
    assert SqlStore(url).entries() == faq


def test_a_database_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="cannot be opened"):
        SqlStore(f"sqlite:///{tmp_path / 'no' / 'folder' / 'shop.db'}")
