"""Laws of how facts are put into sentences: as people say them, and never more than the catalogue says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import catalogue
from bot.copywriting import composing, facts, parts, wording
from bot.copywriting.ledger import check_all
from bot.domain import Brief, Fact, Product
from tests.copywriting.test_speaking import told, write


def fact(label: str, value: str) -> Fact:
    return Fact(label.replace(" ", "_"), label, value)


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("brakes", "hydraulic discs", "the brakes are hydraulic discs"),
        ("feet", "rubber", "the feet are rubber"),
        ("handle", "beech", "the handle is beech"),
        ("cap", "screw-on", "the cap is screw-on"),
        ("bearings", "sealed", "the bearings are sealed"),
        ("herbs", "basil, dill, thyme", "the herbs are basil, dill and thyme"),
        ("feed", "seeds, not included", ""),
        ("lid", "included, steel", ""),
        ("closure", "hidden zip", ""),
        ("ironing", "not needed", ""),
        ("sold as", "padded", ""),
        ("keys", "3, one with a light", ""),
        ("material", "oak", ""),
        ("tags", "fruits", ""),
        ("shelves", "fiction, mystery, or poetry", ""),
    ],
)
def test_a_part_is_told_in_a_clause_where_it_is_sure(label: str, value: str, said: str) -> None:
    assert parts.clause(fact(label, value)) == said


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("induction", "yes", "suits induction"),
        ("induction", "no", "does not suit induction"),
        ("drainage hole", "yes", "has a drainage hole"),
        ("touchscreen", "yes", ""),
        ("shimmer", "no", ""),
        ("filtered", "no", "is not filtered"),
        ("account required", "yes", ""),
        ("fork travel", "120 mm", "has a fork travel of 120 mm"),
        ("runtime", "9 to 40 hours", "has a runtime of 9 to 40 hours"),
        ("range", "35 to 60 miles, depending on hills", "has a range of 35 to 60 miles, depending on hills"),
        ("rider height", "115 cm", ""),
        ("tyre width", "28 to 42 mm", ""),
        ("burn time", "6 hours front, 11 hours rear", ""),
        ("frame sizes", "46, 50 and 54 cm", "comes in frame sizes 46, 50 and 54 cm"),
        ("made in", "Netherlands", "is made in the Netherlands"),
        ("made in", "Czech Republic", "is made in the Czech Republic"),
        ("made in", "Italy", "is made in Italy"),
    ],
)
def test_what_a_product_has_and_does_is_a_sentence_where_it_is_sure(
    label: str, value: str, said: str
) -> None:
    way = wording.said(fact(label, value))
    assert (way.phrase(False) if way else "") == said


def test_parts_are_told_together_and_before_the_lines() -> None:
    bike = Product("P", "Plain Bike", attributes={"frame": "steel", "gears": "1 x 11", "fork": "carbon"})
    assert told(bike) == "Plain Bike. The frame is steel and the fork is carbon. Gears: 1 x 11."


def test_what_a_quoted_sentence_tells_is_not_told_again_unless_it_is_asked_for() -> None:
    pan = Product(
        "P",
        "Plain Pan",
        attributes={"dishwasher_safe": True, "lid": "included", "weight": "2 kg"},
        description="An uncoated pan that may go in the dishwasher. The lid is included.",
    )
    assert "dishwasher safe" not in told(pan) and told(pan).count("included") == 1
    assert "weighs 2 kg" in told(pan)
    known = facts.of_product(pan)
    assert "dishwasher safe" in str(composing.composed(known, known[1:], 0, ("dishwasher_safe",)))


def test_a_quoted_denial_is_no_yes() -> None:
    jar = Product("P", "Plain Jar", attributes={"oven_safe": True}, description="The lid is not oven safe.")
    assert "is oven safe" in told(jar)


def test_a_pair_is_not_counted_again() -> None:
    assert "Pieces" not in told(
        Product("P", "Plain Gloves, Pair", attributes={"pieces": 2, "weight": "80 g"})
    )


@pytest.mark.parametrize(
    ("title", "prose", "begins"),
    [
        ("Plain Gloves", "A pair of padded gloves.", "The Plain Gloves weigh"),
        ("Plain Servers", "A spoon and a fork of wood.", "The Plain Servers weigh"),
        ("Kids 20", "The bike for the way to school.", "The Kids 20 weighs"),
    ],
)
def test_one_or_many_is_read_from_the_prose(title: str, prose: str, begins: str) -> None:
    product = Product("P", title, attributes={"weight": "2 kg"}, description=prose)
    assert any(begins in told(product, seed) for seed in range(6))


def test_a_set_of_two_things_is_not_called_by_one_of_them() -> None:
    product = Product(
        "P", "Plate and Cup Set", attributes={"made_in": "Poland", "price_band": "b"}, description="A plate."
    )
    assert "The plate" not in " ".join(told(product, seed) for seed in range(6))


def test_the_name_heads_a_poster_that_it_fits_and_a_line_heads_none_that_has_a_sentence() -> None:
    board = Product("P", "Oak Board", attributes={"feet": "rubber", "finish": "linseed oil"})
    for keywords, head in (("oak",), "Oak Board"), (("feet",), "The feet are rubber"):
        [copy] = write(board, "poster").write(Brief("poster", "poster", board, keywords=keywords), 1).copies
        assert copy.parts[0].text == head


def test_copy_of_goods_from_elsewhere_holds(tmp_path: Path) -> None:
    """Plain and odd labels alike: whatever is put together passes the ledger."""
    (tmp_path / "goods.jsonl").write_text(
        '{"id": "1", "title": "Lamp", "attributes": {"power": "20 W", "colors": "red, blue, green", '
        '"shade": "opal glass", "time": "3 hours", "size": 4, "seats": 2, "storage": "Keep dry"}}\n'
    )
    (product,) = catalogue.read(tmp_path / "goods.jsonl").products.values()
    assert all(claim.supported for claim in check_all(told(product), facts.of_product(product)))


def test_a_measure_without_a_unit_is_told_only_if_it_is_asked_for_and_the_marketer_hears_of_it() -> None:
    pan = Product("P", "Plain Pan", attributes={"weight": 7, "tags": "kitchen, pans", "material": "steel"})
    copies = write(pan, "page").write(Brief("product", "page", pan), 1)
    assert copies.copies[0].text == "The Plain Pan is made of steel."
    assert "in what it is measured: weight" in copies.missing
    asked = write(pan, "page").write(Brief("product", "page", pan, facts=("weight",)), 1)
    assert "Weight: 7." in asked.copies[0].text
