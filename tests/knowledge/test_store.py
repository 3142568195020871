"""Stores: versions, order, removal and vectors, the same for the real one and the fake."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
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


def test_nothing_is_put_at_another_revision_than_the_one_looked_at(store: Store, faq: list[Entry]) -> None:
    assert store.put(faq[:1], only_at=0) == faq[:1]
    seen = store.revision()
    assert store.put(faq, replace=True, only_at=0) == []
    assert store.entries() == faq[:1] and store.revision() == seen
    assert store.put(faq[1:2], replace=True, only_at=seen) == faq[1:2]
    assert store.entries() == faq[1:2]


def test_several_who_start_and_write_at_once_wait_for_each_other(database: str) -> None:
    """Each with connections of its own, as processes have them."""
    together = threading.Barrier(4, timeout=60)

    def write(name: str) -> None:
        together.wait()
        store = SqlStore(database)  # of a new house
        for number in range(5):
            store.put([Entry(f"e{i}", f"{name}{number}?", "!") for i in range(20)])
            store.remove(["e0"])
            texts = [f"{name}{number}", *(f"t{i}" for i in range(20))]
            backwards = name in "bd"
            vectors = {text: np.ones(3, np.float32) for text in sorted(texts, reverse=backwards)}
            store.keep_vectors("one", vectors)
        store.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, "abcd"))
    store = SqlStore(database)
    assert store.revision() == 40, "every change has a number of its own"
    (question,) = {entry.question for entry in store.entries()}
    assert question.endswith("4?"), "the last one in force is somebody's last"
    versions = [store.entry("e1", version) for version in range(1, 21)]
    assert None not in versions and store.entry("e1", 21) is None
    store.close()


def test_of_several_who_furnish_a_new_house_one_does(database: str) -> None:
    together = threading.Barrier(4, timeout=60)

    def furnish(name: str) -> list[Entry]:
        store = SqlStore(database)
        together.wait()
        try:
            return store.put([Entry(f"{name}{i}", "?", "!") for i in range(20)], only_at=0)
        finally:
            store.close()

    with ThreadPoolExecutor(4) as threads:
        done = [kept for kept in threads.map(furnish, "abcd") if kept]
    store = SqlStore(database)
    assert done == [store.entries()] and store.revision() == 1
    store.close()
