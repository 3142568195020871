"""Who does what, when, and what is listed: as the facts have it, though every word be theirs."""

from __future__ import annotations

import pytest

from bot.copywriting import facts, ledger
from bot.domain.goods import Product, Value


def why(description: str, sentence: str, **attributes: Value) -> str:
    product = Product("P", "Gull Stool", attributes=attributes, description=description)
    return ledger.check(sentence, facts.of_product(product)).why


LAMP = "A red lamp blinks while it charges, and it goes dark when the battery is full."


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        (LAMP, "A red lamp blinks after it charges."),
        (LAMP, "It goes dark while it charges."),
        (LAMP, "A red lamp blinks when the battery is full."),
        ("The glue is clear, and once hard it is waterproof.", "The glue is waterproof before it is hard."),
        ("Two clamps hold it steady while you paint.", "Two clamps hold it steady while you sit."),
        ("Oil the seat after every ten washes.", "Oil the seat before every wash."),
    ],
)
def test_a_condition_is_neither_turned_nor_moved_nor_replaced(description: str, sentence: str) -> None:
    assert why(description, sentence)


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        (LAMP, "While it charges, a red lamp blinks."),
        (LAMP, "It goes dark once the battery is full."),
        ("The glue is clear, and once hard it is waterproof.", "The glue is waterproof once it is hard."),
        ("Two clamps hold it steady while you paint.", "While you paint, two clamps hold it steady."),
    ],
)
def test_a_condition_may_be_said_in_another_order(description: str, sentence: str) -> None:
    assert not why(description, sentence)


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ("A stool for stage plays and film sets.", "It plays the film."),
        ("A stool for drum kits.", "Drum the stool."),
        ("The pump moves water through a clear hose.", "Water moves the clear hose."),
    ],
)
def test_a_noun_is_no_verb_and_an_object_no_subject(description: str, sentence: str) -> None:
    assert why(description, sentence)


def test_a_verb_of_the_facts_stays_one() -> None:
    assert not why("The clasp locks the seat at the push of a button.", "Push a button.")
    assert not why("The clasp locks the seat.", "The clasp locks the seat of the stool.")


def test_prose_is_listed_as_it_lists_itself() -> None:
    description = "With oat milk and pear juice. Good with walnuts, figs and cheese."
    assert why(description, "Oat, milk, pear and juice.")
    assert why(description, "Cheese, pear juice and figs.")
    assert not why(description, "Figs, walnuts and cheese.")
    assert not why(description, "Stoneware, rust, figs and cheese.", material="stoneware", colour="rust")


def test_what_an_attribute_says_of_a_part_is_not_said_of_the_whole() -> None:
    description = "A stool of ash. The cushion can be washed."
    assert why(description, "The stool can be washed at 30 °C.", cushion="removable, washable at 30 °C")
    assert not why(description, "The cushion can be washed at 30 °C.", cushion="removable, washable at 30 °C")


def test_a_counting_number_makes_no_joint_good() -> None:
    told = {"signed": "by the author", "characters": "six cousins"}
    assert why("Six cousins share one boat.", "Signed by six cousins.", **told)
    assert not why("Six cousins share one boat.", "Signed by the author.", **told)


def test_the_title_is_no_home_for_the_number_of_another_thing() -> None:
    description = "A stool for pianists from 150 cm. The drawer takes books up to 4 cm thick."
    assert why(description, "For pianists up to 4 cm thick.")


def test_the_bottle_holds_what_the_product_holds() -> None:
    assert not why("Glue in a glass bottle.", "The bottle holds 30 ml.", capacity="30 ml", bottle="glass")
