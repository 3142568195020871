"""The painter behind the seam: the fake and a real one with weights at random keep the same promises."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot import settings
from bot.build.painting import FLAT, Trained, build_painter, open_painter
from bot.errors import BadInput, NotReady
from bot.painting import FlatPainter, Motif, Painter
from tests.conftest import ROOT, process_environment
from tests.imagegen.painting.conftest import written


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a GAN of transparent pictures of 32 px that was never trained."""
    return written("gan", tmp_path_factory.mktemp("weights"))


@pytest.fixture(params=["flat", "trained"])
def painter(request: pytest.FixtureRequest, weights: Path) -> Painter:
    return FlatPainter() if request.param == "flat" else Trained(weights)


def motif(painter: Painter, seed: str = "7") -> Motif:
    return Motif(seed, painter.palette.styles[-1], painter.palette.categories[-1])


def test_the_same_motif_is_the_same_picture_with_its_words(painter: Painter) -> None:
    wanted = motif(painter)
    for size in painter.palette.sizes[:2]:
        drawn = painter.paint(wanted, size)
        assert drawn == painter.paint(wanted, size)
        with Image.open(io.BytesIO(drawn.png)) as opened:
            opened.load()
            assert opened.size == (size, size)
    assert painter.palette.sizes[1] == 4 * painter.palette.sizes[0]
    assert wanted.category in drawn.alt and wanted.style in drawn.alt and "7" in drawn.alt
    assert painter.paint(motif(painter, "8"), size).png != drawn.png


def test_every_seed_that_a_painter_gives_it_can_paint(painter: Painter) -> None:
    first = painter.seeds("7", 3)
    assert first == ("7", "8", "9")
    around, between = painter.near("7", 4), painter.between("7", "9", 3)
    assert around == painter.near("7", 4) and len({*first, *around, *between}) == 10
    motifs = [motif(painter, seed) for seed in (*around, *between)]
    assert len({painter.paint(each, painter.palette.sizes[0]).png for each in motifs}) == 7
    sheet = painter.sheet(motifs)
    assert sheet.alt.startswith("7 numbered candidates") and sheet == painter.sheet(motifs)


def test_a_poster_has_its_size_and_words_that_do_not_fit_are_refused_before(painter: Painter) -> None:
    for shape, width, height in painter.palette.formats:
        made = painter.poster(motif(painter), "Fresh every day", "From 8 am", shape)
        with Image.open(io.BytesIO(made.png)) as opened:
            assert opened.size == (width, height)
        assert made.contrast >= 4.5 and "Fresh every day" in made.alt
        with pytest.raises(BadInput, match="characters too long"):
            painter.typeset("Fresh every day and night " * 30, "", shape)


@pytest.mark.parametrize("seed", ["lucky", "-1", "", "7+"])
def test_what_is_no_seed_is_refused(painter: Painter, seed: str) -> None:
    with pytest.raises(BadInput, match="seed"):
        painter.seeds(seed, 2)


def test_a_place_between_seeds_is_one_picture(weights: Path) -> None:
    assert Trained(weights).seeds("7+12@0.5", 1) == ("7+12@0.5",)
    with pytest.raises(BadInput, match="ask for one picture"):
        Trained(weights).seeds("7+12@0.5", 2)


def test_a_real_picture_says_that_it_is_generated_and_from_which_weights(weights: Path) -> None:
    painter = Trained(weights)
    with Image.open(io.BytesIO(painter.paint(motif(painter), 32).png)) as opened:
        told = json.loads(opened.info["imagegen"])  # type: ignore[arg-type]
    assert told["ai_generated"] and told["weights"] == painter.palette.weights and told["seed"] == "7"


def test_what_the_weights_can_do_is_known_without_torch_which_comes_with_the_first_picture(
    weights: Path,
) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.build.painting import Trained\n"
        f"painter = Trained(Path({str(weights)!r})); can = painter.palette\n"
        "painter.typeset('Fresh', '', 'square'); painter.near('7', 2); before = 'torch' in sys.modules\n"
        "from bot.painting import Motif; painter.paint(Motif('7'), can.sizes[0])\n"
        "print(can.styles, can.categories, before, 'torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=process_environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    told = "('flat', 'round') ('a', 'b', 'c', 'd', 'e') False True"
    assert done.stdout.strip() == told, done.stderr


def test_weights_that_are_damaged_are_named_when_they_are_first_needed(tmp_path: Path) -> None:
    folder = written("gan", tmp_path)
    painter = Trained(folder)
    (folder / "weights.safetensors").write_bytes(b"cut")
    with pytest.raises(BadInput, match=r"damaged.*imagegen\.train"):
        painter.paint(motif(painter), 32)


def test_weights_that_were_changed_under_a_running_bot_paint_nothing(tmp_path: Path) -> None:
    folder = written("gan", tmp_path)
    painter = Trained(folder)
    wanted = motif(painter)
    written("vae", tmp_path)
    with pytest.raises(BadInput, match="another one by now"):
        painter.paint(wanted, 32)


def test_a_service_goes_on_without_weights_and_knows_how_to_get_some(tmp_path: Path) -> None:
    none = settings.load(painter=tmp_path / "none")
    with pytest.raises(NotReady, match=r"SHOPKEEPER_PAINTER` unset.*imagegen\.train"):
        build_painter(none)
    found = open_painter(none)
    assert found.painter is None and "imagegen.train" in found.why
    (tmp_path / "empty").mkdir()
    assert "no trained model" in open_painter(settings.load(painter=tmp_path / "empty")).why
    assert isinstance(open_painter(settings.load(painter=FLAT)).painter, FlatPainter)
