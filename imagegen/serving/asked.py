"""What may be asked: forms, lengths and counts, checked before anything is painted.

What a model knows (its styles, categories, sizes) is checked by the painter, and what a seed means by
``imagegen.painting.latents``; both name the remedy.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from imagegen.painting import walk
from imagegen.painting.latents import LARGEST

MOST = 64  # pictures in one request
MOST_STOPS = 24  # of a walk
LONGEST_SEED = 2000
LONGEST_HEADLINE, LONGEST_TEXT = 200, 1000

Seed = (
    Annotated[int, Field(ge=0, le=LARGEST)]
    | Annotated[str, Field(pattern=r"^[0-9][0-9+@.()e-]*$", max_length=LONGEST_SEED)]
)
Name = Annotated[str, Field(max_length=100)]
Colour = Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6}|[a-z]{3,30})$")]
Size = Annotated[int, Field(ge=1, le=1024)]


def _example(**fields: Any) -> dict[str, Any]:
    return {"examples": [fields]}


class _Subject(BaseModel):
    """What is to be seen. A field that nobody reads is a mistake, and said so."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    model: Name | None = None
    """Which model paints; the first one of /v1/styles if left out."""
    style: Name | None = None
    """One of the model's styles; its first one if left out."""
    category: Name | None = None
    """One of the model's categories; its first one if left out."""


class Look(_Subject):
    """What is to be seen, how large, and on what."""

    size: Size | None = None
    """Pixels at a side: one of the model's sizes; its own if left out."""
    background: Colour | None = None
    """`transparent`, or a colour: a name such as `white`, or `#e8f0ff`. If left out, transparent where the
    model knows that; a GIF is on white."""


class PicturesRequest(Look):
    model_config = ConfigDict(strict=True, json_schema_extra=_example(seed=7, count=2, background="white"))

    seed: Seed = 0
    """A whole number, or a place between seeds as text: `7+12@0.5` is half way from 7 to 12."""
    count: Annotated[int, Field(ge=1, le=MOST)] = 1
    """How many; further ones have the seeds that follow a plain one."""


class VariationsRequest(Look):
    model_config = ConfigDict(strict=True, json_schema_extra=_example(seed=7, count=4, amount=0.35))

    seed: Seed
    """The picture that is liked."""
    count: Annotated[int, Field(ge=1, le=MOST)] = 8
    """How many."""
    amount: Annotated[float, Field(ge=0.01, le=1)] = 0.35
    """How far away they are, as a share of the way to another picture."""


class BlendRequest(Look):
    model_config = ConfigDict(strict=True, json_schema_extra=_example(seed=7, other=12, share=0.5))

    seed: Seed
    """The first picture."""
    other: Seed
    """The second picture."""
    share: Annotated[float, Field(ge=0, le=1)] = 0.5
    """The share of the way from the first (0) to the second (1)."""


class WalkRequest(Look):
    model_config = ConfigDict(strict=True, json_schema_extra=_example(seeds=[7, 12, 99], frames=24))

    seeds: Annotated[list[Seed], Field(min_length=2, max_length=MOST_STOPS)]
    """The pictures that it leads through, in order, and then back to the first."""
    frames: Annotated[int, Field(ge=2, le=walk.MOST)] = 60
    """Frames in the whole loop; no fewer than seeds."""
    per_second: Annotated[int, Field(ge=1, le=50)] = 20
    """Frames a second."""
    format: Literal["gif", "webp", "png"] = "gif"
    """The kind of file; a GIF has no soft edges and so no transparency here."""


class PosterRequest(_Subject):
    model_config = ConfigDict(
        strict=True, json_schema_extra=_example(seed=7, headline="Fresh every day", text="From 8 am")
    )

    seed: Seed = 0
    """The picture on it."""
    headline: Annotated[str, Field(min_length=1, max_length=LONGEST_HEADLINE)]
    """The large words."""
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    """The smaller words."""
    format: Literal["square", "story", "wide", "a4"] = "square"
    """1080 x 1080, 1080 x 1920, 1200 x 628, or A4 at 150 dots an inch."""
    colour: Colour | None = None
    """Of the background; a tint of the picture's own if left out."""
    cover: bool = False
    """Whether the picture fills the poster and the words stand on it."""
