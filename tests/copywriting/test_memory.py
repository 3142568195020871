"""What a brief told the ledger is gone with the brief: products and customers' deeds stay nowhere."""

from __future__ import annotations

import gc
from weakref import ref

from bot.copywriting import facts
from bot.copywriting.brand import BrandBook
from bot.copywriting.ledger.book import book_of
from bot.copywriting.mending import Mender
from bot.domain import Brief, Product


def test_a_brief_is_read_once_and_forgotten_when_it_is_done() -> None:
    brief = Brief(product=Product("L-1", "Plain Lamp", attributes={"colour": "blue"}))
    mender = Mender(brief, facts.of_brief(brief), BrandBook())
    book = ref(book_of(mender.facts))
    assert mender.judge("It is blue.").supported
    assert book() is book_of(tuple(mender.facts)), "one reading for all sentences of the brief"
    del mender
    gc.collect()
    assert book() is None
