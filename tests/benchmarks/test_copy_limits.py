"""The rules of copy see what they should see, and a model at its worst gets nothing past the desk."""

from __future__ import annotations

import json
import random

import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks import copy_limits, copy_rules
from benchmarks.hostile import HostileEngine, spelled
from bot.domain import Brief, Copy, Part, Product
from prompts import Message

PAN = Product("P1", "Oakfire Skillet 28 cm", "cookware", 69.0, "EUR")
RULES = [{"line": "Prices include VAT.", "about": "price", "channels": ["page"]}]


@pytest.mark.parametrize("claim", ["eco-friendly", "lasts a lifetime", "organic", "FSC certified"])
def test_a_banned_claim_is_found_in_every_spelling(claim: str) -> None:
    draw = random.Random(0)
    for _ in range(200):
        odd = spelled(claim, draw)
        assert copy_rules.banned(f"It is {odd} and blue.", [claim]), repr(odd)
    assert not copy_rules.banned(
        "It is blue. Its lid is free. Delivery takes a day.", [claim, "free delivery"]
    )


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("EUR 69.00.", True),
        ("Only €69!", True),
        ("Sixty-nine euros.", True),
        ("69,00 € well spent.", True),
        ("It costs 69.", True),
        ("69 cm wide.", False),
        ("EUR 690.", False),
        ("A pan.", False),
    ],
)
def test_a_line_is_due_with_the_price_in_any_form(text: str, due: bool) -> None:
    brief = Brief(product=PAN)
    assert bool(copy_rules.unsaid(text, brief, RULES)) is due
    assert not copy_rules.unsaid(f"{text} Prices include VAT.", brief, RULES)


def test_parts_that_are_too_long_or_empty_are_named() -> None:
    copy = Copy((Part("head", "x" * 41), Part("body", "")))
    assert copy_rules.too_long(copy, "push") == ["head"]
    assert copy_rules.empty(copy, "push") == ["body"]


def test_a_cut_is_seen_within_a_sentence_and_within_a_word() -> None:
    said = "An iron skillet. It weighs 1.2 kg."
    for body, torn in (
        ("An iron skillet.", False),
        ("An iron", True),
        ("An iron skill.", True),
        ("It weighs 1.2 kg.", False),
    ):
        assert bool(copy_rules.torn(Copy((Part("body", body),)), "en", [said])) is torn, body


def test_numbers_in_words() -> None:
    assert [copy_rules.in_words(n) for n in (7, 20, 42, 110, 1219)] == [
        "seven",
        "twenty",
        "forty-two",
        "one hundred ten",
        "one thousand two hundred nineteen",
    ]


def test_the_hostile_engine_is_hostile_and_repeats_itself() -> None:
    engine = HostileEngine(["organic"], ["Prices include VAT."], ["A quiet lamp."], set())
    asked = (Message("user", "page, warm, long\n\ntitle: Oakfire Skillet\nweight: 1.2 kg\nprice: EUR 69.00"),)
    seeds = range(200)
    texts = engine.batch([asked] * 200, seeds=seeds)
    assert texts == engine.batch([asked] * 200, seeds=seeds)
    assert engine.planted
    for kind in ("1.2 kg", "A quiet lamp.", "VAT", "\n", "€"):
        assert any(kind in text for text in texts), kind
    assert max(map(len, texts)) > 1000


def test_nothing_hostile_is_shown() -> None:
    app = Typer()
    app.command()(copy_limits.main)
    done = CliRunner().invoke(app, ["--n", "60", "--real", "0", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["n"] == 60
    assert found["hostile"]["kept"]["share"] == 1.0, found["hostile"]["broken"]
