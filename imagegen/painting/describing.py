"""What a trained model says of itself in its folder, read without torch and without its weights."""

from __future__ import annotations

from pathlib import Path

from imagegen import record
from imagegen.painting.picture import About
from imagegen.recipe import digest


def describe(folder: Path) -> About:
    """Return what a trained model paints, and which model it is. Its weights are not read.

    Raises:
        BadInput: no model there, or one whose record is damaged; says what to do.
    """
    found = record.read(folder)
    labelled = found.labels > 0  # else it would paint the same for every label
    return About(
        model=found.recipe.model,
        recipe=f"{found.recipe.name} {digest(found.recipe)}",
        weights=found.weights[:16],
        data=found.data,
        size=found.subject.size,
        channels=found.subject.channels,
        styles=found.subject.style_names if labelled else ("",),
        categories=found.subject.category_names if labelled else ("",),
    )
