"""What a model wrote is put together of whole facts, or it is not shown: no new orders of true words."""

from __future__ import annotations

import pytest

from bot.copywriting import facts
from bot.copywriting.brand import BrandBook
from bot.copywriting.framing import objection
from bot.copywriting.mending import Mender
from bot.domain import Brief, Fact, Product

GRINDER = Product(
    "G-1",
    "Eskdale Filter Grinder",
    "grinders",
    159.0,
    "GBP",
    {
        "material": "brushed steel",
        "weight": "2.4 kg",
        "colour": "oat",
        "made_in": "Italy",
        "settings": "40",
        "burrs": "steel, conical, 54 mm",
        "hopper": "250 g",
        "motor_warranty": "2 years",
        "dishwasher_safe": "no",
        "tray": "removable",
    },
    "An electric grinder for filter coffee. It has a timer, and a tray catches the grounds.",
)


def known() -> tuple[Fact, ...]:
    return facts.of_product(GRINDER)


@pytest.mark.parametrize(
    "text",
    [
        "The Eskdale Filter Grinder weighs 2.4 kg and has a motor warranty of 2 years.",
        "The Eskdale grinder is made of brushed steel in Italy and comes in oat.",
        "It has 40 settings. ",
        "Eskdale Filter Grinder: 40 settings, steel burrs.",
        "Made in Italy.",
        "Brushed steel, 2.4 kg.",
        "The Eskdale grinder, an electric grinder for filter coffee.",
        "The burrs are conical, and the tray is removable.",
        "An electric grinder for filter coffee.",
        "The Eskdale Filter Grinder is an electric grinder for filter coffee.",
        "It has a timer, and a tray catches the grounds.",
        "The grinder is not dishwasher safe.",
        "It costs GBP 159.00.",
        "Eskdale Filter Grinder",
    ],
)
def test_whole_facts_stand_in_many_frames(text: str) -> None:
    assert objection(text, known()) == ""


@pytest.mark.parametrize(
    "text",
    [
        "The settings are steel, conical, 54 mm.",
        "The grinder is 250 g.",
        "The grinder is made of oat.",
        "The timer is made in Italy.",
        "The tray weighs 2.4 kg.",
        "The hopper is a motor of 2 years.",
        "The grounds are electric.",
        "It has a timer of 250 g.",
        "The grinder is dishwasher safe.",
        "A tray catches the grinder.",
        "The steel is conical and the burrs are removable.",
        "The Grounds Grinder weighs 2.4 kg.",
    ],
)
def test_true_words_in_a_new_order_do_not(text: str) -> None:
    assert objection(text, known())


@pytest.mark.parametrize(
    ("prose", "cut"),
    [
        ("It goes in the oven, but only without its lid.", "It goes in the oven."),
        ("It is dishwasher safe with the lid off.", "It is dishwasher safe."),
        ("It is free of charge for members.", "It is free of charge."),
        ("It holds between two and three cups.", "It holds between two."),
    ],
)
def test_what_a_condition_follows_is_not_cut_off(prose: str, cut: str) -> None:
    product = Product("P-1", "Tarn Pan", "pans", None, "", {}, prose)
    assert objection(cut, facts.of_product(product))
    assert objection(prose, facts.of_product(product)) == ""


def test_an_item_is_not_torn_from_its_limit() -> None:
    product = Product(
        "P-1", "Tarn Pan", "pans", None, "", {"warranty": "2 years, handle only", "lids": "glass, steel"}
    )
    assert objection("It has a warranty of 2 years.", facts.of_product(product))
    assert objection("It has a warranty of 2 years, handle only.", facts.of_product(product)) == ""
    assert objection("The lids are glass.", facts.of_product(product)) == ""


@pytest.mark.parametrize(
    "text",
    [
        *("It has 40 settings.", "They have 40 settings."),
        *("It comes with 40 settings.", "They come with 40 settings."),
        *("It includes 40 settings.", "They include 40 settings."),
        *("It contains 40 settings.", "They contain 40 settings."),
        *("It features 40 settings.", "They feature 40 settings."),
        *("It offers 40 settings.", "They offer 40 settings."),
        *("It comes in oat.", "They come in oat."),
    ],
)
def test_a_verb_stands_in_both_numbers(text: str) -> None:
    assert objection(text, known()) == ""


def test_a_text_without_facts_is_left_to_the_ledger() -> None:
    assert objection("Good morning.", known()) == ""
    assert objection("Meet the Eskdale Filter Grinder.", known()) == ""
    assert objection("The grinder is held in a filter.", known())


def test_the_model_is_framed_and_people_are_not() -> None:
    """A marketer may write 'filter coffee, ground'; the ledger alone asks what people say."""
    text = "Steel and conical are the burrs."
    mender = Mender(Brief("product", "page", GRINDER), known(), BrandBook())
    assert mender.judge(text).supported
    mended = mender.mend(f"It weighs 2.4 kg. {text}", ())
    assert text not in mended.text
    assert [claim.text for claim in mended.rejected] == [text]
