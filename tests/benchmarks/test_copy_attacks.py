"""The attacks on the claims ledger: the list is whole, and misses and false alarms are told apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks import copy_attacks
from benchmarks.copy_attacks import ATTACKS, Case, cases, figures
from bot import shops
from bot.domain import Product

LAMP = Product("L", "Tin Lamp", attributes={"material": "tin", "height": "20 cm", "shade": "linen"})


def case(text: str, sort: str = "", product: Product = LAMP) -> Case:
    return Case("fix", product, text, sort)


def test_the_list_is_whole_and_no_product_is_in_both_parts() -> None:
    every = cases(shops.rows(ATTACKS))
    assert sum(bool(one.sort) for one in every) == 160 and len(every) == 240
    parts = [{one.product.id for one in every if one.part == part} for part in copy_attacks.PARTS]
    assert [len(part) for part in parts] == [12, 12] and not parts[0] & parts[1]
    assert not any(row.get("shop") == "brewmoor" for row in shops.rows(ATTACKS)), "kept for other figures"


def test_a_row_is_either_true_or_has_a_sort() -> None:
    assert all(row["true"] is ("sort" not in row) for row in shops.rows(ATTACKS))


@pytest.mark.parametrize("refuses", copy_attacks.CHECKERS.values(), ids=list(copy_attacks.CHECKERS))
def test_both_checkers_are_asked(refuses: Callable[[Case], bool]) -> None:
    assert refuses(case("The lamp is 90 cm tall.", "number"))
    assert not refuses(case("The lamp is 20 cm high."))


def test_misses_and_false_alarms_are_counted_by_their_own_sentences() -> None:
    some = [case("A", "part"), case("B", "part"), case("C", "number"), case("D"), case("E")]
    found = figures(some, [True, False, True, False, True], seed=0)
    assert (found["misses"]["hits"], found["misses"]["n"]) == (1, 3)
    assert (found["false_alarms"]["hits"], found["false_alarms"]["n"]) == (1, 2)
    assert {sort: one["hits"] for sort, one in found["misses_by_sort"].items()} == {"number": 0, "part": 1}


def test_the_interval_is_drawn_over_products() -> None:
    other = Product("M", "Tin Cup")
    alike = [case(str(i), "part", product) for product in (LAMP, other) for i in range(50)]
    found = figures(alike, [False] * 50 + [True] * 50, seed=0)["misses"]
    assert (found["share"], found["low"], found["high"]) == (0.5, 0, 1), "two products, not a hundred"
