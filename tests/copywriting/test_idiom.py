"""What is true and nobody says is not shown either; what people do say is."""

from __future__ import annotations

import pytest

from bot.copywriting import facts
from bot.copywriting.framing import objection
from bot.domain import Fact, Product

PACK = Product(
    "P-1",
    "Eskdale Cup Set",
    "sets",
    49.0,
    "EUR",
    {
        "coating": "none",
        "pieces": "2",
        "settings": "40",
        "grind_settings": "14",
        "teeth": "12",
        "size": "42",
        "number_of_lids": "3",
        "warranty": "2 years",
        "motor_warranty": "18 months",
        "blade": "20 cm",
        "capacity": "1.2 l",
        "contents": "250 g",
        "set_of": "4",
        "for": "4 persons",
        "lid": "1 lid",
    },
    "Four coffees in one pack. It brews 6 pots, a 6 pots record. It grinds for 2 litres.",
)


def known() -> tuple[Fact, ...]:
    return facts.of_product(PACK)


@pytest.mark.parametrize(
    "text",
    [
        "The coating is none.",
        "It has a none coating.",
        "It has a coating of none.",
        "The lid is no.",
        "The pieces are 2.",
        "It has pieces of 2.",
        "The grind settings are 14, and it holds 1.2 l.",
        "The teeth are 12.",
        "The Eskdale Cup Set has a 40 settings and a 20 cm blade.",
        "It has a 14 grind settings.",
        "It has a 2 years.",
        "It has 14 grind setting.",
        "Four coffee in one pack.",
        "It has 18 month of motor warranty.",
        "It has a motor warranty of 18 month.",
        "It is for 4 person.",
        "It has 1 lids.",
    ],
)
def test_what_nobody_says_is_refused_by_name(text: str) -> None:
    assert objection(text, known()).startswith("nobody says it so: '")


@pytest.mark.parametrize(
    "text",
    [
        "Coating: none.",
        "Pieces: 2.",
        "It has 2 pieces and 40 settings.",
        "It has 14 grind settings.",
        "It has 12 teeth.",
        "The size is 42.",
        "The number of lids is 3.",
        "It holds 1.2 l.",
        "The contents are 250 g.",
        "It has a 2-year warranty.",
        "It has a 2 year warranty and an 18 month motor warranty.",
        "It has a 2 years warranty.",
        "It has a 20 cm blade.",
        "Set of 4.",
        "It is for 4 persons.",
        "Four coffees in one pack.",
        "It brews 6 pots, a 6 pots record.",
        "It costs EUR 49.00.",
    ],
)
def test_what_people_say_is_not(text: str) -> None:
    assert objection(text, known()) == ""


def test_what_the_catalogue_itself_writes_so_may_stay() -> None:
    lamp = Product(
        "P-2", "Second to None Lamp", "", None, "", {"for": "a 4 readers", "shades": "2"}, "Its shades are 2."
    )
    for text in ("The Second to None Lamp has 2 shades.", "It is for a 4 readers.", "Its shades are 2."):
        assert objection(text, facts.of_product(lamp)) == ""


def test_a_link_or_a_day_is_no_count() -> None:
    lamp = Product("P-3", "Tarn Lamp", "", None, "", {"website": "tarnlamps.com", "repairs": "Mondays"})
    assert "nobody" not in objection("The website is tarnlamps.com.", facts.of_product(lamp))
    assert "nobody" not in objection("It has a Monday.", facts.of_product(lamp))


def test_nobody_says_a_word_twice_in_one_breath_unless_the_catalogue_does() -> None:
    pen = (
        Fact("title", "title", "Heron Pen"),
        Fact("colour", "colour", "black"),
        Fact("nib_widths", "nib widths", "extra fine, fine, medium"),
        Fact("lid", "lid", "glass"),
        Fact("body", "body", "glass"),
    )
    assert "'Black in black'" in objection("Black, in black.", pen)
    assert not objection("Nib widths: extra fine, fine, medium.", pen)
    assert not objection("The lid is glass and the body is glass.", pen)
