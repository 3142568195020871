"""Laws of briefs: every bad field is named, each kind says what it needs, nothing is ignored in silence."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from bot.briefs import MOST, NO_CATALOGUE, Reader
from bot.catalogue import Catalogue
from bot.copywriter import Copywriter
from bot.copywriting.brand import BrandBook
from bot.copywriting.channels import HOME
from bot.domain import Customer, Deed, Kind, Product
from bot.domain.texts import Change
from bot.engines import EchoEngine
from bot.errors import BadInput

PAN = Product("P-1", "Plain Pan", "pans")
POT = Product("P-2", "Plain Pot", "pans")
INES = Customer("C-1", "Ines", "en", ("purchases",), (Deed("P-1", "Plain Pan", "2026-03-14"),))
SHY = Customer("C-2", "Anselm", "en", (), INES.purchases)
READER = Reader(
    Catalogue({"P-1": PAN, "P-2": POT}, (), {"P-1": Product("P-1", "平底锅", "pans", language="zh")}),
    {"C-1": INES, "C-2": SHY},
)


def why(**row: Any) -> str:
    with pytest.raises(BadInput) as caught:
        READER.brief_of(row)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({}, "the brief needs a product or a product_id"),
        ({"kind": "article", "topic": "Care"}, "an article needs a topic and a source"),
        ({"kind": "article", "source": "Dry it."}, "an article needs a topic and a source"),
        ({"kind": "help", "topic": "Care"}, "help needs a topic and steps"),
        ({"kind": "help", "steps": ["Dry it"]}, "help needs a topic and steps"),
        ({"kind": "rewrite"}, "a rewrite needs a source"),
        ({"kind": "recommendation", "product_id": "P-1"}, "a recommendation needs a customer_id"),
        ({"kind": "recommendation", "customer_id": "C-2"}, "nothing that this customer agreed to share"),
    ],
)
def test_a_kind_says_what_it_needs(row: dict[str, Any], says: str) -> None:
    assert says in why(**row)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("kind", "poem", "kind is 'poem'; known: product, ad"),
        ("channel", "fax", "channel is 'fax'; known: page"),
        ("tone", ["warm"], "tone is"),
        ("language", "de", "language is 'de'; known: en, zh"),
        ("length", "huge", "length is 'huge'"),
        ("change", "louder", "change is 'louder'; known: shorter"),
        ("audience", 7, "audience must be a text, not a number"),
        ("audience", "x" * 201, "audience has 201 characters, more than 200"),
        ("source", "x" * 8001, "source has 8,001 characters"),
        ("keywords", {"pan": 1}, "keywords must be a list of texts"),
        ("keywords", ["pan", 3], "keywords must be a list of texts"),
        ("keywords", ["x" * 201], "keywords has 201 characters"),
        ("facts", ["x"] * (MOST + 1), f"facts holds {MOST + 1} texts"),
        ("steps", 3, "steps must be a list"),
        ("product", "P-1", "product must be an object"),
        ("product", {"title": ""}, "title is missing"),
        ("product_id", "P-9", "no product 'P-9'"),
        ("customer_id", "C-9", "no customer of that customer_id"),
        ("tonne", "warm", "unknown: tonne; known: product,"),
    ],
)
def test_a_bad_field_is_named(field: str, value: object, says: str) -> None:
    row = {"product_id": "P-1", field: value}
    if field == "product":
        del row["product_id"]
    assert says in why(**row)


def test_all_bad_fields_are_named_at_once() -> None:
    said = why(product_id="P-9", channel="fax", tone=1, audience=2, keywords=3, tonne=4)
    assert all(name in said for name in ("P-9", "channel", "tone", "audience", "keywords", "tonne"))


@pytest.mark.parametrize(
    ("row", "meant"),
    [({"lenght": "long"}, "length"), ({"Tone": "warm"}, "tone"), ({"tone": "playfull"}, "playful")],
)
def test_what_is_misspelt_comes_with_what_may_have_been_meant(row: dict[str, str], meant: str) -> None:
    assert why(product_id="P-1", **row).endswith(f"; did you mean {meant!r}?")
    assert "did you mean" not in why(product_id="P-1", channel="fax")


def test_each_fault_has_a_line_of_its_own() -> None:
    said = why(product_id="P-9", channel="fax", lenght=4).splitlines()
    assert [line.split()[0] for line in said] == ["unknown:", "The", "channel"]


def test_without_a_catalogue_it_is_said_how_to_get_one() -> None:
    with pytest.raises(BadInput) as caught:
        Reader(Catalogue({})).brief_of({"product_id": "P-1"})
    assert str(caught.value) == NO_CATALOGUE and "SHOPKEEPER_CATALOGUE" in NO_CATALOGUE


def test_two_products_are_one_too_many() -> None:
    assert "not both" in why(product_id="P-1", product={"title": "Mug"})


def test_a_kind_has_a_home_and_a_channel_of_its_own_wins() -> None:
    assert set(HOME) == set(get_args(Kind))
    assert READER.brief_of({"product_id": "P-1", "kind": "poster"}).channel == "poster"
    assert READER.brief_of({"product_id": "P-1", "kind": "poster", "channel": "sms"}).channel == "sms"


def test_keywords_come_as_a_list_or_a_cell_and_each_once() -> None:
    for given in (["Pan", " pan ", "", "cast iron"], "Pan|pan||cast iron"):
        assert READER.brief_of({"product_id": "P-1", "keywords": given}).keywords == ("Pan", "cast iron")


def test_a_step_may_be_taken_twice() -> None:
    brief = READER.brief_of({"kind": "help", "topic": "Dry", "steps": ["Wipe it", "Wait", "Wipe it"]})
    assert brief.steps == ("Wipe it", "Wait", "Wipe it")


def test_the_language_is_the_products_unless_another_is_asked_for() -> None:
    assert READER.brief_of({"product_id": "P-1"}).language == "en"
    chinese = READER.brief_of({"product_id": "P-1", "language": "zh"})
    assert (chinese.language, chinese.product and chinese.product.title) == ("zh", "平底锅")
    assert READER.brief_of({"product": {"title": "素色杯"}}).language == "zh"
    assert "no text of 'P-2'" in why(product_id="P-2", language="zh")
    assert "the text is to be 'zh'" in why(product={"title": "Mug"}, language="zh")


def test_a_recommendation_finds_its_product_and_takes_one_that_is_named() -> None:
    found = READER.brief_of({"kind": "recommendation", "customer_id": "C-1"})
    assert found.product == POT and found.customer == INES
    named = READER.brief_of({"kind": "recommendation", "customer_id": "C-2", "product_id": "P-1"})
    assert named.product == PAN


def test_every_change_of_a_rewrite_is_heard_by_the_model() -> None:
    source = "Rinse the pan with warm water. Dry it at once. Rub it with oil. Store it in a dry place."

    def prompt(change: str) -> str:
        engine = EchoEngine(adapters=["copy"])
        row = {"kind": "rewrite", "source": source, "change": change, "tone": "playful"}
        Copywriter(engine, "copy", "Fernhill", BrandBook()).write(READER.brief_of(row), 1)
        return str(engine.prompts[0])

    changes = get_args(Change)
    assert len({prompt(change) for change in changes}) == len(changes)
    assert READER.brief_of({"kind": "rewrite", "source": source, "change": "warmer"}).tone == "warm"
