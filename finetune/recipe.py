"""A recipe: everything that decides what an adapter becomes, in one TOML file.

The same recipe, data and seed give the same adapter. Unknown keys are refused, so that a
misspelt setting cannot be silently ignored.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import BadInput


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Data(_Strict):
    """What to learn from. Shares are of the answerable questions."""

    shops: tuple[str, ...]
    rounds: int = Field(1, ge=1, description="how often each question is used, each time with other draws")
    two_passages: float = Field(
        0.5, ge=0, le=1, description="share of prompts that also show a wrong passage"
    )
    wrong_first: float = Field(0.1, ge=0, le=1, description="of those, share with the wrong passage first")
    unanswerable: float = Field(1.0, ge=0, le=1, description="share of unanswerable questions to use")
    wrong_alone: float = Field(0.6, ge=0, le=1, description="share also shown with a wrong passage alone")
    other_numbers: float = Field(
        0.3, ge=0, le=1, description="share with the passage's numbers changed throughout"
    )


class Briefs(_Strict):
    """What the copywriter learns from. Shares are of the copies."""

    shops: tuple[str, ...]
    rounds: int = Field(1, ge=1, description="how often each copy is used, each time with other draws")
    spoken: int = Field(0, ge=0, description="texts of each product in the catalogue's own words")
    other_values: float = Field(0.3, ge=0, le=1, description="share with colours, materials ... of others")
    other_numbers: float = Field(0.3, ge=0, le=1, description="share with the numbers changed throughout")
    as_source: float = Field(0.2, ge=0, le=1, description="share whose description is shown as a given text")
    no_keywords: float = Field(0.3, ge=0, le=1, description="share whose keywords are not shown")


class Lora(_Strict):
    """LoRA on every linear layer (Hu et al. 2021; all layers as in Dettmers et al. 2023)."""

    rank: int = Field(16, ge=1)
    alpha: int = Field(32, ge=1)
    dropout: float = Field(0.0, ge=0, lt=1)


class Training(_Strict):
    """How to learn. ``batch`` counts examples a step over all devices."""

    epochs: int = Field(1, ge=1)
    batch: int = Field(16, ge=1)
    rows_at_once: int = Field(
        4, ge=1, description="rows in memory at a time; the batch is gathered from several"
    )
    learning_rate: float = Field(1e-3, gt=0)
    warmup_steps: int = Field(10, ge=0)
    max_steps: int = Field(-1, description="stop earlier, for a trial; -1 for all epochs")
    save_steps: int = Field(25, ge=1)
    max_tokens: int = Field(640, ge=32, description="longer examples are refused, never cut in silence")


class Adapter(_Strict):
    """One adapter: its name (the folder under ``bot/adapters``), LoRA shape and schedule."""

    name: str
    seed: int = 7
    lora: Lora = Lora()
    training: Training = Training()


class Recipe(Adapter):
    """An adapter that answers customers."""

    template: Literal["support"] = "support"
    data: Data


class CopyRecipe(Adapter):
    """An adapter that writes marketing copy."""

    template: Literal["copy"]
    data: Briefs


class Listening(_Strict):
    """What search learns from: the shops' questions and `also`, without the held-back entries."""

    shops: tuple[str, ...]
    public: tuple[str, ...] = Field((), description="public texts whose nearness must stay as it was")
    public_texts: int = Field(1500, ge=0, description="how many of those")


class Weighing(_Strict):
    """How much each kind of evidence counts in training: about as `confidence.json` has it."""

    phrasing: float = Field(
        5.0, description="title, answer, and both together, of entries with few phrasings"
    )
    rare_words: float = 7.5
    keywords: float = 4.0
    many: float = Field(6.0, description="nearest phrasings and their centre, of entries with many")


class Nearing(_Strict):
    """How search learns. A step takes ``entries`` entries, half of them neighbours of one another."""

    steps: int = Field(450, ge=1)
    entries: int = Field(8, ge=2)
    anchors: int = Field(4, ge=1, description="questions and `also` of each entry in a step")
    learning_rate: float = Field(5e-4, gt=0)
    warmup_steps: int = Field(30, ge=0)
    apart: float = Field(
        0.25, ge=0, description="weight of the absolute term: right near, best wrong one far"
    )
    remember: float = Field(30.0, ge=0, description="weight of the old similarities of public texts")
    remembered: int = Field(24, ge=2, description="public texts in a step")
    save_steps: int = Field(25, ge=1)
    max_tokens: int = Field(96, ge=16)


class SearchRecipe(_Strict):
    """The adapter of the embedding model: data, LoRA shape, schedule.

    ``keep`` is the share of the learned change that ships (Wortsman et al. 2022, WiSE-FT): below 1, the
    model stays nearer to the one that knew all subjects alike.
    """

    name: str
    seed: int = 7
    keep: float = Field(1.0, ge=0, le=1)
    data: Listening
    weigh: Weighing = Weighing()
    lora: Lora = Lora()
    training: Nearing = Nearing()


Kind = TypeVar("Kind", Recipe, CopyRecipe, SearchRecipe)


def load(file: Path) -> Recipe | CopyRecipe:
    """Read a recipe for the language model, of the kind that its template says; see ``read``."""
    return read(file, CopyRecipe) if _toml(file).get("template") == "copy" else read(file, Recipe)


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"Cannot read the recipe {file}: {error.strerror}. See finetune/recipes/.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"The recipe {file} is not TOML: {error}.") from error


def read(file: Path, kind: type[Kind]) -> Kind:
    """Read a recipe.

    Raises:
        BadInput: the file is missing, not TOML, or has unknown or wrong keys (all are named).
    """
    raw = _toml(file)
    try:
        return kind(**raw)
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise BadInput(f"The recipe {file} cannot be used:\n" + "\n".join(lines)) from error


def digest(text: str) -> str:
    """Return a short hash that names data or a recipe in scores and logs."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
