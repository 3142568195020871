"""Laws of what may not get lost: steps, limits, what a sentence leans on, and why one was refused."""

from __future__ import annotations

from typing import Any

import pytest

from bot.briefs import Reader
from bot.catalogue import Catalogue, product_of
from bot.copywriter import Copywriter
from bot.copywriting.brand import BrandBook
from bot.domain import Brief, Copies, Product
from bot.engines import EchoEngine
from bot.errors import BadInput

JACKET = Product(
    "LT-1",
    "Harbour Rain Jacket",
    "outerwear",
    129.0,
    "EUR",
    {"material": "recycled polyester", "weight": "410 g", "oven_safe_to": "250 °C", "waterproof": False},
    "A light jacket for wind and showers. The hood folds into the collar. Two zip pockets.",
)
READER = Reader(Catalogue({"LT-1": JACKET}))
STEPS = ["Unplug the lamp.", "Use only organic soap.", "Let it dry for 2 hours."]
OLD_PAN = "Bring us your old pan until 24 December. Each one gets EUR 5 off a new one. It must be cast iron."
HOSE = "The garden hose is 15 m long. It stands temperatures down to 5 °C. Do not use it for drinking water."


def desk(*replies: str, **book: object) -> Copywriter:
    return Copywriter(EchoEngine(replies, ["copy"]), "copy", "Tide", BrandBook.model_validate(book))


def write(row: dict[str, Any], *replies: str, **book: object) -> Copies:
    return desk(*(replies or ("", "")), **book).write(READER.brief_of(row), 1)


# Steps


def test_help_never_loses_a_step() -> None:
    book = {"never": [{"claim": "organic", "why": "not certified"}]}
    with pytest.raises(BadInput, match=r"Step 2, 'Use only organic soap.', may not be shown: .*'organic'"):
        write({"kind": "help", "topic": "Cleaning", "steps": STEPS}, **book)
    [copy] = write({"kind": "help", "topic": "Cleaning", "steps": STEPS}).copies
    assert copy.text.count("\n") == 2


def test_help_that_has_no_room_says_so() -> None:
    row = {"kind": "help", "topic": "Cleaning", "steps": ["Let it dry for two hours in the sun."] * 9}
    copies = write({**row, "channel": "sms"})
    assert not copies.copies and "room for all 9 steps in this channel" in copies.missing


# Limits, conditions, deadlines


def test_shorter_keeps_limits_conditions_and_deadlines_and_names_what_it_left_out() -> None:
    for seed in range(6):
        brief = Brief("rewrite", "page", source=OLD_PAN, change="shorter")
        [copy] = desk("", "").write(brief, 1, seed).copies
        assert "24 December" in copy.text and "must be cast iron" in copy.text
        source = f"Our shop is in Ghent. {HOSE} We like it. The hose is green."
        [copy] = desk("", "").write(Brief("rewrite", "page", source=source, change="shorter"), 1, seed).copies
        assert "Do not use it for drinking water." in copy.text and len(copy.text) < len(source)
        assert any(warning.startswith("Left out: '") for warning in copy.warnings)


def test_what_has_no_room_in_a_rewrite_is_named() -> None:
    [copy] = desk("", "").write(Brief("rewrite", "search_ad", topic="Hose", source=HOSE), 1).copies
    gone = [sentence for sentence in HOSE.split(". ") if sentence.rstrip(".") not in copy.text]
    assert gone and all(any(sentence in warning for warning in copy.warnings) for sentence in gone)


def test_a_topic_that_its_source_does_not_say_is_no_head() -> None:
    brief = Brief(
        "article",
        "email",
        topic="Our guarantee never ends",
        source="The guarantee is 5 years for private use and 2 years for restaurants.",
    )
    [copy] = desk("", "").write(brief, 1).copies
    assert "never ends" not in copy.text
    assert any(
        "'Our guarantee never ends' does not stand as its head" in warning for warning in copy.warnings
    )


SALE = "The sale begins. Lamps cost £20. Rugs are 2 m long. Tea is served. Bring a friend. Buy now."


def test_a_scrap_of_a_text_loses_to_its_own_sentences() -> None:
    brief = Brief("rewrite", "page", source=SALE, change="shorter")
    [copy] = desk("Buy now.", "Buy now.").write(brief, 1).copies
    assert copy.built and copy.text != "Buy now." and len(copy.text) < len(SALE)
    [copy] = desk("Lamps cost £20. Buy now.").write(brief, 1).copies
    assert not copy.built and copy.text == "Lamps cost £20. Buy now."


def test_a_scrap_stays_where_nothing_else_has_room() -> None:
    long = "Lamps cost £20 and rugs cost £30" + " and tea is served in the hall of the old mill" * 4
    source = " ".join(f"{long} on floor {number}." for number in range(1, 5))
    [copy] = desk("Lamps cost £20.").write(Brief("rewrite", "sms", source=source, change="shorter"), 1).copies
    assert copy.text == "Lamps cost £20." and not copy.built


# Briefs


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            {"kind": "rewrite", "product_id": "LT-1", "source": "We are closed."},
            "a rewrite does not read product",
        ),
        (
            {"kind": "article", "product_id": "LT-1", "topic": "x", "source": "y."},
            "an article does not read product",
        ),
        ({"kind": "help", "topic": "x", "steps": ["y"], "source": "z."}, "help does not read source"),
        ({"product_id": "LT-1", "source": "It is waterproof."}, "a product does not read source"),
        (
            {"kind": "ad", "product_id": "LT-1", "steps": ["a"], "topic": "b"},
            "an ad does not read topic and steps",
        ),
        (
            {"product_id": "LT-1", "facts": ["weight", "speed"]},
            "facts: unknown: speed; known: title, category",
        ),
    ],
)
def test_what_a_kind_does_not_read_is_refused(row: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        READER.brief_of(row)


@pytest.mark.parametrize("name", ["oven safe to", "Oven_safe_to", "OVEN SAFE TO", " oven  safe to "])
def test_a_fact_is_named_by_id_or_label(name: str) -> None:
    assert READER.brief_of({"product_id": "LT-1", "facts": [name]}).facts == ("oven_safe_to",)


# Thin texts


@pytest.mark.parametrize(
    "reply",
    [
        "A light jacket for wind and showers.",
        "Made of recycled polyester. Weighs 410 g. The hood folds into the collar. Two zip pockets.",
    ],
)
def test_a_thin_or_nameless_text_is_completed_from_the_catalogue(reply: str) -> None:
    [copy] = write({"product_id": "LT-1"}, reply.replace("Two", "With two"), reply).copies
    assert not copy.built and reply.split(".")[0] in copy.text
    assert "jacket" in copy.text.lower() and len(copy.told) > 4
    assert any(warning.startswith("Added from the catalogue: ") for warning in copy.warnings)


def test_a_text_that_tells_next_to_nothing_loses_to_the_catalogue() -> None:
    [copy] = write({"product_id": "LT-1"}, "Harbour. Grey.", "Harbour. Grey.").copies
    assert copy.built and "Harbour Rain Jacket" in copy.text


def test_a_thin_text_stays_where_the_catalogue_has_no_more_and_says_so() -> None:
    row = {"product": {"title": "Plain Mug", "attributes": {"colour": "grey"}}, "channel": "page"}
    [copy] = write(row, "Plain.", "Plain.").copies
    assert copy.built and "Plain Mug" in copy.text


def test_no_adjective_stands_for_a_thing() -> None:
    copies = write({"product_id": "LT-1", "channel": "social"}, "No waterproof.", "No waterproof.")
    assert "No waterproof" not in copies.copies[0].text
    assert {claim.text for claim in copies.rejected} == {"No waterproof."}


# What was refused


def test_each_refused_sentence_has_its_reason_even_where_nothing_is_left() -> None:
    copies = write({"product_id": "LT-1"}, "It is waterproof. It glows. It sings.", "It hums.")
    assert [claim.text for claim in copies.rejected] == [
        "It is waterproof.",
        "It glows.",
        "It sings.",
        "It hums.",
    ]
    assert all(claim.why and "nothing of it" not in claim.why for claim in copies.rejected)


# Short names


def test_a_product_may_have_a_short_name_of_its_own() -> None:
    row = {"id": "P", "title": "Artificial Olive Tree in a Terracotta Pot", "attributes": {"height": "90 cm"}}
    [copy] = desk("", "").write(Brief("ad", "search_ad", product_of(row)), 1).copies
    assert copy.parts[0].text == "90 cm high" and "Artificial Olive Tree" in copy.parts[1].text
    copies = desk("", "").write(Brief("ad", "push", product_of(row)), 1)
    assert copies.copies[0].parts[0].text == "" and any("no head" in w for w in copies.copies[0].warnings)
    assert "a short name of at most 40 characters (short_title)" in copies.missing
    named = product_of({**row, "short_title": "Artificial Olive Tree"})
    copies = desk("", "").write(Brief("ad", "search_ad", named), 1)
    assert copies.copies[0].parts[0].text == "Artificial Olive Tree"
    assert not any("short name" in missing for missing in copies.missing)
