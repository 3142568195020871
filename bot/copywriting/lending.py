"""The demo shop's brand book is lent: it holds for the demo shop's products, and for nobody else's.

Whoever tries the bot with a file of their own products has no brand book yet. Lines that the demo shop must
say ("Prices include VAT.") would be promises of another shop there, so those products are written without.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from bot.catalogue import Catalogue
from bot.copywriting.brand import BrandBook
from bot.domain import Brief

#: What a shop is called that has no name of its own.
UNNAMED = "our shop"
#: What is said, once, where products are written without a brand book.
NONE_OF_YOUR_OWN = "No brand book of your own: set SHOPKEEPER_BRAND."


class LentBook(BrandBook):
    """A brand book for these products only, known by id and title, and for texts about no product."""

    products: frozenset[tuple[str, str]] = Field(exclude=True)

    def of(self, brief: Brief) -> BrandBook:
        """Return the book that holds for a brief: an empty one for a product of somebody else's."""
        product = brief.product
        return self if product is None or (product.id, product.title) in self.products else BrandBook()


def lend(book: BrandBook, goods: Catalogue) -> LentBook:
    """Return a brand book that holds for the products of one catalogue alone."""
    own = (*goods.products.values(), *goods.chinese.values())
    return LentBook(**book.model_dump(), products=frozenset((each.id, each.title) for each in own))


def called(shop: str, book: BrandBook, brief: Brief) -> str:
    """Return what the shop is called that a text is written for."""
    return shop if book.of(brief) is book else UNNAMED


def notice(book: BrandBook, briefs: Iterable[Brief]) -> str:
    """Return what to say of briefs for which the book does not hold ('' if it holds for all)."""
    return NONE_OF_YOUR_OWN if any(book.of(brief) is not book for brief in briefs) else ""
