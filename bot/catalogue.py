"""The catalogue: products out of a file, .jsonl or .csv, with what is wrong in it named by line.

Needed are ``id`` and ``title``; ``price`` with ``currency``, ``category``, ``description`` and ``attributes``
(an object) make it useful. In a CSV every further column is an attribute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any

from bot.domain import Product
from bot.errors import BadInput, BadRows
from bot.knowledge.formats import Bad, Rows, kind, read_csv, read_jsonl
from bot.knowledge.words import language_of

_FIELDS = ("id", "title", "category", "price", "currency", "description", "language")
_NEEDED = ("id", "title")
_READERS: dict[str, Callable[[str, Rows, Bad], None]] = {
    ".jsonl": read_jsonl,
    ".csv": partial(read_csv, needed=_NEEDED),
}
#: The longest text of a product that is read; longer ones are no product descriptions.
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Products by id, in the order of the file, and the rows that could not be used."""

    products: Mapping[str, Product]
    skipped: tuple[tuple[int, str], ...] = ()

    def get(self, product_id: str) -> Product:
        """Return a product.

        Raises:
            BadInput: the catalogue has none of that id.
        """
        try:
            return self.products[product_id]
        except KeyError:
            raise BadInput(f"The catalogue has no product {product_id!r}.") from None

    def find(self, text: str, most: int = 20) -> tuple[Product, ...]:
        """Return products whose title, id or category hold every word that was typed, titles first."""
        typed = text.casefold().split()
        held = [p for p in self.products.values() if _holds(f"{p.id} {p.title} {p.category}", typed)]
        held.sort(key=lambda p: not _holds(p.title, typed))
        return tuple(held[:most])


def read(path: Path, skip_bad: bool = False) -> Catalogue:
    """Read a catalogue's file. Any bad row refuses the whole file, unless ``skip_bad``.

    Raises:
        BadInput: the file cannot be read or holds no product.
        BadRows: rows are bad; each is named with its line and what is wrong.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInput(f"{path} must be a .jsonl or a .csv file of products.")
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise BadInput(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 ({error.reason} at byte {error.start}).") from error
    return parse(text, path.suffix.lower(), str(path), skip_bad)


def parse(text: str, suffix: str, name: str, skip_bad: bool = False) -> Catalogue:
    """Read the text of a catalogue's file; ``suffix`` is ``.jsonl`` or ``.csv``. Raises as ``read``."""
    rows: Rows = []
    bad: Bad = []
    _READERS[suffix](text, rows, bad)
    products: dict[str, Product] = {}
    for line, row in rows:
        try:
            product = product_of(row if suffix == ".jsonl" else _nested(row))
            if product.id in products:
                raise BadInput(f"the id {product.id!r} is taken by an earlier row")
        except BadInput as error:
            bad.append((line, str(error)))
            continue
        products[product.id] = product
    bad.sort()
    if bad and not skip_bad:
        raise BadRows(name, bad)
    if not products and not bad:
        raise BadInput(f"{name} holds no product. Each needs an id and a title.")
    return Catalogue(products, tuple(bad))


def product_of(row: Mapping[str, Any]) -> Product:
    """Read a product from an object; fields beside the known ones are not looked at.

    Raises:
        BadInput: it is not of this shape. The message is a clause, ready to follow a line number.
    """
    texts = {name: _text(row, name) for name in _FIELDS if name != "price"}
    for name in _NEEDED:
        if not texts[name]:
            raise BadInput(f"{name} is missing")
    attributes = row.get("attributes") or {}
    if not isinstance(attributes, Mapping):
        raise BadInput(f"attributes must be an object of names and values, not {kind(attributes)}")
    price = _price(row.get("price"))
    if price is not None and not texts["currency"]:
        raise BadInput("price needs a currency (EUR, GBP, USD ...)")
    return Product(
        price=price,
        attributes={str(name): _value(str(name), value) for name, value in attributes.items()},
        **(texts | {"language": texts["language"] or language_of(texts["title"])}),
    )


def row_of(product: Product) -> dict[str, Any]:
    """Write a product as an object that ``product_of`` reads."""
    return {name: getattr(product, name) for name in _FIELDS} | {"attributes": dict(product.attributes)}


def chinese(row: Mapping[str, Any]) -> Product | None:
    """Return the product of a row in Chinese, if the row has it under ``zh``."""
    own = row.get("zh")
    return product_of({**row, **own, "language": "zh"}) if isinstance(own, Mapping) else None


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise BadInput(f"{name} must be a text, not {kind(value)}")
    text = " ".join(str(value).encode("utf-8", "replace").decode().split())
    if len(text) > LONGEST:
        raise BadInput(f"{name} has {len(text):,} characters, more than {LONGEST:,}")
    return text


def _price(value: object) -> float | None:
    if value is None or value == "":
        return None
    try:
        price = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1
    except ValueError:
        price = -1
    if not isfinite(price) or price < 0:
        raise BadInput(f"price must be a number such as 49.90, not {value!r}")
    return price


def _value(name: str, value: object) -> str | float | bool:
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        value = ", ".join(map(str, value))
    if not isinstance(value, str | int | float):
        raise BadInput(f"the attribute {name} must be a text, a number, yes or no, not {kind(value)}")
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise BadInput(f"the attribute {name} has {len(value):,} characters, more than {LONGEST:,}")
        plain = " ".join(value.encode("utf-8", "replace").decode().split())
        return {"true": True, "yes": True, "false": False, "no": False}.get(plain.lower(), plain)
    return value


def _nested(row: Mapping[str, Any]) -> dict[str, Any]:
    """A CSV has no objects: its further columns are the attributes, where they are not empty."""
    known = {name: row[name] for name in _FIELDS if name in row}
    further: Iterable[tuple[str, Any]] = ((k, v) for k, v in row.items() if k not in _FIELDS)
    return known | {"attributes": {name: value for name, value in further if str(value).strip()}}


def _holds(text: str, typed: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in typed)
