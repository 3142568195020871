"""The trained model behind the painter: seeds to latent vectors, latent vectors and labels to pixels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from imagegen import weights
from imagegen.errors import BadInput
from imagegen.painting.alone import Alone
from imagegen.painting.describing import describe
from imagegen.painting.latents import Vector
from imagegen.painting.picture import Pixels
from imagegen.painting.upscale import Upscaler
from imagegen.sampling import pictures, vectors
from imagegen.tensors import to_pixels
from imagegen.vae import VAE

_FAINT = 13  # levels of alpha, of 255


class Trained:
    """A model from its folder. A picture depends on the model, its place and labels, and the processor."""

    def __init__(self, folder: Path, workers: int | None = None, device: str | None = None) -> None:
        """Load the model; on a GPU where there is one, unless ``device`` says otherwise.

        Raises:
            BadInput: no model there, or a damaged one.
        """
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        if self._device != "cpu":
            torch.backends.cudnn.deterministic = True
        self._model = weights.load(folder, self._device).model
        self.about = describe(folder)
        self._upscaler: Upscaler | None = None
        self._alone = Alone(workers)

    def latent(self, seed: int, style: int, category: int) -> Vector:
        """Draw the vector of a seed: from the prior, or from what was fitted to the training pictures."""
        found: Vector = vectors(self._model, np.array([style]), np.array([category]), seed)[0]
        return found

    def embed(self, pixels: Pixels) -> Vector:
        """Encode a picture, as a VAE can."""
        model = self._model
        if not isinstance(model, VAE):
            raise BadInput(
                "A GAN cannot look up a picture of yours: take a VAE, such as the one of --model vae."
            )
        (means,) = self._alone.map(model.embed, [pixels[None]])
        found: Vector = means[0]
        return found

    def render(self, vectors: Sequence[Vector], style: int, category: int) -> list[Pixels]:
        """Paint each vector with the same labels."""

        @torch.inference_mode()
        def one(vector: Vector) -> Pixels:
            z = torch.from_numpy(vector)[None].to(self._device)
            labels = (torch.tensor([label], device=self._device) for label in (style, category))
            return clear(to_pixels(pictures(self._model, z, *labels))[0])

        return self._alone.map(one, vectors)

    def enlarge(self, drawn: Sequence[Pixels]) -> list[Pixels]:
        """Enlarge pictures four times."""
        if self._upscaler is None:
            self._upscaler = Upscaler(self._device)
        return self._alone.map(self._upscaler.enlarge, drawn)


def clear(pixels: Pixels) -> Pixels:
    """Make a picture with alpha fit for any ground.

    No colour may be stronger than alpha: what premultiplied means. And what can hardly be seen is taken
    away, or a faint square stands around the picture.
    """
    if pixels.shape[2] == 4:
        np.minimum(pixels[..., :3], pixels[..., 3:], out=pixels[..., :3])
        pixels[pixels[..., 3] < _FAINT] = 0
    return pixels
