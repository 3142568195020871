"""An attribute in its own words is let out and told; a word of two attributes goes by its neighbour."""

from __future__ import annotations

import pytest

from bot.copywriting import building, facts, ledger, planning
from bot.copywriting.brand import BrandBook
from bot.copywriting.mending import Mender
from bot.domain import Brief
from bot.domain.goods import Customer, Deed, Product

SCREEN = Product(
    "P1",
    "Larkwell 58",
    "screens",
    attributes={
        "usb_port": False,
        "hdmi_ports": "2",
        "stand": "oak frame, black stand",
        "accessories": "remote control and european warranty",
        "for_field_recording": False,
        "utility": "studio recording",
        "water_resistant": False,
        "for_home_use": False,
    },
    description="A screen with a port for cables.",
)
KNOWN = facts.of_product(SCREEN)


@pytest.mark.parametrize("fact", KNOWN[2:-1], ids=lambda fact: fact.id)
def test_an_attribute_in_its_own_words_is_let_out_and_told(fact: facts.Fact) -> None:
    for sentence in (building.sentence(fact), f"{fact.label.capitalize()}: {fact.value}."):
        claim = ledger.check(sentence, KNOWN)
        assert claim.supported, claim
        assert fact in ledger.told(sentence, KNOWN)


@pytest.mark.parametrize(
    "sentence",
    [
        "Usb port: yes.",
        "Hdmi ports: 3.",
        "Accessories: remote control and warranty.",
        "Accessories: european warranty for life.",
        "Hdmi ports: no.",
    ],
)
def test_with_another_value_it_is_not(sentence: str) -> None:
    assert not ledger.check(sentence, KNOWN).supported
    assert not ledger.told(sentence, KNOWN)


@pytest.mark.parametrize(
    "sentence",
    [
        "It has 2 HDMI ports.",
        "It has no USB port.",
        "Not for home use.",
        "It has no USB port, and 2 HDMI ports.",
        "For studio recording, not for field recording.",
    ],
)
def test_a_word_of_two_attributes_is_said_of_the_one_beside_it(sentence: str) -> None:
    claim = ledger.check(sentence, KNOWN)
    assert claim.supported, claim


@pytest.mark.parametrize(
    "sentence",
    [
        "It has ports.",
        "It has a port for cables.",  # what an attribute denies, prose cannot affirm
        "It has a USB port.",
        "It has HDMI and USB ports.",
        "It has USB and HDMI ports.",
        "It has no ports.",
        "It has no HDMI ports.",
        "Made for recording.",
        "Made for field recording.",
        "Made for studio and field recording.",
        "A screen for your home.",  # a harmless word, where no attribute denies it
        "At home it has 2 HDMI ports.",
        "It holds no water.",
        "No water.",
    ],
)
def test_and_not_of_the_other(sentence: str) -> None:
    assert not ledger.check(sentence, KNOWN).supported


LAPTOP = Product(
    "P2",
    "Tern Coast 12",
    attributes={"design": "steel grey chassis, black tile keyboard", "warranty": "1 year international"},
)


def test_what_a_brief_names_is_told_whole_and_the_name_first() -> None:
    named = tuple(fact.id for fact in facts.of_product(LAPTOP))
    wanted = Brief(product=LAPTOP, facts=named)
    known = facts.of_brief(wanted)
    text = "The Tern Coast has a steel grey chassis."
    mended = Mender(wanted, known, BrandBook()).mend(text, planning.required(wanted, known))
    assert mended is not None
    assert [fact.id for fact in mended.added] == ["title", "design", "warranty"]
    assert mended.text.startswith("Tern Coast 12. The Tern Coast has")
    assert not Mender(wanted, known, BrandBook()).untold(mended.text, known)


def test_what_it_does_not_name_may_be_told_in_part() -> None:
    wanted = Brief(product=LAPTOP, keywords=("keyboard",))
    known = facts.of_brief(wanted)
    mended = Mender(wanted, known, BrandBook()).mend(
        "A black tile keyboard and a steel chassis.", planning.required(wanted, known)
    )
    assert mended is not None and not mended.added


def test_what_a_customer_did_is_no_text_to_quote() -> None:
    deeds = (Deed("P1", "Larkwell 58", "2026-03-14"),)
    done = facts.of_customer(Customer("C1", "Ines", consent=("purchases",), purchases=deeds))
    assert not ledger.check("Bought: Larkwell 58, 2026-03-14.", (*KNOWN, *done)).source


def test_what_was_added_is_told_however_the_text_is_cut() -> None:
    mender = Mender(Brief(product=SCREEN), KNOWN, BrandBook())
    asked = KNOWN[2:4]
    text = " ".join(building.sentence(fact) for fact in asked)  # '... no. 2 ...' looks like a number
    assert text == "USB port: no. 2 HDMI ports."
    assert not mender.untold(text, asked)
    assert mender.untold("Usb port: no.", asked) == asked[1:]
