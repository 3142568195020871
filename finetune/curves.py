"""The picture of a calibration: what a confidence is worth, and what declining costs.

Left, reliability: of the searches with a confidence of 0.7, do seven in ten have the right
entry first? Right, risk and coverage: answer only the surest share, and how many of those
answers rest on the wrong entry or should not be? One line a collection, each drawn by a fit
that never saw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

Unseen = tuple[str, Any, Any, Any]  # name, confidences, right first, answerable


def plot(collections: Sequence[Unseen], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.6), layout="constrained")
    for name, sure, good, _ in collections:
        edges = np.unique(
            np.quantile(sure, np.linspace(0, 1, 11))
        )  # tenths of the searches, not of the scale
        inside = np.clip(np.searchsorted(edges, sure, side="right") - 1, 0, len(edges) - 2)
        bins = range(len(edges) - 1)
        said = [sure[inside == i].mean() for i in bins]
        held = [good[inside == i].mean() for i in bins]
        left.plot(said, held, marker="o", markersize=3, linewidth=1, label=name)
        surest_first = good[np.argsort(-sure)]
        coverage = np.arange(1, len(sure) + 1) / len(sure)
        right.plot(
            coverage, 1 - np.cumsum(surest_first) / np.arange(1, len(sure) + 1), linewidth=1, label=name
        )
    left.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle="--")
    left.set(xlabel="confidence", ylabel="right entry first", title="Reliability", xlim=(0, 1), ylim=(0, 1))
    right.set(xlabel="share of questions answered, surest first", ylabel="share of these that are wrong")
    right.set(title="Risk and coverage (unanswerable questions included)", xlim=(0, 1), ylim=(0, None))
    left.legend(fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
