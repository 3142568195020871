"""The frames of the picture benchmarks: turns, what is kept, and what is said when a peer is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import typer

from benchmarks import images_peer, images_runs, images_speed
from imagegen.errors import BadInput
from imagegen.training.checkpoint import Progress


class Fake:
    """A run whose step takes a minute, or whatever it was given less."""

    def __init__(self, name: str, log: list[str], stops: bool = False) -> None:
        self.name, self.log, self.stops = name, log, stops
        self.progress = Progress("fake")

    def go(self, max_steps: int | None = None, minutes: float | None = None) -> bool:
        assert minutes is not None
        self.log.append(f"{self.name} {minutes:g}")
        self.progress.step += 1
        self.progress.seconds += 60 * minutes
        return not self.stops

    def finish(self) -> None:
        pass


def test_both_sides_get_their_minutes_by_turns() -> None:
    log: list[str] = []
    both = {name: Fake(name, log) for name in ("a", "b")}
    images_runs.in_turns(both, {"a": 100, "b": 100}, minutes=5, at_once=2)
    assert log == ["a 2", "b 2", "a 2", "b 2", "a 1", "b 1"]


def test_what_had_its_minutes_before_is_not_trained_again() -> None:
    log: list[str] = []
    both = {name: Fake(name, log) for name in ("a", "b")}
    both["a"].progress.seconds = 300
    both["b"].progress.step = 7
    images_runs.in_turns(both, {"a": 100, "b": 7}, minutes=5, at_once=2)
    assert log == []


def test_ctrl_c_ends_the_benchmark() -> None:
    log: list[str] = []
    with pytest.raises(typer.Exit) as left:
        images_runs.in_turns({"a": Fake("a", log, stops=True), "b": Fake("b", log)}, {"a": 9, "b": 9}, 5, 2)
    assert left.value.exit_code == 130
    assert log == ["a 2"]


def test_a_finished_run_is_measured_once_and_a_longer_one_anew(tmp_path: Path) -> None:
    run, measured = Fake("a", []), []

    def measure() -> dict[str, int]:
        measured.append(run.progress.step)
        return {"kid": 5}

    for step, n in ((3, 9), (3, 9), (4, 9), (4, 8)):
        run.progress.step = step
        found = images_runs.kept(tmp_path, run, {"n": n}, measure)
        assert found["steps"] == step
        assert found["kid"] == 5
    assert measured == [3, 4, 4]


def test_an_error_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as left, images_runs.explained():
        raise BadInput("Make it with: this command")
    assert left.value.exit_code == 2
    assert "Make it with" in capsys.readouterr().err


def test_the_closing_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    images_runs.closing("images_x", {"ratio": images_runs.over_seeds([0.5])})
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["benchmark"] == "images_x"
    assert line["ratio"] == {"value": 0.5, "n": 1}
    assert line["versions"]["torch"]


def test_over_several_seeds_there_is_an_interval() -> None:
    found = images_runs.over_seeds([0.4, 0.5, 0.6])
    assert found["low"] < 0.4 < 0.5 == pytest.approx(found["value"])


def test_without_the_peer_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pythae", None)
    with pytest.raises(BadInput, match="pip install --no-deps pythae"):
        images_peer.build("mlp", 28, 16)


def test_rounds_are_summed_up_by_their_middle() -> None:
    assert images_speed.spread([3.0, 1.0, 10.0]) == {"median": 3.0, "low": 1.0, "high": 10.0, "rounds": 3}
