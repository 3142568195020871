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
from imagegen import record, writing
from imagegen.errors import ImagegenError
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

    Weights are rounded to 16 bits: half the size, and a pixel here and there is off by a level.

    The record is written last and each file takes its place at once: a folder that is cut short by a crash
    is refused by ``load``, not half read.

    Raises:
        ImagegenError: a file cannot be written, or a weight lies beyond what 16 bits can hold.
    """
    packed = pack({name: _short(name, tensor) for name, tensor in model.state_dict().items()})
    written_down = {
        **scores,
        "name": recipe.name,
        "recipe": recipes.digest(recipe),
        "data": fingerprint,
        "weights": hashlib.sha256(packed).hexdigest(),
        "subject": dataclasses.asdict(model.subject),
        "labels": labels(model),
        "torch": torch.__version__,
    }
    text = recipes.dump(recipe)
    written_down["seal"] = record.seal(text, written_down)
    written = {
        record.WEIGHTS: packed,
        "recipe.toml": text.encode(),
        "training.json": (json.dumps(written_down, indent=2) + "\n").encode(),
    }
    for name, content in written.items():
        writing.save(folder / name, content)
    for stale in ("scores.json", "README.md"):  # they speak of the weights that were here before
        (folder / stale).unlink(missing_ok=True)


def _short(name: str, tensor: torch.Tensor) -> torch.Tensor:
    found = tensor.detach().cpu().contiguous()
    if not found.is_floating_point():
        return found
    half = found.half()
    if not half.isfinite().all():
        raise ImagegenError(
            f"{name} is not a finite number of 16 bits any more (the largest is 65,504), so the model is not "
            "kept. Train again with a lower learning rate, or more penalty."
        )
    return half


def labels(model: Generator | VAE) -> float:
    """How far style and category count in what a model draws, 0 to 1.

    One that stopped before they are blended in has them, and draws the same whichever are asked for.
    """
    return 0.0 if model.labels is None else float(model.labels.ramp)


def load(folder: Path, device: str = "cpu") -> Loaded:
    """Read a model's folder.

    Raises:
        BadInput: it is not there, or a file of it is missing, damaged or of another model.
    """
    found = record.read(folder)
    packed = record.packed(folder, found)
    try:
        model = build(found.recipe, found.subject)
        model.load_state_dict(read_tensors(packed))
    except (KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        raise record.damaged(folder, error) from error
    return Loaded(prepare(model, device), found.recipe, found.subject, found.scores, found.data)


def prepare(model: Generator | VAE, device: str) -> Generator | VAE:
    """Make a model ready to draw: on its device, in the layout that convolutions like, without gradients."""
    lay_out(model.to(device))
    return model.eval().requires_grad_(False)
