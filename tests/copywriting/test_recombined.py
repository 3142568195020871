"""What one fact says of two things a copy does not exchange; it may shorten what it says."""

from __future__ import annotations

import pytest

from bot.copywriting import facts, ledger
from bot.copywriting.ledger.reading import read
from bot.copywriting.ledger.statements import cut
from bot.domain.goods import Product


def why(description: str, sentence: str, title: str = "Gull Stool") -> str:
    return ledger.check(sentence, facts.of_product(Product("P", title, description=description))).why


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        # a number and what it is said of
        ("It charges in 3 hours and shines for 12 hours.", "It shines for 3 hours."),
        ("It charges in 3 hours and shines for 12 hours.", "It charges in 12 hours."),
        ("Holds 2 l cold or 1.5 l hot.", "Holds 2 l hot."),
        ("For children from 3 years; the straps fit adults up to 100 kg.", "For adults from 3 years."),
        (
            "It is safe for the oven up to 200 °C and for the freezer.",
            "It is safe for the freezer up to 200 °C.",
        ),
        # a verb or preposition and its object
        ("Designed in Denmark, made in China.", "Made in Denmark."),
        ("Designed in Denmark, made in China.", "Designed in China."),
        ("Handmade in Spain from leather of Italy.", "Handmade in Italy."),
        ("Made in Portugal for cooks in France.", "Made in France."),
        ("On cream paper it leans toward wine, on white paper toward plum.", "On white paper toward wine."),
        ("The liner may be washed at 40 °C.", "The stool may be washed at 40 °C."),
        # a quality and its part
        ("Seat of canvas, legs of ash.", "The seat is made of ash."),
        ("Seat of canvas, legs of ash.", "The stool is made of ash."),
        ("A clay pot with a drainage hole and a saucer.", "A clay saucer."),
        ("The oil is organic, the jar is recycled glass.", "The jar is organic."),
        # denied of one part, hedged or contrasted
        ("The lid is dishwasher safe, the stool is not.", "Dishwasher safe."),
        ("Contains milk. May contain traces of nuts.", "Contains nuts."),
        ("Contains milk. May contain traces of nuts.", "May contain milk."),
        ("Unlike wool, it does not itch.", "It is wool."),
        ("Replaces plastic bags.", "It is plastic."),
        ("All parts except the motor are dishwasher safe.", "The motor is dishwasher safe."),
    ],
)
def test_words_of_one_fact_are_not_joined_anew(description: str, sentence: str) -> None:
    assert why(description, sentence)


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ("Six tins with cumin, coriander and turmeric.", "Six tins with cumin and turmeric."),
        ("It charges in 3 hours and shines for 12 hours.", "It shines for 12 hours."),
        ("Holds 2 l cold or 1.5 l hot.", "Holds 1.5 l hot."),
        ("Seat of canvas, legs of ash.", "Legs of ash, a seat of canvas."),
        ("A stool with two legs that folds flat to 4 cm.", "It folds flat to 4 cm."),
        ("Springs and split pins are included.", "Split pins are included."),
        ("A waffle towel, 33 cm long, for hot trays and pots.", "A towel for hot pots."),
        ("Contains milk. May contain traces of nuts.", "May contain traces of nuts."),
    ],
)
def test_a_fact_may_be_shortened(description: str, sentence: str) -> None:
    assert not why(description, sentence)


def test_a_list_is_one_statement_and_two_verbs_are_two() -> None:
    assert len(cut(read("A tin for soup, pasta and stock."))) == 1
    first, second = cut(read("The lamp charges in 3 hours and shines for 12 hours."))
    assert "3 hour" in first.keys and "3 hour" not in second.keys
    assert "lamp" in first.keys & second.keys
