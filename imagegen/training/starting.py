"""What a model begins as: the decoder of a VAE whose training is finished, if its recipe says so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from imagegen import places, weights
from imagegen.data.images import Images
from imagegen.errors import BadInput
from imagegen.recipe import Decoder, Recipe
from imagegen.vae import VAE


@dataclass(frozen=True, slots=True)
class Start:
    """A trained VAE, where it was found, and the first 16 hex digits of the SHA-256 of its weights."""

    model: VAE
    folder: Path
    weights: str


def find(recipe: Recipe, train: Images) -> Start | None:
    """Find what ``recipe`` starts from: in the folder of runs, else the VAE that comes with the package.

    Raises:
        BadInput: it is in neither, damaged, not a VAE, or has learned from other pictures than ``train``.
    """
    network = recipe.network
    if not isinstance(network, Decoder):
        return None
    own = places.runs() / network.start
    folder = own if own.is_dir() else places.MODELS / "vae"
    remedy = f"Train it first: python -m imagegen.train, with the recipe named {network.start}."
    try:
        loaded = weights.load(folder)
    except BadInput as error:
        raise BadInput(f"The recipe starts from {network.start}. {error} {remedy}") from error
    model = loaded.model
    if loaded.recipe.name != network.start:
        raise BadInput(f"The recipe starts from {network.start}, and there is no such run: {own}. {remedy}")
    if not isinstance(model, VAE):
        raise BadInput(f"The recipe starts from {network.start}, which is not a VAE in {folder}. {remedy}")
    if not model.density.fitted:
        raise BadInput(f"The training of {network.start} is not finished. {remedy}")
    if loaded.fingerprint != train.fingerprint:
        raise BadInput(f"{network.start} has learned from other pictures than those of this recipe. {remedy}")
    return Start(model, folder, str(loaded.scores["weights"])[:16])
