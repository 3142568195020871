"""What the marketing desk works with, who may use it, and what it says where it is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from bot.briefs import NO_CATALOGUE, Reader
from bot.catalogue import Catalogue
from bot.copywriter import MOST, Copywriter, again
from bot.domain import Brief, Order
from bot.domain.texts import Change
from bot.errors import BadInput
from bot.settings import Settings
from bot.store.copydesk import CopyBooks
from bot.watch.callers import listed

NOT_YOURS = "Copy is for marketers. Ask the person who runs Shopkeeper to add you to `SHOPKEEPER_MARKETERS`."
NO_CUSTOMERS = (
    "What customers bought is shown to named people only. Ask the person who runs Shopkeeper to add you to "
    "`SHOPKEEPER_MARKETERS`."
)
GONE = "I do not have this copy any more. Ask for it again with `/copy`."


@dataclass(frozen=True, slots=True)
class Copydesk:
    """The copywriter with its catalogue and books; without a ``writer``, ``why`` says what is missing."""

    settings: Settings
    books: CopyBooks
    writer: Copywriter | None = None
    reader: Reader = field(default_factory=lambda: Reader(Catalogue({})))
    why: str = NO_CATALOGUE

    def closed(self, user: str) -> str:
        """Return why this person cannot ask for copy here ('' if they can)."""
        if not self.may_write(user):
            return NOT_YOURS
        if self.writer is None:
            return self.why
        return "" if self.reader.catalogue.products else NO_CATALOGUE

    def may_write(self, user: str) -> bool:
        """Whether somebody is a marketer; with nobody named, everybody is."""
        return not self._named() or user in self._named()

    def may_see_customers(self, user: str) -> bool:
        """Whether somebody may read what customers bought: only who is named."""
        return user in self._named()

    def writes(self, brief: Brief) -> bool:
        """Whether the model words the texts of such a brief."""
        return self.writer is not None and self.writer.writes(brief)

    def _named(self) -> frozenset[str]:
        return listed(self.settings.marketers)

    def brief(self, order: Order) -> Brief:
        """Read the brief of an order, in the catalogue as it is now.

        Raises:
            BadInput: it cannot be written: a product is gone, or somebody may not see the customer.
        """
        if not 1 <= order.count <= MOST:
            raise BadInput(f"the number of variants must be 1 to {MOST}")
        brief = self.reader.brief_of(order.brief)
        if brief.customer is not None and not self.may_see_customers(order.user):
            raise BadInput(NO_CUSTOMERS)
        if self.writer and (why := self.writer.brand.of(brief).closed(brief.channel)):
            raise BadInput(f"this shop does not use the channel {brief.channel}: {why}")
        for change in order.changes:
            brief = again(brief, cast(Change, change))
        return brief
