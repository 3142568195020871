"""A picture of one's own: looked up by the VAE, painted back, varied, blended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from imagegen import weights
from imagegen.errors import BadInput
from imagegen.paint import Flat, Painter, Point, variations
from imagegen.painting import own
from imagegen.painting.latents import Vector
from imagegen.painting.picture import Pixels, over
from imagegen.painting.rendering import Trained
from imagegen.subject import Subject
from imagegen.vae import VAE
from tests.imagegen import toys
from tests.imagegen.painting.conftest import written
from tests.imagegen.painting.test_command import run


@pytest.fixture(scope="module")
def vae(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written("vae", tmp_path_factory.mktemp("vae"))


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    image = Image.new("RGBA", (180, 120))
    ImageDraw.Draw(image).ellipse((40, 20, 140, 100), "teal")
    image.save(tmp_path / "logo.png")
    return tmp_path / "logo.png"


def test_its_seed_stands_for_it_and_the_others_for_what_they_did(vae: Path, logo: Path) -> None:
    plain = Painter.open(vae)
    pixels = own.read(logo, plain.about)
    painter, point = plain.knowing(pixels)
    model = weights.load(vae).model
    assert isinstance(model, VAE) and pixels.shape == (32, 32, 4)
    names = plain.named(None, None)
    assert np.array_equal(painter.vector(point, *names), model.embed(pixels[None])[0])
    assert np.array_equal(painter.vector(Point(7), *names), plain.vector(Point(7), *names))
    assert not np.array_equal(plain.vector(point, *names), painter.vector(point, *names))
    assert plain.knowing(pixels)[1] == point, "the same picture, the same seed"
    near = painter.paint([point, *variations(point, 3)])
    assert len({picture.png() for picture in near}) == 4
    assert near[0].origin.fields()["own"] == str(point.seed) and "was given" in near[0].origin.alt
    assert "own" not in plain.paint([point])[0].origin.fields()


def test_the_labels_that_fit_best_are_taken_and_given_ones_kept(logo: Path) -> None:
    class Labelled(Flat):
        """Paints what it was given, but only as a square of the style outline."""

        def render(self, vectors: Sequence[Vector], style: int, category: int) -> list[Pixels]:
            right = (style, category) == (1, 1)
            return [pixels if right else 255 - pixels for _ in vectors]

    pixels = own.read(logo, Flat().about)
    painter, point = Painter(Labelled()).knowing(pixels)
    assert painter.fitting(point, pixels, None, None) == ("outline", "squares")
    assert painter.fitting(point, pixels, "flat", None)[0] == "flat"
    with pytest.raises(BadInput, match="no style 'oil'"):
        painter.fitting(point, pixels, "oil", None)


def test_it_is_opened_in_the_form_that_the_model_paints(logo: Path) -> None:
    clear = own.read(logo, Flat(32).about)
    assert clear[0, 0, 3] == 0 and clear[16, 16, 3] == 255
    for channels in (1, 3):
        subject = Subject.of(toys.images(size=32, channels=channels))
        about = type(Flat().about)("vae", "r", "w", "d", subject.size, subject.channels, ("",), ("",))
        pixels = own.read(logo, about)
        assert pixels.shape == (32, 32, channels) and (pixels[0, 0] == 255).all()
    assert np.array_equal(own.read(logo, about), over(clear, (255, 255, 255)))


def test_the_command_paints_it_back_and_others(vae: Path, logo: Path, tmp_path: Path) -> None:
    given = ("own", str(logo), "--weights", str(vae))
    run(*given, "--count", "3", "--out", str(tmp_path / "near.png"))
    first = json.loads(run("about", str(tmp_path / "near-1.png")))
    third = json.loads(run("about", str(tmp_path / "near-3.png")))
    assert first["seed"] == first["own"] == third["own"] and third["seed"].startswith(f"{first['own']}+")
    run(*given, "--count", "1", "--out", str(tmp_path / "back.png"))
    assert (tmp_path / "back.png").read_bytes() == (tmp_path / "near-1.png").read_bytes()
    run(
        *given, "--other", "12", "--count", "3", "--style", first["style"], "--out", str(tmp_path / "way.png")
    )
    seeds = [json.loads(run("about", str(tmp_path / f"way-{k}.png")))["seed"] for k in (1, 2, 3)]
    assert seeds == [first["own"], f"{first['own']}+12@0.5", "12"]


def test_what_cannot_be_taken_is_a_sentence(vae: Path, gan: Path, logo: Path, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "x.png"))
    (tmp_path / "broken.png").write_bytes(logo.read_bytes()[:60])
    Image.new("RGB", (8, 8), "red").save(tmp_path / "small.png")
    for name, told in (
        ("broken.png", "broken"),
        ("small.png", "fewer than 32 x 32"),
        ("none.png", "there is no such file"),
    ):
        said = run("own", str(tmp_path / name), "--weights", str(vae), *out, fails=2)
        assert name in said and told in " ".join(said.split())
    assert "take a VAE" in " ".join(run("own", str(logo), "--weights", str(gan), *out, fails=2).split())
    with pytest.raises(BadInput, match="not \\(16, 16, 4\\)"):
        Painter(Trained(vae)).knowing(np.zeros((16, 16, 4), np.uint8))
