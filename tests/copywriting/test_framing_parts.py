"""A stranger's attacks on the frames: what is a part's, what a name stands for, what a limit is of."""

from __future__ import annotations

import pytest

from bot import catalogue, shops
from bot.copywriting import facts
from bot.copywriting.framing import objection
from bot.domain import Product
from bot.settings import data_folder

SHOP = {row["id"]: row for row in shops.rows(data_folder() / "fernhill" / "products.jsonl")}
KETTLE = Product(
    "K-1",
    "Eskdale Kettle",
    "kettles",
    49.0,
    "EUR",
    {"material": "steel", "lid": "glass", "handle": "oak", "colour": "blue", "made_in": "France"},
    "The handle is oak. It stays cool to the touch. This lid is glass.",
)


def invented(title: str, prose: str = "", **attributes: str) -> Product:
    return Product("X-1", title, "", 49.0, "EUR", attributes, prose)


@pytest.mark.parametrize(
    ("product", "text"),
    [
        ("FH-1037", "The saucer is included and has a drainage hole."),
        ("FH-1042", "The top carries up to 30 kg and weighs 6.7 kg."),
        ("FH-1038", "The rose is removable, made of galvanised steel."),
        ("FH-1040", "The blade is replaceable, 21 cm long."),
        ("FH-1020", "The Tarn Wine costs EUR 48.00."),
        ("FH-1034", "The Saltway Duvet costs EUR 119.00."),
        ("FH-1024", "The Pipit Plate costs EUR 24.50."),
        ("FH-1015", "Each costs EUR 52.00."),
    ],
)
def test_a_part_or_another_thing_gets_nothing_of_the_product(product: str, text: str) -> None:
    known = facts.of_product(catalogue.product_of(SHOP[product]))
    assert objection(text, known)


@pytest.mark.parametrize(
    "text",
    [
        "It has an oak handle, blue.",
        "Oak handle, made in France.",
        "A glass lid, EUR 49.00, made of steel.",
        "It is glass.",
        "The kettle stays cool to the touch.",
        "The lid is glass, and it costs EUR 49.00.",
    ],
)
def test_what_follows_a_part_is_not_said_of_the_product(text: str) -> None:
    assert objection(text, facts.of_product(KETTLE))


@pytest.mark.parametrize(
    "text", ["It is made of steel in France, and the lid is glass.", "Blue, made of steel."]
)
def test_the_product_may_be_followed_by_its_part(text: str) -> None:
    assert objection(text, facts.of_product(KETTLE)) == ""


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("iPhone 15 Case", "The iPhone 15"),
        ("Diamond Ring Box", "The Diamond Ring"),
        ("Toy Car Garage", "The Garage"),
        ("Imitation Leather Bag", "The leather bag"),
        ("Espresso Machine with Grinder", "The Espresso Grinder"),
        ("Plate and Cup Set", "The plate"),
        ("Oppo F19 Pro Plus", "The Oppo F19 Pro"),
        ("Amazon Echo Plus", "The Amazon Echo"),
        ("Realme X", "The Realme"),
    ],
)
def test_a_name_is_not_shortened_to_another_thing(title: str, name: str) -> None:
    assert objection(f"{name} costs EUR 49.00.", facts.of_product(invented(title)))
    assert objection(f"The {title} costs EUR 49.00.", facts.of_product(invented(title))) == ""


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ({"warranty": "5 years, frame alone"}, "It has a warranty of 5 years."),
        ({"water_resistance": "IP67, screen alone"}, "It has a water resistance of IP67."),
        ({"charger": "20 W, sold apart"}, "It has a charger of 20 W."),
        ({"material": "oak, veneer on chipboard"}, "Made of oak."),
        ({"material": "70% wool, 30% cotton"}, "It is made of 70% wool."),
    ],
)
def test_a_limit_stays_with_its_value(attributes: dict[str, str], text: str) -> None:
    assert objection(text, facts.of_product(invented("Tarn Lamp", **attributes)))


@pytest.mark.parametrize(
    ("prose", "text"),
    [
        ("It is waterproof with the cap on.", "It is waterproof."),
        ("It is light for a torch.", "It is light."),
        ("Delivery is free for orders over EUR 50.", "Delivery is free."),
        ("One matching glass lid, sold separately, fits it.", "It has one matching glass lid."),
        ("A neoprene pouch is included.", "It is a neoprene pouch is included."),
        (
            "It comes with a loose tea of peppermint, fennel and mint.",
            "It comes with a loose tea of peppermint.",
        ),
    ],
)
def test_prose_is_not_cut_where_its_sense_goes_on(prose: str, text: str) -> None:
    assert objection(text, facts.of_product(invented("Tarn Lamp", prose)))
    assert objection(prose, facts.of_product(invented("Tarn Lamp", prose))) == ""


def test_a_no_does_not_reach_over_a_list() -> None:
    lamp = invented("Tarn Lamp", dishwasher_safe="no", oven_safe="yes")
    assert objection("It is not dishwasher safe, oven safe.", facts.of_product(lamp))
    assert objection("Not dishwasher safe, oven safe.", facts.of_product(lamp))
    assert objection("It is oven safe, but not dishwasher safe.", facts.of_product(lamp)) == ""


def test_a_scene_says_of_nothing_what_it_is_made_of() -> None:
    known = facts.of_product(KETTLE)
    assert objection("Cuts of lemon.", known) and not objection("Your morning can wait.", known)
