"""The columns of a file of products: which one is the price, in what currency, and which nobody reads.

A price that is taken for an attribute would be told without the rules for prices, so what speaks of one is
understood or refused. Knows nothing of what else makes a row bad.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches

from bot.claims.words import group
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


def understood(rows: Rows) -> Rows:
    """Return the rows with their price where it belongs: ``Price (EUR)`` is the price, in euros.

    Raises:
        BadInput: a column speaks of a price in another way. The message names it and what to call it.
    """
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
