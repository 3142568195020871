"""The catalogue: products out of a file, .jsonl or .csv, with what is wrong in it named by line.

Needed are ``id`` and ``title``; ``price`` with ``currency``, ``category``, ``description`` and ``attributes``
(an object) make it useful. In a CSV a further column is an attribute, unless it is the shop's own business
(cost, stock). ``zh`` holds the Chinese title, description and attributes of a row, where there are any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bot.domain import Product
from bot.domain.goods import Value
from bot.errors import BadInput, BadRows
from bot.headings import understood, unread
from bot.knowledge.formats import Bad, Rows, delimiter, kind, read_csv, read_jsonl
from bot.knowledge.words import language_of

_FIELDS = ("id", "title", "category", "price", "currency", "description", "language", "short_title")
# What a text may say of these is called so already.
_FACTS = ("title", "short_title", "category", "price", "brand book")
_NEEDED = ("id", "title")
_READERS: dict[str, Callable[[str, Rows, Bad], None]] = {
    ".jsonl": read_jsonl,
    ".csv": partial(read_csv, needed=_NEEDED),
}
#: The longest text of a product that is read; longer ones are no product descriptions.
LONGEST = 4000
#: The longest name of an attribute.
LONGEST_NAME = 60
#: Numbers from here on, infinity and not-a-number are no attribute of anything sold.
LARGEST = 1e15
_LANGUAGES = ("en", "zh")
_PRICE = re.compile(r"\d{1,12}(?:\.\d+)?", re.ASCII)  # float() would also read 1_000, 1e3 and inf


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Products by id, in the order of the file, rows that could not be used and fields that nobody reads."""

    products: Mapping[str, Product]
    skipped: tuple[tuple[int, str], ...] = ()
    chinese: Mapping[str, Product] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def get(self, product_id: str, language: str = "") -> Product:
        """Return a product, in ``language`` or else in the one that it is written in.

        Raises:
            BadInput: the catalogue has none of that id, or not in that language.
        """
        product = self.products.get(product_id)
        if product is None:
            raise BadInput(f"The catalogue has no product {product_id!r}.")
        if language in ("", product.language):
            return product
        if language == "zh" and product_id in self.chinese:
            return self.chinese[product_id]
        raise BadInput(f"The catalogue has no text of {product_id!r} in the language {language!r}.")

    def find(self, text: str, most: int = 20) -> tuple[Product, ...]:
        """Return products whose title, id or category hold every word that was typed, titles first."""
        typed = text.casefold().split()
        held = [p for p in self.products.values() if _holds(f"{p.id} {p.title} {p.category}", typed)]
        held.sort(key=lambda p: not _holds(p.title, typed))
        return tuple(held[:most])


def read(path: Path, skip_bad: bool | None = None) -> Catalogue:
    """Read a catalogue's file. Any bad row refuses the whole file, unless ``skip_bad``; None: nobody asks.

    Raises:
        BadInput: the file cannot be read or holds no product.
        BadRows: rows are bad; each is named with its line and what is wrong.
    """
    if path.suffix.lower() not in _READERS:
        raise BadInput(f"{path} must be a .jsonl or a .csv file of products.")
    return parse(text_of(path), path.suffix.lower(), str(path), skip_bad)


def text_of(path: Path) -> str:
    """Return the text of a file, without the mark that some programs begin it with.

    Raises:
        BadInput: it cannot be read or is not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise BadInput(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 ({error.reason} at byte {error.start}).") from error


def parse(text: str, suffix: str, name: str, skip_bad: bool | None = None) -> Catalogue:
    """Read the text of a catalogue's file; ``suffix`` is ``.jsonl`` or ``.csv``. Raises as ``read``."""
    if suffix not in _READERS:
        raise BadInput(f"{name} must be a .jsonl or a .csv file of products.")
    rows: Rows = []
    bad: Bad = []
    try:
        _READERS[suffix](text, rows, bad)
        rows, passed = understood(rows, delimiter(text) == ";") if suffix == ".csv" else (rows, ())
    except BadInput as error:  # the header's fault
        raise BadInput(f"{name}: {error}") from error
    products: dict[str, Product] = {}
    translated: dict[str, Product] = {}
    for line, row in rows:
        try:
            row = row if suffix == ".jsonl" else _nested(row)
            product, other = product_of(row), chinese(row)
            if product.id in products:
                raise BadInput(f"the id {product.id!r} is taken by an earlier row")
        except BadInput as error:
            bad.append((line, str(error)))
            continue
        products[product.id] = product
        if other:
            translated[product.id] = other
    bad.sort()
    if bad and not (skip_bad and products):
        asked = skip_bad is not None
        raise BadRows(name, bad, asked and bool(products), "written" if asked else "read")
    if not products:
        raise BadInput(f"{name} holds no product. Each needs an id and a title.")
    passed = unread(rows, (*_FIELDS, "attributes", "zh")) if suffix == ".jsonl" else passed
    return Catalogue(products, tuple(bad), translated, passed)


def product_of(row: Mapping[str, Any]) -> Product:
    """Read a product from an object; fields beside the known ones are not looked at (``unread`` names them).

    Raises:
        BadInput: it is not of this shape. The message is a clause, ready to follow a line number.
    """
    texts = {name: _text(row, name) for name in _FIELDS if name != "price"}
    for name in _NEEDED:
        if not texts[name]:
            raise BadInput(f"{name} is missing")
    attributes = {} if row.get("attributes") is None else row["attributes"]
    if not isinstance(attributes, Mapping):
        raise BadInput(f"attributes must be an object of names and values, not {kind(attributes)}")
    price = _price(row.get("price"))
    texts["currency"] = texts["currency"].upper()
    if (price is not None or texts["currency"]) and not re.fullmatch("[A-Z]{3}", texts["currency"]):
        raise BadInput(f"price needs a currency such as EUR, GBP or USD, not {texts['currency']!r}")
    texts["language"] = texts["language"] or language_of(texts["title"])
    if texts["language"] not in _LANGUAGES:
        raise BadInput(f"language is {texts['language']!r}; known: {', '.join(_LANGUAGES)}")
    return Product(price=price, attributes=_attributes(attributes), **texts)


def row_of(product: Product) -> dict[str, Any]:
    """Write a product as an object that ``product_of`` reads."""
    return {name: getattr(product, name) for name in _FIELDS} | {"attributes": dict(product.attributes)}


def chinese(row: Mapping[str, Any]) -> Product | None:
    """Return the product of a row in Chinese, if the row has it under ``zh``."""
    own = row.get("zh")
    if own is None:
        return None
    if not isinstance(own, Mapping):
        raise BadInput(f"zh must be an object with title, attributes and description, not {kind(own)}")
    try:
        return product_of({**row, "short_title": "", **own, "id": row["id"], "language": "zh"})
    except BadInput as error:
        raise BadInput(f"zh: {error}") from error


def whole(text: str) -> str:
    """Return a text on one line, with a question mark for half a character that no file can hold."""
    return " ".join(text.encode("utf-8", "replace").decode().split())


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise BadInput(f"{name} must be a text, not {kind(value)}")
    text = whole(str(value))
    if len(text) > LONGEST:
        raise BadInput(f"{name} has {len(text):,} characters, more than {LONGEST:,}")
    return text


def _price(value: object) -> float | None:
    if value is None or value == "":
        return None
    plain = str(value).strip() if isinstance(value, str | int | float) else ""
    if plain.startswith("-") and _PRICE.fullmatch(plain[1:]):
        raise BadInput(f"price must not be below 0, and is {plain[:40]}")
    if isinstance(value, bool) or not _PRICE.fullmatch(plain):
        comma = ": a point stands before the decimals, and no comma anywhere" if "," in plain else ""
        raise BadInput(f"price must be a number such as 49.90, not {str(value)[:40]!r}{comma}")
    return float(plain)


def _attributes(given: Mapping[str, Any]) -> dict[str, Value]:
    """Read attributes; those without a value are left out. A full stop marks the sentences of a text in the
    ids of facts and a comma stands between two, so a name has neither: 'max. load' is 'max load'."""
    found: dict[str, Value] = {}
    for key, value in given.items():
        name = whole(re.sub("[.,]", " ", str(key)))
        if not name or len(name) > LONGEST_NAME:
            raise BadInput(f"an attribute is called {str(key)[:40]!r}; use 1 to {LONGEST_NAME} characters")
        if name in _FACTS:
            raise BadInput(f"{name} belongs to the product itself and cannot be an attribute")
        if name in found:
            raise BadInput(f"the attribute {name} is given twice")
        if (read := _value(name, value)) not in (None, ""):
            found[name] = read
    return found


def _value(name: str, value: object) -> Any:
    if isinstance(value, list) and all(_plain(item) and not isinstance(item, bool) for item in value):
        value = ", ".join(map(str, value))
    huge = "one so large" if isinstance(value, int | float) else ""
    if value is not None and not _plain(value):
        raise BadInput(f"the attribute {name} must be a text, a number, yes or no, not {huge or kind(value)}")
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise BadInput(f"the attribute {name} has {len(value):,} characters, more than {LONGEST:,}")
        return {"true": True, "yes": True, "false": False, "no": False}.get(
            whole(value).lower(), whole(value)
        )
    return value


def _plain(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, int | float) and abs(value) < LARGEST)


def _nested(row: Mapping[str, Any]) -> dict[str, Any]:
    """A CSV has no objects: its further columns are the attributes."""
    known = {name: row[name] for name in _FIELDS if name in row}
    return known | {"attributes": {name: value for name, value in row.items() if name not in _FIELDS}}


def _holds(text: str, typed: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in typed)
