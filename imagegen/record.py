"""What a model's folder says of itself, read without torch and without its weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imagegen import recipe as recipes
from imagegen.errors import BadInput
from imagegen.recipe import Recipe
from imagegen.subject import Subject

WEIGHTS = "weights.safetensors"
REMEDY = "Restore the folder, or train the model again with: python -m imagegen.train RECIPE.toml"


@dataclass(frozen=True, slots=True)
class Record:
    """How a model was made and what it draws. ``scores`` are all that training knew."""

    recipe: Recipe
    subject: Subject
    scores: Mapping[str, Any]
    weights: str  # SHA-256 that the weights must have
    data: str  # fingerprint of the data set
    labels: float  # how far style and category count in what it draws: 0 not at all, 1 fully


def read(folder: Path) -> Record:
    """Read the record of a model's folder.

    Raises:
        BadInput: it is not there, or a file of it is missing, damaged or of another model.
    """
    try:
        text = (folder / "recipe.toml").read_text("utf-8")
        scores = json.loads((folder / "training.json").read_text("utf-8"))
        (folder / WEIGHTS).stat()
    except FileNotFoundError as error:
        raise BadInput(f"There is no trained model in {folder} ({error.filename}). {REMEDY}") from error
    except (OSError, ValueError) as error:
        raise BadInput(f"The model in {folder} cannot be read ({error}). {REMEDY}") from error
    recipe = recipes.parse(text, str(folder / "recipe.toml"))
    try:
        if "seal" in scores and scores["seal"] != seal(text, scores):  # older records have none
            raise ValueError("recipe.toml and training.json are not as they were written")
        subject = _subject(scores["subject"])
        labels = float(scores.get("labels", recipe.network.labels > 0))  # older records do not say
        return Record(recipe, subject, scores, str(scores["weights"]), str(scores["data"]), labels)
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(folder, error) from error


def seal(recipe: str, scores: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the text of recipe.toml and of all that training.json says beside this."""
    rest = {name: value for name, value in scores.items() if name != "seal"}
    return hashlib.sha256(f"{recipe}\n{json.dumps(rest, sort_keys=True)}".encode()).hexdigest()


def packed(folder: Path, found: Record) -> bytes:
    """Read the weights of a model, and see that they are those of its record.

    Raises:
        BadInput: they are not.
    """
    try:
        content = (folder / WEIGHTS).read_bytes()
        if hashlib.sha256(content).hexdigest() != found.weights:
            raise ValueError(f"{WEIGHTS} is not the file that training.json was written for")
    except (OSError, ValueError) as error:
        raise damaged(folder, error) from error
    return content


def damaged(folder: Path, error: Exception) -> BadInput:
    """Say that a model cannot be used, with the first line of what is wrong."""
    told = str(error).splitlines()[0].rstrip(".: ") if str(error) else type(error).__name__
    why = f"training.json lacks {error}" if isinstance(error, KeyError) else told
    return BadInput(f"The model in {folder} is damaged: {why}. {REMEDY}")


def _subject(fields: Mapping[str, Any]) -> Subject:
    return Subject(
        size=int(fields["size"]),
        channels=int(fields["channels"]),
        style_names=tuple(fields["style_names"]),
        category_names=tuple(fields["category_names"]),
        counts=tuple(tuple(row) for row in fields["counts"]),
    )
