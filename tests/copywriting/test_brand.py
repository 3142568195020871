"""Laws of the brand book: what it forbids is not said, what it demands is, and what has no room is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.copywriter import Copywriter
from bot.copywriting import brand
from bot.copywriting.brand import BrandBook
from bot.copywriting.spellings import stands
from bot.domain import Brief, Customer, Deed, Part, Product
from bot.engines import EchoEngine
from bot.errors import BadInput

PAN = Product(
    "P-1",
    "Stillwater Frying Pan 24 cm",
    "cookware",
    69.0,
    "EUR",
    {"material": "steel", "weight": "1.2 kg", "dishwasher_safe": True, "warranty": "10 years"},
    "An uncoated pan for searing meat.",
)


def desk(*replies: str, **book: object) -> Copywriter:
    return Copywriter(EchoEngine(replies, ["copy"]), "copy", "Fernhill", BrandBook.model_validate(book))


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("scratch-proof", "It is Scratch proof.", True),
        ("scratch proof", "scratchproof", True),
        ("scratch-proof", "scratch\u2011proof", True),
        ("free delivery", "Free\n delivery!", True),
        ("can't break", "It can’t break.", True),
        ("deal", "ideal dealings", False),
        ("healthy", "unhealthy", False),
        ("终身保修", "本锅终身保修。", True),
        ("deal", "好deal！", True),
        ("--", "anything", False),
    ],
)
def test_a_phrase_stands_as_whole_words_hyphens_and_spaces_alike(phrase: str, text: str, there: bool) -> None:
    assert stands(phrase, text) is there


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("voise: calm", "voise: Extra inputs"),
        ("never: [{claim: x}]", "never.0.claim"),
        ("avoid: [{word: a, say: b}]\nemoji: perhaps", "avoid.0.say: .*\n.*emoji"),
        ("1: 2", "1: "),
        ("must_say: [{line: Hello, about: weight}]", "must_say.0.about"),
        ("must_say: [{line: Hello, channels: [fax]}]", "must_say.0.channels.0"),
        ("", "must hold keys"),
        ("voice: [", "is not YAML"),
    ],
)
def test_a_bad_brand_book_is_refused_and_says_why(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "brand.yaml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=says):
        brand.load(tmp_path / "brand.yaml")


def test_a_brand_book_of_another_encoding_or_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "brand.yaml").write_bytes(b"voice: caf\xe9")
    for name in ("brand.yaml", "nowhere.yaml"):
        with pytest.raises(BadInput, match="brand book"):
            brand.load(tmp_path / name)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, True),
        ({"categories": ["cookware"]}, True),
        ({"categories": ["lamps"]}, False),
        ({"products": ["P-1"]}, True),
        ({"products": ["P-2"]}, False),
        ({"channels": ["sms"]}, False),
        ({"channels": ["page"], "categories": ["lamps"]}, False),
        ({"about": "price"}, False),
    ],
)
def test_a_line_is_said_when_all_its_conditions_hold(rule: dict[str, object], said: bool) -> None:
    [copy] = (
        desk(
            "The Stillwater Frying Pan is made of steel and weighs 1.2 kg.",
            must_say=[{"line": "Mind the heat.", **rule}],
        )
        .write(Brief(product=PAN), 1)
        .copies
    )
    assert ("Mind the heat." in copy.text) is said


@pytest.mark.parametrize("price", ["EUR 69.00.", "It costs €69.", "It costs 69 euros."])
def test_a_price_in_any_spelling_needs_its_line(price: str) -> None:
    text = f"The Stillwater Frying Pan is made of steel. It weighs 1.2 kg. Dishwasher safe. {price}"
    writer = desk(text, must_say=[{"line": "Incl. VAT.", "about": "price"}])
    shown = writer.write(Brief(product=PAN), 1).copies[0].text
    assert shown.startswith(text) and shown.endswith(" Incl. VAT.")


def test_a_line_that_the_cut_takes_away_is_said_all_the_same() -> None:
    reply = "Made of steel. " * 1 + "An uncoated pan for searing meat. It weighs 1.2 kg. Dishwasher safe. "
    reply += "The Stillwater Frying Pan has a warranty of 10 years. Mind the heat of the pan. Mind the heat."
    writer = desk(reply, must_say=[{"line": "Mind the heat."}])
    [copy] = writer.write(Brief(product=PAN, channel="sms"), 1).copies
    assert "Mind the heat." in copy.text and len(copy.text) <= 160


def test_what_has_no_room_is_said_to_the_marketer() -> None:
    line = "Keep hot pans away from children."
    writer = desk("Steel", must_say=[{"line": line}])
    [copy] = writer.write(Brief(product=PAN, channel="poster", facts=("weight", "warranty")), 1).copies
    assert copy.text == "Weighs 1.2 kg"
    assert copy.warnings[0].startswith("Not ready to post") and line in copy.warnings[0]
    assert "No room to tell: warranty." in copy.warnings


def test_an_opening_gives_way_where_there_is_no_room_for_it() -> None:
    deeds = (Deed("P-2", "Oakfire Round Casserole 24 cm", "2026-03-14"),)
    brief = Brief(
        "recommendation", "search_ad", PAN, customer=Customer("C", "I", "en", ("purchases",), deeds)
    )
    writer = desk("Frying Pan\nAn uncoated pan for searing meat.")
    assert writer.write(brief, 1).copies[0].parts[1].text == "An uncoated pan for searing meat."


def test_a_head_that_was_replaced_leaves_no_claim_behind() -> None:
    [copy] = (
        desk("The uncoated Stillwater Frying Pan of steel for meat\nMade of steel.")
        .write(Brief(product=PAN, channel="search_ad"), 1)
        .copies
    )
    assert copy.parts[0] == Part("head", PAN.title)
    assert [claim.text for claim in copy.claims][:2] == [PAN.title, "Made of steel."]
    assert all(claim.text in copy.text for claim in copy.claims)


def test_a_fact_that_is_told_already_is_not_told_twice() -> None:
    told = "The Stillwater Frying Pan is made of steel and weighs 1.2 kg. It is dishwasher safe."
    [copy] = desk(told).write(Brief(product=PAN, facts=("weight",)), 1).copies
    assert copy.text.startswith(told) and copy.text.count("1.2 kg") == copy.text.count("dishwasher") == 1


def test_a_keyword_is_a_word_and_no_piece_of_one() -> None:
    [copy] = desk("Made of steel. An uncoated pan.").write(Brief(product=PAN, keywords=("coat",)), 1).copies
    assert "The keyword 'coat' is not in it." in copy.warnings
