"""The benchmark of the other kinds of copy on a shop without any model, and the rules that it judges by."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks import copy_given, copy_kinds, copy_kinds_rules, stats
from benchmarks.copy_given_planting import PLANTERS, cases
from benchmarks.copy_kinds_briefs import QUESTIONS, instructions, rows
from bot.domain import Brief, Claim, Copy, Part
from bot.settings import Settings

OWN = [(row["id"], row["source"]) for row in rows(QUESTIONS / "announcements.jsonl")]
NOTICE = (
    "Moira leads the novels and Stefan leads the poetry. Vouchers are valid until 30 June. They can be used "
    "by phone, but not on the website. We pay the postage if you write to us within 7 days. The old shop "
    "opens in May."
)


def test_every_kind_is_measured_without_a_model(echo_settings: Settings, tmp_path: Path) -> None:
    app, out = Typer(), tmp_path / "shown.jsonl"
    app.command()(copy_kinds.main)
    asked = ["--n", "4", "--per-kind", "2", "--shared", str(tmp_path), "--out", str(out), "--json"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])
    assert list(found["kinds"]) == ["article", "rewrite", "help", "recommendation"]
    assert found["n"] == len(out.read_text("utf-8").splitlines()) > 8
    for kind, figures in found["kinds"].items():
        assert figures["built_or_quoted"]["share"] == 1.0, "the fake writes nothing"
        for rule in ("within_limits", "every_sentence_cited"):
            assert figures[rule]["share"] == 1.0, (kind, found["broken"])
    assert found["kinds"]["recommendation"]["nothing_told_that_was_not_agreed"]["share"] == 1.0
    assert found["kinds"]["help"]["steps_whole_and_in_order"]["share"] == 1.0
    assert found["planted"]["missed"]["ledger"]["all"]["n"] == found["planted"]["n"] > 20
    assert "faq_debian" in found["public_data"] and str(tmp_path) not in done.stdout.splitlines()[-1]


@pytest.mark.parametrize(("name", "source"), OWN)
def test_a_quoted_text_is_not_doubted(name: str, source: str) -> None:
    assert not copy_given.doubts(source, source)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Otis leads the novels.", "word"),
        ("Vouchers are valid until 30 July.", "date"),
        ("The old shop opens in June.", "date"),
        ("They can be used by phone.", "torn"),
        ("Vouchers can be used on the website.", ""),
        ("We pay the postage.", "reserve"),
        ("You pay the postage if you write to us within 7 days.", ""),
        ("If you write to us within 7 days, the old shop opens in May.", ""),
        ("Vouchers are valid and lead the poetry.", "joined"),
    ],
)
def test_what_a_source_does_not_say_is_doubted(said: str, kind: str) -> None:
    found = {doubt.kind for doubt in copy_given.doubts(said, NOTICE)}
    assert found and (not kind or kind in found), found


def test_planted_errors_are_seeded_and_change_a_sentence() -> None:
    made = list(cases(OWN, 5, 0))
    assert made == list(cases(OWN, 5, 0)) != list(cases(OWN, 5, 1))
    assert {case.kind for case in made} == set(PLANTERS)
    assert all(case.wrong and case.text != case.source for case in made)


# Rules

STEPS = ("Wash it", "Dry it.")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("1. Wash it.\n2. Dry it.", True),
        ("Care\n\n1. Wash it.\n2. Dry it.\nEngraved goods stay ours.", True),
        ("1. Dry it.\n2. Wash it.", False),
        ("1. Wash it.", False),
        ("1. Wash it.\n2. Dry it.\n3. Dry it.", False),
        ("1. Wash it.\n2. Wash it.\n3. Dry it.", False),
        ("Wash it. Dry it.", False),
    ],
)
def test_steps_are_all_told_in_order_and_once(text: str, right: bool) -> None:
    assert (copy_kinds_rules.wrong_steps(text, STEPS, ["Engraved goods stay ours."]) == []) is right


def test_every_list_of_steps_is_distinct() -> None:
    for one in instructions():
        assert len(set(one.steps)) == len(one.steps) > 2


TITLES = {"P-1": "Calder Kettle", "P-2": "Moor Mug", "P-3": "Tarn Jug"}
PERSON = {
    "id": "C-1",
    "name": "Imogen",
    "consent": ["purchases"],
    "purchases": [{"product": "P-1", "date": "2026-03-14"}],
    "viewed": [{"product": "P-2", "date": "2026-05-02"}],
}
JUG = {"id": "P-3", "title": "Tarn Jug"}


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("You bought the Calder Kettle in March 2026. The Tarn Jug holds 1 l.", False),
        ("You looked at the Moor Mug in May 2026.", True),
        ("You looked at the Calder Kettle in March 2026.", True),
        ("You bought the Calder Kettle in May 2026.", True),
        ("The Tarn Jug goes with the Moor Mug.", True),
        ("Imogen, the Tarn Jug holds 1 l.", True),
    ],
)
def test_only_what_was_agreed_is_told(text: str, private: bool) -> None:
    assert bool(copy_kinds_rules.disclosed(text, PERSON, JUG, TITLES, ["Imogen"])) is private


def test_a_claim_names_a_sentence_that_says_it() -> None:
    brief = Brief("article", topic="Notice", source=NOTICE)
    said = "Vouchers are valid until 30 June."
    copy = Copy((Part("body", said),), (Claim(said, True, "source.2"),))
    assert copy_kinds_rules.uncited(copy, brief) == []
    for source in ("source.1", "source.9", None):
        assert copy_kinds_rules.uncited(replace(copy, claims=(Claim(said, True, source),)), brief)
    assert copy_kinds_rules.uncited(replace(copy, claims=()), brief)


def test_what_a_rewrite_loses_is_named() -> None:
    brief = Brief("rewrite", source="Vouchers are valid until 30 June. Dogs are kept on a lead.")
    copy = Copy((Part("body", "Vouchers are valid until 30 June."),))
    assert copy_kinds_rules.lost(copy, brief) == ["Dogs are kept on a lead."]
    assert not copy_kinds_rules.lost(replace(copy, warnings=("Left out: 'Dogs are kept on a lead.'",)), brief)


# Intervals


def test_an_interval_by_text_is_wider_than_one_by_copy() -> None:
    alone = [(str(at), at < 20) for at in range(100)]
    together = [(str(at // 20), at < 20) for at in range(100)]
    one, other = stats.share_by_group(alone), stats.share_by_group(together)
    assert one["share"] == other["share"] == 0.2
    assert one["low"] is not None and one["high"] is not None and other["high"] is not None
    assert other["high"] - (other["low"] or 0.0) > one["high"] - one["low"]


def test_without_a_hit_the_interval_counts_the_texts() -> None:
    assert stats.share_by_group([("a", False)] * 50 + [("b", False)] * 50)["high"] == round(
        stats.wilson(0, 2)[1], 4
    )
    assert stats.share_by_group([])["share"] is None
