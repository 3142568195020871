"""The file that comes back: a row for each product with its copy, and what is said of the rows left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalogue import row_of
from bot.copywriting import table
from bot.domain import Product

#: So many rows are named of those that are bad and of those without copy, in so many characters each.
NAMED, ROW = 20, 120


def write(
    products: Mapping[int, Product | None], written: Mapping[int, Mapping[str, Any]], channel: str
) -> bytes:
    """Return the CSV, in the order of the products."""
    known = ((product, written.get(number)) for number, product in products.items())
    return table.written(
        row
        for product, body in known
        if product is not None and body is not None
        for row in table.rows(row_of(product), channel, [body], "")
    )


def without(products: Mapping[int, Product | None], written: Mapping[int, Mapping[str, Any]]) -> list[str]:
    """Name the products of which nothing could be written, each with the reason."""
    empty = {number: products.get(number) for number, body in written.items() if not body["text"]}
    return [
        table.named_without(row_of(product), " ".join(written[number]["warnings"]))
        for number, product in empty.items()
        if product is not None
    ]


def summary(done: int, left_out: Sequence[str], without: Sequence[str] = (), earlier: int = 0) -> str:
    """Say what has become of a file, and name what was left out and which products are ``without`` copy.

    ``done`` have copy; ``earlier`` follow another brand book.
    """
    if done:
        many = "one product" if done == 1 else f"{done:,} products"
        said = [f"The copy for {many} is in the file below."]
    else:
        said = ["I found no product that I could write about."]
    if earlier:
        said.append(
            f"The brand book changed while I wrote: {earlier:,} of them, marked in the file, follow the one "
            "of before. Send the file again to have all of them by the new one."
        )
    said += _named(without)
    if left_out:
        said.append(f"Left out, {'one row' if len(left_out) == 1 else f'{len(left_out):,} rows'}:")
    return "\n".join([*said, *_named(left_out)])


def _named(rows: Sequence[str]) -> list[str]:
    more = [f"… and {len(rows) - NAMED:,} more"] if len(rows) > NAMED else []
    return [*(row[:ROW] for row in rows[:NAMED]), *more]
