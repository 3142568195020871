"""What a sentence ties together one fact ties together, or it is tied to the product as its sort allows."""

from __future__ import annotations

import pytest

from bot import catalogue, shops
from bot.copywriting import building, facts, ledger
from bot.domain.goods import Fact, Product
from bot.settings import data_folder

PAN = Product(
    "P1",
    "Stillwater Frying Pan 24 cm",
    "cookware",
    69.0,
    "EUR",
    {
        "material": "three-ply stainless steel, beech handle",
        "size": "24 cm",
        "weight": "1.2 kg",
        "lid": "included, glass with steam vent",
        "dishwasher_safe": True,
        "warranty": "10 years",
        "made_in": "Italy",
    },
    "An uncoated pan for searing meat and frying fish. The steel works on induction and may go in the "
    "dishwasher. The glass lid has a steam vent.",
)
BAG = Product(
    "P2",
    "Millgate Roll-Top Pannier 20 l",
    "bags",
    attributes={"capacity": "20 l", "material": "coated polyester, welded seams", "colour": "mustard"},
    description="A waterproof pannier with welded seams and a roll-top. It has a shoulder strap and an inner "
    "pocket for a laptop.",
)
KNOWN = {"pan": facts.of_product(PAN), "bag": facts.of_product(BAG)}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("pan", "It is made in Italy and may go in the dishwasher."),
        ("pan", "A pan for meat and fish, made in Italy of stainless steel."),
        ("pan", "Stainless steel from Italy, 1.2 kg, with a warranty of 10 years."),
        ("pan", "The Stillwater pan has a lid with a steam vent."),
        ("pan", "A steam vent in the glass lid."),
        ("pan", "The handle is beech, and the lid is included."),
        ("bag", "A mustard pannier of coated polyester, with a pocket for a laptop."),
        ("bag", "20 l in mustard."),
    ],
)
def test_what_the_facts_join_may_be_joined(name: str, sentence: str) -> None:
    claim = ledger.check(sentence, KNOWN[name])
    assert claim.supported, claim.why


@pytest.mark.parametrize(
    ("name", "sentence", "both"),
    [
        ("pan", "It is made in Italy, in a dishwasher.", ("dishwasher", "in")),
        ("pan", "Made in Italy for the dishwasher.", ("dishwasher", "for")),
        ("pan", "Beech for the dishwasher.", ("Beech", "dishwasher")),
        ("pan", "Meat from Italy.", ("Meat", "Italy")),
        ("pan", "Fish with a steam vent.", ("Fish", "vent")),
        ("pan", "The meat may go in the dishwasher.", ("meat", "dishwasher")),
        ("pan", "The fish has a warranty of 10 years.", ("fish", "warranty")),
        ("pan", "A lid for frying fish.", ("lid", "fish")),
        ("pan", "Lid: 1.2 kg.", ("Lid", "1.2 kg")),
        ("bag", "A laptop with welded seams.", ("laptop", "seams")),
        ("bag", "A strap of 20 l.", ("strap", "20 l")),
        ("bag", "The laptop is waterproof.", ("laptop", "waterproof")),
    ],
)
def test_words_of_two_facts_are_not_joined(name: str, sentence: str, both: tuple[str, str]) -> None:
    claim = ledger.check(sentence, KNOWN[name])
    assert not claim.supported
    assert all(word in claim.why for word in both), claim.why


TRAINING = [name for name in shops.names() if shops.load(name).split == "train"]


@pytest.mark.parametrize("shop", TRAINING)
def test_the_ledger_lets_out_every_sentence_that_the_desk_builds(shop: str) -> None:
    for row in shops.rows(data_folder() / shop / "products.jsonl"):
        for product in filter(None, (catalogue.product_of(row), catalogue.chinese(row))):
            known = facts.of_product(product)
            for fact in known:
                said = building.sentence(fact, product.language)
                refused = [c for c in ledger.check_all(said, known, product.language) if not c.supported]
                assert not refused, refused


def test_a_line_of_the_catalogue_is_let_out_for_its_own_product_only() -> None:
    line = building.sentence(Fact("protection", "protection", "IP44"))
    assert line == "Protection: IP44."
    assert not ledger.check(line, KNOWN["pan"]).supported
    assert ledger.check("Weight: 1.2 kg.", KNOWN["pan"]).source == "weight"
