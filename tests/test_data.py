"""The demo shops' data: sound, and as data/README.md says; the validator finds what is planted."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot import shops
from bot.settings import data_folder
from finetune import similar, validate, validate_copy

README = data_folder().parent / "README.md"
Rows = list[dict[str, Any]]


def test_the_demo_shops_have_no_faults() -> None:
    assert validate.validate(data_folder()) == []


def test_readme_has_the_hashes_of_the_files() -> None:
    table = README.read_text("utf-8").split("| --- | --- |\n")[-1]
    assert table.splitlines() == validate.hashes(data_folder())


@pytest.mark.parametrize("name", shops.names())
def test_readme_has_the_counts(name: str) -> None:
    shop = shops.load(name)
    kinds = Counter(question.kind for question in shop.questions)
    languages = Counter(entry.language for entry in shop.entries)
    [row] = [line for line in README.read_text("utf-8").splitlines() if line.startswith(f"| {name} |")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    counted = [str(kinds[kind]) for kind in ("paraphrase", "near_miss", "far", "follow_up")]
    assert cells[2:8] == [shop.split, f"{languages['en']} + {languages['zh']}", *counted]
    desk = validate_copy.read(data_folder() / name)
    copies = sum(len(brief.copies) for brief in desk.briefs)
    assert cells[8:] == [str(n) for n in (len(desk.products), len(desk.briefs), copies, len(desk.customers))]


def test_there_are_five_hundred_briefs_and_more() -> None:
    assert sum(len(validate_copy.read(data_folder() / name).briefs) for name in shops.names()) >= 500


# The validator on a copy of two shops with one fault of each kind planted.


def change(file: Path, edit: Callable[[Rows], object]) -> None:
    rows = list(shops.rows(file))
    edit(rows)
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def copy(folder: Path) -> Path:
    for name in ("pedalwerk", "brewmoor"):
        shutil.copytree(data_folder() / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Kinds of the faults that were found, each with the first id it names."""
    folder = copy(tmp_path_factory.mktemp("planted"))
    questions, entries = folder / "pedalwerk" / "questions.jsonl", folder / "pedalwerk" / "faq.jsonl"
    unseen = next(shops.rows(folder / "brewmoor" / "faq.jsonl"))
    entry = {"section": "orders", "language": "en"}

    def plant_questions(rows: Rows) -> None:
        asked = {row["id"]: row for row in rows}
        asked["f-1"]["history"][0]["faq_id"] = "orders-nowhere"
        asked["q-payment-deposit-1"]["answer"] = "A custom build needs a deposit of 35% of the price."
        asked["q-payment-deposit-2"]["answer"] = "No. Gift vouchers are welcome everywhere else."
        asked["q-payment-deposit-3"]["answer"] = "About 5 weeks. " * 16
        asked["q-payment-deposit-4"] |= {"kind": "far", "faq_id": None}
        del asked["q-payment-deposit-4"]["answer"]
        twin = {"id": "q-twin-1", "query": asked["q-orders-phone-1"]["query"] + "!"}
        rows += [
            asked["q-orders-phone-1"] | twin,
            asked["n-1"] | {"id": "n-twin", "query": asked["n-2"]["query"]},
        ]
        rows.append(asked["q-orders-split-1"] | {"id": "q-label-1", "faq_id": "orders-cancel"})

    def plant_entries(rows: Rows) -> None:
        phone = next(row for row in rows if row["id"] == "orders-phone")
        rows.append(phone | {"id": "orders-phone-again", "answer": phone["answer"].replace("£20", "£30")})
        rows.append(entry | {"id": "orders-copied", "question": "What is new?", "answer": unseen["answer"]})

    change(questions, plant_questions)
    change(entries, plant_entries)
    return {(fault.kind, fault.ids[0] if fault.ids else "") for fault in validate.validate(folder)}


@pytest.mark.parametrize(
    "fault",
    [
        ("reference", "f-1"),
        ("number", "q-payment-deposit-1"),
        ("word", "q-payment-deposit-2"),
        ("length", "q-payment-deposit-3"),
        ("duplicate", "q-orders-phone-1"),
        ("duplicate", "n-2"),
        ("conflict", "q-orders-split-1"),
        ("conflict", "orders-phone"),
        ("leak", "orders-change"),
        ("count", ""),
    ],
)
def test_finds_a_planted_fault(found: set[tuple[str, str]], fault: tuple[str, str]) -> None:
    assert fault in found


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"query": 7}, "query: Input should be a valid string"),
        ({"faq_id": None}, "must have both"),
        ({"kind": "near_miss"}, "must have neither"),
        ({"kind": "follow_up"}, "must have a history"),
        ({"id": "q-orders-how-to-2"}, "has this id 2 times"),
    ],
)
def test_finds_a_row_of_the_wrong_form(tmp_path: Path, wrong: dict[str, Any], says: str) -> None:
    folder = copy(tmp_path)
    change(folder / "pedalwerk" / "questions.jsonl", lambda rows: rows[0].update(wrong))
    [fault] = validate.validate(folder)
    assert says in fault.text


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "pedalwerk" / "products.jsonl").unlink()
    [fault] = validate.validate(folder)
    assert (fault.kind, fault.ids) == ("schema", ("products.jsonl",))


@pytest.mark.parametrize("main", [False, True])
def test_the_main_shop_needs_more(main: bool) -> None:
    missing = [fault.text.split(",")[0] for fault in validate.counts(shops.load("pedalwerk"), main)]
    assert missing == (
        ["82 entries", "0 entries in Chinese", "63 questions out of scope", "18 follow-ups"] if main else []
    )


def test_exit_code_and_json(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "brewmoor" / "faq.jsonl").write_text("[]\n", "utf-8")
    app = typer.Typer()
    app.command()(validate.main)
    wrong = CliRunner().invoke(app, ["--folder", str(folder), "--json"])
    assert wrong.exit_code == 1
    assert json.loads(wrong.output)[0]["kind"] == "schema"
    fine = CliRunner().invoke(app, ["pedalwerk", "--folder", str(folder)])
    assert (fine.exit_code, fine.output) == (0, "No faults found.\n")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("How do I cancel an order?", "how do i cancel an order", True),
        ("Can I cancel an order?", "an order: can I cancel?", True),
        ("How do I cancel an order?", "Where is the shop in Ghent?", False),
        ("怎样取消订单？", "怎样取消订单", True),
        ("怎样取消订单？", "礼品卡有效期多长？", False),
    ],
)
def test_similar_texts(one: str, other: str, same: bool) -> None:
    assert list(similar.pairs(["Do you sharpen knives?", one, other], 0.7)) == ([(1, 2)] if same else [])
