"""What the model writes is written as the catalogue writes it; verbs and the thing itself may bend."""

from __future__ import annotations

import pytest

from bot.copywriting import facts
from bot.copywriting.framing import objection
from bot.domain import Fact, Product

EARRING = Product(
    "E-1",
    "Green Oval Earring 13 Pro",
    "jewellery",
    24.99,
    "USD",
    {"weight": "8.2 g", "settings": "2", "burr_warranty": "2 years"},
    "A stylish option for small kitchens. It fits a small box.",
)


def known(product: Product = EARRING) -> tuple[Fact, ...]:
    return facts.of_product(product)


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("The Green Oval Earing costs USD 24.99.", "Earing"),
        ("The stylish options for small kitchens.", "options"),
        ("A stylish option for small kitchen.", "kitchen"),
        ("A Stylish option for small kitchens.", "Stylish"),
        ("It has a Burr warranty of 2 years.", "Burr"),
        ("The Green Oval Earring 13Pro costs USD 24.99.", "13Pro"),
        ("The earring weighs 8.2g.", "8.2g"),
        ("The earrings costs USD 24.99.", "earrings costs"),
        ("The earring weigh 8.2 g.", "earring weigh"),
    ],
)
def test_a_word_is_written_as_the_facts_write_it(text: str, odd: str) -> None:
    assert objection(text, known()) == f"it is not written so: '{odd}'"


@pytest.mark.parametrize(
    "text",
    [
        "The Green Oval Earring weighs 8.2 g.",
        "The earring costs USD 24.99.",
        "The earrings cost USD 24.99.",
        "A stylish option for small kitchens.",
        "It has a burr warranty of 2 years.",
    ],
)
def test_verbs_and_the_thing_itself_may_bend(text: str) -> None:
    assert not objection(text, known())


def test_a_name_is_not_cut_by_commas_that_it_does_not_have() -> None:
    watch = Product("W-1", "Brown Leather Belt Watch", "watches", 89.99, "USD", {"weight": "90 g"}, "")
    assert objection("Brown leather, watch.", known(watch))
    assert not objection("Brown leather watch.", known(watch))
