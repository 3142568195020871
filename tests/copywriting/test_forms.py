"""A word keeps the form and the thing of its facts: no bent names, no part as large as the whole."""

from __future__ import annotations

import pytest

from bot.copywriting import facts
from bot.copywriting.ledger import check
from bot.domain import Fact, Product

LAMP = Product(
    "L-1",
    "Rookwell Balcony Lamp 30 cm",
    "lighting",
    129.0,
    "EUR",
    {
        "material": "porcelain, textile cable",
        "size": "30 cm",
        "weight": "1.7 kg",
        "cable": "1.8 m",
        "feet": "rubber",
        "hooks": "two",
        "bulb": "not included",
        "finish": "pre-treated with wax",
        "made_in": "Germany",
    },
    "A porcelain shade on a textile cable. The cable is 1.8 m long and the hooks are included.",
)


def known() -> tuple[Fact, ...]:
    return facts.of_product(LAMP)


@pytest.mark.parametrize(
    "text",
    [
        "The lamp is made in Germany and measures 30 cm.",
        "The cable is 1.8 m long, and the lamp weighs 1.7 kg.",
        "The bulb is not included.",
        "It comes pre-treated with wax.",
        "The hooks are included.",
    ],
)
def test_what_the_facts_say_stands(text: str) -> None:
    assert check(text, known()).supported, check(text, known()).why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The cable is 1.8 m long and measures 30 cm.", "of 'cable'"),
        ("The cable weighs 1.7 kg.", "cable"),
        ("The shade is rubber, and the lamp weighs 1.7 kg.", "rubber"),
        ("Not included.", "nobody can say what"),
        ("Included.", "nobody can say what"),
        ("The Rookwells are made in Germany.", "bends the product's name"),
        ("The Rookwell Balconies are made in Germany.", "bends the product's name"),
        ("The Rookwell BalconY lamp is made in Germany.", "written 'BalconY'"),
        ("It comes pre-treating with wax.", "not 'treating'"),
        ("The lamp has a hooks.", "one and many"),
        ("The plan is made in Germany.", "no fact speaks of a 'plan'"),
        ("Lined with textile.", "Lined"),
    ],
)
def test_what_is_bent_or_given_to_another_thing_does_not(text: str, why: str) -> None:
    verdict = check(text, known())
    assert not verdict.supported
    assert why in verdict.why


def test_the_cover_is_not_of_what_closes_it() -> None:
    cover = Product(
        "C-1", "Saltmere Cover", "textiles", None, "", {}, "A cover for beds. Wooden buttons close the cover."
    )
    assert not check("The cover is made of wooden buttons.", facts.of_product(cover)).supported
    board = Product("B-1", "Saltmere Board", "kitchen", None, "", {}, "A solid oak board for bread.")
    assert check("A board of solid oak.", facts.of_product(board)).supported


def test_what_is_done_to_a_thing_is_not_what_it_does() -> None:
    pen = (
        Fact("title", "title", "Maple Twist Ballpoint"),
        Fact(
            "description.1", "description", "A twist ballpoint turned from oiled maple, with a filled tank."
        ),
    )
    assert check("A twist ballpoint turned from oiled maple.", pen).supported
    for text in ("The twist ballpoint turns from oiled maple.", "A ballpoint with oils of maple."):
        assert not check(text, pen).supported
