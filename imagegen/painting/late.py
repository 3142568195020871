"""A trained model that is opened when it first paints: what it says of itself is known before, without torch.

For services that must be open at once, and whose people may never ask for a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from imagegen.errors import BadInput
from imagegen.painting.describing import describe
from imagegen.painting.latents import Vector
from imagegen.painting.picture import Pixels

if TYPE_CHECKING:
    from imagegen.painting.rendering import Trained


class Late:
    """A ``Renderer`` that loads its model at the first use, in whichever thread that is."""

    def __init__(self, folder: Path, workers: int | None = None) -> None:
        self.about = describe(folder)
        self._folder, self._workers = folder, workers
        self._opened: Trained | None = None
        self._lock = Lock()

    def latent(self, seed: int, style: int, category: int) -> Vector:
        return self._renderer().latent(seed, style, category)

    def embed(self, pixels: Pixels) -> Vector:
        return self._renderer().embed(pixels)

    def render(self, vectors: Sequence[Vector], style: int, category: int) -> list[Pixels]:
        return self._renderer().render(vectors, style, category)

    def enlarge(self, drawn: Sequence[Pixels]) -> list[Pixels]:
        return self._renderer().enlarge(drawn)

    def _renderer(self) -> Trained:
        with self._lock:
            if self._opened is None:
                from imagegen.painting.rendering import Trained  # torch

                opened = Trained(self._folder, self._workers)
                if opened.about != self.about:
                    raise BadInput(
                        f"The model in {self._folder} is another one by now. Start again to use it."
                    )
                self._opened = opened
            return self._opened
