"""The frames of the picture benchmarks: turns, what is kept, how peers are judged, and what is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import typer
from torch import nn

from benchmarks import images_ablation, images_fashion, images_peer, images_runs, images_speed, images_vae
from imagegen import recipe as recipes
from imagegen.errors import BadInput, Breakdown
from imagegen.measures.score import Score
from imagegen.subject import Subject
from imagegen.training.checkpoint import Progress
from imagegen.vae import VAE
from tests.imagegen import toys


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


class Broken(Fake):
    """A run that breaks down in its second turn."""

    def go(self, max_steps: int | None = None, minutes: float | None = None) -> bool:
        if self.progress.step:
            raise Breakdown("broke down")
        return super().go(max_steps, minutes)


def test_a_breakdown_ends_all_or_only_its_run() -> None:
    log: list[str] = []
    with pytest.raises(Breakdown):
        images_runs.in_turns({"a": Broken("a", log), "b": Fake("b", log)}, {"a": 9, "b": 9}, 3, 1)
    assert log == ["a 1", "b 1"]
    log.clear()
    broken: dict[str, str] = {}
    images_runs.in_turns({"a": Broken("a", log), "b": Fake("b", log)}, {"a": 9, "b": 9}, 3, 1, broken)
    assert log == ["a 1", "b 1", "b 1", "b 1"] and broken == {"a": "broke down"}


def test_a_variant_without_weights_is_left_out_of_its_ratio() -> None:
    rows = [{name: {"kid": {"value": kid}} for name, kid in (("recipe", 2.0), ("a", 3.0))} for _ in range(2)]
    del rows[1]["a"]
    assert images_ablation.ratios(rows) == {"a": {"value": 1.5, "n": 1}}


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


class AsPythae(nn.Module):
    """A VAE of ours in the form in which Pythae's is judged."""

    def __init__(self, vae: VAE) -> None:
        super().__init__()
        self.vae = vae

    def encoder(self, x: torch.Tensor) -> SimpleNamespace:
        mean, log_variance = self.vae.encode(2 * x - 1)
        return SimpleNamespace(embedding=mean, log_covariance=log_variance)

    def decoder(self, z: torch.Tensor) -> dict[str, torch.Tensor]:
        return {"reconstruction": (self.vae.decode(z) + 1) / 2}


def test_both_vaes_are_judged_by_the_same_measure() -> None:
    recipe = toys.changed(toys.vae(), "network", labels=0)
    torch.manual_seed(0)
    vae = VAE(recipe.network, Subject.of(toys.images())).eval().requires_grad_(False)
    pixels = images_peer.drawn(toys.images(), 6)
    assert set(np.unique(pixels)) <= {0, 255}
    found = []
    for weigh in (images_vae.weigher(vae), images_peer.log_weights(AsPythae(vae))):
        torch.manual_seed(1)
        found.append(weigh(pixels, 1))
    assert found[0].shape == (6, 1) and np.allclose(found[0], found[1], rtol=1e-4)


def test_every_side_of_the_speed_is_timed_on_pictures_of_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    residual = toys.RESIDUAL.replace("[16, 8]", "[8, 8]")
    for name, network in (("ours", residual), ("dcgan", toys.DCGAN)):
        (tmp_path / f"{name}.toml").write_text(recipes.dump(toys.gan(network)), "utf-8")
    monkeypatch.setattr(images_runs, "RECIPES", tmp_path)
    sides = {"ours": "ours.toml", "dcgan": "dcgan.toml", "dcgan_faster": "dcgan.toml"}
    monkeypatch.setattr(images_speed, "SIDES", sides)
    for name in sides:
        rate, seconds = images_speed.step_of(name, 0, 3, 4)()
        assert rate * seconds == pytest.approx(2 * 4), "as many steps as lie between two penalties"


def test_a_variant_differs_from_the_recipe_by_one_part() -> None:
    found = {name: recipe.model_dump() for name, recipe in images_ablation.variants(3, 50).items()}
    base = found.pop("recipe")
    assert base["training"]["steps"] == 50 and base["seed"] == 3
    for name in images_ablation.CHANGES:
        changed = {
            (table, key)
            for table in ("network", "loss", "training")
            for key, value in found[name][table].items()
            if value != base[table][key]
        }
        assert changed - {("loss", "final_penalty")} == {images_ablation.CHANGES[name][:2]}, name
    assert found["attention"]["network"]["attention"] == 14
    assert {**found["attention"]["network"], "attention": 0} == base["network"]
    assert found["attention"]["training"] == base["training"]
    assert found["wasserstein"]["loss"]["kind"] == "wasserstein"


def test_every_side_trains_its_minutes_and_is_judged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def distance(features: np.ndarray, seed: int) -> Score:
        looked.append(features)
        return Score(float(features.mean()), 0.0, 255.0, len(features))

    looked: list[np.ndarray] = []
    monkeypatch.setattr(images_runs, "score_of", lambda recipe, dev: lambda sampler: 0.5)
    monkeypatch.setattr(images_fashion, "extract", lambda drawn: drawn.reshape(len(drawn), -1))
    real: Any = SimpleNamespace(train=toys.images(), test_features=range(5), distance=distance)
    chosen = {
        name: toys.changed(toys.gan(network), "training", steps=2)
        for name, network in (("ours", toys.RESIDUAL), ("dcgan", toys.DCGAN))
    }
    dev = toys.images(part="dev")

    def judge() -> dict[str, dict[str, Any]]:
        return images_fashion.judged("toy", chosen, real, dev, 0, 1.0, 1.0, 6, tmp_path)

    found = judge()
    assert [len(features) for features in looked] == [6, 6]
    for name, knows in (("ours", True), ("dcgan", False)):
        assert found[name]["steps"] == 2 and found[name]["schedule"] == 1 and found[name]["labels"] is knows
        assert found[name]["kid"]["value"] > 0
    assert judge() == found and len(looked) == 2, "what was measured is kept"
