"""The columns of a file of products: which one is the price, in what currency, and which nobody reads.

A price that is taken for an attribute would be told without the rules for prices, so what speaks of one is
understood or refused. What a shop keeps to itself (costs, suppliers, stock) is no fact for customers. Knows
nothing of what else makes a row bad.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import get_args

from bot.claims.words import group
from bot.domain import Length, Product
from bot.errors import BadInput
from bot.knowledge.formats import Rows

#: Codes of ISO 4217 that a heading may name.
CURRENCIES = group(
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW MAD MXN "
    "MYR NGN NOK NZD PEN PHP PKR PLN RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
)
_SIGNS = {"€": "EUR", "£": "GBP"}  # a $ or ¥ may be that of several countries
_SPEAKS = re.compile(
    r"(?<![^\W_])(?:prices?|rrp|msrp|preis|prix|precio|prezzo)(?![^\W_])|价格", re.IGNORECASE
)
_PRICED = re.compile(r"price[\s_]*[(\[]?(?:in\s)?\s*([a-z]{3}|[€£])\s*[)\]]?", re.IGNORECASE)


# What a brief asks for; how a text is to sound is no fact of a product. 'length' may be a measure.
_ASKED = frozenset(("tone", "channel", "audience", "keywords", "kind"))
_LENGTHS = frozenset(get_args(Length))
_INTERNAL = re.compile(
    r"(?:.* )?(?:costs?|margin|marge|suppliers?|vendors?|stock|inventory|sku|internal|lieferant)(?: .*)?"
    r"|notes?|status|bestand|einkaufspreis"
)
# A price as half of Europe writes it, and one that may be meant either way.
_COMMA = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d{1,12}),\d{1,2}", re.ASCII)
_EITHER = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)


def understood(rows: Rows, commas: bool) -> tuple[Rows, tuple[str, ...]]:
    """Return the rows without what is no fact, and what was left out, in words.

    Their price stands where it belongs: ``Price (EUR)`` is the price, in euros. With ``commas`` (a file
    whose cells are divided by semicolons) it may be written 1.299,00.

    Raises:
        BadInput: a column speaks of a price in another way, or of how a text is to be. The message names it.
    """
    columns = dict.fromkeys(name for _, row in rows for name in row)
    asked = [name for name in columns if name in _ASKED or (name == "length" and _is_asked(rows))]
    if asked:
        raise BadInput(
            f"the first line names {', '.join(map(repr, asked))}: that is asked for with the brief and is no "
            "fact of a product. Take it out, or call it something else if it is one."
        )
    internal = [name for name in columns if _INTERNAL.fullmatch(" ".join(re.findall(r"[^\W_]+", name)))]
    kept = [(line, {name: row[name] for name in row if name not in internal}) for line, row in rows]
    told = tuple(f"line 1: the column {name[:40]!r} is internal and goes into no text" for name in internal)
    priced = _priced(kept)
    return (_pointed(priced) if commas else priced), told


def taken(products: Iterable[Product]) -> str:
    """Say which columns of a table are attributes."""
    names = dict.fromkeys(name for product in products for name in product.attributes)
    return f"Columns taken as attributes: {', '.join(names) or 'none'}."


def _priced(rows: Rows) -> Rows:
    """Put the price where it belongs."""
    columns = {name for _, row in rows for name in row}
    speaking = sorted(name for name in columns - {"price"} if _SPEAKS.search(name))
    if not speaking:
        return rows
    currency = _currency(speaking[0])
    if len(speaking) > 1 or not currency or columns & {"price", "currency"}:
        raise BadInput(
            f"the first line names {', '.join(map(repr, speaking))}. Call the one price 'price (EUR)', by "
            "its currency, or have two columns, 'price' and 'currency'; take other prices out."
        )
    return [(line, {"price": row.pop(speaking[0], ""), "currency": currency} | row) for line, row in rows]


def _pointed(rows: Rows) -> Rows:
    """Write prices with a point before the decimals, where a column has a comma there."""
    prices = [str(row.get("price", "")).strip() for _, row in rows]
    comma = any(_COMMA.fullmatch(price) for price in prices)
    if not comma and (either := next(filter(_EITHER.fullmatch, prices), "")):
        whole = either.replace(".", "")
        raise BadInput(f"the price {either!r} may be either of two: write {whole} or {whole},00.")
    for (_, row), price in zip(rows, prices, strict=True):
        if comma and (_COMMA.fullmatch(price) or _EITHER.fullmatch(price)):
            row["price"] = price.replace(".", "").replace(",", ".")
    return rows


def _is_asked(rows: Rows) -> bool:
    """Whether 'length' says how long a text is to be, and not how long a thing is."""
    return any(str(row.get("length", "")).strip().casefold() in _LENGTHS for _, row in rows)


def unread(rows: Rows, known: Collection[str]) -> tuple[str, ...]:
    """Name each field of an object that is none of ``known``, with its first line and what to do about it.

    A further column of a table is an attribute, for a table has no objects to put it in. An object has, so
    its further fields may be anything ('stock', 'reviews') and are no fact.
    """
    first: dict[str, int] = {}
    for line, row in rows:
        for name in row:
            if name not in known:
                first.setdefault(name, line)
    return tuple(
        f"line {line}: nothing reads the field {_meant(name, known)}" for name, line in first.items()
    )


def _meant(name: str, known: Collection[str]) -> str:
    meant = get_close_matches(name, known, 1)
    remedy = f"did you mean {meant[0]!r}?" if meant else "a fact goes into 'attributes'"
    return f"{name[:40]!r}; {remedy}"


def _currency(heading: str) -> str:
    """The currency that a heading of the price names, or ''."""
    found = _PRICED.fullmatch(heading)
    code = _SIGNS.get(found[1], found[1].upper()) if found else ""
    return code if code in CURRENCIES else ""
