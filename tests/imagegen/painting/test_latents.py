"""Points: their text leads back to them, ways between them are exact at both ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen.errors import BadInput
from imagegen.painting.latents import LARGEST, Point, Vector, between, blend, parse, path, variations

_shares = st.floats(0, 1)
_points = st.recursive(
    st.builds(Point, st.integers(0, LARGEST)),
    lambda inner: st.builds(
        Point, st.integers(0, LARGEST), st.lists(st.tuples(inner, _shares), max_size=2).map(tuple)
    ),
    max_leaves=6,
)


def latent(seed: int) -> Vector:
    return np.random.default_rng(seed).standard_normal(16, np.float32)


@given(_points)
def test_the_text_of_a_point_leads_back_to_it(point: Point) -> None:
    assert parse(str(point)) == point


@given(_points, _points, _shares)
def test_a_blend_can_be_written_down(a: Point, b: Point, share: float) -> None:
    assert parse(str(blend(a, b, share))) == blend(a, b, share)


@given(st.integers(0, 99), st.integers(0, 99))
def test_both_ends_are_exact_and_lengths_change_evenly(one: int, other: int) -> None:
    a, b = latent(one), latent(other)
    assert between(a, b, 0) is a
    assert between(a, b, 1) is b
    half = np.linalg.norm(between(a, b, 0.5))
    assert half == pytest.approx((np.linalg.norm(a) + np.linalg.norm(b)) / 2, rel=1e-5)


def test_opposite_and_empty_vectors_have_a_way_between_them() -> None:
    a = latent(1)
    assert np.isfinite(between(a, -a, 0.3)).all()
    assert np.isfinite(between(np.zeros_like(a), a, 0.3)).all()


def test_a_blend_at_the_ends_is_the_point_itself() -> None:
    a, b = Point(7), parse("3+4@0.5")
    assert blend(a, b, 0) == a
    assert blend(a, b, 1) == b


def test_the_first_variations_of_many_are_the_few_and_all_differ() -> None:
    many = variations(Point(7), 20)
    assert many[:3] == variations(Point(7), 3)
    assert len({str(point) for point in many}) == 20
    assert variations(many[0], 1) != variations(Point(7), 1)


def test_variations_lie_nearer_than_strangers() -> None:
    home, strangers = latent(7), [latent(seed) for seed in range(100, 120)]
    near = [np.linalg.norm(point.vector(latent) - home) for point in variations(Point(7), 20)]
    assert max(near) < min(np.linalg.norm(z - home) for z in strangers)


@pytest.mark.parametrize("frames", [2, 3, 7, 60])
@pytest.mark.parametrize("stops", [2, 3])
def test_a_path_stops_at_its_stops_and_closes(frames: int, stops: int) -> None:
    if frames < stops:
        pytest.skip("too few")
    points = [Point(seed) for seed in range(stops)]
    places = path(points, frames)
    assert len(places) == frames
    assert [places[leg * frames // stops] for leg in range(stops)] == points


def test_a_path_is_smooth_over_its_seam() -> None:
    z = np.stack([place.vector(latent) for place in path([Point(1), Point(2), Point(3)], 60)])
    steps = np.linalg.norm(np.roll(z, -1, axis=0) - z, axis=1)
    assert steps[-1] < 1.5 * np.median(steps)


@pytest.mark.parametrize(
    "text",
    ["", "x", "-1", "7+", "7+12", "7+12@", "7+12@2", "7+12@x", "7+(12", "7@0.5", "7 8", "1.5", "7+12@0.5)",
     "٧", "9" * 40, "1" + "+2@0.5" * 99, "7+" + "(" * 2000],
)  # fmt: skip
def test_nonsense_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match=r"seed|share"):
        parse(text)


def test_a_walk_that_cannot_be_is_refused() -> None:
    with pytest.raises(BadInput, match="two"):
        path([Point(1)], 10)
    with pytest.raises(BadInput, match="at least 3 frames"):
        path([Point(1), Point(2), Point(3)], 2)
