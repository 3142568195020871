"""The command: what it writes, and that every mistake is a sentence and an exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from imagegen.paint import Painter, Picture, Point, frames, loop
from imagegen.painting.command import cli
from tests.conftest import ROOT, process_environment

RUNNER = CliRunner()
WALK = ("walk", "--seed", "1", "--seed", "2")


def run(*arguments: str, fails: int = 0) -> str:
    done = RUNNER.invoke(cli, list(arguments))
    assert done.exit_code == fails, done.output
    return done.output


def test_one_picture_and_what_it_says_of_itself(gan: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "x.png"
    run("--weights", str(gan), "--style", "round", "--category", "c", "--seed", "7", "--out", str(out))
    fields = json.loads(run("about", str(out)))
    assert (fields["style"], fields["category"], fields["seed"], fields["model"]) == (
        "round",
        "c",
        "7",
        "gan",
    )
    again = tmp_path / "again.png"
    run("--weights", str(gan), "--style", "round", "--category", "c", "--seed", "7", "--out", str(again))
    assert again.read_bytes() == out.read_bytes()
    assert [path.name for path in out.parent.iterdir()] == ["x.png"]


def test_several_pictures_have_the_next_seeds_and_a_sheet(gan: Path, tmp_path: Path) -> None:
    run("--weights", str(gan), "--seed", "7", "--count", "3", "--out", str(tmp_path / "x.png"))
    assert json.loads(run("about", str(tmp_path / "x.png")))["seed"] == "7 8 9"
    assert json.loads(run("about", str(tmp_path / "x-3.png")))["seed"] == "9"


def test_a_variation_can_be_varied_blended_and_enlarged(gan: Path, tmp_path: Path) -> None:
    model = ("--weights", str(gan))
    run("variations", *model, "--seed", "7", "--count", "2", "--out", str(tmp_path / "v.png"))
    liked = json.loads(run("about", str(tmp_path / "v-2.png")))["seed"]
    run("blend", *model, "--seed", liked, "--other", "12", "--size", "128", "--out", str(tmp_path / "b.png"))
    assert json.loads(run("about", str(tmp_path / "b.png")))["seed"] == f"{liked}+12@0.5"
    with Image.open(tmp_path / "b.png") as opened:
        assert opened.size == (128, 128)


def test_a_walk_a_poster_and_a_map(gan: Path, tmp_path: Path) -> None:
    model = ("--weights", str(gan))
    walk = ("walk", *model, "--seed", "1", "--seed", "2", "--frames", "6", "--out", str(tmp_path / "l.gif"))
    assert "endless loop" in " ".join(run(*walk).split()), "not only its first picture is told"
    run("poster", *model, "--headline", "Hello", "--format", "wide", "--out", str(tmp_path / "p.png"))
    run("map", *model, "--rows", "2", "--out", str(tmp_path / "m.png"))
    for name, size in (("l.gif", (32, 32)), ("p.png", (1200, 628)), ("m.png", (540, 168))):
        with Image.open(tmp_path / name) as opened:
            assert opened.size == size


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--seed", "x", "--out", "x.png"), "not a seed"),
        (("--seed", "-1", "--out", "x.png"), "not below 0"),
        ((), "--out FILE.png"),
        (("--weights", "nowhere", "--out", "x.png"), "imagegen.train"),
        (("--style", "oil", "--out", "x.png"), "There is no style 'oil'"),
        (("--background", "blurple", "--out", "x.png"), "not a colour"),
        (("--background", "rgb(300,0,0)", "--out", "x.png"), "not a colour"),
        (("--seed", "7+8@0.5", "--count", "2", "--out", "x.png"), "variations --help"),
        (("walk", "--seed", "1", "--out", "x.gif"), "at least two seeds"),
        ((*WALK, "--out", "x.mp4"), "ffmpeg"),
        ((*WALK, "--frames", "65", "--size", "512", "--out", "x.gif"), "at most 64 --frames"),
        ((*WALK, "--frames", "241", "--out", "x.gif"), "240"),
        (("--seed", "9" * 5000, "--out", "x.png"), "5000 digits is too long"),
        (("--out", "x.jpg"), "--out FILE.png"),
        (("--out", "."), "--out FILE.png"),
        (("variations", "--out", "x.webp"), "--out FILE.png"),
        (("blend", "--other", "2", "--out", "x"), "--out FILE.png"),
        (("poster", "--headline", "Hi", "--out", "x.pdf"), "--out FILE.png"),
        (("map", "--out", "x.gif"), "--out FILE.png"),
        (("--count", "2", "poster", "--headline", "Hi", "--out", "x.png"), "Put --count after poster"),
        (("about", "nothing.png"), "not a picture painted by imagegen"),
    ],
)
def test_a_mistake_is_a_sentence(gan: Path, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    placed = [str(tmp_path / part) if part.startswith("x.") else part for part in arguments]
    if "--weights" not in placed and "about" not in placed:
        placed += ["--weights", str(gan)]
    assert told in " ".join(run(*placed, fails=2).split())
    assert not list(tmp_path.iterdir())


def test_options_before_a_word_are_named(tmp_path: Path) -> None:
    out = str(tmp_path / "x.png")
    told = run("--style", "round", "--seed", "0", "poster", "--headline", "Hi", "--out", out, fails=2)
    assert "Put --style and --seed after poster" in " ".join(told.split()), "a default that was given, too"


def test_suffixes_may_be_large(gan: Path, tmp_path: Path) -> None:
    model = ("--weights", str(gan))
    run("walk", *model, "--seed", "1", "--seed", "2", "--frames", "6", "--out", str(tmp_path / "l.GIF"))
    run(*model, "--out", str(tmp_path / "x.PNG"))
    for name, form in (("l.GIF", "GIF"), ("x.PNG", "PNG")):
        with Image.open(tmp_path / name) as opened:
            assert opened.format == form


def test_what_cannot_be_written_leaves_nothing(gan: Path, tmp_path: Path) -> None:
    (tmp_path / "taken.png").mkdir()
    told = run("--weights", str(gan), "--out", str(tmp_path / "taken.png"), fails=1)
    assert "Cannot write" in told and "Is a directory" in told
    assert [path.name for path in tmp_path.iterdir()] == ["taken.png"]


def test_words_that_do_not_fit_are_told_before_the_model_is_opened(tmp_path: Path) -> None:
    poster = ("poster", "--weights", "nowhere", "--out", str(tmp_path / "p.png"))
    assert "too long" in run(*poster, "--headline", "Hello " * 200, fails=2)
    assert "no format 'round'" in run(*poster, "--headline", "Hello", "--format", "round", fails=2)


def test_a_walk_is_painted_a_few_at_a_time(
    gan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares: list[int] = []
    paint = Painter.paint

    def counted(painter: Painter, points: Sequence[Point], *rest: Any) -> list[Picture]:
        shares.append(len(points))
        return paint(painter, points, *rest)

    monkeypatch.setattr(Painter, "paint", counted)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    out = tmp_path / "l.png"
    run("walk", "--weights", str(gan), "--seed", "1", "--seed", "2", "--frames", "10", "--out", str(out))
    assert shares == [4, 4, 2]
    painter, stops = Painter.open(gan), [Point(1), Point(2)]
    monkeypatch.undo()
    assert out.read_bytes() == loop(frames(painter, stops, 10), stops, ".png")


def test_about_a_file_that_is_too_large_to_open(
    gan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = str(tmp_path / "x.png")
    run("--weights", str(gan), "--out", out)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert "not a picture painted by imagegen" in " ".join(run("about", out, fails=2).split())


def test_help_has_examples_and_needs_no_torch() -> None:
    code = (
        "import sys, imagegen.paint; from imagegen.painting.command import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: print('torch' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env=process_environment({}), capture_output=True, text=True, check=True
    )
    assert "python -m imagegen.paint poster" in done.stdout
    assert done.stdout.strip().endswith("False")
