"""Attacks on the claims ledger: short sentences of a product's own words, joined wrongly, beside true ones.

    python -m benchmarks.copy_attacks --json
    python -m benchmarks.copy_attacks --show       (names what went wrong in the part "fix")

``questions/ledger_attacks.jsonl`` was written by hand by somebody who had read neither checker: 160 sentences
that a small model might write and no fact bears out, and 80 plain true ones, over 24 products. Half of the
products are "fix", and what is missed there may be mended; single sentences of the other half, "report",
are not looked at, so that its figures say something about sentences that nobody has seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks import about
from benchmarks.copy_checker import doubts
from benchmarks.stats import Share, bootstrap, share_of
from bot import sentences, shops
from bot.catalogue import product_of, read
from bot.copywriting import facts, framing, ledger
from bot.domain import Product
from bot.settings import data_folder

ATTACKS = Path(__file__).with_name("questions") / "ledger_attacks.jsonl"
PARTS = ("fix", "report")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence about a product; ``sort`` says what is wrong with it and is empty where it is true."""

    part: str
    product: Product
    text: str
    sort: str


def by_ledger(case: Case) -> bool:
    """Whether the claims ledger refuses the sentence."""
    return not all(claim.supported for claim in ledger.check_all(case.text, facts.of_product(case.product)))


def by_desk(case: Case) -> bool:
    """Whether the desk would not show the sentence, had its model written it: the ledger and the frames."""
    known = facts.of_product(case.product)
    return by_ledger(case) or any(framing.objection(text, known) for text in sentences.split(case.text))


def by_second_checker(case: Case) -> bool:
    """Whether the second checker doubts the sentence."""
    return bool(doubts(case.text, case.product))


CHECKERS: Mapping[str, Callable[[Case], bool]] = {
    "ledger": by_ledger,
    "desk": by_desk,
    "second_checker": by_second_checker,
}


def cases(rows: Iterable[Mapping[str, Any]]) -> list[Case]:
    """Read the list; a row names a product of a demo shop or carries an invented one."""
    catalogues = {name: read(data_folder() / name / "products.jsonl") for name in shops.names()}
    return [
        Case(
            row["part"],
            catalogues[row["shop"]].get(row["product"]) if "shop" in row else product_of(row["product"]),
            row["text"],
            row.get("sort", ""),
        )
        for row in rows
    ]


def rate(some: Sequence[Case], counted: Sequence[bool], seed: int) -> Share:
    """Return the share of ``counted``, its interval drawn over products: a product's sentences are alike.

    Where all sentences fared alike there is nothing to draw, and the interval is Wilson's over sentences.
    """
    found = share_of(counted)
    if found["share"] in (None, 0, 1):
        return found
    groups: dict[str, list[bool]] = {}
    for case, one in zip(some, counted, strict=True):
        groups.setdefault(case.product.id, []).append(one)
    verdicts = list(groups.values())

    def of(drawn: Sequence[float]) -> float:
        every = [one for i in drawn for one in verdicts[int(i)]]
        return sum(every) / len(every)

    low, high = bootstrap(range(len(verdicts)), of, seed=seed)
    return found | {"low": round(low, 4), "high": round(high, 4)}


def figures(some: Sequence[Case], refused: Sequence[bool], seed: int) -> dict[str, Any]:
    """Return misses (false sentences that pass), in all and by sort, and false alarms (true ones refused)."""
    both = list(zip(some, refused, strict=True))

    def passed(sort: str = "") -> Share:
        chosen = [(case, one) for case, one in both if case.sort and sort in ("", case.sort)]
        return rate([case for case, _ in chosen], [not one for _, one in chosen], seed)

    true = [(case, one) for case, one in both if not case.sort]
    return {
        "misses": passed(),
        "false_alarms": rate([case for case, _ in true], [one for _, one in true], seed),
        "misses_by_sort": {sort: passed(sort) for sort in sorted({case.sort for case in some} - {""})},
    }


def main(
    seed: Annotated[int, typer.Option(help="of the intervals")] = 0,
    show: Annotated[bool, typer.Option(help='name the sentences of "fix" that went wrong')] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print the JSON object only")] = False,
) -> None:
    """Ask the checkers about every sentence of both parts."""
    console = Console(stderr=True, highlight=False)
    every = cases(shops.rows(ATTACKS))
    result: dict[str, Any] = {
        "benchmark": "copy_attacks",
        "n": len(every),
        "seed": seed,
        "versions": about.versions(),
        "data_sha256": about.hashes([ATTACKS]),
    }
    for part in PARTS:
        some = [case for case in every if case.part == part]
        result[part] = {"n": len(some), "products": len({case.product.id for case in some})}
        for name, refuses in CHECKERS.items():
            refused = [refuses(case) for case in some]
            result[part][name] = figures(some, refused, seed)
            for case, one in zip(some, refused, strict=True):
                if show and part == "fix" and one != bool(case.sort):
                    console.print(f"{name}: {case.product.title}: {case.text} ({case.sort or 'true'})")
    if not as_json:
        console.print_json(json.dumps(result))
    print(json.dumps(result))


if __name__ == "__main__":
    typer.run(main)
