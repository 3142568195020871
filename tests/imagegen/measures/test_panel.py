"""All measures together tell a good generator, a copying one, a mislabelled one and a collapsed one apart."""

from __future__ import annotations

import numpy as np
import pytest

from imagegen.data import images
from imagegen.errors import BadInput
from imagegen.measures import digits, panel
from imagegen.measures.features import Pixels
from tests.imagegen.conftest import Make
from tests.imagegen.measures.test_labels import square


@pytest.fixture
def real(make_set: Make) -> panel.Real:
    make_set(n=1200)
    return panel.Real(images.load("bars", "train"), images.load("bars", "test"), lambda _: None)


def test_fresh_pictures_of_the_same_kind_pass(real: panel.Real, make_set: Make) -> None:
    make_set("fresh", n=1200, seed=1)
    fresh = images.load("fresh", "train")
    judged = panel.pictures(
        real, lambda n, _: fresh.pixels[:n], 300, 0, (fresh.styles[:300], fresh.categories[:300])
    )
    scores = judged.scores
    assert scores["kid"].low <= max(real.floor, 0)
    assert min(scores["precision"].value, scores["recall"].value) > 0.7
    assert scores["copies"].value < 0.05
    assert scores["style"].value == scores["category"].value == scores["category_real"].value == 1
    assert scores["kid"].floor == real.floor
    assert {score.network for name, score in scores.items() if name != "copies_by_pixels"} == {real.network}


def test_copies_are_told(real: panel.Real) -> None:
    judged = panel.pictures(real, lambda n, _: np.asarray(real.train.pixels[:n]), 300, 0)
    assert judged.scores["copies"].value == judged.scores["copies_by_pixels"].value == 1
    mirrored = panel.pictures(real, lambda n, _: np.asarray(real.train.pixels[:n, :, ::-1]), 300, 0)
    assert mirrored.scores["copies_by_pixels"].value == 1
    assert (judged.copies.index == np.arange(300)).all()
    assert "style" not in judged.scores, "nothing was asked for"


def test_a_model_that_is_never_right_has_a_score_and_no_share(real: panel.Real) -> None:
    asked = (real.test.styles[:100], (real.test.categories[:100] + 1) % 3)
    scores = panel.pictures(real, lambda n, _: np.asarray(real.test.pixels[:n]), 100, 0, asked).scores
    assert scores["category"].value == 0 and "category_share" not in scores


def test_too_few_pictures_to_judge_by_are_refused(make_set: Make) -> None:
    make_set(n=30)
    with pytest.raises(BadInput, match="add pictures"):
        panel.Real(images.load("bars", "train"), images.load("bars", "test"), lambda _: None)


def test_wrong_labels_are_told(real: panel.Real) -> None:
    seen = real.test
    asked = (seen.styles[:200], (seen.categories[:200] + 1) % 3)
    asked[1][:20] = seen.categories[:20]  # one in ten is right
    scores = panel.pictures(real, lambda n, _: np.asarray(seen.pixels[:n]), 200, 0, asked).scores
    assert scores["style_share"].value == 1
    assert scores["category_share"].value == pytest.approx(0.1)


def test_collapse_costs_recall_not_precision(real: panel.Real) -> None:
    one = real.test.pixels[real.test.categories == 0]

    def collapsed(n: int, seed: int) -> Pixels:
        return one[np.random.default_rng(seed).integers(len(one), size=n)]

    scores = panel.pictures(real, collapsed, 300, 0).scores
    assert scores["precision"].value > 0.9
    assert scores["recall"].value < 0.6
    assert scores["kid"].low > real.floor


@pytest.mark.usefixtures("pocket_network")
def test_stacks_are_read_with_how_well_digits_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "varied", lambda x: x)
    train, test = square(600, 0, "train"), square(200, 1, "test")
    from imagegen.measures.modes import stacks

    found = panel.stacks(train, test, stacks(train.pixels[train.categories < 5]), lambda _: None, draws=2000)
    assert found["digits_read"].value > 0.9
    assert found["modes"].floor is not None
    assert found["modes"].value < 300 < found["modes"].floor
    assert found["divergence"].value > 1.5
