"""Faults of the marketing desk's data: products, customers, brand books, and briefs with their copies.

A program sees numbers, prices, keywords, limits, a brand's words, and copies that are nearly the same.
Whether every word of a copy is true of its product was judged by reading. This file does not use the
claims ledger, so that the ledger can be measured on data that it has not chosen.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot import shops
from bot.claims.units import DIGITS, NUMBERS, TENS
from bot.copywriting import brand
from bot.copywriting.brand import BrandBook
from bot.copywriting.channels import SHAPES, fits, measured
from bot.domain import Part
from finetune import similar
from finetune.rows import Attributes, BriefRow, CopyRow, CustomerRow, ProductRow, Row, ShopFile
from finetune.validate_form import Fault

SAME_COPY = 0.5  # overlap (see `similar`) from which copies of two parts are nearly the same
# Two copies of a brief share the product's name, which is half of a headline.
SAME_VARIANT = 0.6
# What is a number in words. 'One' is mostly a pronoun.
_SPELLED = (
    {word: number for word, number in NUMBERS.items() if word not in ("zero", "one")}
    | {f"{ten}-{one}": str(10 * i + j) for i, ten in enumerate(TENS, 2) for j, one in enumerate(DIGITS, 1)}
    | {"dozen": "12", "hundred": "100", "thousand": "1000"}
    | {sign: str(i) for i, sign in enumerate("二三四五六七八九十", 2)}
    | {"两": "2"}
)
_NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:" + "|".join(sorted(filter(str.isascii, _SPELLED), key=len, reverse=True)) + r")\b"
    "|[两二三四五六七八九十]",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\b(?:EUR|GBP|USD|euros?|dollars?|pence|cents?)\b|[€£$¥]|欧元", re.IGNORECASE)

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a shop gives the marketing desk."""

    id: str
    about: ShopFile
    brand: BrandBook
    products: Mapping[str, ProductRow]
    customers: tuple[CustomerRow, ...]
    briefs: tuple[BriefRow, ...]


def read(home: Path) -> Desk:
    """Read a shop's folder whose form is sound."""
    products = _rows(home / "products.jsonl", ProductRow)
    return Desk(
        home.name,
        ShopFile.model_validate(tomllib.loads((home / "shop.toml").read_text("utf-8"))),
        brand.load(home / "brand.yaml"),
        {product.id: product for product in products},
        _rows(home / "customers.jsonl", CustomerRow),
        _rows(home / "copy.jsonl", BriefRow),
    )


def faults(desk: Desk) -> Iterator[Fault]:
    """Find the faults within one shop."""
    yield from counts(desk)
    yield from references(desk)
    yield from products(desk)
    for brief in desk.briefs:
        if brief.product in desk.products:
            for kind, what in _brief(brief, desk.products[brief.product], desk):
                yield Fault(kind, desk.id, (brief.id,), what)


def counts(desk: Desk) -> Iterator[Fault]:
    """Find what there is too little of; four shops with so many have more than 500 briefs."""
    main = desk.about.main
    least = [
        ("products", len(desk.products), 60 if main else 30),
        ("briefs", len(desk.briefs), 200 if main else 120),
        ("customers", len(desk.customers), 12),
    ]
    for what, have, need in least:
        if have < need:
            yield Fault("count", desk.id, (), f"{have} {what}, at least {need} are needed")


def references(desk: Desk) -> Iterator[Fault]:
    """Find products and categories that are named and are not there."""
    named = [(brief.id, brief.product) for brief in desk.briefs]
    for customer in desk.customers:
        named += [(customer.id, deed.product) for deed in (*customer.purchases, *customer.viewed)]
    for where, product in named:
        if product not in desk.products:
            yield Fault("reference", desk.id, (where,), f"there is no product {product!r}")
    categories = {product.category for product in desk.products.values()}
    for rule in desk.brand.must_say:
        for category in sorted(set(rule.categories) - categories):
            yield Fault("reference", desk.id, ("brand.yaml",), f"no product has the category {category!r}")


def products(desk: Desk) -> Iterator[Fault]:
    """Find titles that stand twice and numbers that a product does not have everywhere."""
    titles = Counter(product.title.casefold() for product in desk.products.values())
    for product in desk.products.values():
        if titles[product.title.casefold()] > 1:
            yield Fault(
                "duplicate", desk.id, (product.id,), f"the title {product.title!r} is not the only one"
            )
        for text in (product, product.zh) if product.zh else (product,):
            own = amounts(" ".join([text.title, *_values(text.attributes)]))
            if extra := sorted(amounts(text.description, spelled=False) - own):
                what = f"neither title nor attributes have {', '.join(extra)}: {text.description!r}"
                yield Fault("number", desk.id, (product.id,), what)
        for name, chinese in product.zh.attributes.items() if product.zh else ():
            if amounts(str(chinese)) != amounts(str(product.attributes[name])):
                what = f"{name}: {chinese!r} is not {product.attributes[name]!r}"
                yield Fault("number", desk.id, (product.id,), what)


def leaks(desks: Sequence[Desk]) -> Iterator[Fault]:
    """Find copies nearly the same as one of another part (learned from, held back, tested on)."""
    copies = [(desk, brief, _text(copy)) for desk in desks for brief in desk.briefs for copy in brief.copies]
    parts = [
        "test" if desk.about.split == "test" else "dev" if shops.held_back(brief.product) else "train"
        for desk, brief, _ in copies
    ]
    for i, j in similar.pairs([text for *_, text in copies], SAME_COPY):
        if parts[i] != parts[j]:
            (desk, brief, one), (other, twin, same) = copies[i], copies[j]
            text = f"{parts[i]} {one!r} and {parts[j]} {same!r}"
            yield Fault("leak", desk.id, (brief.id, f"{other.id}/{twin.id}"), text)


def _brief(brief: BriefRow, product: ProductRow, desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each fault of a brief's copies."""
    if brief.language == "zh" and product.zh is None:
        yield "reference", f"{product.id} has no Chinese text"
        return
    for copy in brief.copies:
        yield from _shape(copy, brief)
        # A test copy may count what it lists ("three tastes"): it was not mended to please a program.
        yield from _told(copy, product, brief.language, spelled=desk.about.split == "train")
        yield from _branded(_text(copy), desk.brand)
    for i, j in similar.pairs([_text(copy) for copy in brief.copies], SAME_VARIANT):
        yield "duplicate", f"{_text(brief.copies[i])!r} and {_text(brief.copies[j])!r}"


def _shape(copy: CopyRow, brief: BriefRow) -> Iterator[tuple[str, str]]:
    shape = SHAPES[brief.channel]
    for name, text, most in (("head", copy.head, shape.head), ("body", copy.body, shape.body)):
        if bool(text.strip()) != bool(most):
            yield "channel", f"{brief.channel} has {'a' if most else 'no'} {name}: {text!r}"
        if not fits(part := Part(name, text), brief.channel):
            yield "limit", f"the {name} has {measured(part, brief.channel)}: {text!r}"
    for keyword in brief.keywords:
        if not keyword.strip() or keyword.casefold() not in _text(copy).casefold():
            yield "keyword", f"{keyword!r} is not in {_text(copy)!r}"


def _told(copy: CopyRow, product: ProductRow, language: str, spelled: bool) -> Iterator[tuple[str, str]]:
    """What a copy says and the facts that it tells do not: names, numbers, and prices in another form."""
    if unknown := set(copy.facts) - {*product.attributes, "price", "description"}:
        yield "fact", f"{product.id} has no {', '.join(sorted(unknown))}"
    own = product.zh if language == "zh" and product.zh else product
    told = {name: value for name, value in own.attributes.items() if name in copy.facts}
    source = " ".join([own.title, *_values(told), own.description if "description" in copy.facts else ""])
    price = re.compile(rf"\b{product.currency} {product.price:.2f}(?!\d)", re.ASCII)
    rest = price.sub(" ", _text(copy))
    if bool(price.search(_text(copy))) != ("price" in copy.facts):
        yield "price", f"price told and price among the facts must go together: {_text(copy)!r}"
    if (money := _MONEY.search(rest)) and money[0].casefold() not in source.casefold():
        yield "price", f"the price is written '{product.currency} {product.price:.2f}': {_text(copy)!r}"
    if extra := sorted(amounts(rest, spelled) - amounts(source)):
        yield "number", f"no fact that it tells has {', '.join(extra)}: {_text(copy)!r}"


def _branded(text: str, book: BrandBook) -> Iterator[tuple[str, str]]:
    """What the brand book does not allow, and lines that are not the writer's to say."""
    found = [why for why in (book.refused(text), *book.lint(text)) if why]
    if any(line in text for rule in book.must_say for line in rule.wordings.values()):
        found.append("the program adds the lines that must be said")
    yield from (("brand", f"{what} {text!r}") for what in found)


def amounts(text: str, spelled: bool = True) -> set[str]:
    """Return the numbers of a text, in digits or also in words, each in one form: 15000, 2.5, 12."""
    pieces = [piece.lower() for piece in _NUMBER.findall(text)]
    found = [_SPELLED.get(piece, piece.replace(",", "")) for piece in pieces if spelled or piece[0].isdigit()]
    return {number.rstrip("0").rstrip(".") if "." in number else number for number in found}


def _rows(file: Path, model: type[R]) -> tuple[R, ...]:
    return tuple(model.model_validate(row) for row in shops.rows(file))


def _text(copy: CopyRow) -> str:
    return f"{copy.head}\n{copy.body}".strip()


def _values(attributes: Attributes) -> list[str]:
    return [str(value) for value in attributes.values() if not isinstance(value, bool)]
