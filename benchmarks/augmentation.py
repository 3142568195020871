"""How a study of augmentation ends: a chart of what each arm reaches and gains, and one JSON object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import torch
import typer

from benchmarks import images_runs as runs
from imagegen import places

Smoke = Annotated[bool, typer.Option("--smoke", help="tiny, in seconds: shows that it runs")]
#: What is measured (a field of each size), and the names of both axes.
Axes = tuple[str, str, str]


def folder_of(name: str, smoke: bool, out: Path | None) -> Path:
    """Return where a study lives: ``out``, or its own place, which a smoke run does not share."""
    return out or places.runs() / "benchmarks" / (f"{name}-smoke" if smoke else name)


def closing(
    name: str, folder: Path, axes: Axes, found: Sequence[Mapping[str, Any]], told: Mapping[str, Any]
) -> None:
    """Draw the chart of what was ``found``, size by size; print it behind what is ``told`` of the study."""
    file = folder / f"{name}.svg"
    draw(found, *axes, file)
    runs.say(f"Chart: {file}")
    runs.closing(name, {**told, "threads": torch.get_num_threads(), "sizes": found})


def draw(found: Sequence[Mapping[str, Any]], measure: str, below: str, beside: str, file: Path) -> None:
    """Draw the sizes of a study as SVG: ``measure`` of each arm, and gains, with their intervals.

    Each of ``found`` has ``labels`` (how many), ``measure`` and ``gain_over_classical``: arm to interval.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    panels = ((measure, beside), ("gain_over_classical", "gain over the best classical augmentation"))
    settings = {"svg.hashsalt": "shopkeeper", "svg.fonttype": "none"}  # the same figures, the same bytes
    with pyplot.rc_context(settings):
        figure, axes = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
        arms = list(found[0][measure])
        for axis, (field, title) in zip(axes, panels, strict=True):
            names = list(found[0][field])
            for index, arm in enumerate(names):
                places = [at + 0.6 * (index / max(1, len(names) - 1) - 0.5) for at in range(len(found))]
                values = [row[field][arm] for row in found]
                down = [one["value"] - one["low"] for one in values]
                up = [one["high"] - one["value"] for one in values]
                middles, colour = [one["value"] for one in values], f"C{arms.index(arm) % 10}"
                axis.errorbar(places, middles, (down, up), fmt="o", capsize=3, label=arm, color=colour)
            axis.set_xticks(range(len(found)), [str(row["labels"]) for row in found])
            axis.set(xlabel=below, ylabel=title)
        axes[0].legend(fontsize=8)
        axes[1].axhline(0, color="grey", linewidth=1)
        part = file.with_suffix(".part")
        figure.savefig(part, format="svg", metadata={"Date": None})
        pyplot.close(figure)
    part.replace(file)
