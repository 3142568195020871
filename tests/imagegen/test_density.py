"""Where z are drawn from: a Gaussian mixture of all, or between pictures that are alike."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from imagegen import density
from imagegen.density import Mixture, Neighbours, normal
from imagegen.subject import Subject
from tests.imagegen import toys

#: One picture of style 1 and category 0, none of style 1 and category 1.
SUBJECT = Subject(8, 1, ("flat", "round"), ("a", "b"), ((6, 20), (1, 0)))


def labels(style: int, category: int, count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    return np.full(count, style), np.full(count, category)


def fitted(neighbours: int = 2) -> tuple[Neighbours, np.ndarray]:
    """Neighbours of SUBJECT, given in a mixed order, and the codes in that of their labels."""
    codes = np.random.default_rng(0).normal(size=(27, 3)).astype(np.float32)
    style = np.array([0] * 26 + [1])
    category = np.array([0] * 6 + [1] * 20 + [0])
    mixed = np.random.default_rng(1).permutation(27)
    found = Neighbours(neighbours, 3, SUBJECT)
    found.fit(codes[mixed], style[mixed], category[mixed], seed=0)
    return found, codes


def test_an_unfitted_mixture_is_the_prior() -> None:
    drawn = Mixture(3, 2).draw(*labels(0, 0, 5000), 0)
    assert np.allclose(drawn.mean(0), 0, atol=0.1) and np.allclose(np.cov(drawn.T), np.eye(2), atol=0.1)


def test_a_mixture_finds_two_clouds_and_draws_them() -> None:
    draws = np.random.default_rng(0)
    narrow, wide = draws.normal(size=(900, 2)) * 0.1 + 3, draws.normal(size=(300, 2)) - 3
    mixture = Mixture(2, 2)
    encoded, none = np.concatenate([narrow, wide]).astype(np.float32), np.zeros(4000, np.int64)
    mixture.fit(encoded, none[:1200], none[:1200], seed=0)
    drawn = mixture.draw(none, none, 1)
    near = drawn.sum(1) > 0
    assert near.mean() == pytest.approx(0.75, abs=0.03)
    assert drawn[near].std(0) == pytest.approx(0.1, abs=0.03)
    assert drawn[~near].std(0) == pytest.approx(1.0, abs=0.15)


def test_a_component_is_drawn_as_long_as_it_is_and_as_it_lies() -> None:
    mixture = Mixture(2, 2)
    mixture.means.copy_(torch.tensor([[3.0, 3.0], [-3.0, -3.0]]))
    mixture.factors.copy_(torch.tensor([[[0.1, 0.0], [0.1, 0.0]], [[1.0, 0.0], [0.0, 1.0]]]))
    drawn = mixture.draw(*labels(0, 0, 4000), 0)
    near = drawn.sum(1) > 0
    assert np.corrcoef(drawn[near].T)[0, 1] > 0.99, "the factor is on the left of the noise"
    assert drawn[~near].std(0) == pytest.approx(1.0, abs=0.15)


def test_neighbours_are_unfitted_the_prior() -> None:
    unfitted = Neighbours(2, 3, SUBJECT)
    assert not unfitted.fitted and np.array_equal(unfitted.draw(*labels(0, 0, 7), 5), normal(7, 3, 5))


def test_what_is_drawn_lies_between_a_picture_and_one_of_its_nearest_with_the_same_labels() -> None:
    found, codes = fitted()
    own = codes[:6]
    apart = np.linalg.norm(own[:, None] - own, axis=2)
    nearest = np.argsort(apart, 1)[:, 1:3]
    seen = set()
    for z in found.draw(*labels(0, 0), seed=3):
        ways = []
        for row in range(6):
            for other in nearest[row]:
                way = own[other] - own[row]
                share = float((z - own[row]) @ way / (way @ way))
                if np.allclose(own[row] + share * way, z, atol=1e-4):
                    ways.append((row, other, share))
        assert any(0.25 <= share <= 0.5 for *_, share in ways), "never a picture itself"
        seen |= {way[:2] for way in ways}
    assert len(seen) == 12, "every picture, with each of its neighbours"


def test_how_far_is_what_the_recipe_says() -> None:
    found, _ = fitted()
    found.between = (0.1, 0.1)
    own = found.codes.numpy()[:6]
    ends = own[:, None] + 0.1 * (own[found.near[:6].numpy()] - own[:, None])  # (6, 2, 3)
    drawn = found.draw(*labels(0, 0), seed=3)
    assert np.abs(drawn[:, None, None] - ends).max(3).min((1, 2)).max() < 1e-5


def test_a_picture_alone_is_drawn_towards_others_and_labels_that_nobody_has_between_any() -> None:
    found, codes = fitted()
    drawn = found.draw(*labels(1, 0), seed=3)
    ways = [
        (drawn - codes[26]) @ (other - codes[26]) / ((other - codes[26]) ** 2).sum() for other in codes[:26]
    ]
    ends = [
        codes[26] + way[:, None] * (other - codes[26]) for way, other in zip(ways, codes[:26], strict=True)
    ]
    on = np.array([np.isclose(end, drawn, atol=1e-5).all(1) for end in ends])
    assert on.any(0).all() and on.any(1).sum() == 2, "on the way to one of its two nearest"
    assert np.array(ways)[on].min() >= 0.25 and np.array(ways)[on].max() <= 0.5
    nowhere = found.draw(*labels(1, 1, 2000), seed=3)
    assert len(np.unique(nowhere.round(4), axis=0)) > 500
    assert nowhere.mean(0) == pytest.approx(codes.mean(0), abs=0.3)


def test_fewer_pictures_than_neighbours_are_enough() -> None:
    found, codes = fitted(neighbours=9)
    assert set(found.near[:6].unique().tolist()) == set(range(6))
    assert not (found.near[:6] == torch.arange(6)[:, None]).any()
    own = codes[:6]
    assert (found.draw(*labels(0, 0), seed=1) <= own.max(0)).all()


@pytest.mark.parametrize("kind", ["components", "neighbours"])
def test_more_draws_begin_with_the_same_ones(kind: str) -> None:
    drawn_from = Mixture(2, 3) if kind == "components" else fitted()[0]
    style, category = np.arange(40) % 2, np.arange(40) // 2 % 2
    many = drawn_from.draw(style, category, 5)
    assert np.array_equal(many[:7], drawn_from.draw(style[:7], category[:7], 5))
    category[3] = 1 - category[3]
    assert np.array_equal(np.delete(drawn_from.draw(style, category, 5), 3, 0), np.delete(many, 3, 0))
    assert np.array_equal(normal(40, 3, 5)[:7], normal(7, 3, 5))


def test_the_recipe_says_which() -> None:
    subject = Subject.of(toys.images())
    assert isinstance(density.of(toys.vae().network, subject), Mixture)
    near = density.of(toys.changed(toys.vae(), "network", neighbours=3).network, subject)
    assert isinstance(near, Neighbours) and near.codes.shape == (40, 4) and near.near.shape == (40, 3)
