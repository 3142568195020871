"""Tables: what is written can be read again, and what the model draws looks like what it saw."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from imagegen import tabular
from imagegen.columns import Form, Modes, Table
from imagegen.errors import BadInput
from imagegen.tabular import Plan

SMALL = Plan(steps=300, batch=64, hidden=32, latent=4, learning_rate=5e-3)


def table(count: int = 200, seed: int = 0) -> Table:
    """A number with two peaks, and two choices of which the second follows from the number."""
    chance = np.random.default_rng(seed)
    high = chance.random(count) < 0.4
    number = np.where(high, 9.0, 1.0) + chance.normal(0, 0.3, count)
    choices = np.stack([chance.integers(0, 3, count), high.astype(np.int64)], 1)
    return Table(number[:, None], choices, (3, 2))


@pytest.fixture(scope="module")
def model() -> tabular.TableVAE:
    return tabular.fit(table(), SMALL, seed=1)


def test_the_peaks_of_a_column_are_found() -> None:
    modes = Modes.of(table().numbers[:, 0], seed=0)
    assert modes.means.min() == pytest.approx(1, abs=0.3)
    assert modes.means.max() == pytest.approx(9, abs=0.3)
    assert modes.shares.sum() == pytest.approx(1)


def test_what_is_written_is_read_again() -> None:
    seen = table()
    form = Form.of(seen, seed=0)
    places, choices = form.write(seen, seed=0)
    assert np.abs(places).max() <= 1
    again = form.read(places, choices)
    np.testing.assert_allclose(again.numbers, seen.numbers, atol=1e-5)
    np.testing.assert_array_equal(again.choices, seen.choices)


def test_a_column_of_one_value_is_written_too() -> None:
    seen = Table(np.full((9, 1), 4.0), np.zeros((9, 1), np.int64), (2,))
    form = Form.of(seen, seed=0)
    np.testing.assert_allclose(form.read(*form.write(seen, seed=0)).numbers, 4.0)


def test_drawn_rows_have_the_peaks_the_choices_and_what_joins_them(model: tabular.TableVAE) -> None:
    drawn, seen = model.sample(500, seed=3), table()
    high = drawn.choices[:, 1] == 1
    assert abs(high.mean() - 0.4) < 0.15
    assert ((drawn.numbers[:, 0] > 5) == high).mean() > 0.8
    assert seen.numbers.min() <= drawn.numbers.min() and drawn.numbers.max() <= seen.numbers.max()
    assert set(np.unique(drawn.choices[:, 0])) == {0, 1, 2}


def test_the_same_seed_gives_the_same_rows(model: tabular.TableVAE) -> None:
    again = tabular.fit(table(), SMALL, seed=1)
    for one, other in (
        (model.sample(20, 5), again.sample(20, 5)),
        (model.sample(20, 5), model.sample(20, 5)),
    ):
        np.testing.assert_array_equal(one.numbers, other.numbers)
        np.testing.assert_array_equal(one.choices, other.choices)
    assert (model.sample(20, 5).numbers != model.sample(20, 6).numbers).any()


def test_the_loss_is_gaussian_and_softmax_and_divergence() -> None:
    form = Form.of(table(), seed=0)
    model = tabular.TableVAE(form, SMALL)
    for parameter in model.parameters():
        torch.nn.init.zeros_(parameter)  # every mean 0, every choice even, the posterior the prior, spread 1
    places, choices = (torch.from_numpy(part) for part in form.write(table(), seed=0))
    found = model.loss(places, choices)
    surprise = places.square().sum(1).mean() / 2 + sum(math.log(k) for k in form.sizes)
    assert found["kl"].item() == pytest.approx(0, abs=1e-6)
    assert found["reconstruction"].item() == pytest.approx(surprise.item(), rel=1e-5)
    assert found["loss"].item() == pytest.approx(2 * surprise.item(), rel=1e-5)


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        (Table(np.zeros((1, 1)), np.zeros((1, 1), np.int64), (2,)), "1 rows"),
        (Table(np.array([[1.0], [np.nan]]), np.zeros((2, 1), np.int64), (2,)), "not finite"),
        (Table(np.zeros((2, 1)), np.array([[0], [2]]), (2,)), "choices"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(bad: Table, named: str) -> None:
    with pytest.raises(BadInput, match=named):
        tabular.fit(bad, SMALL, seed=0)
