"""Copy as a table for spreadsheets, the same from the command line and in Slack: a row for each text.

A product without a text has a row too, with the reason, so that nothing is lost on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.knowledge.formats import Row, write_csv

#: ``stands_in`` names the facts that the text stands on.
COLUMNS = ("id", "title", "channel", "head", "body", "stands_in", "warnings")


def without_copy(missing: Sequence[str]) -> str:
    """Say why a product has no text; ``missing`` is what the catalogue would have to say for one."""
    lacking = f" Missing: {'; '.join(missing)}." if missing else ""
    return f"Nothing could be written that the product's own data hold.{lacking}"


def named_without(product: Mapping[str, Any], why: str) -> str:
    """Name a product that has no text, and say why."""
    return f"No copy for {product['id']} ({product['title']}): {why}"


def rows(
    product: Mapping[str, Any], channel: str, copies: Sequence[Mapping[str, Any]], why: str
) -> list[Row]:
    """Return the rows of a product, one for each of its ``copies`` (as ``bot.briefs`` writes them); of one
    without any, a row with the reason ``why``."""
    named = {"id": str(product["id"]), "title": str(product["title"]), "channel": channel}
    texts = [
        {**copy["parts"], "stands_in": ", ".join(_sources(copy)), "warnings": " ".join(copy["warnings"])}
        for copy in copies
    ]
    return [named | text for text in texts or [{"warnings": why}]]


def written(found: Iterable[Row]) -> bytes:
    """Return the file, with the mark of UTF-8 that spreadsheets look for. None of its cells is a formula."""
    return write_csv([*found], COLUMNS).encode("utf-8-sig")


def _sources(copy: Mapping[str, Any]) -> Iterator[str]:
    every = (source for claim in copy["claims"] if claim["source"] for source in claim["source"].split(", "))
    return iter(dict.fromkeys(every))
