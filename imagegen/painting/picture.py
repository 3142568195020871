"""A painted picture: its pixels, where it comes from, and how it is shown on paper or on nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from imagegen.errors import BadInput
from imagegen.painting import metadata
from imagegen.painting.latents import Point

Pixels = NDArray[np.uint8]  # (h, w, c); c = 1 grey, 3 RGB, 4 RGBA premultiplied
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class About:
    """What a model paints, and which model it is."""

    model: str  # "gan", "vae" or "flat"
    recipe: str  # its name and hash
    weights: str  # the first 16 hex digits of their SHA-256
    data: str  # fingerprint of the data set
    size: int  # of its pictures, in pixels
    channels: int
    styles: tuple[str, ...]
    categories: tuple[str, ...]
    own: str = ""  # the seed that stands for a picture of somebody's own


@dataclass(frozen=True, slots=True)
class Origin:
    """All that is needed to paint a picture again."""

    about: About
    style: str
    category: str
    point: Point
    size: int  # in pixels; larger than the model's: enlarged
    background: Colour | None = None  # None: transparent, where the model knows transparency

    @property
    def alt(self) -> str:
        """Alternative text for those who do not see the picture."""
        subject = (
            f"{self.category or 'picture'}, {self.style} style" if self.style else self.category or "picture"
        )
        own = f", where {self.about.own} stands for a picture that was given" if self.about.own else ""
        return f"AI-generated illustration: {subject} (seed {self.point}{own})"

    def fields(self) -> dict[str, str | int | bool]:
        """Return what the metadata tells, in the words of the command's options."""
        return {
            "ai_generated": True,
            "model": self.about.model,
            "recipe": self.about.recipe,
            "weights": self.about.weights,
            "data": self.about.data,
            "style": self.style,
            "category": self.category,
            "seed": str(self.point),
            "size": self.size,
            "background": "#{:02x}{:02x}{:02x}".format(*self.background)
            if self.background
            else "transparent",
            **({"own": self.about.own} if self.about.own else {}),
        }


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels and where they come from."""

    pixels: Pixels
    origin: Origin

    def image(self) -> Image.Image:
        """Return the picture for Pillow: mode L, RGB, or RGBA with colours divided by alpha again."""
        return image(self.pixels)

    def png(self) -> bytes:
        """Return a PNG file with its metadata. The same picture gives the same bytes."""
        return metadata.png(self.image(), self.origin.fields(), self.origin.alt)


def image(pixels: Pixels) -> Image.Image:
    """Turn pixels into an image: mode L, RGB, or RGBA with straight alpha, as files and browsers have it."""
    if pixels.shape[2] == 1:
        return Image.fromarray(pixels[..., 0])
    if pixels.shape[2] == 3:
        return Image.fromarray(pixels)
    alpha = pixels[..., 3:].astype(np.uint32)
    straight = (pixels[..., :3] * np.uint32(255) + alpha // 2) // np.maximum(alpha, 1)
    return Image.fromarray(np.concatenate([straight.clip(0, 255), alpha], axis=2).astype(np.uint8))


def over(pixels: Pixels, background: Colour) -> Pixels:
    """Lay premultiplied RGBA (h, w, 4) over a colour: (h, w, 3). Others stay as they are, grey as RGB."""
    if pixels.shape[2] != 4:
        return pixels.repeat(3, axis=2) if pixels.shape[2] == 1 else pixels
    through = 255 - pixels[..., 3:].astype(np.uint32)
    laid: Pixels = (
        (pixels[..., :3] + (through * np.array(background) + 127) // 255).clip(0, 255).astype(np.uint8)
    )
    return laid


def colour(text: str) -> Colour:
    """Read a colour: a name such as ``white``, or ``#rrggbb``.

    Raises:
        BadInput: it is not one.
    """
    try:
        found = ImageColor.getrgb(text)[:3]
        if max(found) > 255:  # Pillow reads rgb(300, 0, 0)
            raise ValueError(text)
    except ValueError as error:
        raise BadInput(f'{text!r} is not a colour. Write a name such as "white", or "#e8f0ff".') from error
    return found
