"""Intervals: known values, and the laws that any interval keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stats import bootstrap, percentile, share, share_of, wilson


def test_wilson_gives_the_textbook_values() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_law_the_interval_holds_the_share(pair: tuple[int, int]) -> None:
    low, high = wilson(*pair)
    assert 0 <= low <= pair[0] / pair[1] <= high <= 1


@pytest.mark.parametrize(("hits", "n"), [(1, 0), (-1, 3), (4, 3)])
def test_no_share_no_interval(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        wilson(hits, n)


def test_nothing_counted_is_not_zero() -> None:
    assert share(0, 0) == {"hits": 0, "n": 0, "share": None, "low": None, "high": None}
    assert share_of([True, False])["share"] == 0.5


def test_percentiles_lie_between_neighbours() -> None:
    assert percentile([3, 1, 2], 50) == 2
    assert percentile([0, 10], 95) == pytest.approx(9.5)
    with pytest.raises(ValueError, match="percentile"):
        percentile([], 50)


def test_bootstrap_is_seeded_and_holds_the_mean() -> None:
    values = [float(i % 7) for i in range(70)]

    def mean(some: object) -> float:
        assert isinstance(some, list)
        return sum(some) / len(some)

    low, high = bootstrap(values, mean, seed=4)
    assert (low, high) == bootstrap(values, mean, seed=4)
    assert low < 3 < high
    with pytest.raises(ValueError, match="no values"):
        bootstrap([], mean)
