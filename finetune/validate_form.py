"""Form of the demo shops' files: missing files, fields that do not fit, ids that stand twice.

The first thing looked at; the further checks (``validate``, ``validate_copy``) read what has passed.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot import shops
from bot.copywriting import brand
from bot.errors import BadInput
from finetune.rows import FILES, Row, ShopFile


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: its kind, where it stands and what is wrong."""

    kind: str
    shop: str
    ids: tuple[str, ...]
    text: str


def form(home: Path) -> Iterator[Fault]:
    """Find missing files, missing, unknown or ill-typed fields, and ids that stand twice."""
    about = tomllib.loads((home / "shop.toml").read_text("utf-8"))
    yield from _misfits(ShopFile, about, home.name, "shop.toml")
    try:
        brand.load(home / "brand.yaml")
    except BadInput as error:
        yield Fault("schema", home.name, ("brand.yaml",), str(error))
    for name, model in FILES.items():
        try:
            rows = list(shops.rows(home / name))
        except (BadInput, OSError) as error:
            yield Fault("schema", home.name, (name,), str(error))
            continue
        for row in rows:
            yield from _misfits(model, row, home.name, f"{name}: {row.get('id')}")
        for row_id, times in Counter(str(row.get("id")) for row in rows).items():
            if times > 1:
                yield Fault("id", home.name, (row_id,), f"{name} has this id {times} times")


def _misfits(model: type[Row], row: dict[str, Any], shop: str, where: str) -> Iterator[Fault]:
    try:
        model.model_validate(row)
    except ValidationError as error:
        for one in error.errors():
            field = ".".join(map(str, one["loc"])) or "row"
            yield Fault("schema", shop, (where,), f"{field}: {one['msg']}")
