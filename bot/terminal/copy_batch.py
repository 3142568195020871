"""Copy for a file of products: one line of JSON each, in the same order, and nothing is written twice.

Every line is on disk before the next products are taken, so stopping or being killed loses nothing, and the
same command goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot import catalogue
from bot.briefs import Json, copies_json
from bot.domain import Product
from bot.errors import BadInput
from bot.terminal import screen

if TYPE_CHECKING:
    from bot.build.marketing import Marketing


def run(
    source: Path,
    target: Path,
    given: Json,
    variants: int,
    seed: int,
    skip_bad: bool,
    start: Callable[[], Marketing],
) -> None:
    """Write copy for each product of ``source`` to ``target``. ``given`` is what all briefs have in common.

    Raises:
        BadInput: a row cannot be used, or ``target`` holds something else. Nothing was written.
    """
    read = catalogue.read(source, skip_bad)
    for line, why in read.skipped:
        screen.say(f"Left out, line {line}: {why}")
    products = list(read.products.values())
    done = _done(target, products)
    if done:
        screen.say(f"{target} already has {done} of {len(products)}.")
    if done == len(products):
        return
    desk = start()
    briefs = [
        desk.reader.brief_of({**given, "product": catalogue.row_of(product), "language": product.language})
        for product in products[done:]
    ]
    try:
        with target.open("a", encoding="utf-8") as file, screen.counter("Writing") as tick:
            for copies in desk.copywriter.write_many(briefs, variants, seed):
                row = {"id": products[done].id, "title": products[done].title} | copies_json(copies)
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()
                done += 1
                tick(done, len(products))
    except KeyboardInterrupt:
        screen.say(f"Stopped after {done} of {len(products)}; the same command goes on from here.")
        raise
    except OSError as error:
        raise BadInput(f"{target} cannot be written ({error.strerror}).") from error
    screen.say(f"Wrote {len(products)} lines to {target}.")


def _done(target: Path, products: list[Product]) -> int:
    """Count the products that ``target`` already has. A last line that was cut off is taken away."""
    if not target.exists():
        return 0
    whole, _, torn = target.read_text("utf-8").rpartition("\n")
    lines = whole.split("\n") if whole else []
    for number, line in enumerate(lines, 1):
        try:
            same = number <= len(products) and json.loads(line)["id"] == products[number - 1].id
        except (ValueError, KeyError, TypeError):
            same = False
        if not same:
            raise BadInput(
                f"{target} holds something else: its line {number} is not for product {number}. "
                "Name another file, or remove this one."
            )
    if torn:
        target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    return len(lines)
