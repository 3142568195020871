"""The second checker of marketing copy: what it must doubt, and what nobody should."""

from __future__ import annotations

import random

import pytest

from benchmarks.copy_checker import doubts
from benchmarks.copy_planted import measure
from benchmarks.copy_planting import PLANTERS, plant
from benchmarks.copy_true import TrueCopy
from bot.domain.goods import Product

PAN = Product(
    "T-1",
    "Fennel Saucepan 18 cm",
    "cookware",
    64.5,
    "EUR",
    {
        "material": "three-ply steel, walnut handle",
        "size": "18 cm",
        "capacity": "1.9 l",
        "weight": "1.3 kg",
        "max_load": "4 kg",
        "lid": "included, glass",
        "induction": True,
        "dishwasher_safe": False,
        "warranty": "5 years",
        "made_in": "Austria",
    },
    "A saucepan for milk and sauces. The walnut handle is washed by hand.",
)
LAMP = Product(
    "T-2",
    "Moth Table Lamp",
    "lighting",
    40.0,
    "EUR",
    {"material": "brass", "colour": "gold", "bulbs": 2},
    "A lamp.",
)
TRUE = (
    "Milk in the morning, sauces at night: meet the Fennel saucepan. It holds 1.9 litres, works on induction "
    "and weighs 1.3 kg. The glass lid is included. Wash it by hand. The price is EUR 64.50, and it is "
    "made in Austria."
)


def kinds(text: str, allowed: tuple[str, ...] = ()) -> set[str]:
    return {doubt.kind for doubt in doubts(text, PAN, allowed)}


@pytest.mark.parametrize(
    "text",
    [
        TRUE,
        "Who is coming to dinner? Bring the Fennel home and choose your evening.",
        "Three-ply steel, a walnut handle, a warranty of 5 years.",
        "Please keep it out of the dishwasher.",
        "The Fennel Saucepan measures 18 cm.",
    ],
)
def test_true_copy_and_harmless_words_are_not_doubted(text: str) -> None:
    assert doubts(text, PAN) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The Fennel saucepan holds 2.4 litres.", "number"),
        ("It holds 1.9 kg.", "number"),
        ("It weighs 4 kg.", "number"),
        ("Yours for EUR 60.00.", "price"),
        ("Yours for USD 64.50.", "price"),
        ("Yours from EUR 64.50.", "price"),
        ("The Fennel saucepan, first made in 1954.", "number"),
        ("Meet the Fennel saucepan from Lindmark.", "name"),
        ("A copper saucepan.", "word"),
        ("In moss green.", "word"),
        ("It is made in Norway.", "name"),
        ("A cleaning brush is included.", "word"),
        ("It comes with a spoon.", "unfounded"),
        ("Also works on the beach.", "use"),
        ("Dinner is ready in minutes.", "effect"),
        ("The best saucepan.", "comparison"),
        ("It never lets you down.", "absolute"),
        ("It is good for your heart.", "health"),
        ("It is kind to the planet.", "word"),
        ("It lasts.", "effect"),
        ("It comes with a lifetime guarantee.", "warranty"),
        ("Delivered by tomorrow.", "shipping"),
        ("Change your mind whenever you like.", "return"),
        ("Half price this week.", "discount"),
        ("Do not wait.", "urgency"),
        ("Everybody wants one.", "social proof"),
        ("It goes in the dishwasher.", "polarity"),
        ("It does not work on induction.", "polarity"),
        ("The glass lid is not included.", "polarity"),
        ("It comes without a lid.", "polarity"),
        ("A steel lid and a glass handle.", "misjoined"),
    ],
)
def test_each_kind_of_invention_is_doubted(text: str, kind: str) -> None:
    assert kind in kinds(text)


def test_a_doubt_names_its_sentence_and_phrase() -> None:
    found = doubts(f"{TRUE} It is made in Norway.", PAN)
    assert {(doubt.sentence, doubt.phrase) for doubt in found} == {("It is made in Norway.", "Norway")}


def test_lines_that_are_allowed_may_be_said_and_used() -> None:
    legal = "Prices include VAT."
    assert doubts(legal, PAN)
    assert not doubts(legal, PAN, (legal,))
    assert kinds("You bought the Quince kettle on 2026-03-14.") >= {"name"}
    assert not kinds("You bought the Quince kettle.", ("bought: Quince kettle",))


def test_the_allowed_line_does_not_let_its_neighbours_through() -> None:
    assert doubts("Prices include VAT. Prices fall today.", PAN, ("Prices include VAT.",))


@pytest.mark.parametrize(
    ("description", "text", "kind"),
    [
        ("It charges in 3 hours and shines for 12 hours.", "It shines for 3 hours.", "moved"),
        ("The lid is washable, the jar is not.", "The jar is washable.", "moved"),
        ("Seat of canvas, legs of ash.", "The seat is ash.", "moved"),
        ("Contains milk. May contain traces of nuts.", "Contains nuts.", "reserve"),
        ("Unlike wool, it does not itch.", "A wool lamp.", "reserve"),
    ],
)
def test_true_words_moved_or_without_their_reserve_are_doubted(
    description: str, text: str, kind: str
) -> None:
    product = Product("T-3", "Moth Table Lamp", "lighting", description=description)
    assert kind in {doubt.kind for doubt in doubts(text, product)}
    assert not {doubt.kind for doubt in doubts(description, product)} & {"moved", "reserve"}


@pytest.mark.parametrize("kind", PLANTERS)
def test_planting_is_seeded_and_changes_the_text(kind: str) -> None:
    base = TrueCopy(TRUE, PAN, (LAMP,))
    made = [plant(kind, base, random.Random(seed)) for seed in range(20)]
    assert made == [plant(kind, base, random.Random(seed)) for seed in range(20)]
    assert all(text is None or text != TRUE for text in made)


def test_most_kinds_find_a_place_in_an_ordinary_copy() -> None:
    base = TrueCopy(TRUE, PAN, (LAMP,))
    placed = {kind for kind in PLANTERS if any(plant(kind, base, random.Random(seed)) for seed in range(20))}
    assert len(placed) >= 30


def test_the_measure_counts_what_each_checker_and_all_of_them_miss() -> None:
    copies = [TrueCopy(TRUE, PAN, (LAMP,))]
    result = measure(copies, {"asleep": lambda *_: True, "strict": lambda *_: False}, 5, 0)
    assert result["asleep"]["missed"]["all"]["share"] == 1.0
    assert result["strict"]["missed"]["all"]["share"] == 0.0
    assert result["missed_by_all_checkers"]["all"]["share"] == 0.0
    assert result["strict"]["false_alarms"]["sentences"]["share"] == 1.0
    assert result["asleep"]["false_alarms"]["copies"]["share"] == 0.0
