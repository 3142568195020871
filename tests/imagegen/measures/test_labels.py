"""What classifiers trained on real pictures see in generated ones: labels, digits, kinds of stacks."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from imagegen.data.images import Images
from imagegen.measures import digits, modes
from imagegen.measures.agreement import agreement, reader


def labelled(n: int, seed: int, wrong: float = 0.0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Three clouds; a share of the labels is not the cloud's."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(3, size=n)
    features = (np.eye(5)[labels] * 4 + rng.normal(size=(n, 5))).astype(np.float32)
    moved = rng.random(n) < wrong
    return features, np.where(moved, (labels + 1) % 3, labels).astype(np.int64)


def test_agreement_is_a_share_of_what_real_pictures_reach() -> None:
    read = reader(*labelled(600, 0))
    same = agreement(read, labelled(1000, 1), labelled(1000, 2))
    assert same.share.low <= 1 <= same.share.high
    assert same.real.value > 0.9
    worse = agreement(read, labelled(1000, 1), labelled(1000, 3, wrong=0.4))
    assert worse.share.value == pytest.approx(0.6, abs=0.06)


def square(n: int, seed: int, part: str) -> Images:
    """Ten kinds of "digits", a bright bar in one of ten rows, with noise: learnt in seconds."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(10, size=n)
    pixels = rng.integers(0, 60, (n, 12, 12, 1), np.uint8)
    pixels[np.arange(n), labels + 1, 3:9] = 255
    return Images(
        name="digits",
        part=part,  # type: ignore[arg-type]
        pixels=pixels,
        styles=np.zeros(n, np.int64),
        categories=labels,
        style_names=("handwritten",),
        category_names=tuple("0123456789"),
        groups=tuple(map(str, range(n))),
        fingerprint="f" * 16,
    )


def test_the_reader_learns_is_kept_and_leaves_the_dice_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setenv("SHOPKEEPER_IMAGES", str(tmp_path))
    monkeypatch.setattr(digits, "varied", lambda x: x)  # here the place is the label
    torch.manual_seed(5)
    wanted = torch.rand(1)
    torch.manual_seed(5)
    train, test = square(600, 0, "train"), square(200, 1, "test")
    read = digits.reader(train, test, epochs=6)
    assert torch.rand(1) == wanted
    assert read.test.value > 0.9
    monkeypatch.setattr(digits, "fit", lambda *_: pytest.fail("trained again"))
    again = digits.reader(train, test, epochs=6)
    assert (again(test.pixels) == read(test.pixels)).all()


def test_digits_are_varied_but_stay_digits() -> None:
    import torch

    torch.manual_seed(0)
    x = torch.zeros(200, 1, 28, 28)
    x[:, 0, 6:22, 12:16] = 1
    seen = digits.varied(x)
    assert seen.shape == x.shape
    ink = seen.sum((1, 2, 3)) / x.sum((1, 2, 3))
    assert 0.7 < ink.min() < ink.max() < 1.35
    assert ink.mean() == pytest.approx(1, abs=0.03)
    assert (seen.flatten(1) != x.flatten(1)).any(1).all()
    down, across = (seen.sum(dim) @ torch.arange(28.0) / seen.sum((1, 2, 3))[:, None] for dim in (3, 2))
    assert 11.5 < down.min() < down.max() < 15.5
    assert 11.5 < across.min() < across.max() < 15.5


def level(pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """A reader of "digits" that are one grey pixel."""
    return pixels[:, 0, 0, 0].astype(np.int64)


PLAIN = np.arange(10, dtype=np.uint8).reshape(10, 1, 1, 1)


def test_a_perfect_generator_draws_all_kinds_and_its_divergence_is_chance() -> None:
    perfect = modes.stacks(PLAIN)
    found = modes.modes(perfect, perfect, level, draws=26_000)
    assert found.kinds.value == found.kinds.floor == 1000
    # In expectation (kinds - 1) / (2 draws): the chance of multinomial counts.
    assert found.divergence.value == pytest.approx(999 / 52_000, rel=0.1)


def test_a_collapsed_generator_is_seen() -> None:
    ones = modes.stacks(PLAIN[1:2])
    found = modes.modes(ones, modes.stacks(PLAIN), level, draws=2000)
    assert found.kinds.value == 1
    assert found.divergence.value == pytest.approx(math.log(1000))


def test_channels_are_hundreds_tens_and_ones() -> None:
    picture = np.array([3, 0, 7], np.uint8).reshape(1, 1, 1, 3)
    counts = modes.count(lambda n, seed: np.repeat(picture, n, axis=0), level, 5, 0)
    assert counts[307] == counts.sum() == 5


def test_other_seeds_are_other_draws() -> None:
    perfect = modes.stacks(PLAIN)
    one, other = (modes.count(perfect, level, 3000, seed, at_once=1000) for seed in (0, 1))
    assert (one != other).any()
    assert (one == modes.count(perfect, level, 3000, 0, at_once=1000)).all()
