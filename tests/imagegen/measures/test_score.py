"""Intervals hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from imagegen.measures.score import Score, mean, ratio, share


def test_a_share_stays_between_nothing_and_all() -> None:
    none, all_ = share(0, 20), share(20, 20)
    assert none.low == none.value == 0 < none.high < 0.2
    assert all_.high == all_.value == 1 > all_.low > 0.8


def test_the_interval_of_a_share_is_wilsons() -> None:
    found = share(10, 40)
    # The ends solve (p - share)^2 = z^2 p (1 - p) / n.
    for end in (found.low, found.high):
        assert (end - 0.25) ** 2 == pytest.approx(1.959964**2 * end * (1 - end) / 40, rel=1e-5)


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (5, 4), (-1, 3)])
def test_what_is_no_share_is_refused(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        share(hits, n)


def test_the_interval_of_a_mean_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    scores = [mean(rng.normal(3, 2, 8)) for _ in range(1000)]
    held = sum(score.low <= 3 <= score.high for score in scores)
    assert 930 <= held <= 970


def test_one_value_has_no_interval() -> None:
    with pytest.raises(ValueError, match="two values"):
        mean([1.0])


def test_the_interval_of_a_ratio_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    scores = [
        ratio(share(rng.binomial(400, 0.6), 400), share(rng.binomial(300, 0.8), 300)) for _ in range(1000)
    ]
    assert 930 <= sum(score.low <= 0.75 <= score.high for score in scores) <= 970


def test_nothing_has_no_ratio() -> None:
    with pytest.raises(ValueError, match="no ratio"):
        ratio(share(0, 10), share(5, 10))


def test_a_score_can_be_read() -> None:
    score = Score(0.0123, 0.01, 0.015, 100, floor=0.002)
    assert score.text(1, 1000) == "12.3 (10.0 to 15.0; real 2.0)"
