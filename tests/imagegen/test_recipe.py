"""Recipes: what is refused, what is kept, and that ours can be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from imagegen import recipe as recipes
from imagegen.errors import BadInput
from tests.conftest import ROOT, process_environment
from tests.imagegen import toys

OURS = sorted((ROOT / "imagegen" / "recipes").glob("*.toml"))


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_our_recipes_can_be_read_and_are_named_after_their_file(file: Path) -> None:
    assert recipes.load(file).name == file.stem


@pytest.mark.parametrize("recipe", [toys.gan(), toys.gan(toys.DCGAN), toys.vae()], ids=str)
def test_what_is_written_reads_the_same(recipe: recipes.Recipe) -> None:
    assert recipes.parse(recipes.dump(recipe), "copy") == recipe


def test_every_mistake_is_named(tmp_path: Path) -> None:
    text = (
        recipes.dump(toys.gan()).replace("penalty = 1.0", "penalti = 1.0").replace("batch = 8", "batch = 0")
    )
    (tmp_path / "r.toml").write_text(text)
    with pytest.raises(BadInput) as refused:
        recipes.load(tmp_path / "r.toml")
    assert "penalti" in str(refused.value) and "training.batch" in str(refused.value)
    for content, reason in (("model = ", "not TOML"), ("", "model"), ('model = "diffusion"', "diffusion")):
        (tmp_path / "r.toml").write_text(content)
        with pytest.raises(BadInput, match=reason):
            recipes.load(tmp_path / "r.toml")
    with pytest.raises(BadInput, match="Cannot read"):
        recipes.load(tmp_path / "missing.toml")


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("betas = [0.0, 0.99]", "betas = [0.0, 1.5]"),
        ("ramp = [0.2, 0.6]", "ramp = [0.5, 0.1]"),
        ("learning_rate = 0.001", "learning_rate = inf"),
        ("widths = [16, 8]", "widths = [16, 0]"),
    ],
)
def test_numbers_that_cannot_work_are_refused(written: str, instead: str) -> None:
    text = recipes.dump(toys.gan())
    assert written in text
    with pytest.raises(BadInput, match=instead.split(" ")[0]):
        recipes.parse(text.replace(written, instead, 1), "r.toml")


def test_a_hash_names_a_recipe() -> None:
    other = toys.changed(toys.gan(), "training", learning_rate=2e-3)
    assert recipes.digest(toys.gan()) == recipes.digest(toys.gan()) != recipes.digest(other)


def test_help_is_quick_because_it_imports_no_torch() -> None:
    code = "import sys, imagegen.train; print([name for name in ('torch', 'sklearn') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], env=process_environment({}), capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
