"""Customers out of a file: what they bought and looked at, and what of it a marketer may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.catalogue import Catalogue, text_of, whole
from bot.domain import Customer, Deed, Product
from bot.errors import BadInput, BadRows
from bot.knowledge.formats import Bad, Rows, kind, read_jsonl

#: What a customer may agree to.
CONSENT = ("purchases", "browsing")


def read(path: Path, catalogue: Catalogue) -> dict[str, Customer]:
    """Read customers by id from a ``.jsonl`` file. What they did with products that are no more is kept
    without a title.

    Raises:
        BadInput: the file cannot be read.
        BadRows: rows are bad; each is named with its line and what is wrong.
    """
    rows: Rows = []
    bad: Bad = []
    read_jsonl(text_of(path), rows, bad)
    found: dict[str, Customer] = {}
    for line, row in rows:
        try:
            customer = _customer(row, catalogue)
            if customer.id in found:
                raise BadInput(f"the id {customer.id!r} is taken by an earlier row")
        except BadInput as error:
            bad.append((line, str(error)))
            continue
        found[customer.id] = customer
    if bad:
        raise BadRows(str(path), sorted(bad), skippable=False)
    return found


def suggestion(customer: Customer, catalogue: Catalogue) -> Product | None:
    """Return a product to recommend: looked at last and not bought, else like what they bought last.

    Only what the customer agreed to is looked at. None if that points to nothing.
    """
    bought = {deed.product_id: deed.date for deed in sorted(customer.agreed_bought, key=lambda d: d.date)}
    for deed in sorted(customer.agreed_viewed, key=lambda d: d.date, reverse=True):
        if deed.product_id in catalogue.products and deed.product_id not in bought:
            return catalogue.products[deed.product_id]
    for name in reversed(bought):  # what was bought last comes first
        if name in catalogue.products and (category := catalogue.products[name].category):
            others = (p for p in catalogue.products.values() if p.category == category and p.id not in bought)
            if other := next(others, None):
                return other
    return None


def _customer(row: Mapping[str, Any], catalogue: Catalogue) -> Customer:
    number, name = (whole(value) if isinstance(value := row.get(key), str) else "" for key in ("id", "name"))
    if not number or not name:
        raise BadInput("id and name must be texts that are not empty")
    consent = [] if row.get("consent") is None else row["consent"]
    if not isinstance(consent, list) or not set(map(str, consent)) <= set(CONSENT):
        raise BadInput(f"consent must be a list of {' and '.join(CONSENT)}, or of none of them")
    if (language := row.get("language") or "en") not in ("en", "zh"):
        raise BadInput(f"language is {str(language)[:40]!r}; known: en, zh")
    return Customer(
        id=number,
        name=name,
        language=language,
        consent=tuple(map(str, consent)),
        purchases=_deeds(row, "purchases", catalogue),
        viewed=_deeds(row, "viewed", catalogue),
    )


def _deeds(row: Mapping[str, Any], name: str, catalogue: Catalogue) -> tuple[Deed, ...]:
    deeds = row.get(name) or []
    if not isinstance(deeds, list) or not all(isinstance(deed, dict) for deed in deeds):
        raise BadInput(f'{name} must be a list of {{"product": ..., "date": ...}}')
    found = []
    for deed in deeds:
        number = deed.get("product")
        if not isinstance(number, str | int) or isinstance(number, bool) or number == "":
            raise BadInput(f"{name}: product must be the id of a product, not {kind(number)}")
        try:
            day = date.fromisoformat(str(deed.get("date")))
        except ValueError:
            raise BadInput(f"{name}: {deed.get('date')!r} is not a date such as 2026-03-14") from None
        known = catalogue.products.get(str(number))
        found.append(Deed(str(number), known.title if known else "", day.isoformat()))
    return tuple(found)
