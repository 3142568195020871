"""Whose shop it is: a new house is furnished, an emptied one is not, and nobody to turn to is made up."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot import build, settings, shops
from bot.domain import Entry, Question
from bot.knowledge import Knowledge
from bot.knowledge.embed import HashEmbedder
from bot.settings import Settings
from bot.store import MemoryStore
from tests.conftest import Run
from tests.test_cli import ECHO, FAQ, write

OWN = [Entry("returns-window", "May I bring it back?", "Within 14 days."), Entry("dogs", "Dogs?", "Yes.")]
FERNHILL = shops.load("fernhill")


@pytest.fixture
def knowledge() -> Knowledge:
    return Knowledge(MemoryStore(), HashEmbedder())


def settled(knowledge: Knowledge, said: list[str] | None = None, **chosen: str) -> tuple[str, str]:
    return build.settle_shop(Settings(**chosen), knowledge, (said if said is not None else []).append)


def test_a_new_house_is_the_demo_shop(knowledge: Knowledge) -> None:
    said: list[str] = []
    assert settled(knowledge, said) == ("Fernhill", FERNHILL.human)
    assert len(knowledge.entries()) == len(FERNHILL.entries) and "Fernhill" in said[0]


def test_nobody_to_turn_to_is_made_up(knowledge: Knowledge) -> None:
    knowledge.add(OWN)
    assert settled(knowledge) == ("our shop", "")
    assert settled(knowledge, human="Ring the bell.") == ("our shop", "Ring the bell.")


def test_without_a_person_an_answer_says_only_that_it_does_not_know(echo_settings: Settings) -> None:
    build.build_knowledge(echo_settings, build.open_store(echo_settings)).add(OWN)
    support = build.build(echo_settings).support
    answer = support.answer(Question("zxqv wkj"))
    assert answer.text == "I don't know: our FAQ does not answer that."
    assert next(event.text for event in support.stream(Question("zxqv"))) == answer.text


def test_an_emptied_house_stays_empty(knowledge: Knowledge) -> None:
    knowledge.add(OWN)
    knowledge.remove([entry.id for entry in OWN])
    said: list[str] = []
    assert settled(knowledge, said) == ("our shop", "")
    assert knowledge.entries() == [] and "The FAQ is empty" in said[0]


def test_an_import_while_the_demo_shop_is_read_is_not_mixed_with_it(knowledge: Knowledge) -> None:
    prepare = knowledge.prepare

    def interrupted(*arguments: object) -> None:
        prepare(*arguments)  # type: ignore[arg-type]
        knowledge._store.put(OWN)  # what another process would do

    knowledge.prepare = interrupted  # type: ignore[method-assign, assignment]
    settled(knowledge)
    assert [entry.id for entry in knowledge.entries()] == [entry.id for entry in OWN]


def test_a_demo_shop_gives_way_to_the_one_that_is_named(knowledge: Knowledge) -> None:
    settled(knowledge)
    said: list[str] = []
    assert settled(knowledge, said, shop="inkwell")[0] == "Inkwell Lane"
    assert {e.id for e in knowledge.entries()} == {e.id for e in shops.load("inkwell").entries}
    assert "Inkwell Lane has taken the place" in said[0]
    assert settled(knowledge)[0] == "Inkwell Lane", "naming none again moves nobody out"


def test_a_shop_of_ones_own_gives_way_to_none(knowledge: Knowledge) -> None:
    knowledge.add(OWN)
    settled(knowledge, shop="inkwell")
    assert [entry.id for entry in knowledge.entries()] == [entry.id for entry in OWN]


def test_an_id_alone_makes_no_demo_shop() -> None:
    some = FERNHILL.entries[:3]
    assert (shop := shops.owner(some)) and shop.id == "fernhill"
    assert (shop := shops.owner([replace(some[0], answer="Other.")])) and shop.id == "fernhill"
    assert shops.owner([replace(some[0], question="Other?")]) is None
    assert shops.owner([*some, OWN[1]]) is None and shops.owner([]) is None


# The same, by the commands


def ids(shopkeeper: Run, **variables: str) -> list[str]:
    done = shopkeeper("faq", "list", "--json", **ECHO, **variables)
    return [entry["id"] for entry in json.loads(done.stdout)]


def test_one_shared_id_does_not_keep_the_demo_shop(shopkeeper: Run, tmp_path: Path) -> None:
    ids(shopkeeper)
    write(tmp_path / "own.jsonl", [{"id": e.id, "question": e.question, "answer": e.answer} for e in OWN])
    done = shopkeeper("faq", "import", "own.jsonl", **ECHO)
    assert "takes the place" in done.stderr and "SHOPKEEPER_HUMAN is missing" in done.stderr
    assert sorted(ids(shopkeeper)) == ["dogs", "returns-window"]


def test_another_demo_shop_moves_in_though_they_share_entries(shopkeeper: Run, tmp_path: Path) -> None:
    ids(shopkeeper)
    file = settings.data_folder() / "brewmoor" / "faq.jsonl"
    shopkeeper("faq", "import", str(file), **ECHO)
    assert len(ids(shopkeeper)) == len(shops.load("brewmoor").entries)


def test_with_a_person_an_import_says_nothing_of_one(shopkeeper: Run, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(FAQ)
    done = shopkeeper("faq", "import", "own.jsonl", **ECHO, SHOPKEEPER_HUMAN="Ring.")
    assert "SHOPKEEPER_HUMAN" not in done.stderr


def test_every_command_says_that_the_faq_is_empty(shopkeeper: Run, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(FAQ)
    shopkeeper("faq", "import", "own.jsonl", **ECHO)
    shopkeeper("faq", "remove", "hours", "dogs", **ECHO)
    for command in (["ask", "Are you open?"], ["faq", "list"], ["faq", "search", "open"], ["chat"]):
        done = shopkeeper(*command, **ECHO)
        assert done.returncode == 0 and "The FAQ is empty" in done.stderr, command
        assert "Fernhill" not in done.stdout + done.stderr
    asked = json.loads(shopkeeper("ask", "Are you open?", "--json", **ECHO).stdout)
    assert asked["status"] == "abstained"


def test_the_chat_names_nobody_where_nobody_is_named(shopkeeper: Run, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(FAQ)
    shopkeeper("faq", "import", "own.jsonl", **ECHO)
    done = shopkeeper("chat", stdin="/human\n", **ECHO)
    assert "Nobody to turn to is named here" in done.stdout
