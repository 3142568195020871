"""Laws of the lines that must be said: in the copy's language, wherever there is room, and loudly missed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from bot import catalogue, shops
from bot.briefs import copy_json
from bot.copywriter import Copywriter
from bot.copywriting import brand
from bot.copywriting.brand import BrandBook, MustSay
from bot.copywriting.channels import fits
from bot.copywriting.editing import look_over
from bot.copywriting.ranking import best
from bot.domain import Brief, Channel, Copy, Part, Product
from bot.engines import EchoEngine
from bot.settings import data_folder
from tests.copywriting.test_brand import PAN, desk

LONG = "Mind the heat. " * 11 + "Really."
WOK = Product("P-2", "炒锅", "cookware", 69.0, "EUR", {"material": "铸铁"}, "一口炒锅。", "zh")
BOTH = {"en": "Mind the heat.", "zh": "小心烫手。"}


def only(line: object, brief: Brief) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    [copy] = desk(must_say=[{"line": line}]).write(brief, 1).copies
    return copy.text, copy.unsaid, copy.warnings


@pytest.mark.parametrize(("product", "language"), [(PAN, "en"), (WOK, "zh")])
def test_a_line_is_said_in_the_language_of_the_copy(product: Product, language: str) -> None:
    text, unsaid, _ = only(BOTH, Brief(product=product, language=language))
    assert [line in text for line in BOTH.values()] == [language == "en", language == "zh"]
    assert unsaid == ()


def test_a_line_without_a_wording_in_the_language_is_not_added_and_the_marketer_is_told() -> None:
    text, unsaid, warnings = only({"en": "Mind the heat."}, Brief(product=WOK, language="zh"))
    assert "Mind" not in text and unsaid == ("Mind the heat.",)
    assert warnings[0].startswith("Not ready to post: the brand book has no Chinese wording")


def test_a_line_for_all_languages_is_said_in_all() -> None:
    assert "CE 0123" in only("CE 0123", Brief(product=WOK, language="zh"))[0]


def test_rules_for_one_language_do_not_hold_for_another() -> None:
    book = BrandBook.model_validate(
        {
            "avoid": [{"word": "gift", "language": "en"}, {"word": "礼物", "language": "zh"}],
            "never": [{"claim": "safe", "language": "en"}, {"claim": "forever"}],
        }
    )
    assert book.spoken("en").lint("gift 礼物") == ("The brand avoids 'gift': leave it out.",)
    assert book.spoken("zh").lint("gift 礼物") == ("The brand avoids '礼物': leave it out.",)
    assert book.spoken("en").refused("safe") and not book.spoken("zh").refused("safe")
    assert book.spoken("zh").refused("forever")


@pytest.mark.parametrize("line", [{}, {"fr": "Attention."}, {"en": "x"}])
def test_wordings_that_say_nothing_are_refused(line: object) -> None:
    with pytest.raises(ValueError, match="line"):
        MustSay.model_validate({"line": line})


def test_what_has_no_room_for_its_line_is_not_ready_and_says_so_first() -> None:
    text, unsaid, warnings = only(LONG, Brief(product=PAN, channel="push"))
    assert text and "69" not in text and unsaid == (LONG,)
    assert warnings[0].startswith("Not ready to post") and LONG in warnings[0]


def test_a_price_gives_way_to_what_must_be_said() -> None:
    line = "The price includes all taxes, all duties, and a long story that nobody reads to its end, we fear."
    book = [{"line": line, "about": "price"}]
    brief = Brief(product=PAN, channel="search_ad", facts=("price",))
    [copy] = desk("Pan\nEUR 69.00.", must_say=book).write(brief, 1).copies
    assert "69" not in copy.text and copy.unsaid == ()


def test_what_is_too_long_beside_the_line_gives_way_to_something_shorter() -> None:
    line = "May contain traces of barley; unsuitable for coeliacs."
    pan = replace(PAN, title="Stillwater Deep Frying Pan with a Lid of Glass, 24 cm")
    [copy] = desk(must_say=[{"line": line}]).write(Brief("ad", "search_ad", pan), 1).copies
    assert line in copy.text and copy.unsaid == () and len(copy.told) > 1


def test_copies_with_their_lines_come_before_copies_without() -> None:
    bare = Copy((Part("body", "Good and long."),), score=0.9, unsaid=("Mind the heat.",))
    whole = replace(bare, parts=(Part("body", "Mind the heat."),), score=0.1, unsaid=())
    assert best([bare, whole])[0] == [whole, bare]


def test_instructions_close_with_their_lines() -> None:
    brief = Brief("help", "page", topic="Seasoning", steps=("Wash it.", "Oil it."))
    text, unsaid, _ = only("Mind the heat.", brief)
    assert text == "1. Wash it.\n2. Oil it.\nMind the heat."
    assert unsaid == ()
    assert only(LONG, Brief("help", "sms", topic="Seasoning", steps=("Wash it.",)))[1] == (LONG,)


def test_a_line_that_a_person_takes_out_is_missed() -> None:
    book = BrandBook.model_validate({"must_say": [{"line": BOTH}]})
    edited = look_over(Brief(product=PAN), book, [Part("body", "Made of steel.")])
    assert copy_json(edited.copy)["unsaid"] == ["Mind the heat."]
    assert edited.copy.warnings[0].startswith("Not ready to post")


# The demo shops


def due(shop: str) -> Iterator[tuple[BrandBook, Brief]]:
    """A brief for each line of a shop's book in each channel and language, about a product that it is for."""
    folder = data_folder() / shop
    book, goods = brand.load(folder / "brand.yaml"), catalogue.read(folder / "products.jsonl")
    for rule, channel in itertools.product(book.must_say, get_args(Channel)):
        for products in (goods.products, goods.chinese):
            briefs = (
                Brief("ad", channel, product, language=product.language, facts=("price",))
                for product in products.values()
            )
            if brief := next((b for b in briefs if rule.due(b, True) and not book.closed(channel)), None):
                yield book, brief


@pytest.mark.parametrize("shop", shops.names())
def test_every_line_of_the_demo_shops_is_said_where_there_is_room(shop: str) -> None:
    said = wanted = 0
    for book, brief in due(shop):
        for copy in Copywriter(EchoEngine(adapters=["copy"]), "copy", shop, book).write(brief, 1).copies:
            rules = [r for r in book.must_say if r.due(brief, "price" in {fact.id for fact in copy.told})]
            lines = [r.wordings.get(brief.language) or r.wordings.get("") for r in rules]
            assert all(lines), (brief.language, rules)
            if fits(Part("body", " ".join(map(str, lines))), brief.channel):
                wanted += len(lines)
                said += sum(str(line) in copy.text for line in lines)
                assert copy.unsaid == (), (brief, copy)
    assert said == wanted > 5


@pytest.mark.parametrize("shop", ["fernhill", "inkwell", "pedalwerk"])
def test_what_the_desk_puts_together_holds_when_it_is_looked_over(shop: str) -> None:
    folder = data_folder() / shop
    book, goods = brand.load(folder / "brand.yaml"), catalogue.read(folder / "products.jsonl")
    writer = Copywriter(EchoEngine(), None, shop, book)
    told = [*goods.products.values()][::5] + [*goods.chinese.values()][::5]
    channels = [channel for channel in get_args(Channel) if not book.closed(channel)]
    briefs = [
        Brief("ad", channel, p, language=p.language) for p, channel in itertools.product(told, channels)
    ]
    for copies in writer.write_many(briefs, 1):
        for copy in copies.copies:
            found = look_over(copies.brief, book, copy.parts)
            assert (found.doubtful, found.problems, found.copy.unsaid) == ((), {}, copy.unsaid)
