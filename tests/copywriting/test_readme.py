"""What the README prints of copy can be pasted; it and `copy --help` say what is checked against what."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.briefs import BUILT
from tests.conftest import ROOT, Run, process_environment

README = (ROOT / "README.md").read_text("utf-8")
COPY = README.partition("\n## Copy checked against your catalogue\n")[2].partition("\n## ")[0]
FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", COPY, re.MULTILINE | re.DOTALL)
BLOCKS = [block for language, block in FENCED if not language]
ECHO = {"SHOPKEEPER_ENGINE": "echo", "SHOPKEEPER_EMBEDDER": "hash"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder that looks like a fresh clone after ``make venv``, with nothing of one's own in it."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    command = tmp_path / ".venv" / "bin" / "shopkeeper"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot.cli "$@"\n')
    command.chmod(0o755)
    (tmp_path / ".venv" / "bin" / "activate").write_text('PATH=".venv/bin:$PATH"\n')
    return tmp_path


def test_every_block_of_commands_can_be_pasted_into_a_fresh_clone(clone: Path) -> None:
    assert sum(block.count("shopkeeper copy") for block in BLOCKS) >= 5
    done = subprocess.run(
        ["sh", "-e"],
        input="\n".join(BLOCKS),
        cwd=clone,
        env=process_environment(ECHO),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "FH-1006" in (clone / "copy.csv").read_text("utf-8-sig")


def test_the_sample_says_which_text_the_model_did_not_word() -> None:
    (sample,) = [block for language, block in FENCED if language == "text"]
    assert sample.count("characters") == 3 and sample.count(BUILT) == 1


def test_the_readme_and_the_help_say_that_a_given_text_is_believed(shopkeeper: Run) -> None:
    first = README.partition("\n## ")[0]
    told = " ".join(shopkeeper("copy", "--help").stdout.replace("│", " ").split())
    assert "which it believes" in first and "these are believed" in told
