"""Products with their facts, and customers with what they bought and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: What an attribute may hold: words with their unit ("24 cm"), a plain number, or yes and no.
Value = str | float | bool


@dataclass(frozen=True, slots=True)
class Product:
    """One thing that is sold, as the catalogue has it. ``price`` is in ``currency`` (ISO 4217).

    ``short_title`` is what it may be called where its title has no room; only the shop knows that.
    """

    id: str
    title: str
    category: str = ""
    price: float | None = None
    currency: str = ""
    attributes: Mapping[str, Value] = field(default_factory=dict)
    description: str = ""
    language: str = "en"
    short_title: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a text may say, and where it stands.

    ``id`` is the attribute's name, ``title``, ``short_title``, ``price``, ``category``, ``description.1``
    (its first sentence), ``bought.1``, ``viewed.1`` (of a customer), ``source.1`` (a given text) or
    ``step.1``.
    ``label`` is the id in words ("oven safe to"), ``value`` the words themselves ("250 °C", "yes",
    "EUR 49.90").
    """

    id: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a customer did with a product. ``date`` is ISO 8601 (``2026-03-14``).

    ``title`` is empty where the catalogue does not have the product (any more): no text can speak of it.
    """

    product_id: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer, and what of them a marketer may see: ``purchases``, ``browsing``, both or neither."""

    id: str
    name: str
    language: str = "en"
    consent: tuple[str, ...] = ()
    purchases: tuple[Deed, ...] = ()
    viewed: tuple[Deed, ...] = ()

    @property
    def agreed_bought(self) -> tuple[Deed, ...]:
        """What they bought, if they agreed to its use."""
        return self.purchases if "purchases" in self.consent else ()

    @property
    def agreed_viewed(self) -> tuple[Deed, ...]:
        """What they looked at, if they agreed to its use."""
        return self.viewed if "browsing" in self.consent else ()
