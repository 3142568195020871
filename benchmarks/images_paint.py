"""Painting: how long a picture takes, pictures a second, a loop, and whether a seed gives the same bytes.

    python -m benchmarks.images_paint                          the model that comes with the package
    python -m benchmarks.images_paint --weights FOLDER         another one

Beside it, by turns in the same run, the generator of the official DCGAN with PyTorch's usual threads: one
picture alone, and 64 in a batch. Ratios are taken within each round, so that a busy moment hurts both.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import torch
import typer

from benchmarks import about
from benchmarks.stats import percentile
from imagegen.networks import dcgan
from imagegen.paint import MODELS, Painter, Point, frames, loop
from imagegen.tensors import to_pixels

_ROOT = Path(__file__).parents[1]
BATCH = 64
STOPS = [Point(3), Point(9), Point(27)]
WHITE = (255, 255, 255)


def seconds(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def official() -> tuple[Callable[[], object], Callable[[], object]]:
    """Return what paints one picture, and a batch, with the official DCGAN's generator at 64 px."""
    net = dcgan.Generator(100, 3, 64).eval().requires_grad_(False)

    def paint(count: int) -> Callable[[], object]:
        z = torch.randn(count, 100)

        @torch.inference_mode()
        def work() -> object:
            return to_pixels(net(z))

        return work

    return paint(1), paint(BATCH)


def speeds(painter: Painter, rounds: int) -> dict[str, Any]:
    """Time each thing by turns in every round, after one run that is not counted.

    That run outlasts what the thing before it leaves behind: OpenMP's threads spin for a while when done.
    """
    one_dcgan, batch_dcgan = official()
    many = [Point(seed) for seed in range(BATCH)]
    works: dict[str, Callable[[], object]] = {
        "one": lambda: painter.paint([Point(7)]),
        "one_png": lambda: painter.paint([Point(7)])[0].png(),
        "batch": lambda: painter.paint(many),
        "batch_png": lambda: [picture.png() for picture in painter.paint(many)],
        "dcgan_one": one_dcgan,
        "dcgan_batch": batch_dcgan,
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            work()
            times[name].append(seconds(work))
    found: dict[str, Any] = {
        f"{name}_ms": {"p50": _ms(times[name], 50), "p95": _ms(times[name], 95), "n": rounds}
        for name in ("one", "one_png", "dcgan_one")
    }
    for name in ("batch", "batch_png", "dcgan_batch"):
        found[f"{name}_images_per_second"] = {
            "median": round(BATCH / statistics.median(times[name]), 1),
            "slowest": round(BATCH / max(times[name]), 1),
            "fastest": round(BATCH / min(times[name]), 1),
        }
    began = time.process_time()
    painter.paint(many)
    found["batch_cpu_ms_per_picture"] = round(1000 * (time.process_time() - began) / BATCH, 2)
    for ours, theirs in (("one", "dcgan_one"), ("batch", "dcgan_batch")):
        ratios = [b / a for a, b in zip(times[ours], times[theirs], strict=True)]
        found[f"{ours}_times_faster_than_dcgan"] = round(statistics.median(ratios), 2)
    return found


def _ms(values: list[float], percent: float) -> float:
    return round(1000 * percentile(values, percent), 2)


def loops(painter: Painter, rounds: int) -> dict[str, float]:
    """Time a loop of 60 frames at four times the model's size, as a GIF."""

    def work() -> object:
        return loop(frames(painter, STOPS, 60, size=painter.sizes[1], background=WHITE), STOPS, ".gif")

    work()
    times = [seconds(work) for _ in range(rounds)]
    return {"median": round(statistics.median(times), 2), "slowest": round(max(times), 2)}


def same_bytes(folder: Path, painter: Painter, count: int = 24) -> dict[str, Any]:
    """Compare the PNG files of the same seeds: alone, in a batch, in a walk, in other processes."""
    points = [Point(seed) for seed in range(count)]
    batch = [_hash(picture.png()) for picture in painter.paint(points)]
    walked = frames(painter, points, 3 * count)[::3]
    found = {
        "alone": batch == [_hash(painter.paint([point])[0].png()) for point in points],
        "in_a_walk": batch == [_hash(picture.png()) for picture in walked],
        "one_worker": batch == [_hash(p.png()) for p in Painter.open(folder, workers=1).paint(points)],
        "three_workers": batch == [_hash(p.png()) for p in Painter.open(folder, workers=3).paint(points)],
    }
    for threads in (1, 2, 4):
        found[f"other_process_{threads}_threads"] = batch == _elsewhere(folder, count, threads)
    return {"pictures": count, **found, "all": all(found.values())}


def _elsewhere(folder: Path, count: int, threads: int) -> list[str]:
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "x.png"
        command = [sys.executable, "-m", "imagegen.paint", "--weights", str(folder), "--seed", "0"]
        variables = {**os.environ, "OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads)}
        subprocess.run(
            [*command, "--count", str(count), "--out", str(out)],
            env=variables,
            cwd=_ROOT,
            check=True,
            capture_output=True,
        )
        return [_hash(out.with_stem(f"x-{number}").read_bytes()) for number in range(1, count + 1)]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main(
    folder: Annotated[Path, typer.Option("--weights", help="folder of a trained model")] = MODELS / "gan",
    rounds: Annotated[int, typer.Option(min=1, help="of each timing")] = 200,
) -> None:
    """Measure and print one JSON object."""
    painter = Painter.open(folder)
    print(
        json.dumps(
            {
                "model": painter.about.recipe,
                "size": painter.about.size,
                "cores": len(os.sched_getaffinity(0)),
                "load": round(os.getloadavg()[0], 1),
                "speed": speeds(painter, rounds),
                "loop_60_frames_seconds": loops(painter, max(1, rounds // 40)),
                "same_bytes": same_bytes(folder, painter),
                "versions": about.versions("pillow"),
            }
        )
    )


if __name__ == "__main__":
    typer.run(main)
