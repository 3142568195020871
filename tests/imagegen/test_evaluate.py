"""Evaluation reads a model, judges it on the test part, and writes scores and card beside the weights."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
import typer

from imagegen import evaluate, places, weights
from imagegen import recipe as recipes
from imagegen.data import images
from imagegen.measures import panel
from imagegen.subject import Subject
from tests.conftest import ROOT, process_environment
from tests.imagegen.conftest import Make

GAN = """
model = "gan"
name = "bars-gan"
[data]
name = "bars"
[network]
kind = "dcgan"
latent = 4
width = 4
labels = 2
[loss]
kind = "cross_entropy"
[training]
steps = 1
learning_rate = 1e-3
"""
VAE = """
model = "vae"
name = "bars-vae"
[data]
name = "bars"
[network]
latent = 2
widths = [8, 8]
likelihood = "logistic"
[training]
steps = 1
learning_rate = 1e-3
"""


def save(text: str, tmp_path: Path, stack: bool = False) -> Path:
    """Write the untrained model of a recipe where training would, and return the recipe's file."""
    recipe = recipes.parse(text, "test")
    train = images.load("bars", "train")
    model = weights.build(recipe, Subject.of(train, stack))
    scores = {"step": 1, "images": 64, "seconds": 1, "score": None}
    weights.save(places.runs() / recipe.name, model, recipe, scores, train.fingerprint)
    file = tmp_path / "recipe.toml"
    file.write_text(text, "utf-8")
    return file


def test_a_generator_is_judged_and_carded(
    make_set: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_set()
    file = save(GAN, tmp_path)
    evaluate.main(file, n=100)
    said = capsys.readouterr()
    result = json.loads(said.out.splitlines()[-1])
    folder = places.runs() / "bars-gan"
    assert result == json.loads((folder / "scores.json").read_text("utf-8"))
    assert {"kid", "precision", "recall", "copies", "style_share", "category_share"} <= set(result["scores"])
    assert result["scores"]["kid"]["value"] > result["scores"]["kid"]["floor"], "it was never trained"
    card = (folder / "README.md").read_text("utf-8")
    assert "Bars" in card
    assert "by style and category" in card and "nearest" not in card.split("| measure")[0]
    assert "CC0.\n  - Bars, Barbara Barr (CC0-1.0)\n" in card
    assert f"`{result['data']['fingerprint']}`" in card
    assert (folder / "samples.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "closest.png").read_bytes().startswith(b"\x89PNG")
    assert "KID x 1000" in said.err


def test_a_smaller_size_that_was_made_later_does_not_matter(
    make_set: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_set()
    file = save(GAN, tmp_path)
    here = tmp_path / "images" / "bars"
    shutil.copytree(here / "16", here / "8")
    (here / "8" / "card.json").write_text("{}", "utf-8")
    evaluate.main(file, n=100, only_json=True)
    assert json.loads(capsys.readouterr().out)["data"]["size"] == 16


def test_the_card_claims_no_labels_that_do_not_count(make_set: Make, tmp_path: Path) -> None:
    make_set()
    file, folder = save(GAN, tmp_path), places.runs() / "bars-gan"
    early = weights.load(folder)
    assert early.model.labels
    early.model.labels.ramp.fill_(0)
    weights.save(folder, early.model, early.recipe, {}, early.fingerprint)
    evaluate.main(file, n=100, only_json=True)
    assert "by style and category" not in (folder / "README.md").read_text("utf-8")


def test_the_same_seed_gives_the_same_scores(
    make_set: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_set()
    file = save(GAN, tmp_path)
    said = []
    for seed in (3, 3, 4):
        evaluate.main(file, n=100, seed=seed, only_json=True)
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] != said[2]


def test_the_recipe_has_to_be_that_of_the_weights(
    make_set: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_set()
    save(VAE, tmp_path)
    other = places.runs() / "bars-vae"
    with pytest.raises(typer.Exit) as ended:
        evaluate.main(save(GAN, tmp_path), folder=other, n=100, only_json=True)
    assert ended.value.exit_code == 2 and "bars-vae" in capsys.readouterr().err
    assert not (other / "scores.json").exists()


def test_a_vae_is_judged_from_its_density_and_prior_and_by_its_bounds(
    make_set: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "likelihood", functools.partial(evaluate.likelihood, samples=3))
    make_set()
    torch.manual_seed(0)
    file = save(VAE.replace("likelihood", "neighbours = 3\nlikelihood"), tmp_path)
    folder, train = places.runs() / "bars-vae", images.load("bars", "train")
    fitted = weights.load(folder)
    assert fitted.model.density is not None
    far = 9 * np.random.default_rng(0).standard_normal((len(train.styles), 2), np.float32)
    fitted.model.density.fit(far, train.styles, train.categories, 0)
    weights.save(folder, fitted.model, fitted.recipe, {}, fitted.fingerprint)
    evaluate.main(file, n=100, only_json=True)
    scores = json.loads(capsys.readouterr().out)["scores"]
    assert scores["iwae"]["value"] <= scores["elbo"]["value"]
    assert scores["kid"]["value"] != pytest.approx(scores["kid_prior"]["value"]), "each is drawn from its own"
    assert "style" not in scores, "it has no labels"
    assert "25 to 50 % of the way from one to one of its 3 nearest" in (
        places.runs() / "bars-vae" / "README.md"
    ).read_text("utf-8")


def test_levels_of_grey_are_no_coin_flips(
    make_set: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_set()
    evaluate.main(save(VAE.replace("logistic", "bernoulli"), tmp_path), n=100, only_json=True)
    assert "iwae" not in json.loads(capsys.readouterr().out)["scores"]


def test_stacks_are_judged_by_their_kinds(
    make_set: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "stacks", functools.partial(panel.stacks, draws=200))
    make_set()
    text = GAN.replace('name = "bars"\n', 'name = "bars"\nstack = true\n').replace("labels = 2\n", "")
    evaluate.main(save(text, tmp_path, stack=True), only_json=True)
    scores = json.loads(capsys.readouterr().out)["scores"]
    assert set(scores) == {"modes", "divergence", "digits_read"}


def test_a_model_of_other_data_is_refused(
    make_set: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_set()
    file = save(GAN, tmp_path)
    make_set(seed=9)
    with pytest.raises(typer.Exit) as left:
        evaluate.main(file)
    assert left.value.exit_code == 2
    assert "other data" in capsys.readouterr().err


def test_a_model_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "recipe.toml"
    file.write_text(GAN, "utf-8")
    with pytest.raises(typer.Exit):
        evaluate.main(file)
    assert "There is no trained model" in capsys.readouterr().err


def test_help_does_not_wait_for_torch() -> None:
    code = (
        "import sys, imagegen.evaluate; print([m for m in ('torch', 'sklearn', 'PIL') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=process_environment({}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
