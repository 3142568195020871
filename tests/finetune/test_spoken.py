"""What the catalogue teaches: each fact of a prompt told, nothing beside, in sentences, for train alone."""

from __future__ import annotations

import random
import re

import pytest

from bot import catalogue, shops
from bot.copywriting.channels import fits, parts
from bot.copywriting.ledger import check_all, told
from bot.domain import Product
from bot.settings import data_folder
from finetune import briefs, recipe
from finetune.recipe import CopyRecipe
from finetune.spoken import told_by_catalogue
from tests.conftest import ROOT

RECIPE = recipe.read(ROOT / "finetune" / "recipes" / "copy.toml", CopyRecipe)


def products(shop: str = "inkwell") -> list[Product]:
    return [catalogue.product_of(row) for row in shops.rows(data_folder() / shop / "products.jsonl")]


def test_every_fact_that_is_shown_is_told_and_nothing_else_is() -> None:
    draw, made = random.Random(1), 0
    for product in products():
        if spoken := told_by_catalogue(product, draw):
            brief, sheet = spoken
            made += 1
            assert {fact.id for fact in sheet.facts} <= {fact.id for fact in told(sheet.reply, sheet.shown)}
            assert all(claim.supported for claim in check_all(sheet.reply, sheet.shown)), sheet.reply
            assert all(fits(part, brief.channel) for part in parts(sheet.reply, brief.channel))
            assert all(word in sheet.reply for word in sheet.keywords)
    assert made > 20


def test_a_fact_that_has_no_sentence_is_no_example() -> None:
    product = Product("X", "Tarn Carafe", attributes={"pattern": "none", "spout": "left; right"})
    assert told_by_catalogue(product, random.Random(1)) is None
    lines = re.compile(r"(?:^|[.!?] )[A-Z][a-z ]+: ")
    draw = random.Random(2)
    texts = [made[1].reply for product in products() if (made := told_by_catalogue(product, draw))]
    prose = [product.description for product in products()]
    assert not [text for text in texts if lines.search(text) and not any(lines.search(p) for p in prose)]


@pytest.mark.parametrize("part", ["dev", "test"])
def test_nothing_is_scored_on_the_catalogues_own_words(part: briefs.Part) -> None:
    data = RECIPE.data.model_copy(
        update={"rounds": 1, "shops": ("brewmoor",) if part == "test" else ("inkwell",)}
    )
    bare = data.model_copy(update={"spoken": 0})
    assert briefs.cases(data, part, 7, "copy") == briefs.cases(bare, part, 7, "copy")


def test_held_back_products_teach_nothing() -> None:
    data = RECIPE.data.model_copy(update={"rounds": 1, "spoken": 2, "shops": ("inkwell",)})
    few = RECIPE.data.model_copy(update={"rounds": 1, "spoken": 0, "shops": ("inkwell",)})
    more, less = briefs.cases(data, "train", 7, "copy"), briefs.cases(few, "train", 7, "copy")
    assert len(more) > len(less) + 20
    assert not [case.product.id for case in more if shops.held_back(case.product.id)]
    for case in more:
        assert all(claim.supported for claim in check_all(case.reply, case.shown)), case.reply
