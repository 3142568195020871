"""Features of real pictures are kept, by their pixels, in pieces."""

from __future__ import annotations

import os

import numpy as np
import pytest

from imagegen.measures import features
from tests.imagegen.conftest import Pocket

PIXELS = np.random.default_rng(0).integers(0, 256, (25, 8, 8, 4), np.uint8)


@pytest.mark.usefixtures("pocket_network")
def test_batches_do_not_show() -> None:
    assert np.allclose(features.extract(PIXELS, 4), features.extract(PIXELS, 25), atol=1e-6)


@pytest.mark.usefixtures("pocket_network")
def test_kept_features_are_the_same_and_are_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "PIECE", 10)
    told: list[tuple[int, int]] = []
    first = features.kept(PIXELS, lambda done, all_: told.append((done, all_)))
    assert told == [(10, 25), (20, 25), (25, 25)]
    assert np.allclose(first, features.extract(PIXELS), atol=1e-6)
    monkeypatch.setattr(features, "extract", lambda pixels: pytest.fail("computed again"))
    assert (features.kept(PIXELS) == first).all()


def test_an_interrupted_run_goes_on_where_it_was(
    pocket_network: Pocket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "PIECE", 10)
    extract, asked = features.extract, []

    def stops(pixels: features.Pixels) -> features.Features:
        asked.append(len(pixels))
        if len(asked) == 2:
            raise KeyboardInterrupt
        return extract(pixels)

    monkeypatch.setattr(features, "extract", stops)
    with pytest.raises(KeyboardInterrupt):
        features.kept(PIXELS)
    found = features.kept(PIXELS)
    assert asked == [10, 10, 10, 5], "the first piece was not computed twice"
    assert np.allclose(found, extract(PIXELS), atol=1e-6)


@pytest.mark.usefixtures("pocket_network")
def test_two_processes_may_want_the_same_features_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    extract, others = features.extract, []

    def overtaken(pixels: features.Pixels) -> features.Features:
        if not others:
            others.append(os.getpid() + 1)
            monkeypatch.setattr(os, "getpid", lambda: others[0])
            features.kept(PIXELS)
        return extract(pixels)

    monkeypatch.setattr(features, "extract", overtaken)
    assert np.allclose(features.kept(PIXELS), extract(PIXELS), atol=1e-6)


@pytest.mark.usefixtures("pocket_network")
def test_other_pixels_are_other_features() -> None:
    changed = PIXELS.copy()
    changed[3] = 255 - changed[3]
    one, other = features.kept(PIXELS), features.kept(changed)
    assert (one[3] != other[3]).any()
    assert (np.delete(one, 3, 0) == np.delete(other, 3, 0)).all()
