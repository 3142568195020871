"""Without the public data a benchmark measures our shops, says so, and names no path of this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks import injection, public, search
from bot.settings import Settings
from tests.benchmarks.test_answers import app_of


def test_injection_falls_back_to_our_own_attacks(echo_settings: Settings, tmp_path: Path) -> None:
    done = CliRunner().invoke(app_of(injection), ["--shared", str(tmp_path), "--n", "2", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])
    assert "README.md" in found["public_data"] and "prompt_injection" in found["public_data"]
    assert found["n"] == {"questions": 2, "entries": 2, "benign": 0}
    assert str(tmp_path) not in done.stdout.splitlines()[-1]


def test_search_goes_on_without_public_collections(tmp_path: Path) -> None:
    known, missing = search.public_collections(tmp_path)
    assert known == [] and "banking77" in missing


@pytest.mark.parametrize("shared", [None, Path("elsewhere")])
def test_what_is_absent_is_named(shared: Path | None) -> None:
    said = public.absent(shared, "clinc150")
    assert "clinc150" in said and "README.md" in said
