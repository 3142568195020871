"""True copies of the shops, with their products, to plant errors in."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.goods import Product
from bot.shops import rows


@dataclass(frozen=True, slots=True)
class TrueCopy:
    """A true copy with its product and the shop's other products."""

    text: str
    product: Product
    siblings: tuple[Product, ...]


Planter = Callable[[TrueCopy, random.Random], str | None]


def load(folder: Path) -> list[TrueCopy]:
    """Return the English copies of a shop's folder (``products.jsonl``, ``copy.jsonl``), head and body."""
    products = {row["id"]: product_of(row) for row in rows(folder / "products.jsonl")}
    found = []
    for row in rows(folder / "copy.jsonl"):
        if row.get("language", "en") != "en" or row.get("product") not in products:
            continue
        product = products[row["product"]]
        others = tuple(other for other in products.values() if other.id != product.id)
        for copy in row["copies"]:
            text = "\n".join(part for part in (copy["head"], copy["body"]) if part)
            found.append(TrueCopy(text, product, others))
    return found


def product_of(row: dict[str, Any]) -> Product:
    """Return a row of ``products.jsonl`` as a product; ``zh`` and what else it may hold is left out."""
    names = ("id", "title", "category", "price", "currency", "attributes", "description")
    return Product(**{name: row[name] for name in names if name in row})


def words_of(product: Product) -> str:
    """Return all that a product says, in lower case, for asking whether a claim is new."""
    told = " ".join(f"{name} {value}" for name, value in product.attributes.items()).replace("_", " ")
    return f"{product.title} {product.category} {told} {product.description}".lower()


def short_name(product: Product) -> str:
    """Return the word that names the kind of thing: the last one of the title that is a plain word."""
    head = re.split(r",| with |\d", product.title)[0]
    words = re.findall(r"[A-Za-z-]{3,}", head)
    return words[-1].lower() if words else product.category
