"""The pages' figures: each has its command, and README, docs/benchmarks.md and the scores agree on them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8").partition("\n<details>")[0]
FIGURES = (
    (ROOT / "docs" / "benchmarks.md").read_text("utf-8").partition("\n## Figures\n")[2].partition("\n## ")[0]
)
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]


def rows(text: str) -> list[list[str]]:
    """The cells of every row of every table, without heads and rules."""
    tables = re.findall(r"^\|.*\n\| ---.*\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [
        [cell.strip() for cell in row.strip("|").split("|")] for table in tables for row in table.splitlines()
    ]


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def sections_on(module: str) -> list[str]:
    """The parts of the full figures in which a benchmark is named."""
    return [section for section in FIGURES.split("\n### ")[1:] if module in section]


SHORT = rows(README.partition("\n## What it measures\n")[2].partition("\n## ")[0] + "\n")


def test_the_table_of_the_readme_is_short_and_each_row_has_its_command() -> None:
    assert 8 <= len(SHORT) <= 13
    wanting = [what for what, _, command in SHORT if not re.search(r"`python -m [\w.]+", command)]
    assert not wanting


@pytest.mark.parametrize(("what", "figure", "command"), SHORT)
def test_a_row_of_the_readme_stands_in_the_full_table(what: str, figure: str, command: str) -> None:
    module = re.findall(r"python -m ([\w.]+)", command)[0]
    full = [numbers(" ".join(row)) for section in sections_on(module) for row in rows(section + "\n")]
    missing = [
        part for part in figure.split(";") if numbers(part) and not any(numbers(part) <= row for row in full)
    ]
    assert not missing, f"{what}: docs/benchmarks.md has no row of {module} with {missing}"


def test_a_percentage_in_the_prose_of_the_readme_stands_in_the_full_figures() -> None:
    known = set(re.findall(r"[\d.]+(?= %)", FIGURES))
    assert set(re.findall(r"[\d.]+(?= %)", README)) <= known


def test_every_command_of_the_pages_exists() -> None:
    named = {name for page in PAGES for name in re.findall(r"python -m ([\w.]+)", page.read_text("utf-8"))}
    ours = {name for name in named if (ROOT / name.split(".")[0]).is_dir()}
    places = {name: ROOT / name.replace(".", "/") for name in ours}
    absent = [
        n
        for n, at in places.items()
        if not (at.with_suffix(".py").is_file() or (at / "__main__.py").is_file())
    ]
    assert len(ours) > 20 and not absent


def anchors(page: str) -> set[str]:
    """The headings of a page as GitHub links to them."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", page, flags=re.M | re.S), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_link_to_a_page_or_chapter_of_ours_leads_there() -> None:
    lost = []
    for page in PAGES:
        for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text("utf-8")):
            name, _, chapter = link.partition("#")
            target = page.parent / name if name else page
            if not target.exists() or (chapter and chapter not in anchors(target.read_text("utf-8"))):
                lost.append(f"{page.name}: {link}")
    assert not lost


def scores(adapter: str) -> Any:
    return json.loads((ROOT / "bot" / "adapters" / adapter / "scores.json").read_text("utf-8"))


def percent(share: dict[str, float], places: int = 1, spread: bool = False) -> str:
    found = f"{100 * share['share']:.{places}f}"
    return f"{found} % ({100 * share['low']:.1f} to {100 * share['high']:.1f})" if spread else found


def test_what_tuning_changes_is_what_the_adapters_scores_say() -> None:
    support, copy = scores("support"), scores("copy")
    before, after = support["untuned"]["answerable"], support["tuned"]["answerable"]
    told = [percent(each["sentences_supported"], spread=True) for each in (before, after)]
    assert f"| 100 % | {told[0]} | {told[1]} |" in FIGURES
    for name in ("word_f1", "numbers_kept"):
        assert f"| {percent(before[name], 0)} % | {percent(after[name], 0)} % |" in FIGURES, name
    assert f"| {percent(after['declined'])} % |" in FIGURES
    pairs = [
        f"{percent(copy['untuned'][name], 0)} and {percent(copy['tuned'][name], 0)} %"
        for name in ("sentences_supported", "facts_told", "keywords_kept", "within_limits")
    ]
    assert f"{copy['tuned']['n']} hand-written briefs" in FIGURES and f"| {', '.join(pairs)} |" in FIGURES
