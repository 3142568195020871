"""Models on disk: they come back as they were, or are refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from imagegen import record, weights
from imagegen.errors import BadInput, ImagegenError
from imagegen.gan import Generator
from imagegen.recipe import Recipe
from imagegen.sampling import sampler
from imagegen.subject import Subject, draw_labels
from imagegen.vae import VAE
from tests.imagegen import toys

SUBJECT = Subject.of(toys.images())


@pytest.fixture(params=[toys.gan(), toys.gan(toys.DCGAN), toys.vae()], ids=["residual", "dcgan", "vae"])
def recipe(request: pytest.FixtureRequest) -> Recipe:
    found: Recipe = request.param
    return found


def saved(folder: Path, recipe: Recipe) -> Generator | VAE:
    model = weights.build(recipe, SUBJECT).eval()
    weights.save(folder, model, recipe, {"score": 0.5}, "da7a")
    return model


def test_weights_beyond_16_bits_are_named_and_what_was_there_stays(tmp_path: Path, recipe: Recipe) -> None:
    model = saved(tmp_path, recipe)
    before = (tmp_path / record.WEIGHTS).read_bytes()
    name, weight = next(iter(model.named_parameters()))
    weight.data.flatten()[0] = 70_000.0
    with pytest.raises(ImagegenError, match=name):
        weights.save(tmp_path, model, recipe, {}, "da7a")
    assert (tmp_path / record.WEIGHTS).read_bytes() == before
    assert weights.load(tmp_path)


def test_a_model_comes_back_and_draws_the_same(tmp_path: Path, recipe: Recipe) -> None:
    model = saved(tmp_path, recipe)
    found = weights.load(tmp_path)
    assert (found.recipe, found.subject, found.fingerprint) == (recipe, SUBJECT, "da7a")
    assert found.scores["score"] == 0.5
    kept_as = {tensor.dtype for tensor in load_file(tmp_path / "weights.safetensors").values()}
    assert torch.float16 in kept_as and torch.float32 not in kept_as
    weights.save(tmp_path / "again", found.model, recipe, {}, "da7a")
    again = weights.load(tmp_path / "again").model
    for source in ("prior", "fitted"):
        drawn, kept = (sampler(one, source)(5, 1) for one in (model, found.model))
        assert np.abs(drawn.astype(int) - kept).max() <= 1, "16 bits of a weight are enough"
        assert np.array_equal(kept, sampler(again, source)(5, 1))
    assert not any(parameter.requires_grad for parameter in found.model.parameters())


@pytest.mark.parametrize("recipe", [toys.gan(), toys.vae()], ids=["gan", "vae"])
def test_the_record_says_how_far_labels_count(tmp_path: Path, recipe: Recipe) -> None:
    model = weights.build(recipe, SUBJECT)
    assert model.labels
    for ramp in (0.25, 0.0):
        model.labels.ramp.fill_(ramp)
        weights.save(tmp_path, model, recipe, {}, "da7a")
        assert record.read(tmp_path).labels == weights.labels(weights.load(tmp_path).model) == ramp
    told = json.loads((tmp_path / "training.json").read_text())
    (tmp_path / "training.json").write_text(json.dumps({**told, "labels": []}))
    with pytest.raises(BadInput, match="is damaged"):
        record.read(tmp_path)
    del told["labels"], told["seal"]
    (tmp_path / "training.json").write_text(json.dumps(told))
    assert record.read(tmp_path).labels == 1, "a record of before says nothing of it"


def test_without_labels_none_count(tmp_path: Path) -> None:
    saved(tmp_path, toys.gan(toys.DCGAN))
    assert record.read(tmp_path).labels == 0


def test_the_first_pictures_of_many_are_the_few(tmp_path: Path, recipe: Recipe) -> None:
    draw = sampler(weights.build(recipe, SUBJECT), at_once=4)
    many = draw(10, 3).astype(int)
    assert many.shape == (10, 28, 28, 1)
    assert abs(many[:3] - draw(3, 3).astype(int)).max() <= 1  # sums in another order may round the other way
    assert not np.array_equal(many[:3], draw(3, 4))


def flip(folder: Path) -> None:
    data = bytearray((folder / "weights.safetensors").read_bytes())
    data[-5] ^= 1
    (folder / "weights.safetensors").write_bytes(bytes(data))


def cut(folder: Path) -> None:
    file = folder / "weights.safetensors"
    file.write_bytes(file.read_bytes()[:100])


def lie(folder: Path) -> None:
    record = json.loads((folder / "training.json").read_text())
    record["subject"]["channels"] = 3
    (folder / "training.json").write_text(json.dumps(record))


def swap(folder: Path) -> None:
    record = json.loads((folder / "training.json").read_text())
    record["subject"]["style_names"].reverse()
    (folder / "training.json").write_text(json.dumps(record))


def edit(folder: Path) -> None:
    recipe = (folder / "recipe.toml").read_text("utf-8")
    (folder / "recipe.toml").write_text(recipe.replace("seed = 7", "seed = 8"), "utf-8")


def forget(folder: Path) -> None:
    (folder / "training.json").write_text('{"name": "toy"}')


def scribble(folder: Path) -> None:
    (folder / "training.json").write_bytes(b"\xff{")


@pytest.mark.parametrize("harm", [flip, cut, lie, swap, edit, forget, scribble])
def test_a_damaged_model_is_refused(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    saved(tmp_path, toys.gan())
    harm(tmp_path)
    with pytest.raises(BadInput, match=r"(is damaged|cannot be read).*imagegen\.train"):
        weights.load(tmp_path)


def test_a_missing_model_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no trained model.*imagegen\.train"):
        weights.load(tmp_path / "none")


def test_new_weights_do_not_keep_the_old_scores(tmp_path: Path) -> None:
    for name in ("scores.json", "README.md"):
        (tmp_path / name).write_text("old")
    saved(tmp_path, toys.vae())
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "recipe.toml",
        "training.json",
        "weights.safetensors",
    ]


def test_labels_are_drawn_as_often_as_in_the_data() -> None:
    about = Subject(28, 1, ("a", "b"), ("x", "y"), ((30, 0), (10, 60)))
    styles, categories = draw_labels(about, 20_000, 0)
    found = np.zeros((2, 2))
    np.add.at(found, (styles, categories), 1 / 20_000)
    assert np.allclose(found, [[0.3, 0], [0.1, 0.6]], atol=0.015)
    assert np.array_equal(draw_labels(about, 50, 0)[0], styles[:50])
