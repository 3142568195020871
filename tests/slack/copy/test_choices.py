"""Laws of `shopkeeper choices`: every act at the desk once, and nothing of the forgotten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.domain import Choice, Order, Place
from bot.playground import PocketSlack
from bot.slack.copy import cards
from bot.store.conversations import Conversations
from bot.store.copydesk import CopyBooks
from bot.store.database import open_database
from tests.conftest import Run
from tests.slack.conftest import BRAND, SKILLET, Shop
from tests.slack.copy.conftest import TRUE, asked, edit, press, recommended

BRIEF = {"product_id": "P-1", "audience": "new cooks"}
PLACE = Place("T1", "C1", "1.0")


def written(run: Run, home: Path, file: Path) -> list[dict[str, Any]]:
    done = run("choices", str(file), SHOPKEEPER_HOME=str(home))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def books_in(home: Path) -> CopyBooks:
    home.mkdir()
    return CopyBooks(open_database(f"sqlite:///{home / 'shop.db'}"))


def hand_in(books: CopyBooks, name: str, user: str, brief: dict[str, Any]) -> None:
    books.hand_in(Order(name, PLACE, user, brief))
    books.keep(name, {number: {"text": f"{name} {number}"} for number in (1, 2)})


def use(books: CopyBooks, name: str, number: int, user: str, text: str) -> None:
    assert books.choose(Choice(f"{name}/{number}/used", name, number, user, "used", text, text))


def test_what_was_done_in_slack_comes_out_as_rows(
    shop: Shop, slack: PocketSlack, shopkeeper: Run, tmp_path: Path
) -> None:
    press(shop, recommended(shop), cards.USE)
    *_, card = asked(shop, [TRUE])
    edit(shop, card, body=f"Made in France. {BRAND.must_say[0].line}")
    press(shop, card, cards.USE)
    rows = written(shopkeeper, shop.settings.home, tmp_path / "out.jsonl")
    assert [row["deed"] for row in rows] == ["edited", "used"], "copy for a customer is left out"
    for row in rows:
        assert row["brief"]["product_id"] == SKILLET.id and row["user"] == slack.user
        assert row["shown"] == [{"number": 1, "text": rows[0]["before"]}], "as it was before the edit"
    assert rows[0]["after"] == rows[1]["before"] == rows[1]["after"] != rows[0]["before"]


def test_nothing_of_whoever_was_forgotten_comes_out(shopkeeper: Run, tmp_path: Path) -> None:
    """Neither what they asked for, nor what they made of another's copy, whoever used it then."""
    home, file = tmp_path / "home", tmp_path / "out.jsonl"
    books = books_in(home)
    for name, user in (("o1", "U1"), ("o2", "U2")):
        hand_in(books, name, user, {**BRIEF, "audience": f"asked by {user}"})
    use(books, "o1", 1, "U2", "o1 1")
    change = Choice("e", "o2", 1, "U1", "edited", "o2 1", "edited by U1")
    assert books.choose(change, {"text": "edited by U1"})
    use(books, "o2", 1, "U2", "edited by U1")
    use(books, "o2", 2, "U1", "o2 2")
    use(books, "o1", 2, "U1", "o1 2")
    assert len(written(shopkeeper, home, file)) == 5
    Conversations(open_database(f"sqlite:///{home / 'shop.db'}")).forget("U1")
    hand_in(books, "o3", "U2", BRIEF)
    use(books, "o3", 1, "U2", "o3 1")
    (row,) = written(shopkeeper, home, file)
    assert row["brief"] == BRIEF and row["user"] == "U2" and row["shown"][0] == {"number": 1, "text": "o3 1"}
    assert "U1" not in file.read_text("utf-8")


def test_pictures_are_no_copy_and_an_empty_desk_is_an_empty_file(shopkeeper: Run, tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "out.jsonl"
    books = books_in(home)
    assert written(shopkeeper, home, file) == []
    books.hand_in(Order("p1", PLACE, "U1", {"task": "sheet"}))
    books.keep("p1", {1: {"seed": "7"}})
    assert books.choose(Choice("p1/1/chosen", "p1", 1, "U1", "chosen"))
    assert written(shopkeeper, home, file) == []
    refused = shopkeeper("choices", str(tmp_path / "out.csv"), SHOPKEEPER_HOME=str(home))
    assert refused.returncode == 2 and "must end in .jsonl" in refused.stderr
