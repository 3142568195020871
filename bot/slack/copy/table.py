"""The file that comes back: a row for each product with its copy, and what is said of the rows left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain import Product

COLUMNS = ("id", "title", "channel", "head", "body", "stands_in", "warnings")
#: So many bad rows are named, in so many characters each.
NAMED, ROW = 20, 120


def write(
    products: Mapping[int, Product | None], written: Mapping[int, Mapping[str, Any]], channel: str
) -> bytes:
    """Return the CSV, in the order of the products; with the mark of UTF-8 that spreadsheets look for."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for number, product in products.items():
        body = written.get(number)
        if product is None or body is None:
            continue
        parts = body["parts"]
        stands = [source for claim in body["claims"] if claim["source"] for source in _facts(claim)]
        rows.writerow(
            [
                product.id,
                product.title,
                channel,
                parts.get("head", ""),
                parts.get("body", ""),
                ", ".join(dict.fromkeys(stands)),
                " ".join(body["warnings"]),
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def summary(done: int, left_out: Sequence[str], earlier: int = 0) -> str:
    """Say what has become of a file, and name what was left out; ``earlier`` follow another brand book."""
    if done:
        said = ["The copy for one product" if done == 1 else f"The copy for {done:,} products"]
        said = [f"{said[0]} is in the file below. Every claim in it stands in the product's own data."]
    else:
        said = ["I found no product that I could write about."]
    if earlier:
        said.append(
            f"The brand book changed while I wrote: {earlier:,} of them, marked in the file, follow the one "
            "of before. Send the file again to have all of them by the new one."
        )
    if left_out:
        said.append(f"Left out, {'one row' if len(left_out) == 1 else f'{len(left_out):,} rows'}:")
        said += [row[:ROW] for row in left_out[:NAMED]]
    if len(left_out) > NAMED:
        said.append(f"… and {len(left_out) - NAMED:,} more")
    return "\n".join(said)


def _facts(claim: Mapping[str, Any]) -> list[str]:
    return str(claim["source"]).split(", ")
