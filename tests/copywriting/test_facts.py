"""Facts hold the words of their source, and of a customer no more than they agreed to."""

from __future__ import annotations

import pytest

from bot.copywriting import facts
from bot.domain.goods import Customer, Deed, Product

POT = Product(
    "P1",
    "Oakfire Pot 24 cm",
    "cookware",
    49.9,
    "EUR",
    {"material": "cast iron", "dishwasher_safe": False, "pieces": 2, "size": 24.5},
    "A pot for stews. Wash it by hand.",
)


def test_a_product_becomes_numbered_facts() -> None:
    found = {fact.id: (fact.label, fact.value) for fact in facts.of_product(POT)}
    assert found == {
        "title": ("title", "Oakfire Pot 24 cm"),
        "category": ("category", "cookware"),
        "price": ("price", "EUR 49.90"),
        "material": ("material", "cast iron"),
        "dishwasher_safe": ("dishwasher safe", "no"),
        "pieces": ("pieces", "2"),
        "size": ("size", "24.5"),
        "description.1": ("description", "A pot for stews."),
        "description.2": ("description", "Wash it by hand."),
    }


@pytest.mark.parametrize(
    ("consent", "ids"),
    [
        ((), []),
        (("purchases",), ["bought.1"]),
        (("browsing",), ["viewed.1"]),
        (("purchases", "browsing"), ["bought.1", "viewed.1"]),
    ],
)
def test_consent_decides_what_is_seen_of_a_customer(consent: tuple[str, ...], ids: list[str]) -> None:
    bought, viewed = Deed("P1", "Oakfire Pot", "2026-03-14"), Deed("P2", "Tarn Carafe", "2026-04-01")
    customer = Customer("C1", "Ines", "en", consent, (bought,), (viewed,))
    assert [fact.id for fact in facts.of_customer(customer)] == ids


def test_sources_and_steps_are_numbered() -> None:
    assert [fact.id for fact in facts.of_source("One. Two costs EUR 4.50. Three.")] == [
        "source.1",
        "source.2",
        "source.3",
    ]
    assert [(f.id, f.value) for f in facts.of_steps(["Open it. ", "", "Close it."])] == [
        ("step.1", "Open it."),
        ("step.2", "Close it."),
    ]
