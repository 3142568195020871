"""The second checker: what it must pass, what it must catch, and what it is known to miss."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import planted
from benchmarks.alignment import sentences_of
from benchmarks.planting import PLANTERS
from benchmarks.second_checker import audit
from bot import shops

PLAN = (
    "With the 500 Wh battery expect 35 to 60 miles, with the 750 Wh battery 55 to 90 miles, depending on "
    "hills. A second battery cannot be fitted to the City models. Returns are free only within 30 days, "
    "unless the bike was ridden. Up to 2 batteries cost £4.95 each; write to help@pedal.example or open "
    "pedal.example/parts. Frames are made in Portugal and sent from 10 am to 5 pm."
)
ORDERS = "下单后60分钟内，您可以自行更换颜色，运费3.50欧元。付款金额已经确定，不能再添加商品。"


@pytest.mark.parametrize(
    "text",
    [
        "With the 500 Wh battery expect 35 to 60 miles.",
        "Returns are free only within 30 days, unless the bike was ridden.",
        "You cannot fit a second battery to the City models.",
        "Write to help@pedal.example.",
        "Frames are sent from 10 am to 5 pm. Frames are made in Portugal.",
        "Up to 2 batteries cost £4.95 each.",
    ],
)
def test_faithful_near_copies_pass(text: str) -> None:
    assert audit(text, [PLAN]) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("With the 500 Wh battery expect 35 to 65 miles.", "number"),
        ("With the 500 Wh battery expect 55 to 90 miles.", "number"),
        ("With the 500 Wh battery expect 60 to 35 miles.", "number"),
        ("With the 500 Wh battery expect 35 to 60 yards.", "unit"),
        ("Up to 2 batteries cost $4.95 each.", "number"),
        ("Frames are sent from 10 am to 5 am.", "number"),
        ("Frames are made in Denmark.", "name"),
        ("Write to sales@pedal.example.", "link"),
        ("Open pedal.example/party.", "link"),
        ("A second battery can be fitted to the City models.", "polarity"),
        ("Returns are not free within 30 days.", "polarity"),
        ("Returns are free within 30 days, unless the bike was ridden.", "restriction"),
        ("Returns are free only within 30 days.", "restriction"),
        ("2 batteries cost £4.95 each.", "restriction"),
        ("Frames are only made in Portugal.", "restriction"),
        ("Frames are made in Portugal with a lifelong guarantee.", "promise"),
        ("Frames are made in Portugal and painted by students.", "word"),
    ],
)
def test_errors_are_found_and_named(text: str, kind: str) -> None:
    assert kind in {finding.kind for finding in audit(text, [PLAN])}


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("下单后60分钟内，您可以更换颜色。", False),
        ("不能再添加商品。", False),
        ("下单后90分钟内，您可以更换颜色。", True),
        ("下单后60小时内，您可以更换颜色。", True),
        ("可以再添加商品。", True),
        ("下单后60分钟内，您可以更换颜色，并附赠礼物。", True),
    ],
)
def test_chinese_is_read_by_characters(text: str, bad: bool) -> None:
    assert bool(audit(text, [ORDERS])) is bad


def test_yes_and_no_are_held_against_question_and_answer() -> None:
    question = "Can I fit a second battery to my City bike?"
    rest = "a second battery cannot be fitted to the City models."
    assert audit(f"No, {rest}", [PLAN], question) == []
    assert [finding.what for finding in audit(f"Yes, {rest}", [PLAN], question)] == ["Yes"]


def test_a_limit_decides_yes_and_no() -> None:
    source = "Unused goods can be returned within 30 days."
    question = "I bought a pan three weeks ago. Can I return it?"
    assert audit("Yes. Unused goods can be returned within 30 days.", [source], question) == []
    assert audit("No. Unused goods can be returned within 30 days.", [source], question)


def test_several_sources_support_one_text() -> None:
    assert audit("Frames are made in Portugal. Returns take 3 days.", [PLAN, "Returns take 3 days."]) == []


def test_nothing_is_supported_by_nothing() -> None:
    assert audit("Returns take 3 days.", [])
    assert audit("", [PLAN]) == []


@pytest.mark.parametrize("name", [*planted.TUNED_ON, "brewmoor"])
def test_law_the_shop_may_quote_itself(name: str) -> None:
    for base in planted.quoted(shops.load(name))[::5]:  # `python -m benchmarks.planted` reads them all
        assert planted.second(base, base.text), base.text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.text(max_size=200))
def test_law_any_text_can_be_audited(text: str, source: str) -> None:
    audit(text, [source], text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='ab1 .!?。\n"”', max_size=80))
def test_law_splitting_loses_nothing(text: str) -> None:
    assert "".join("".join(sentences_of(text)).split()) == "".join(text.split())


def test_planted_errors_are_seeded_and_mostly_found() -> None:
    shop = shops.load("brewmoor")
    made = planted.cases(shop, 12, seed=3)
    assert made == planted.cases(shop, 12, seed=3)
    assert set(made) == set(PLANTERS)
    # A flipped Yes or No before a positive sentence is its known weakness.
    seen = [planted.second(*case) for kind, some in made.items() if kind != "yes-no flipped" for case in some]
    assert sum(seen) <= 0.05 * len(seen)


def test_it_shares_nothing_with_the_first_checker() -> None:
    room = Path(__file__).parents[2] / "benchmarks"
    for name in (
        "second_checker", "laid", "alignment", "meaning", "yes_no",
        "conditions", "phrases",
        "grammar", "joints", "numerals"
    ):  # fmt: skip
        tree = ast.parse((room / f"{name}.py").read_text("utf-8"))
        imported = {
            node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
        }
        imported |= {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        assert not any(module.split(".")[0] in ("bot", "prompts", "finetune") for module in imported), name
