"""How much do the checkers miss? Errors planted in faithful texts, counted by kind.

    python -m benchmarks.planted --json
    python -m benchmarks.planted --shop brewmoor --show 20

Faithful texts are the ideal answers of the demo shops, sentences of their FAQ, and rewordings of
those. The second checker was tuned on fernhill, pedalwerk and inkwell; brewmoor is the honest
figure. The first checker (``bot.claims``) is asked about the very same texts, as a black box.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from benchmarks.faithful import REWORDINGS, Faithful, Pool, reword
from benchmarks.planting import PLANTERS, plant
from benchmarks.second_checker import audit
from benchmarks.stats import share, share_of
from bot import shops
from bot.domain import Entry, Passage

Checker = Callable[[Faithful, str], bool]  # (what it stands on, text) -> passes
TUNED_ON = ("fernhill", "pedalwerk", "inkwell")


def second(base: Faithful, text: str) -> bool:
    """Say whether the second checker lets ``text`` pass."""
    return not audit(text, (base.entry.answer, base.entry.question), base.question)


def first(base: Faithful, text: str) -> bool:
    """Say whether the first checker lets all of ``text`` pass."""
    from bot.claims import check_all

    passage = Passage(1, base.entry.id, base.entry.question, base.entry.answer)
    return all(claim.supported for claim in check_all(text, [passage], base.question))


def gold(shop: shops.Shop) -> list[Faithful]:
    """Return the ideal answers of a shop."""
    entries = {entry.id: entry for entry in shop.entries}
    return [
        Faithful(q.answer, entries[q.entry_id], q.text) for q in shop.questions if q.entry_id and q.answer
    ]


def quoted(shop: shops.Shop) -> list[Faithful]:
    """Return the sentences of a shop's FAQ, under their own titles."""
    return [Faithful(text, entry, entry.question) for entry in shop.entries for text in _sentences(entry)]


def faithful(shop: shops.Shop) -> dict[str, list[tuple[Faithful, str]]]:
    """Return texts that nobody should doubt: the shop's own, and rewordings of them by kind."""
    ideal = gold(shop)
    found = {f"gold answers {x}": [(b, b.text) for b in ideal if b.entry.language == x] for x in ("en", "zh")}
    found["FAQ sentences"] = [(base, base.text) for base in quoted(shop)]
    for kind in REWORDINGS:
        made = [(base, reword(kind, base)) for base in quoted(shop)]
        found[f"reworded, {kind}"] = [(base, text) for base, text in made if text]
    return found


def cases(shop: shops.Shop, per_kind: int, seed: int) -> dict[str, list[tuple[Faithful, str]]]:
    """Return up to ``per_kind`` planted errors of each kind; the same seed plants the same ones."""
    pool = Pool.of(shop.entries)
    bases = gold(shop) + quoted(shop)
    made: dict[str, list[tuple[Faithful, str]]] = {}
    for kind in PLANTERS:
        chance = random.Random(f"{seed}/{shop.id}/{kind}")
        # A quoted sentence of an entry answers its title with no Yes or No of its own.
        order = gold(shop) if kind == "yes-no flipped" else list(bases)
        chance.shuffle(order)
        made[kind] = []
        for base in order:
            if len(made[kind]) == per_kind:
                break
            if (text := plant(kind, base, pool, chance)) is not None:
                made[kind].append((base, text))
    return made


def measure(names: Sequence[str], checkers: dict[str, Checker], per_kind: int, seed: int) -> dict[str, Any]:
    """Return miss rates by kind and false alarms of each checker over the shops ``names``."""
    missed: dict[str, dict[str, list[bool]]] = {name: defaultdict(list) for name in checkers}
    alarms: dict[str, dict[str, list[bool]]] = {name: defaultdict(list) for name in checkers}
    both: dict[str, list[bool]] = defaultdict(list)
    for shop in map(shops.load, names):
        for kind, made in cases(shop, per_kind, seed).items():
            for base, text in made:
                verdicts = {name: checker(base, text) for name, checker in checkers.items()}
                both[kind].append(all(verdicts.values()))
                for name, passed in verdicts.items():
                    missed[name][kind].append(passed)
        for what, texts in faithful(shop).items():
            for name, checker in checkers.items():
                alarms[name][what] += [not checker(base, text) for base, text in texts]
    return {
        name: {
            "missed": {kind: share_of(found) for kind, found in missed[name].items()}
            | {"all": _all(missed[name])},
            "false_alarms": {what: share_of(found) for what, found in alarms[name].items()},
        }
        for name in checkers
    } | {
        "missed_by_all_checkers": {kind: share_of(found) for kind, found in both.items()}
        | {"all": _all(both)}
    }


def _all(by_kind: dict[str, list[bool]]) -> Any:
    return share(sum(map(sum, by_kind.values())), sum(map(len, by_kind.values())))


def _sentences(entry: Entry) -> list[str]:
    return [text for text in re.split(r"(?<=[.!?])\s+(?=[A-Z\"])|(?<=。)", entry.answer) if text.strip()]


def main(
    shop: Annotated[list[str] | None, typer.Option(help="only these shops, as one group")] = None,
    per_kind: Annotated[int, typer.Option(help="errors of each kind in each shop")] = 200,
    seed: int = 0,
    checkers: Annotated[str, typer.Option(help="first,second")] = "first,second",
    show: Annotated[int, typer.Option(help="print so many errors that the second checker missed")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON only")] = False,
) -> None:
    """Plant errors and count what gets through."""
    known: dict[str, Checker] = {"first": first, "second": second}
    chosen = {name: known[name] for name in checkers.split(",")}
    groups = {"asked": tuple(shop)} if shop else {"tuned_on": TUNED_ON, "never_tuned_on": ("brewmoor",)}
    for names in groups.values() if show else ():
        _show(names, per_kind, seed, show)
    result = {
        group: {"shops": names} | measure(names, chosen, per_kind, seed) for group, names in groups.items()
    }
    if not as_json:
        _table(result, list(chosen))
    print(json.dumps({"seed": seed, "per_kind": per_kind} | result))


def _show(names: Sequence[str], per_kind: int, seed: int, count: int) -> None:
    for shop in map(shops.load, names):
        for kind, made in cases(shop, per_kind, seed).items():
            for base, text in [case for case in made if second(*case)][:count]:
                print(
                    f"{kind}\n  Q {base.question}\n  E {base.entry.answer}\n  + {base.text}\n  - {text}",
                    file=sys.stderr,
                )


def _table(result: dict[str, Any], names: list[str]) -> None:
    for group, found in result.items():
        print(group, "-", ", ".join(found["shops"]))
        for kind, total in found["missed_by_all_checkers"].items():
            cells = [f"{name} {_percent(found[name]['missed'][kind])}" for name in names]
            print(f"  missed {kind:28} n={total['n']:<5}", *cells, f"both {_percent(total)}", sep="  ")
        for what in found[names[0]]["false_alarms"]:
            print(
                f"  false alarms {what:22}",
                *(f"{name} {_percent(found[name]['false_alarms'][what])}" for name in names),
                sep="  ",
            )


def _percent(cell: dict[str, Any]) -> str:
    if cell["share"] is None:
        return "-"
    return f"{100 * cell['share']:.1f} % ({100 * cell['low']:.1f}-{100 * cell['high']:.1f})"


if __name__ == "__main__":
    typer.run(main)
