"""Facts: what a text may say, cut out of a product, a customer, a given text or steps.

The ids are those that ``bot.domain.Fact`` names. Nothing is worked out or rounded: a fact holds the
words of its source, so that a marketer finds them there again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot import sentences
from bot.domain import Brief
from bot.domain.goods import Customer, Deed, Fact, Product, Value


def of_brief(brief: Brief) -> tuple[Fact, ...]:
    """Return everything that a text for this brief may say; what it is about comes first, as ``title``."""
    if brief.product is not None:
        known = of_product(brief.product)
        return (*known, *of_customer(brief.customer)) if brief.customer else known
    return (Fact("title", "title", brief.topic), *of_source(brief.source), *of_steps(brief.steps))


def of_product(product: Product) -> tuple[Fact, ...]:
    """Title, category, price, attributes and the sentences of the description, in this order."""
    found = [Fact("title", "title", product.title)]
    if product.category:
        found.append(Fact("category", "category", product.category))
    if product.price is not None:
        found.append(Fact("price", "price", f"{product.currency} {product.price:.2f}".strip()))
    found += [Fact(name, name.replace("_", " "), _words(value)) for name, value in product.attributes.items()]
    return (*found, *_numbered("description", sentences.split(product.description)))


def of_customer(customer: Customer) -> tuple[Fact, ...]:
    """What the customer did, as far as they agreed that it may be used. Empty without consent."""
    bought = customer.purchases if "purchases" in customer.consent else ()
    viewed = customer.viewed if "browsing" in customer.consent else ()
    return (*_numbered("bought", map(_deed, bought)), *_numbered("viewed", map(_deed, viewed)))


def of_source(text: str) -> tuple[Fact, ...]:
    """The sentences of a given text."""
    return _numbered("source", sentences.split(text))


def of_steps(steps: Sequence[str]) -> tuple[Fact, ...]:
    """The steps of an instruction."""
    return _numbered("step", (step.strip() for step in steps if step.strip()))


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:g}"


def _deed(deed: Deed) -> str:
    return f"{deed.title}, {deed.date}"


def _numbered(name: str, values: Iterable[str]) -> tuple[Fact, ...]:
    return tuple(Fact(f"{name}.{i}", name, value) for i, value in enumerate(values, 1))
