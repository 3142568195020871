"""Laws of a card: each sentence with its true source, what stands nowhere first, no idle button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.domain import Brief, Choice, Claim, Kept, Place, Product
from bot.slack.copy import cards, editing, table

DOUBT = {"text": "Dogs swim.", "supported": False, "source": None}


def body(claims: Sequence[dict[str, Any]]) -> dict[str, Any]:
    text = " ".join(claim["text"] for claim in claims)
    return {"parts": {"body": text}, "text": text, "claims": claims, "warnings": [], "built": False}


def stands(source: str) -> dict[str, Any]:
    return {"text": f"It is {source}.", "supported": True, "source": source}


def shown(kept: Kept, brief: Brief, choices: Sequence[Choice] = (), **more: Any) -> str:
    return str([block.to_dict() for block in cards.card(kept, brief, choices, **more)])


@pytest.mark.parametrize(
    ("brief", "source", "said"),
    [
        (Brief("rewrite", source="A day."), "source.1", "from the text you gave, sentence 1:"),
        (Brief("help", steps=("Wipe.", "Dry.")), "step.2", "from your step 2:"),
        (Brief("recommendation"), "bought.1", "from what the customer did:"),
        (Brief("product"), "oven_safe_to", "from the catalogue (oven safe to):"),
        (Brief("rewrite", source="A day."), "brand book", "from the brand book:"),
    ],
)
def test_a_badge_names_where_its_sentence_stands(brief: Brief, source: str, said: str) -> None:
    card = shown(Kept("o", 1, body([stands(source)])), brief)
    assert said in card and ("catalogue" in card) == ("catalogue" in said)


@pytest.mark.parametrize(
    ("brief", "place"),
    [
        (Brief("article", topic="Day", source="A day."), "the text you gave"),
        (Brief("help", steps=("Wipe.",)), "your list of steps"),
        (Brief("ad"), "the catalogue"),
    ],
)
def test_what_stands_nowhere_is_said_of_what_was_to_hold_it(brief: Brief, place: str) -> None:
    kept, edited = Kept("o", 1, body([DOUBT])), Choice("k", "o", 1, "U1", "edited", confirmed=("Dogs swim.",))
    card = shown(kept, brief, [edited])
    capital = place[0].upper() + place[1:]
    for said in (
        f"*not in {place}:* Dogs",
        f"{capital} does not say this:",
        f"for what {place} does not say",
    ):
        assert said in card
    clean = str([block.to_dict() for block in cards.clean(kept.body, "U1", ["Dogs swim."], brief.kind)])
    assert f"Not in {place}, but answered for: Dogs swim." in clean
    where, doubt = (
        editing.Where("o", 1, 0, Place("T", "C", ""), "1.0"),
        Claim("Dogs swim.", False, None, "no"),
    )
    window = str(editing.window(where, {"body": "Dogs swim."}, brief, (doubt,)).to_dict())
    for said in (
        f"I could not find this in {place}.",
        f"not in {place}: Dogs",
        f"{capital} does not say this",
    ):
        assert said in window


def test_however_much_a_card_has_to_say_what_stands_nowhere_comes_first() -> None:
    claims = [*(stands(f"fact_{number}") for number in range(cards.LINES + 3)), DOUBT]
    card = shown(Kept("o", 1, body(claims)), Brief())
    assert "more" in card and card.index("*not in the catalogue:* Dogs") < card.index("from the catalogue (")


@pytest.mark.parametrize(
    ("brief", "worded", "offered"),
    [
        (Brief(), True, {"shorter", "bolder", "warmer"}),
        (Brief(length="short"), True, {"bolder", "warmer"}),
        (Brief(language="zh"), False, {"shorter"}),
        (Brief("help", steps=("Wipe.",)), False, set()),
    ],
)
def test_no_button_asks_for_what_changes_nothing(brief: Brief, worded: bool, offered: set[str]) -> None:
    card = shown(Kept("o", 1, body([])), brief, worded=worded)
    assert {change for change in cards.AGAIN if cards.again_action(change) in card} == offered


def test_a_file_names_the_products_without_copy_and_counts_the_others() -> None:
    products = {1: Product("A1", "Board"), 2: Product("A2", "Whisk")}
    empty = {**body([]), "warnings": ["No name."]}
    without = table.without(products, {1: body([stands("price")]), 2: empty})
    assert without == ["No copy for A2 (Whisk): No name."]
    said = table.summary(1, ["line 3: no id"], without)
    assert said.splitlines() == [
        "The copy for one product is in the file below.",
        *without,
        *said.splitlines()[2:],
    ]
    assert "one row" in said and "Every claim" not in said
    many = table.summary(2, [], without * (table.NAMED + 3))
    assert many.count("A2") == table.NAMED and many.endswith("… and 3 more")
