"""Laws of where a text stands: what somebody gave is not said to be from the catalogue."""

from __future__ import annotations

import pytest

from bot.copywriting import sources
from bot.domain import Brief, Fact, Kind
from tests.copywriting.test_brand import desk

NOTICE = "The fair is in Ripon. It begins at 9 am on 4 October. Parking costs £4. Dogs may come along."


@pytest.mark.parametrize(
    ("kind", "found", "said"),
    [
        (
            "product",
            ["oven_safe_to", "description.2"],
            "the catalogue (oven safe to; description, sentence 2)",
        ),
        ("product", ["usb_port, material", "material"], "the catalogue (USB port; material)"),
        ("product", ["title", "brand book"], "the catalogue (title) and the brand book"),
        (
            "recommendation",
            ["bought.1", "viewed.2", "price"],
            "what the customer did and the catalogue (price)",
        ),
        ("rewrite", ["source.1"], "the text you gave, sentence 1"),
        ("article", ["title", "source.1", "source.3"], "your topic and the text you gave, sentences 1 and 3"),
        ("help", ["step.2"], "your step 2"),
        ("help", ["step.1", "step.2", "step.3"], "your steps 1, 2 and 3"),
        ("product", [], ""),
    ],
)
def test_each_source_has_its_own_words(kind: Kind, found: list[str], said: str) -> None:
    assert sources.where(found, kind) == said


def test_what_is_added_is_a_line_for_each_fact_of_the_catalogue_and_one_for_a_given_text() -> None:
    weight, price = Fact("weight", "weight", "1 kg"), Fact("price", "price", "EUR 3")
    assert sources.added([weight, price], "product") == [
        "Added from the catalogue: weight, price.",
    ]
    given = [Fact(f"source.{number}", "source", "A day.") for number in (1, 3)]
    assert sources.added(given, "rewrite") == ["Added from the text you gave, sentences 1 and 3."]
    assert sources.added([], "rewrite") == []


def test_a_rewrite_says_nothing_of_a_catalogue() -> None:
    brief = Brief("rewrite", source=NOTICE, keywords=("wok",))
    found = [copy for reply in ("Dogs may come along.", "") for copy in desk(reply).write(brief, 1).copies]
    said = [line for copy in found for line in (*copy.warnings, *copy.reasons)]
    assert "Added from the text you gave, sentences 1, 2 and 3." in said
    assert "put together from the text you gave" in said
    assert not [line for line in said if "catalogue" in line]


@pytest.mark.parametrize(
    ("kind", "said"),
    [("ad", "the catalogue"), ("article", "the text you gave"), ("help", "your list of steps")],
)
def test_where_there_is_no_text_it_is_said_what_could_not_be_told(kind: Kind, said: str) -> None:
    assert sources.nothing(kind).startswith(f"Nothing could be written that {said} holds")
