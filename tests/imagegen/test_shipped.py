"""The models that come with the package: whole, small, what their cards say, and painted with by default."""

from __future__ import annotations

import json
import re
from itertools import product

import numpy as np
import pytest

from bot.build.painting import build_painter
from bot.painting import Motif
from bot.settings import Settings
from imagegen import recipe as recipes
from imagegen import record
from imagegen.paint import MODELS, Painter, Point
from tests.conftest import ROOT

NAMES = {"gan": "illustrations", "vae": "illustrations-vae"}
LARGEST = 20 * 1000**2  # bytes that they may weigh together


@pytest.fixture(params=NAMES, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def painter(name: str) -> Painter:
    return Painter.open(MODELS / name)


def test_each_was_trained_by_a_recipe_of_ours_until_its_labels_count(name: str) -> None:
    published = recipes.parse((ROOT / f"imagegen/recipes/{NAMES[name]}.toml").read_text("utf-8"), name)
    kept = record.read(MODELS / name)
    assert kept.recipe == published and kept.labels == 1
    assert kept.scores["recipe"] == recipes.digest(published)
    Painter.check(MODELS / name)


def test_its_card_and_scores_speak_of_these_weights(name: str) -> None:
    folder = MODELS / name
    scores = json.loads((folder / "scores.json").read_text("utf-8"))
    kept = record.read(folder)
    assert kept.weights.startswith(scores["weights"]) and scores["data"]["fingerprint"] == kept.data
    card = (folder / "README.md").read_text("utf-8")
    assert f"{1000 * scores['scores']['kid']['value']:.1f}" in card
    if name == "gan":
        assert "from the decoder of `illustrations-vae`" in card
        assert kept.scores["start"] == record.read(MODELS / "vae").weights[:16]
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", card)
    assert pictures and all((folder / picture).is_file() for picture in pictures)


def test_together_they_stay_small() -> None:
    assert sum(file.stat().st_size for file in MODELS.rglob("*") if file.is_file()) < LARGEST


def test_every_style_and_category_changes_the_picture(painter: Painter) -> None:
    about = painter.about
    assert len(about.styles) == 2 and len(about.categories) == 8
    pairs = [*product(about.styles, about.categories)]
    for seed in range(4):
        fixed = painter.vector(Point(seed), *pairs[0])  # a seed has another vector for other labels
        drawn = {painter.render([fixed], *pair)[0].tobytes() for pair in pairs}
        assert len(drawn) == len(pairs), "the labels count beside the vector"


def test_what_they_draw_stands_on_nothing_and_is_not_one_picture(painter: Painter) -> None:
    pixels = np.stack([picture.pixels for picture in painter.paint([Point(seed) for seed in range(16)])])
    alpha = pixels[..., 3]
    assert pixels.shape == (16, 64, 64, 4)
    corners = alpha[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert np.median(corners) < 64 and np.median(alpha[:, 24:40, 24:40]) > 192
    assert pixels.astype(float).std(axis=0).mean() > 10


def test_what_is_clear_is_clear_and_what_is_solid_is_solid() -> None:
    """Scores on white do not see a veil over everything; whoever lays a picture on a dark ground does."""
    painted = Painter.open(MODELS / "gan").paint([Point(seed) for seed in range(32)])
    alpha = np.stack([picture.pixels[..., 3] for picture in painted])
    assert ((alpha == 0) | (alpha == 255)).mean() > 0.8


def test_the_bot_paints_with_them_on_a_fresh_machine() -> None:
    painter = build_painter(Settings())
    motif = Motif("7", painter.palette.styles[0], "food")
    assert painter.palette.model == "gan" and painter.palette.sizes == (64, 256, 1024)
    assert painter.paint(motif, 64) == painter.paint(motif, 64)
