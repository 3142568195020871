"""Laws of the catalogue's own text: every sentence holds, reads like one, and the product is its subject."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import get_args

import pytest

from bot import catalogue, sentences, shops
from bot.copywriter import Copywriter
from bot.copywriting import composing, facts, leaning, planning, wording
from bot.copywriting.brand import BrandBook, Never
from bot.copywriting.channels import SHAPES, fits
from bot.copywriting.ledger import check_all
from bot.copywriting.mending import Mender
from bot.copywriting.naming import shortened
from bot.copywriting.speaking import speak
from bot.domain import Brief, Channel, Fact, Product
from bot.engines import EchoEngine
from bot.settings import data_folder

POT = Product(
    "P-1",
    "Oakfire Casserole",
    "cookware",
    119.0,
    "EUR",
    {
        "material": "enamelled cast iron",
        "made_in": "France",
        "capacity": "4.2 l",
        "weight": "5.4 kg",
        "dishwasher_safe": True,
        "microwave_safe": False,
        "lid": "included",
        "base": "flat",
    },
    "A casserole for stews. It keeps warm on the table.",
)
SOLD = [
    product
    for shop in shops.names()
    for product in catalogue.read(data_folder() / shop / "products.jsonl").products.values()
]


def told(product: Product, seed: int = 0) -> str:
    known = facts.of_product(product)
    units = composing.composed(known, [fact for fact in known if fact.id not in ("title", "category")], seed)
    return " ".join(claim.text for unit in units for claim in unit)


def write(product: Product, channel: Channel, seed: int = 0, **book: object) -> Copywriter:
    return Copywriter(EchoEngine([""] * 9, ["copy"]), "copy", "Fernhill", BrandBook.model_validate(book))


@pytest.mark.parametrize("channel", get_args(Channel))
def test_every_built_text_of_the_demo_shops_holds_and_fits(channel: Channel) -> None:
    for seed, product in enumerate(SOLD):
        writer = write(product, channel)
        for copy in writer.write(Brief("ad", channel, product), 1, seed).copies:
            known = facts.of_product(product)
            for part in copy.parts:
                assert fits(part, channel)
                refused = [claim for claim in check_all(part.text, known) if not claim.supported]
                assert not refused or part.name == "head", refused
            assert set(product.title.split()) & set(re.findall(r"[^\s.,]+", copy.text)), copy.text


def test_every_product_has_its_own_text_everywhere_and_a_true_head_where_there_is_one() -> None:
    for product, channel in itertools.product(SOLD, get_args(Channel)):
        [copy] = write(product, channel).write(Brief("ad", channel, product), 1).copies
        assert copy.built and copy.text
        name = shortened(product.title, SHAPES[channel].head) if SHAPES[channel].head else ""
        assert not name or copy.parts[0].text == name


def test_facts_are_put_together_with_the_product_as_their_subject() -> None:
    texts = {told(POT, seed) for seed in range(12)}
    assert len(texts) > 3
    for text in texts:
        assert re.search(r"made (?:in France of enamelled cast iron|of enamelled cast iron in France)", text)
        assert " is dishwasher safe. It is not microwave safe." in text
        assert "holds 4.2 l" in text and "weighs 5.4 kg" in text
        assert "A casserole for stews. It keeps warm on the table." in text, "prose is quoted as it is"
        assert text.endswith("The lid is included and the base is flat."), "parts come last"
        assert "Oakfire Casserole" in sentences.split(text)[0]


def test_after_prose_no_pronoun_could_mean_a_part() -> None:
    for product in SOLD:
        prose = {fact.value for fact in facts.of_product(product) if facts.is_prose(fact)}
        for before, after in itertools.pairwise(sentences.split(told(product))):
            if before in prose and after not in prose:
                assert not after.startswith(("It ", "They ")), (before, after)


@pytest.mark.parametrize(
    ("title", "prose", "begins"),
    [
        ("Skerry Wool Socks", "Two pairs of thick socks.", "The Skerry Wool Socks weigh 2 kg."),
        ("Atlas", "", "The Atlas weighs 2 kg."),
        ("Pedalwerk Kids 16", "A first bike.", "The Pedalwerk Kids 16 weighs 2 kg."),
        ("The Good Pan", "", "The Good Pan weighs 2 kg."),
    ],
)
def test_subject_and_verb_agree(title: str, prose: str, begins: str) -> None:
    product = Product("P", title, attributes={"weight": "2 kg"}, description=prose)
    assert any(begins in told(product, seed) for seed in range(6))


def test_a_figure_of_the_name_is_not_told_again_unless_it_is_asked_for() -> None:
    pan = Product("P", "Pan 24 cm", attributes={"size": "24 cm", "weight": "2 kg"})
    assert "measures" not in told(pan)
    known = facts.of_product(pan)
    assert "measures 24 cm" in str(composing.composed(known, known[1:], 0, ("size",)))


def test_what_is_ambiguous_stays_a_line() -> None:
    for name, value in (
        ("material", "oak, steel lid"),
        ("capacity", "2 l each"),
        ("pieces", "4"),
        ("x", "y. Z"),
    ):
        assert wording.said(Fact(name, name, value)) is None


def test_a_sentence_stays_with_those_that_it_leans_on() -> None:
    texts = ["Bring us your pan.", "Each one gets EUR 5 off.", "It must be cast iron.", "We close at six."]
    known = (
        Fact("title", "title", ""),
        *(Fact(f"source.{n}", "source", text) for n, text in enumerate(texts)),
    )
    [unit] = composing.passages([known[3]], known)
    assert [claim.text for claim in unit] == texts[:3]
    assert [leaning.leans(text) for text in texts] == [False, True, True, False]


def test_a_product_whose_name_may_not_be_said_has_no_text_that_speaks_of_it() -> None:
    brand = BrandBook(never=(Never(claim="包邮", why="it depends", language="zh"),)).spoken("en")
    brief = Brief(product=replace(POT, title="包邮 Oakfire Casserole"), channel="page")
    known = facts.of_brief(brief)
    chosen = planning.plan(brief, known, 0, planning.PLAIN)
    assert not speak(Mender(brief, known, brand), chosen, 0).text


def test_a_claim_is_not_hidden_by_full_stops() -> None:
    brand = BrandBook(never=(Never(claim="摔不碎", why="glass breaks", language="zh"),)).spoken("en")
    brief = Brief(product=replace(POT, title="摔.不.碎 Oakfire Casserole"), channel="search_ad")
    known = facts.of_brief(brief)
    mender = Mender(brief, known, brand)
    assert "碎" not in mender.mend("Casserole\n摔.不.碎 Oakfire Casserole. It weighs 5.4 kg.", ()).text
    assert brand.refused("It is 摔.不.碎.") and not brand.refused("不摔。不碎")
    made = speak(mender, planning.plan(brief, known, 0, planning.PLAIN), 0)
    assert "碎" not in made.text
