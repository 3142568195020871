"""How many invented facts get past the checkers of marketing copy? Planted errors, counted by kind.

    python -m benchmarks.copy_planted --json
    python -m benchmarks.copy_planted --checkers second --show 5

True copies are the shops' own, written by hand; the second checker (``copy_checker``) was tuned on those of
fernhill, pedalwerk and inkwell. The first checker (``bot.copywriting.ledger``) is asked about the very same
texts, as a black box: any function of a text and its product that says whether it passes.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.alignment import sentences_of
from benchmarks.copy_checker import doubts
from benchmarks.copy_planting import PLANTERS, plant
from benchmarks.copy_true import TrueCopy, load
from benchmarks.stats import Share, share, share_of
from bot.copywriting.facts import of_product
from bot.copywriting.ledger import check_all
from bot.domain.goods import Product
from bot.settings import data_folder

Checker = Callable[[str, Product], bool]  # (text, product) -> passes
TUNED_ON = ("fernhill", "pedalwerk", "inkwell")


def second(text: str, product: Product) -> bool:
    """Say whether the second checker lets all of ``text`` pass."""
    return not doubts(text, product)


def first(text: str, product: Product) -> bool:
    """Say whether the first checker lets all of ``text`` pass."""
    return all(claim.supported for claim in check_all(text, of_product(product)))


def cases(copies: Sequence[TrueCopy], per_kind: int, seed: int) -> dict[str, list[tuple[TrueCopy, str]]]:
    """Return up to ``per_kind`` planted errors of each kind; the same seed plants the same ones."""
    made: dict[str, list[tuple[TrueCopy, str]]] = {}
    for kind in PLANTERS:
        chance = random.Random(f"{seed}/{kind}")
        order = list(copies)
        chance.shuffle(order)
        made[kind] = []
        for base in order * 3:  # short sets offer the same copy again, with another variant
            if len(made[kind]) == per_kind:
                break
            text = plant(kind, base, chance)
            if text is not None and all(text != other for _, other in made[kind]):
                made[kind].append((base, text))
    return made


def measure(
    copies: Sequence[TrueCopy], checkers: dict[str, Checker], per_kind: int, seed: int
) -> dict[str, Any]:
    """Return the share of planted errors that each checker misses, by kind, and its false alarms."""
    verdicts: dict[str, dict[str, list[bool]]] = {name: {} for name in checkers}
    both: dict[str, list[bool]] = {}
    for kind, planted in cases(copies, per_kind, seed).items():
        for name, checker in checkers.items():
            verdicts[name][kind] = [checker(changed(base.text, text), base.product) for base, text in planted]
        both[kind] = [all(found) for found in zip(*(verdicts[name][kind] for name in checkers), strict=True)]
    return {
        name: {"missed": _table(verdicts[name]), "false_alarms": _alarms(copies, checker)}
        for name, checker in checkers.items()
    } | {"missed_by_all_checkers": _table(both)}


def changed(true: str, planted: str) -> str:
    """Return the sentences of ``planted`` that ``true`` does not have: doubting another catches nothing."""
    known = set(sentences_of(true))
    return "\n".join(text for text in sentences_of(planted) if text not in known) or planted


def _table(by_kind: dict[str, list[bool]]) -> dict[str, Share]:
    every = [verdict for found in by_kind.values() for verdict in found]
    return {kind: share_of(found) for kind, found in by_kind.items()} | {"all": share(sum(every), len(every))}


def _alarms(copies: Sequence[TrueCopy], checker: Checker) -> dict[str, Share]:
    """Return how many true copies, and sentences of them taken alone, a checker doubts."""
    alone = [(sentence, base.product) for base in copies for sentence in sentences_of(base.text)]
    return {
        "copies": share_of([not checker(base.text, base.product) for base in copies]),
        "sentences": share_of([not checker(sentence, product) for sentence, product in alone]),
    }


def main(
    shop: Annotated[
        list[str] | None, typer.Option(help="these shops; default: those it was tuned on")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="folder of the shops; default: the demo shops")] = None,
    per_kind: Annotated[int, typer.Option(help="errors of each kind", min=1)] = 100,
    seed: int = 0,
    checkers: Annotated[str, typer.Option(help="first,second")] = "first,second",
    show: Annotated[int, typer.Option(help="print so many misses of each kind of the last checker")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON only")] = False,
) -> None:
    """Plant errors in true copies and count what gets through."""
    known: dict[str, Checker] = {"first": first, "second": second}
    chosen = {name: known[name] for name in checkers.split(",")}
    shops = tuple(shop or TUNED_ON)
    copies = [copy for name in shops for copy in load((data or data_folder()) / name)]
    if show:
        _show(copies, list(chosen.values())[-1], per_kind, seed, show)
    result = measure(copies, chosen, per_kind, seed)
    if not as_json:
        for kind, missed in result["missed_by_all_checkers"].items():
            cells = "  ".join(f"{name} {_percent(result[name]['missed'][kind])}" for name in chosen)
            print(f"{kind:30} n={missed['n']:<5} {cells}  all {_percent(missed)}")
    print(json.dumps({"shops": shops, "copies": len(copies), "seed": seed, "per_kind": per_kind} | result))


def _percent(cell: Share) -> str:
    if cell["share"] is None or cell["low"] is None or cell["high"] is None:
        return "-"
    return f"{100 * cell['share']:.1f} % ({100 * cell['low']:.1f}-{100 * cell['high']:.1f})"


def _show(copies: Sequence[TrueCopy], checker: Checker, per_kind: int, seed: int, count: int) -> None:
    for kind, made in cases(copies, per_kind, seed).items():
        for base, text in [case for case in made if checker(changed(case[0].text, case[1]), case[0].product)][
            :count
        ]:
            print(
                f"{kind} | {base.product.id} {base.product.title}\n  + {base.text}\n  - {text}",
                file=sys.stderr,
            )


if __name__ == "__main__":
    typer.run(main)
