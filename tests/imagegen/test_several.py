"""Several processes, as on several GPUs, here two on the CPU: one run, one voice, resumed exactly."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.torch import load_file

from imagegen import weights
from tests.conftest import ROOT, process_environment
from tests.imagegen.conftest import Make

RECIPE = """
model = "vae"
name = "bars-vae"
[data]
name = "bars"
binarise = true
[network]
latent = 2
widths = [8, 8]
components = 2
likelihood = "bernoulli"
[training]
steps = 6
batch = 8
learning_rate = {rate}
half_life = 20
save_every = 2
"""

Launch = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def launch(make_set: Make, tmp_path: Path) -> Launch:
    make_set()

    def train(out: str, *more: str, rate: float = 1e-3) -> subprocess.CompletedProcess[str]:
        recipe = tmp_path / "recipe.toml"
        recipe.write_text(RECIPE.format(rate=rate), "utf-8")
        two = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2")
        return subprocess.run(
            [*two, "-m", "imagegen.train", str(recipe), "--out", str(tmp_path / out), *more],
            cwd=ROOT,
            env=process_environment({"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"}),
            capture_output=True,
            text=True,
            timeout=600,  # a busy machine is no failure; a hang is
        )

    return train


def test_a_resumed_run_of_two_is_the_one_that_never_stopped(launch: Launch, tmp_path: Path) -> None:
    whole = launch("whole")
    assert whole.returncode == 0, whole.stderr
    assert whole.stdout.count("Wrote ") == 1 and whole.stdout.count("from step 0 to 6") == 1
    assert launch("again", "--max-steps", "3").returncode == 0
    again = launch("again")
    assert again.returncode == 0 and "from step 3 to 6" in " ".join(again.stdout.split())
    one, other = (load_file(tmp_path / name / "weights.safetensors") for name in ("whole", "again"))
    assert all(one[name].equal(other[name]) for name in one)
    assert weights.load(tmp_path / "again").scores["step"] == 6


def test_one_that_breaks_down_ends_all(launch: Launch) -> None:
    broken = launch("broken", rate=1e30)
    assert broken.returncode != 0 and "Training broke down before step" in broken.stderr
