"""The study of pictures: cells, policies, classifier, generators; nothing is chosen on the test part."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from benchmarks import cells, images_classifier, images_policies, images_sources
from benchmarks import images_augmentation as study
from benchmarks.images_classifier import Labelled, Plan
from imagegen.data.images import Images
from imagegen.subject import Subject
from imagegen.vae import VAE
from tests.imagegen import toys

PLAN = Plan(60, batch=16, width=4)


def labelled(images: Images) -> Labelled:
    return Labelled(images.pixels, images.categories)


def test_a_cell_is_measured_once_for_what_was_asked(tmp_path: Path) -> None:
    said: list[str] = []
    kept = cells.Cells(tmp_path, {"steps": 3}, said.append)
    assert kept.get("a", {"share": 0.5}, lambda: {"x": 1}) == {"x": 1}
    assert kept.get("a", {"share": 0.5}, lambda: {"x": 2}) == {"x": 1}
    assert kept.get("a", {"share": 0.2}, lambda: {"x": 3}) == {"x": 3}
    assert cells.Cells(tmp_path, {"steps": 4}, said.append).get("a", {"share": 0.5}, lambda: {"x": 4}) == {
        "x": 4
    }
    assert len(said) == 3


def test_a_cell_that_was_cut_short_is_measured_again(tmp_path: Path) -> None:
    def cut() -> dict[str, int]:
        raise KeyboardInterrupt

    kept = cells.Cells(tmp_path, {}, lambda text: None)
    with pytest.raises(KeyboardInterrupt):
        kept.get("a", {}, cut)
    assert kept.get("a", {}, lambda: {"x": 1}) == {"x": 1}


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [([0.6, 0.7, 0.81], "helps"), ([0.4, 0.5, 0.61], "hurts"), ([0.4, 0.7, 0.7], "undecided")],
)
def test_a_gain_is_paired_and_says_what_its_interval_allows(ours: list[float], verdict: str) -> None:
    found = cells.gain(ours, [0.5, 0.6, 0.7])
    assert found["verdict"] == verdict
    assert found["low"] <= found["value"] <= found["high"]


def test_the_best_is_best_over_all_draws() -> None:
    assert cells.best([{"a": 0.9, "b": 0.8}, {"a": 0.5, "b": 0.7}]) == "b"
    assert cells.best([{"a": 0.5, "b": 0.5}]) == "a"


@pytest.mark.parametrize("policy", images_policies.POLICIES, ids=images_policies.name_of)
def test_a_policy_keeps_shape_range_and_background(policy: tuple[str, ...]) -> None:
    torch.manual_seed(0)
    y = torch.eye(5)[torch.arange(8) % 5]
    x, seen = images_policies.apply(policy, torch.rand(8, 1, 28, 28), y)
    assert x.shape == (8, 1, 28, 28) and float(x.min()) >= 0 and float(x.max()) <= 1 + 1e-6
    torch.testing.assert_close(seen.sum(1), torch.ones(8))
    empty, _ = images_policies.apply(policy, torch.zeros(8, 1, 28, 28), y)
    assert float(empty.abs().max()) == 0
    assert images_policies.named(images_policies.name_of(policy)) == policy


def test_affine_moves_little_and_mirror_turns_half() -> None:
    torch.manual_seed(0)
    x = torch.zeros(400, 1, 28, 28)
    x[:, :, 12:16, 6:10] = 1
    columns = torch.arange(28.0)
    centres = (images_policies.affine(x).sum((1, 2)) * columns).sum(1) / images_policies.affine(x).sum(
        (1, 2, 3)
    )
    assert centres.mean().item() == pytest.approx(7.5, abs=0.5)
    turned = images_policies.mirror(x)[:, 0, 13, 20] == 1
    assert 0.4 < turned.float().mean().item() < 0.6


def test_the_classifier_learns_and_the_same_seed_gives_the_same_weights() -> None:
    squares = toys.images(80, size=16)
    data = Labelled(squares.pixels, squares.styles)
    one, other = (images_classifier.train(data, (), None, 0, 2, PLAN, seed=3) for _ in range(2))
    for a, b in zip(one.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=0)
    assert images_classifier.accuracy(one, data) > 0.9


def test_generated_pictures_make_up_their_share_of_every_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    data = labelled(toys.images(20, size=16))
    white = Labelled(np.full((9, 16, 16, 1), 255, np.uint8), np.zeros(9, np.int64))
    seen: list[int] = []

    def watched(policy: object, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        assert len(x) == 16
        seen.append(int((x.amin((1, 2, 3)) == 1).sum()))
        return x, y

    monkeypatch.setattr(images_classifier, "apply", watched)
    images_classifier.train(data, (), white, 0.25, 5, Plan(3, batch=16, width=4), seed=0)
    assert seen == [4, 4, 4]


def test_a_subset_has_as_many_of_each_category_and_its_own_name() -> None:
    data = toys.images(400)
    one, same, other = (images_sources.subset(data, 20, seed) for seed in (1, 1, 2))
    assert np.bincount(one.categories).tolist() == [4] * 5
    np.testing.assert_array_equal(one.pixels, same.pixels)
    assert one.fingerprint == same.fingerprint != other.fingerprint
    assert one.groups != other.groups


def test_partners_share_a_category_and_are_others_where_there_are_others() -> None:
    categories = np.array([2, 0, 1, 0, 2, 0])
    at = np.arange(600) % 6
    other = images_sources.partners(categories, at, np.random.default_rng(0))
    assert (categories[other] == categories[at]).all()
    assert ((other == at) == (categories[at] == 1)).all()
    assert set(other[at == 1]) == {3, 5}


def test_between_two_pictures_of_a_category_lies_that_category() -> None:
    class Glass(VAE):
        """Its latent space are the pictures: what is decoded is what was encoded."""

        def embed(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
            return (pixels.reshape(len(pixels), -1) / 127.5 - 1).astype(np.float32)

        def decode(self, z: torch.Tensor, style: object = None, category: object = None) -> torch.Tensor:
            return z.view(-1, 1, 28, 28)

    data = toys.images(60)
    drawn = images_sources.between(Glass(toys.vae().network, Subject.of(data)), data, 100, seed=0, at_once=7)
    for category in range(5):
        where = data.pixels[data.categories == category].max(0) > 0
        assert not drawn.pixels[drawn.categories == category][:, ~where].any()
    assert len(drawn.pixels) == len(drawn.categories) == 100


@pytest.fixture
def pocket_fashion(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"train": 300, "dev": 40, "test": 60}
    monkeypatch.setattr(
        study.images, "load", lambda name, part, size: toys.images(parts[part], part=part, name=name)
    )


def test_what_is_chosen_is_chosen_on_the_dev_part(
    pocket_fashion: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lab = study.Laboratory(study.SMOKE, tmp_path)
    judged: list[Labelled] = []
    monkeypatch.setattr(study, "train", lambda *_: None)
    monkeypatch.setattr(study, "accuracy", lambda model, seen: judged.append(seen) or 0.5)
    monkeypatch.setattr(lab.generators, "draw", lambda *_: None)
    monkeypatch.setattr(study, "logistic", lambda real, seen: judged.append(seen) or 0.5)
    lab.policies(20, 0)
    lab.shares(20, 0, "shift")
    assert judged and all(seen is lab.judges["dev"] for seen in judged)
    judged.clear()
    lab.arms(20, 0, "shift", dict.fromkeys(images_sources.SOURCES, 0.5))
    assert judged and all(seen is lab.judges["test"] for seen in judged)


def test_the_honest_generators_see_the_labelled_pictures_only(tmp_path: Path) -> None:
    data, dev = toys.images(100), toys.images(20, part="dev")
    few = images_sources.subset(data, 20, 0)
    generators = images_sources.Generators(data, dev, tmp_path, most_steps=1)
    for source in images_sources.SOURCES:
        generators.draw(source, few, 10, 0)
    seen = {folder.name.split("-")[0]: few.fingerprint in folder.name for folder in tmp_path.iterdir()}
    assert seen == {"vae": True, "gan": True, "pictures": False, "labels": False}


def test_the_whole_study_runs_and_is_not_measured_twice(
    pocket_fashion: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study.main(smoke=True, seeds=2, out=tmp_path)
    first = json.loads(capsys.readouterr().out.splitlines()[-1])
    for size in first["sizes"]:
        assert set(size["accuracy"]) == {
            "logistic",
            "plain",
            "plain+vae",
            "classical",
            *images_sources.SOURCES,
        }
        assert set(size["gain_over_classical"]) == set(images_sources.SOURCES)
    chart = (tmp_path / "images_augmentation.svg").read_bytes()
    monkeypatch.delattr(study, "train")  # whoever measures now fails
    study.main(smoke=True, seeds=2, out=tmp_path)
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == first
    assert (tmp_path / "images_augmentation.svg").read_bytes() == chart
