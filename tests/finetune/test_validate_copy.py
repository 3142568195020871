"""The marketing desk's data: whatever is planted into sound products, customers and copies is found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import shops
from bot.settings import data_folder
from bot.shops import held_back
from finetune import validate_copy
from finetune.validate_copy import amounts
from finetune.validate_form import form

Row = dict[str, Any]
Edit = Callable[[Row], object]
PAGE, AD, POSTER, SMS = "pw-1015-page", "pw-1015-search-ad", "pw-1015-poster", "pw-1023-sms"


def plant(folder: Path, name: str, edits: dict[str, Edit], shop: str = "pedalwerk") -> Path:
    """A copy of a shop with rows of one file edited, by their ids."""
    home = folder / shop
    if not home.exists():
        shutil.copytree(data_folder() / shop, home)
    rows = list(shops.rows(home / name))
    for row_id, edit in edits.items():
        edit(next(row for row in rows if row["id"] == row_id))
    (home / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return home


def found(home: Path) -> list[tuple[str, str]]:
    assert not list(form(home))
    return [(fault.kind, fault.ids[0]) for fault in validate_copy.faults(validate_copy.read(home))]


def says(text: str, which: int = 0) -> Edit:
    """Add words to a copy's body, or to its head where it has no body."""

    def edit(row: Row) -> None:
        copy = row["copies"][which]
        part = "body" if copy["body"] else "head"
        copy[part] = f"{copy[part]} {text}"

    return edit


def both(**fields: object) -> Edit:
    return lambda row: [copy.update(fields) for copy in row["copies"]]


@pytest.mark.parametrize(
    ("brief", "edit", "kind"),
    [
        (PAGE, lambda row: row.update(product="PW-9999"), "reference"),
        (PAGE, lambda row: row.update(language="zh"), "reference"),
        (PAGE, says("Ride on. " * 120), "limit"),
        (AD, lambda row: row["copies"][0].update(head="A headline of more than thirty characters"), "limit"),
        (SMS, says("It turns by 360°, which no message in plain letters can say."), "limit"),
        (PAGE, both(head="A head"), "channel"),
        (AD, both(head=""), "channel"),
        (POSTER, both(body="A body."), "channel"),
        (PAGE, both(facts=["colour"]), "fact"),
        (PAGE, lambda row: row.update(keywords=["chain mail"]), "keyword"),
        (PAGE, says("It lasts 4000 miles."), "number"),
        (PAGE, says("It comes with nine links to spare."), "number"),
        (PAGE, says("It fits twenty-two bikes."), "number"),
        (PAGE, lambda row: row["copies"][0]["facts"].remove("price"), "price"),
        (PAGE, says("That is £24.50."), "price"),
        (PAGE, says("That is GBP 24.5."), "price"),
        (PAGE, says("That is USD 24.50."), "price"),
        (PAGE, says("It is maintenance free."), "brand"),
        (PAGE, says("It is cheap."), "brand"),
        (PAGE, says("Click! Click!"), "brand"),
        (PAGE, says("Prices include VAT."), "brand"),
        (POSTER, lambda row: row["copies"].__setitem__(1, row["copies"][0]), "duplicate"),
    ],
)
def test_finds_a_fault_of_a_copy(tmp_path: Path, brief: str, edit: Edit, kind: str) -> None:
    assert (kind, brief) in found(plant(tmp_path, "copy.jsonl", {brief: edit}))


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (lambda row: row.update(title="Pedalwerk City 7"), "duplicate"),
        (
            lambda row: row.update(description="A chain of 120 links, closed by hand with a quick link."),
            "number",
        ),
    ],
)
def test_finds_a_fault_of_a_product(tmp_path: Path, edit: Edit, kind: str) -> None:
    assert (kind, "PW-1015") in found(plant(tmp_path, "products.jsonl", {"PW-1015": edit}))


def test_a_chinese_twin_has_the_same_numbers(tmp_path: Path) -> None:
    def edit(row: Row) -> None:
        row["zh"]["attributes"]["capacity"] = "2.4升"

    home = plant(tmp_path, "products.jsonl", {"FH-1001": edit}, shop="fernhill")
    assert ("number", "FH-1001") in found(home)


def test_finds_products_and_categories_that_are_not_there(tmp_path: Path) -> None:
    def edit(row: Row) -> None:
        row["purchases"][0]["product"] = "PW-9999"

    home = plant(tmp_path, "customers.jsonl", {"PW-C01": edit})
    book = home / "brand.yaml"
    book.write_text(book.read_text("utf-8").replace("[child seats]", "[baby seats]"), "utf-8")
    assert found(home) == [("reference", "PW-C01"), ("reference", "brand.yaml")]


def test_finds_too_few_briefs(tmp_path: Path) -> None:
    home = plant(tmp_path, "copy.jsonl", {})
    lines = (home / "copy.jsonl").read_text("utf-8").splitlines()
    (home / "copy.jsonl").write_text("\n".join(lines[:119]), "utf-8")
    [fault] = validate_copy.faults(validate_copy.read(home))
    assert (fault.kind, fault.text) == ("count", "119 briefs, at least 120 are needed")


@pytest.mark.parametrize(
    ("name", "row_id", "wrong", "what"),
    [
        ("copy.jsonl", PAGE, {"kind": "ad"}, "page is for the kind 'product', not 'ad'"),
        ("copy.jsonl", PAGE, {"copies": []}, "page has 1 copies a brief, not 0"),
        ("copy.jsonl", PAGE, {"tone": "loud"}, "tone: Input should be"),
        ("copy.jsonl", PAGE, {"mood": "loud"}, "mood: Extra inputs are not permitted"),
        ("copy.jsonl", PAGE, {"id": AD}, "has this id 2 times"),
        ("customers.jsonl", "PW-C01", {"viewed": [{"product": "PW-1001", "date": "2026-02-30"}]}, "date"),
        ("customers.jsonl", "PW-C01", {"viewed": [{"product": "PW-1001", "date": "20260228"}]}, "2026-03-14"),
        ("customers.jsonl", "PW-C01", {"consent": ["everything"]}, "consent.0"),
        (
            "products.jsonl",
            "PW-1001",
            {
                "zh": {
                    "title": "自行车",
                    "attributes": {"frame": "钢"},
                    "description": "一辆直立式的城市自行车。",
                }
            },
            "zh must have the same attributes",
        ),
    ],
)
def test_finds_a_row_of_the_wrong_form(tmp_path: Path, name: str, row_id: str, wrong: Row, what: str) -> None:
    [fault] = form(plant(tmp_path, name, {row_id: lambda row: row.update(wrong)}))
    assert what in fault.text


def test_finds_a_brand_book_that_cannot_be_read(tmp_path: Path) -> None:
    home = plant(tmp_path, "copy.jsonl", {})
    (home / "brand.yaml").write_text("voice: quiet\nvolume: 3\n", "utf-8")
    [fault] = form(home)
    assert fault.ids == ("brand.yaml",) and "volume" in fault.text


@pytest.mark.parametrize("shop", ["pedalwerk", "brewmoor"])
def test_finds_what_leaks_into_learning(tmp_path: Path, shop: str) -> None:
    """A copy of a held-back product, or of the test shop, stands once more where models learn."""
    pages = [row for row in shops.rows(data_folder() / shop / "copy.jsonl") if row["channel"] == "page"]
    hidden = next(row for row in pages if shop == "brewmoor" or held_back(row["product"]))

    def edit(row: Row) -> None:
        row["copies"][0]["body"] = hidden["copies"][0]["body"] + " Ride on."

    assert not held_back("PW-1001")
    homes = [plant(tmp_path, "copy.jsonl", {"pw-1001-page": edit}), plant(tmp_path, "copy.jsonl", {}, shop)]
    leaks = list(validate_copy.leaks([validate_copy.read(home) for home in dict.fromkeys(homes)]))
    assert {fault.kind for fault in leaks} == {"leak"}
    named = {name.rpartition("/")[2] for fault in leaks for name in fault.ids}
    assert {"pw-1001-page", hidden["id"]} <= named


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("15,000 mm, 2.50 kg and 4.0 l", {"15000", "2.5", "4"}),
        ("Seven gears, a dozen links, one rider", {"7", "12"}),
        ("Twenty-eight inches, three-ply", {"28", "3"}),
        ("两个人，三层", {"2", "3"}),
        ("often, weight, network", set()),
    ],
)
def test_numbers_in_digits_and_words(text: str, numbers: set[str]) -> None:
    assert amounts(text) == numbers
    assert amounts(text, spelled=False) == (numbers if text[0].isdigit() else set())


def test_a_number_stands_in_a_fact_that_the_copy_names(tmp_path: Path) -> None:
    """The prompt shows only those: a copy with another number would teach a model to invent."""
    home = plant(tmp_path, "copy.jsonl", {PAGE: lambda row: row["copies"][0]["facts"].remove("weight")})
    assert ("number", PAGE) in found(home)


def test_a_test_copy_may_count_what_it_lists(tmp_path: Path) -> None:
    home = plant(tmp_path, "copy.jsonl", {"bm-1001-page": says("Two pots will do.")}, shop="brewmoor")
    assert not found(home)
    home = plant(tmp_path, "copy.jsonl", {"bm-1001-page": says("It makes 99 cups.")}, shop="brewmoor")
    assert found(home) == [("number", "bm-1001-page")]
