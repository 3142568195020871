"""``python -m imagegen.data``: sentences and exit codes, and a help that is there at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from imagegen import places
from imagegen.data import digits, fashion
from imagegen.data.__main__ import cli
from imagegen.errors import ImagegenError
from tests.conftest import ROOT, process_environment
from tests.imagegen.data.conftest import noise


def test_a_folder_from_the_command_line(tmp_path: Path, home: Path) -> None:
    for seed in range(50):
        noise(seed, 40).save(tmp_path / f"{seed}.png")
    command = ["folder", str(tmp_path), "--name", "mine", "--size", "32", "--licence", "Ours."]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    assert (places.images() / "mine" / "32" / "card.md").is_file()


def test_bad_input_is_two(tmp_path: Path, home: Path) -> None:
    done = CliRunner().invoke(cli, ["folder", str(tmp_path / "no\x1b[31mne")])
    assert done.exit_code == 2 and "is not a folder" in done.output
    assert "\x1b" not in done.output, "a file's name gives the terminal no orders"
    assert CliRunner().invoke(cli, ["folder", str(tmp_path), "--size", "65"]).exit_code == 2


def test_a_failed_download_is_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise ImagegenError("Could not fetch it.")

    monkeypatch.setattr(fashion, "fetch", unreachable)
    done = CliRunner().invoke(cli, ["fashion"])
    assert done.exit_code == 1 and done.output.strip() == "Could not fetch it."


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    monkeypatch.setenv("SHOPKEEPER_IMAGES", str(tmp_path / "file" / "images"))
    for seed in range(50):
        noise(seed, 40).save(tmp_path / f"{seed}.png")
    for command in (["digits"], ["folder", str(tmp_path), "--name", "mine", "--size", "32"]):
        done = CliRunner().invoke(cli, command)
        assert done.exit_code == 1 and "SHOPKEEPER_IMAGES" in done.output, done.output
        assert str(tmp_path / "file" / "images") in done.output and "Not a directory" in done.output


def test_ctrl_c_says_what_next(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(digits, "fetch", interrupted)
    done = CliRunner().invoke(cli, ["digits"])
    assert done.exit_code == 130 and "the same command goes on" in done.output


def test_data_sets_need_no_torch() -> None:
    code = "import sys, imagegen.data.__main__, imagegen.data.images; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=process_environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "False", done.stderr
