"""Trained models on disk: safe weights, the recipe they came from, and what they were trained on.

A model's folder holds ``weights.safetensors``, ``recipe.toml`` and ``training.json``. Nothing in it can run
code when read, and weights whose SHA-256 is not the recorded one are refused.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as read_tensors
from safetensors.torch import save as pack

from imagegen import recipe as recipes
from imagegen.errors import BadInput
from imagegen.gan import Generator
from imagegen.recipe import Recipe
from imagegen.subject import Subject
from imagegen.tensors import lay_out
from imagegen.vae import VAE


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready to draw, and where it comes from."""

    model: Generator | VAE
    recipe: Recipe
    subject: Subject
    scores: Mapping[str, Any]
    fingerprint: str  # of the data


def build(recipe: Recipe, subject: Subject) -> Generator | VAE:
    """Return the untrained model of a recipe: of a GAN, the generator."""
    if recipe.model == "gan":
        return Generator(recipe.network, subject)
    return VAE(recipe.network, subject)


def save(
    folder: Path, model: Generator | VAE, recipe: Recipe, scores: Mapping[str, Any], fingerprint: str
) -> None:
    """Write a model's folder. ``scores`` are what training knows: step, held-out score ..., as JSON.

    The record is written last and each file takes its place at once: a folder that is cut short by a crash
    is refused by ``load``, not half read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for stale in ("scores.json", "README.md"):  # they speak of the weights that were here before
        (folder / stale).unlink(missing_ok=True)
    packed = pack({name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()})
    record = {
        "name": recipe.name,
        "recipe": recipes.digest(recipe),
        "data": fingerprint,
        "weights": hashlib.sha256(packed).hexdigest(),
        "subject": dataclasses.asdict(model.subject),
        "torch": torch.__version__,
        **scores,
    }
    written = {
        "weights.safetensors": packed,
        "recipe.toml": recipes.dump(recipe).encode(),
        "training.json": (json.dumps(record, indent=2) + "\n").encode(),
    }
    for name, content in written.items():
        part = folder / f"{name}.part"
        part.write_bytes(content)
        part.replace(folder / name)


def load(folder: Path, device: str = "cpu") -> Loaded:
    """Read a model's folder.

    Raises:
        BadInput: it is not there, or a file of it is missing, damaged or of another model.
    """
    remedy = "Restore the folder, or train the model again with: python -m imagegen.train RECIPE.toml"
    try:
        text = (folder / "recipe.toml").read_text("utf-8")
        record = json.loads((folder / "training.json").read_text("utf-8"))
        packed = (folder / "weights.safetensors").read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"There is no trained model in {folder} ({error.filename}). {remedy}") from error
    except (OSError, ValueError) as error:
        raise BadInput(f"The model in {folder} cannot be read ({error}). {remedy}") from error
    recipe = recipes.parse(text, str(folder / "recipe.toml"))
    try:
        if hashlib.sha256(packed).hexdigest() != record["weights"]:
            raise ValueError("weights.safetensors is not the file that training.json was written for")
        subject = _subject(record["subject"])
        model = build(recipe, subject)
        model.load_state_dict(read_tensors(packed))
        fingerprint = str(record["data"])
    except (KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        raise BadInput(f"The model in {folder} is damaged: {_first_line(error)}. {remedy}") from error
    return Loaded(prepare(model, device), recipe, subject, record, fingerprint)


def prepare(model: Generator | VAE, device: str) -> Generator | VAE:
    """Make a model ready to draw: on its device, in the layout that convolutions like, without gradients."""
    lay_out(model.to(device))
    return model.eval().requires_grad_(False)


def _subject(fields: Mapping[str, Any]) -> Subject:
    return Subject(
        size=int(fields["size"]),
        channels=int(fields["channels"]),
        style_names=tuple(fields["style_names"]),
        category_names=tuple(fields["category_names"]),
        counts=tuple(tuple(row) for row in fields["counts"]),
    )


def _first_line(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"training.json lacks {error}"
    return str(error).splitlines()[0].rstrip(".: ")
