"""Neighbours, what they cover, and copies of training pictures."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from imagegen.measures import distances
from imagegen.measures.distances import nearest, radii
from imagegen.measures.nearest import closest, copies, flat
from imagegen.measures.recall import covered, precision_recall


def points(n: int, seed: int, d: int = 4) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


@pytest.fixture
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distances, "_BLOCK", 7)


@pytest.mark.usefixtures("_small_blocks")
def test_blocks_do_not_show() -> None:
    a, b = points(23, 0), points(31, 1)
    plain = np.linalg.norm(a[:, None].astype(float) - b[None], axis=2)
    index, distance = nearest(a, b)
    assert (index == plain.argmin(1)).all()
    assert np.allclose(distance, plain.min(1))
    own = np.sort(np.linalg.norm(b[:, None].astype(float) - b[None], axis=2), axis=1)
    assert np.allclose(np.sqrt(radii(b, 3)), own[:, 3], atol=1e-4)  # own[:, 0] is each point itself


def test_a_duplicate_is_a_neighbour() -> None:
    twice = np.repeat(points(5, 0), 2, axis=0)
    assert np.allclose(radii(twice, 1), 0, atol=1e-5)


@pytest.mark.usefixtures("_small_blocks")
def test_covered_is_the_definition() -> None:
    a, b = points(20, 0), points(25, 1)
    reach = np.sort(np.linalg.norm(b[:, None].astype(float) - b[None], axis=2), axis=1)[:, 3]
    wanted = (np.linalg.norm(a[:, None].astype(float) - b[None], axis=2) <= reach).any(1)
    assert (covered(a, b, 3) == wanted).all()


def test_precision_and_recall_tell_wrong_pictures_from_missing_ones() -> None:
    rng = np.random.default_rng(0)
    real = np.concatenate([points(100, 0), points(100, 1) + 20])
    half = np.concatenate([points(100, 2), points(100, 3)])  # one of the two kinds, well drawn
    precision, recall = precision_recall(real, half)
    assert precision.value > 0.8
    assert 0.3 < recall.value < 0.6
    wide = (rng.uniform(-10, 30, size=(200, 1)) + points(200, 4)).astype(np.float32)
    assert precision_recall(real, wide)[0].value < 0.5
    assert precision.floor is not None and precision.floor > 0.8


def test_too_few_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        precision_recall(points(5, 0), points(50, 1))


def test_copies_are_found_and_independent_pictures_are_not() -> None:
    train, held_out = points(2000, 0), points(1000, 1)
    honest = copies(points(1000, 2), held_out, train).score
    assert honest.low <= 0.01 <= honest.high
    rng = np.random.default_rng(3)
    memory = train[rng.integers(2000, size=300)] + rng.normal(0, 1e-3, (300, 4)).astype(np.float32)
    mixed = copies(np.concatenate([memory, points(700, 4)]), held_out, train)
    assert mixed.score.value == pytest.approx(0.3, abs=0.02)
    assert (mixed.distance[:300] < mixed.threshold).all()


def test_the_closest_pairs_are_drawn_nearest_first() -> None:
    rng = np.random.default_rng(0)
    train = rng.integers(0, 256, (40, 8, 8, 4), np.uint8)
    drawn = rng.integers(0, 256, (10, 8, 8, 4), np.uint8)
    drawn[7] = train[11]
    found = copies(flat(drawn), flat(rng.integers(0, 256, (30, 8, 8, 4), np.uint8)), flat(train))
    assert found.index[7] == 11
    assert found.distance.argmin() == 7
    sheet = np.asarray(closest(drawn, train, found, count=4, across=2))
    assert (sheet[6:102, 6:102] == sheet[6:102, 102:198]).all(), "the copy and its original come first"


def test_grey_pictures_are_points_of_one_value_a_pixel() -> None:
    assert flat(np.full((2, 3, 3, 1), 51, np.uint8)).tolist() == [[pytest.approx(0.2)] * 9] * 2
    transparent = np.zeros((1, 2, 2, 4), np.uint8)
    assert (flat(transparent) == 1).all(), "nothing is white, as it will be looked at"
