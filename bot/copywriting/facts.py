"""Facts: what a text may say, cut out of a product, a customer, a given text or steps.

The ids are those that ``bot.domain.Fact`` names. Nothing is worked out or rounded: a fact holds the
words of its source, so that a marketer finds them there again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from bot import sentences
from bot.domain import Brief
from bot.domain.goods import Customer, Deed, Fact, Product, Value

# Currencies without cents (ISO 4217).
_WHOLE = {"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"}
# Written in capitals in a label, too.
_LETTERS = frozenset(["bpa", "pvc", "pfas", "usb", "led", "uv", "spf", "hdmi", "lcd", "gps", "abs"])
_PROSE = ("description.", "source.", "step.")
#: What a product is called: these say nothing else of it.
NAMES = frozenset(("title", "short_title", "category"))


def is_prose(fact: Fact) -> bool:
    """Whether a fact is a sentence of a text or a step, and not the value of an attribute."""
    return fact.id.startswith(_PROSE)


def of_brief(brief: Brief) -> tuple[Fact, ...]:
    """Return everything that a text for this brief may say; what it is about comes first, as ``title``."""
    if brief.product is not None:
        known = of_product(brief.product)
        return (*known, *of_customer(brief.customer)) if brief.customer else known
    return (Fact("title", "title", brief.topic), *of_source(brief.source), *of_steps(brief.steps))


def of_product(product: Product) -> tuple[Fact, ...]:
    """Title, category, price, attributes and the sentences of the description, in this order."""
    found = [Fact("title", "title", product.title)]
    if product.short_title:
        found.append(Fact("short_title", "short title", product.short_title))
    if product.category:
        found.append(Fact("category", "category", product.category))
    if product.price is not None:
        found.append(Fact("price", "price", _money(product.price, product.currency)))
    found += [Fact(name, label(name), _words(value)) for name, value in product.attributes.items()]
    return (*found, *_numbered("description", sentences.split(product.description)))


def of_customer(customer: Customer) -> tuple[Fact, ...]:
    """What the customer did, as far as they agreed to its use and the catalogue knows it."""
    bought, viewed = (
        [_deed(deed) for deed in deeds if deed.title]
        for deeds in (customer.agreed_bought, customer.agreed_viewed)
    )
    return (*_numbered("bought", bought), *_numbered("viewed", viewed))


def of_source(text: str) -> tuple[Fact, ...]:
    """The sentences of a given text."""
    return _numbered("source", sentences.split(text))


def of_steps(steps: Sequence[str]) -> tuple[Fact, ...]:
    """The steps of an instruction."""
    return _numbered("step", (step.strip() for step in steps if step.strip()))


def label(name: str) -> str:
    """Return the name of an attribute in words: 'oven_safe_to' is 'oven safe to'."""
    return " ".join(word.upper() if word in _LETTERS else word for word in name.replace("_", " ").split())


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    """Write a number with all its digits: 1234567 and not 1.23457e+06."""
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


def _money(price: float, currency: str) -> str:
    """Write a price as the catalogue has it; one of more than two decimals is not rounded."""
    whole = price == int(price) and currency in _WHOLE
    plain = f"{price:.2f}"
    return f"{currency} {_number(price) if whole or float(plain) != price else plain}".strip()


def _deed(deed: Deed) -> str:
    return f"{deed.title}, {deed.date}"


def _numbered(name: str, values: Iterable[str]) -> tuple[Fact, ...]:
    return tuple(Fact(f"{name}.{i}", name, value) for i, value in enumerate(values, 1))
