"""The slot judge: strict on values, polar on yes and no, and blind to nothing that it is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks import slots
from benchmarks.slot_cases import cases, product_of, validated
from benchmarks.slot_judge import Slips, slot_errors
from benchmarks.slot_words import Ontology
from bot.domain import Copies, Copy, Part
from bot.settings import Settings

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
    result = validated(cases([LAPTOP, OTHER, COUNT])[0], KNOWN, seed=0)
    assert result["human_references"]["slot_error_rate"] == 0.0
    assert result["changed_values_found"]["share"] == 1.0


@pytest.mark.parametrize(
    "text", ["Eris 11. Hdmi ports: 1. Eco rating: a.", "Eris 11. Eco rating: a. Hdmi ports: 1."]
)
def test_labels_with_a_colon_are_read(text: str) -> None:
    row = {"slots": {"name": "eris 11", "type": "television", "hdmiport": "1", "ecorating": "a"}}
    assert not any(slot_errors(text, row, Ontology.of([row])))
    other = {"slots": row["slots"] | {"hdmiport": "2", "ecorating": "b"}}
    assert slot_errors(text, other, Ontology.of([other])).wrong == ("hdmiport", "ecorating")


# The command: the desk writes, the judge counts.


def _copies(*texts: str) -> Copies:
    brief = slots.brief_of(cases([LAPTOP])[0][0])
    return Copies(brief, tuple(Copy((Part("body", text),)) for text in texts))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Tern 12: 4 GB memory, 500 GB drive, USD 699.00, good battery rating, not for business.", 0),
        ("Tern 12: 4 GB memory, 500 GB drive, USD 699.00, not for business.", 1),
        (None, 6),  # nothing could be shown
    ],
)
def test_a_dropped_slot_is_counted(text: str | None, missing: int) -> None:
    kept, _ = cases([LAPTOP])
    row = slots.shown(_copies(*[text] if text else []), kept[0])
    found = slots.figures([row], kept, KNOWN, 0)
    assert (found["slots"], found["missing"], found["wrong"], found["added"]) == (6, missing, 0, 0)
    assert found["slot_error_rate"] == round(missing / 6, 4)
    assert found["slots_told_by_the_model"]["hits"] == (6 if text else 0)


def test_every_slot_is_asked_for() -> None:
    brief = slots.brief_of(cases([LAPTOP])[0][0])
    assert {"title", "price", "memory", "for_business_computing"} <= set(brief.facts)
    assert "category" not in brief.facts


def test_the_command_writes_judges_and_compares(echo_settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "rnnlg_laptop_tv"
    folder.mkdir()
    told = {"name": "eris 11", "type": "television", "hdmiport": "1", "hasusbport": "false"}
    tv = {"act": "inform", "mr": "", "slots": told, "refs": ["the eris 11 has 1 hdmi port ."]}
    for name, lines in (("laptop", [LAPTOP, OTHER, COUNT]), ("tv", [tv])):
        (folder / f"{name}_valid.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    app = Typer()
    app.command()(slots.main)
    out = tmp_path / "copies.jsonl"
    done = CliRunner().invoke(app, ["--shared", str(tmp_path), "--n", "2", "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])
    assert [found[domain][name]["n"] for domain in slots.DOMAINS for name in ("desk", "untuned")] == [
        2,
        2,
        1,
        1,
    ]
    # The fake cannot write copy, so the catalogue speaks, and it leaves nothing out.
    assert found["laptop"]["desk"]["slot_error_rate"] == found["tv"]["desk"]["slot_error_rate"] == 0.0
    assert found["laptop"]["desk"]["built_from_the_catalogue"]["share"] == 1.0
    assert found["laptop"]["desk"]["changed_values_found"]["share"] == 1.0
    assert len(out.read_text("utf-8").splitlines()) == 6
    assert str(tmp_path) not in done.stdout.splitlines()[-1]
