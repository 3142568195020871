"""A recipe: everything that decides what a model becomes, in one TOML file.

The same recipe, data and seed give the same model. Unknown keys are refused, so that a misspelt setting
cannot be silently ignored. Importing this does not import torch.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from imagegen.errors import BadInput


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


Width = Annotated[int, Field(ge=2)]  # a block works at half of it
Decay = Annotated[float, Field(ge=0, lt=1)]
Share = Annotated[float, Field(ge=0, le=1)]


def _in_order(shares: tuple[float, float]) -> tuple[float, float]:
    if shares[0] > shares[1]:
        raise ValueError("the first share has to be the smaller one")
    return shares


Range = Annotated[tuple[Share, Share], AfterValidator(_in_order)]
BETWEEN = (0.25, 0.5)  # shares of the way from one picture to its neighbour, unless a recipe says others


class Data(_Strict):
    """What to learn from: a data set made by ``python -m imagegen.data``."""

    name: str
    size: int | None = Field(None, ge=8, description="pixels; default: the smallest that was made")
    stack: bool = Field(False, description="three grey pictures drawn at random as red, green and blue")
    binarise: bool = Field(False, description="each pixel is drawn anew, white with the chance of its level")


class Dcgan(_Strict):
    """The networks of Radford et al. 2015 at the official sizes."""

    kind: Literal["dcgan"]
    latent: int = Field(100, ge=1)
    width: int = Field(64, ge=1, description="of the finest level; doubles with each halving of the sides")
    norm: Literal["batch", "layer"] = Field("batch", description="of the discriminator")
    attention: int = Field(0, ge=0, description="side of the maps that get self-attention; 0: none")
    labels: int = Field(0, ge=0, description="width of each label's embedding; 0: unconditional")


class Residual(_Strict):
    """Residual networks without normalisation. Widths from the coarsest level to the finest."""

    kind: Literal["residual"] = "residual"
    latent: int = Field(64, ge=1)
    widths: tuple[Width, ...] = Field(min_length=1)
    blocks: int = Field(1, ge=1, description="of the generator, at each level")
    judge_widths: tuple[Width, ...] = Field(min_length=1)
    judge_blocks: int = Field(1, ge=1)
    patch: Literal[2, 4] = Field(2, description="pixels from one position to the next at the finest level")
    judge_patch: Literal[2, 4] = 2
    attention: int = Field(0, ge=0, description="side of the maps that get self-attention; 0: none")
    labels: int = Field(0, ge=0, description="width of each label's embedding; 0: unconditional")


class Latents(_Strict):
    """A latent space, the decoder from it, and what z are drawn from. Widths from the coarsest level on."""

    latent: int = Field(ge=1)
    widths: tuple[Width, ...] = Field(min_length=1)
    blocks: int = Field(1, ge=1)
    patch: Literal[2, 4] = 2
    labels: int = Field(0, ge=0, description="width of each label's embedding; 0: unconditional")
    components: int = Field(10, ge=1, description="of the Gaussian mixture fitted after training")
    neighbours: int = Field(
        0, ge=0, description="instead: between a picture and one of so many near it; 0: the mixture"
    )


class Decoder(Latents):
    """The decoder of a VAE, which goes on learning against a discriminator (after Larsen et al. 2016).

    What a VAE draws is whole and blurred; a discriminator on the features of a trained network makes it sharp
    (``imagegen.networks.projected``). Half of each batch is drawn from what the VAE has encoded of real
    pictures, the other half as the model will draw. All of ``Latents`` is as in the recipe of that VAE.
    What is reconstructed has its colours squared and its alpha absolute (``reconstruction_error``).
    """

    kind: Literal["decoder"]
    start: str = Field(description="name of the VAE's recipe, whose run is finished")
    between: Range = Field(BETWEEN, description="of the way to a neighbour; farther is newer, nearer better")
    attention: ClassVar[int] = 0


class Adversarial(_Strict):
    """What discriminator and generator are told."""

    kind: Literal["cross_entropy", "wasserstein", "relativistic"]
    penalty: float = Field(0.0, ge=0, description="weight of the gradient penalty at the beginning")
    final_penalty: float | None = Field(None, ge=0, description="and at the end; default: the same")
    every: int = Field(1, ge=1, description="steps between penalties, each counting so many times")
    critic_steps: int = Field(1, ge=1, description="steps of the discriminator for one of the generator")
    augment: tuple[Literal["ground", "mirror", "colour", "translation", "cutout"], ...] = ()
    reconstruction: float = Field(
        0.0, ge=0, description="weight of the error of what was encoded, for a decoder"
    )


class Coder(Latents):
    """Encoder and decoder of a VAE."""

    likelihood: Literal["bernoulli", "logistic"]


class Variational(_Strict):
    """``beta``: -log p(x|z) + weight KL. ``balanced``: squared error + weight KL."""

    kind: Literal["beta", "balanced"] = "beta"
    weight: float = Field(1.0, gt=0, description="beta, or lambda")
    mirror: bool = Field(False, description="every other picture is turned left to right, by lot")
    warmup: int = Field(0, ge=0, description="steps over which the weight rises from 0")


class Training(_Strict):
    """How to learn. ``batch`` counts pictures a step over all devices; schedules run over all ``steps``."""

    steps: int = Field(ge=1)
    batch: int = Field(64, ge=2)
    precision: Literal["float32", "bfloat16"] = Field(
        "float32", description="of convolutions and products; float32 where the CPU has no other"
    )
    learning_rate: float = Field(gt=0)
    final_learning_rate: float | None = Field(None, ge=0, description="cosine to it; default: the same")
    betas: tuple[Decay, Decay] = (0.9, 0.999)
    half_life: int = Field(
        0, ge=0, description="pictures in which the average of weights forgets half; 0: none"
    )
    ramp: Range = Field(
        (0.0, 0.0), description="labels are blended in between these shares of the steps, in order"
    )
    clip: float | None = Field(None, gt=0, description="largest norm of the gradient")
    log_every: int = Field(50, ge=1)
    sheet_every: int = Field(500, ge=1, description="steps between sample sheets")
    save_every: int = Field(250, ge=1, description="steps between checkpoints to resume from")
    score_every: int = Field(1000, ge=1, description="steps between scores on held-out pictures")


class GanRecipe(_Strict):
    """A generator and its discriminator."""

    model: Literal["gan"]
    name: str = Field(pattern=r"^\w[\w.-]*$")
    seed: int = Field(7, ge=0)
    data: Data
    network: Annotated[Dcgan | Residual | Decoder, Field(discriminator="kind")]
    loss: Adversarial
    training: Training

    @model_validator(mode="after")
    def _reconstructs(self) -> GanRecipe:
        if self.loss.reconstruction and self.network.kind != "decoder":
            raise ValueError("a reconstruction needs a network of the kind decoder")
        return self

    @model_validator(mode="after")
    def _is_held(self) -> GanRecipe:
        held = self.loss.penalty or self.loss.final_penalty or self.loss.kind == "wasserstein"
        if self.network.kind == "decoder" and held:
            raise ValueError(
                "a decoder's discriminator is held by spectral normalisation: leave out `penalty`, and take "
                "another loss than wasserstein"
            )
        return self


class VaeRecipe(_Strict):
    """A variational autoencoder."""

    model: Literal["vae"]
    name: str = Field(pattern=r"^\w[\w.-]*$")
    seed: int = Field(7, ge=0)
    data: Data
    network: Coder
    loss: Variational = Variational()
    training: Training


Recipe = GanRecipe | VaeRecipe
_ANY: TypeAdapter[Recipe] = TypeAdapter(Annotated[Recipe, Field(discriminator="model")])


def load(file: Path) -> Recipe:
    """Read a recipe.

    Raises:
        BadInput: the file is missing, not TOML, or has unknown, missing or wrong keys (all are named).
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"Cannot read the recipe {file}: {reason}. See imagegen/recipes/.") from error
    return parse(text, str(file))


def parse(text: str, origin: str) -> Recipe:
    """Read a recipe from TOML; ``origin`` names it in errors, which are those of ``load``."""
    try:
        return _ANY.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"The recipe {origin} is not TOML: {error}.") from error
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise BadInput(f"The recipe {origin} cannot be used:\n" + "\n".join(lines)) from error


def dump(recipe: Recipe) -> str:
    """Write a recipe as TOML, defaults included: what ran, also where a later version has other defaults."""
    fields: dict[str, Any] = recipe.model_dump(mode="json", exclude_none=True)
    tables = {name: value for name, value in fields.items() if isinstance(value, dict)}
    parts = [_lines({name: value for name, value in fields.items() if name not in tables})]
    parts += [f"[{name}]\n{_lines(table)}" for name, table in tables.items()]
    return "\n".join(parts)


def digest(recipe: Recipe) -> str:
    """Return a short hash that names the recipe in scores and logs."""
    return hashlib.sha256(dump(recipe).encode()).hexdigest()[:16]


def _lines(table: dict[str, Any]) -> str:
    # JSON's numbers, strings, booleans and lists are TOML's.
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in table.items())
