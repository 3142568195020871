"""Customers out of a file: what they bought and looked at, and what of it a marketer may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot import shops
from bot.catalogue import Catalogue
from bot.domain import Customer, Deed, Product
from bot.errors import BadInput, BadRows

#: What a customer may agree to.
CONSENT = ("purchases", "browsing")


def read(path: Path, catalogue: Catalogue) -> dict[str, Customer]:
    """Read customers by id from a ``.jsonl`` file.

    Raises:
        BadInput: the file cannot be read.
        BadRows: rows are bad; each is named with its line and what is wrong.
    """
    found: dict[str, Customer] = {}
    bad: list[tuple[int, str]] = []
    try:
        for line, row in enumerate(shops.rows(path), 1):
            try:
                customer = _customer(row, catalogue)
                found[customer.id] = customer
            except BadInput as error:
                bad.append((line, str(error)))
    except OSError as error:
        raise BadInput(f"Cannot read {path}: {error.strerror}.") from error
    if bad:
        raise BadRows(str(path), bad)
    return found


def suggestion(customer: Customer, catalogue: Catalogue) -> Product | None:
    """Return a product to recommend: looked at last and not bought, else of a category they bought from.

    Only what the customer agreed to is looked at. None if that points to nothing.
    """
    bought = {deed.product_id for deed in customer.purchases} if "purchases" in customer.consent else set()
    if "browsing" in customer.consent:
        for deed in sorted(customer.viewed, key=lambda deed: deed.date, reverse=True):
            if deed.product_id in catalogue.products and deed.product_id not in bought:
                return catalogue.products[deed.product_id]
    known = [catalogue.products[name] for name in bought if name in catalogue.products]
    categories = {product.category for product in known}
    others = (p for p in catalogue.products.values() if p.category in categories and p.id not in bought)
    return next(others, None)


def _customer(row: Mapping[str, Any], catalogue: Catalogue) -> Customer:
    name, number = row.get("name"), row.get("id")
    if not isinstance(name, str) or not name or not isinstance(number, str) or not number:
        raise BadInput("id and name must be texts that are not empty")
    consent = row.get("consent") or []
    if not isinstance(consent, list) or not set(map(str, consent)) <= set(CONSENT):
        raise BadInput(f"consent must be a list of {' and '.join(CONSENT)}")
    return Customer(
        id=number,
        name=name,
        language=str(row.get("language") or "en"),
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
        product = catalogue.get(str(deed.get("product")))
        try:
            day = date.fromisoformat(str(deed.get("date")))
        except ValueError:
            raise BadInput(f"{name}: {deed.get('date')!r} is not a date such as 2026-03-14") from None
        found.append(Deed(product.id, product.title, day.isoformat()))
    return tuple(found)
