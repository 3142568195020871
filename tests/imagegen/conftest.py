"""A pocket feature network and small data sets, so that evaluation is tested without a download."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from imagegen.data import cards, sources
from imagegen.data.cards import About
from imagegen.data.images import Part, Whole
from imagegen.measures import features, lite0


class Pocket(nn.Module):
    """The means of three colours in 64 fields: enough to tell the pictures of these tests apart."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(1 / 255), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.scale * nn.functional.adaptive_avg_pool2d(x, 8).flatten(1)


@pytest.fixture
def pocket_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Pocket:
    """Stands in for EfficientNet-Lite0; the data sets and the cache live in the test's folder."""
    network = Pocket()
    monkeypatch.setattr(lite0, "network", lambda: network)
    monkeypatch.setattr(lite0, "WIDTH", 192)
    monkeypatch.setattr(features, "SIZE", 32)
    monkeypatch.setenv("SHOPKEEPER_IMAGES", str(tmp_path / "images"))
    return network


Make = Callable[..., str]


@pytest.fixture
def make_set(pocket_network: Pocket, tmp_path: Path) -> Make:
    """Write a data set of bars: the category is the row, the style whether it is bright; returns its hash."""

    def make(name: str = "bars", channels: int = 1, n: int = 240, seed: int = 0) -> str:
        rng = np.random.default_rng(seed)
        categories, styles = rng.integers(0, 3, n), rng.integers(0, 2, n)
        pixels = rng.integers(0, 30, (n, 16, 16, channels), np.uint8)
        pixels[np.arange(n)[:, None], 4 * categories[:, None] + np.arange(4)] = (120 + 120 * styles)[
            :, None, None, None
        ]
        if channels == 4:
            pixels[..., 3] = 255
        parts: tuple[Part, ...] = tuple(("train", "train", "dev", "test")[at % 4] for at in range(n))  # type: ignore[misc]
        whole = Whole(
            name=name,
            pixels=pixels,
            styles=styles,
            categories=categories,
            style_names=("dim", "bright"),
            category_names=("top", "middle", "low"),
            groups=tuple(map(str, range(n))),
            parts=parts,
        )
        about = About(
            title="Bars",
            licence="CC0.",
            split="Every fourth picture is for the test.",
            sources=(replace(sources.DIGITS, credit="Bars, Barbara Barr", licence="CC0-1.0"),),
        )
        return cards.write(whole, about, tmp_path / "images" / name / "16")

    return make
