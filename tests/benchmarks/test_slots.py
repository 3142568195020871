"""The slot judge: strict on values, polar on yes and no, and blind to nothing that it is asked."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.slot_judge import Slips, slot_errors
from benchmarks.slot_words import Ontology
from benchmarks.slots import cases, measure, product_of

LAPTOP: dict[str, Any] = {
    "act": "inform",
    "mr": "",
    "slots": {
        "name": "tern 12",
        "type": "laptop",
        "memory": "4 gb",
        "drive": "500 gb",
        "price": "699 dollars",
        "batteryrating": "good",
        "isforbusinesscomputing": "false",
    },
    "refs": ["the tern 12 laptop has 4 gb of memory , a 500 gb drive and a good battery rating . it costs "
             "699 dollars "
             "and is not for business computing ."],
}  # fmt: skip
OTHER: dict[str, Any] = {
    "act": "recommend",
    "mr": "",
    "slots": {"name": "tern 40", "type": "laptop", "memory": "8 gb", "platform": "windows 8",
    "batteryrating": "standard",
              "isforbusinesscomputing": "true"},
    "refs": ["the tern 40 is for business , with windows 8 , 8 gb of memory and a standard battery ."],
}  # fmt: skip
COUNT: dict[str, Any] = {
    "act": "inform_count",
    "mr": "",
    "slots": {"count": "3", "type": "laptop"},
    "refs": ["three ."],
}
KNOWN = Ontology.of([LAPTOP, OTHER])


def test_a_faithful_sentence_has_no_errors() -> None:
    assert not any(slot_errors(LAPTOP["refs"][0], LAPTOP, KNOWN))
    assert not any(slot_errors(OTHER["refs"][0], OTHER, KNOWN))


def test_prices_and_units_may_be_written_as_a_shop_writes_them() -> None:
    text = "Tern 12: 4GB memory, 500 GB drive, USD 699.00, good battery rating, not for business."
    assert not any(slot_errors(text, LAPTOP, KNOWN))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("699 dollars", "649 dollars", Slips((), ("price",), ())),
        ("a good battery rating", "a standard battery rating", Slips((), ("batteryrating",), ())),
        ("is not for", "is for", Slips((), ("isforbusinesscomputing",), ())),
        (" and is not for business computing", "", Slips(("isforbusinesscomputing",), (), ())),
        (
            "4 gb of memory , a 500 gb drive",
            "500 gb of memory , a 4 gb drive",
            Slips((), ("memory", "drive"), ()),
        ),
        ("the tern 12", "this", Slips(("name",), (), ())),
        ("business computing .", "business computing . it runs windows 8 .", Slips((), (), ("platform",))),
        ("business computing .", "business computing . it weighs 2 kg .", Slips((), (), ("weight",))),
        ("the tern 12", "the tern 12 , unlike the tern 40 ,", Slips((), (), ("another name",))),
    ],
)
def test_each_kind_of_slip_is_named(old: str, new: str, expected: Slips) -> None:
    text = LAPTOP["refs"][0]
    assert old in text
    assert slot_errors(text.replace(old, new), LAPTOP, KNOWN) == expected


def test_a_row_becomes_a_product_with_readable_attributes() -> None:
    product = product_of(LAPTOP, 7)
    assert (product.id, product.title, product.price, product.currency) == (
        "laptop-7",
        "Tern 12",
        699.0,
        "USD",
    )
    assert product.attributes["for_business_computing"] is False
    assert product.attributes["battery_rating"] == "good"
    assert "price" not in product.attributes


def test_rows_about_no_single_product_are_counted_out() -> None:
    kept, left_out = cases([LAPTOP, OTHER, COUNT])
    assert [case.product.title for case in kept] == ["Tern 12", "Tern 40"]
    assert left_out == {"inform_count": 1}


def test_the_judge_finds_changed_values_and_nothing_in_faithful_sentences() -> None:
    result = measure([LAPTOP, OTHER, COUNT], seed=0)
    assert result["human_references"]["slot_error_rate"] == 0.0
    assert result["changed_values_found"]["share"] == 1.0
