"""Cases for a copywriter out of public dialogue data, and the slot error rate of the texts written for them.

The collection (RNNLG, laptop and tv) holds dialogue acts with one human sentence each. Those about one named
product are briefs: ``cases`` gives them as products. ``validated`` looks at the judge itself: on the human
sentences, where it should find little (they do hold real slips), and on rows with one value changed, where it
should find that one.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.slot_judge import Slips, slot_errors
from benchmarks.slot_words import Ontology
from benchmarks.stats import Share, bootstrap, share_of
from bot.domain.goods import Product, Value

#: Acts about one product by its name. The others compare, count, ask, or say that nothing fits.
ACTS = ("inform", "recommend", "inform_only_match")
LABELS = {
    "batteryrating": "battery_rating", "driverange": "drive_range", "pricerange": "price_range",
    "weightrange": "weight_range", "screensizerange": "screen_size_range", "screensize": "screen_size",
    "ecorating": "eco_rating", "hdmiport": "hdmi_ports", "hasusbport": "usb_port",
    "isforbusinesscomputing": "for_business_computing", "powerconsumption": "power_consumption",
    "family": "product_family", "battery": "battery_life", "dimension": "screen_dimension",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the collection, the product that it describes and the human sentence for it."""

    row: dict[str, Any]
    product: Product
    reference: str

    @property
    def size(self) -> int:
        """How many slots a text is to tell; the type is none, for no text gets it wrong."""
        return sum(name != "type" for name in self.row["slots"])


def product_of(row: dict[str, Any], number: int) -> Product:
    """Return a row as a product: readable names, yes and no as such, the price with its currency."""
    slots = dict(row["slots"])
    price = slots.pop("price", None)
    name, kind = slots.pop("name"), slots.pop("type")
    values: dict[str, Value] = {}
    for slot, value in slots.items():
        values[LABELS.get(str(slot), str(slot))] = value == "true" if value in ("true", "false") else value
    return Product(
        id=f"{kind}-{number}",
        title=name.title(),
        category=kind,
        price=float(price.split()[0]) if price else None,
        currency="USD" if price else "",
        attributes=values,
    )


def cases(every: Sequence[dict[str, Any]]) -> tuple[list[Case], Counter[str]]:
    """Return the rows about one named product, and how many rows of which act (or why) are left out."""
    kept: list[Case] = []
    left_out: Counter[str] = Counter()
    for number, row in enumerate(every):
        if row["act"] not in ACTS:
            left_out[row["act"]] += 1
        elif "name" not in row["slots"] or any(not isinstance(value, str) for value in row["slots"].values()):
            left_out[f"{row['act']}: no name, or a slot twice"] += 1
        else:
            kept.append(Case(row, product_of(row, number), row["refs"][0]))
    return kept, left_out


def rate(slips: Sequence[Slips], sizes: Sequence[int]) -> dict[str, Any]:
    """Return the slot error rate over texts: (missing + wrong + added) / slots, with a bootstrap interval."""
    errors = [sum(map(len, one)) for one in slips]
    pairs = list(zip(errors, sizes, strict=True))

    def of(drawn: Sequence[float]) -> float:
        picked = [pairs[int(at)] for at in drawn]
        return sum(e for e, _ in picked) / sum(n for _, n in picked)

    low, high = bootstrap(list(range(len(pairs))), of, draws=300)
    kinds = ("missing", "wrong", "added")
    return {
        "slots": sum(sizes),
        "slot_error_rate": round(sum(errors) / sum(sizes), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        **{kind: sum(len(one[at]) for one in slips) for at, kind in enumerate(kinds)},
        "texts_without_error": share_of([not any(one) for one in slips]),
        "by_slot": {
            kind: dict(Counter(name for one in slips for name in one[at]).most_common())
            for at, kind in enumerate(kinds)
        },
    }


def altered(case: Case, ontology: Ontology, chance: random.Random) -> tuple[dict[str, Any], str] | None:
    """Return the row with one value changed to another of its slot, and which; the text is then wrong."""
    name = chance.choice([slot for slot in case.row["slots"] if slot not in ("type", "name")])
    others = sorted(ontology.values[name] - {case.row["slots"][name], "dontcare", "none"})
    if not others:
        return None
    return case.row | {"slots": case.row["slots"] | {name: chance.choice(others)}}, name


def changes_found(
    texts: Sequence[str], about: Sequence[Case], ontology: Ontology, seed: int
) -> tuple[list[Slips], Share]:
    """Judge the texts; those without a slip once more, each against a row of which one value was changed.

    The share of changes that are found says how far the judge can be believed on texts like these.
    """
    slips = [slot_errors(text, case.row, ontology) for text, case in zip(texts, about, strict=True)]
    chance = random.Random(seed)
    seen: list[bool] = []
    for text, case, one in zip(texts, about, slips, strict=True):
        if not any(one) and (changed := altered(case, ontology, chance)) is not None:
            row, name = changed
            judged = slot_errors(text, row, ontology)
            seen.append(name in judged.missing or name in judged.wrong)
    return slips, share_of(seen)


def validated(kept: Sequence[Case], ontology: Ontology, seed: int) -> dict[str, Any]:
    """Judge the judge: its figures on the human sentences, and how many changed values it finds in them."""
    slips, found = changes_found([case.reference for case in kept], kept, ontology, seed)
    return {"human_references": rate(slips, [case.size for case in kept]), "changed_values_found": found}
