"""A painter without a model, and small real ones with weights at random."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from imagegen import weights
from imagegen.paint import Flat, Painter
from imagegen.recipe import Recipe
from imagegen.subject import Subject
from tests.imagegen import toys


@pytest.fixture
def flat() -> Painter:
    return Painter(Flat())


@pytest.fixture(scope="session", params=["gan", "vae"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model of transparent pictures of 32 px, whose blocks do something."""
    return written(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def gan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written("gan", tmp_path_factory.mktemp("gan"))


def written(kind: str, folder: Path) -> Path:
    subject = Subject.of(toys.images(size=32, channels=4))
    recipes: dict[str, Recipe] = {"gan": toys.gan(), "vae": toys.vae(), "dcgan": toys.gan(toys.DCGAN)}
    recipe = recipes[kind]
    torch.manual_seed(1)
    made = weights.build(recipe, subject)
    for name, parameter in made.named_parameters():
        if name.endswith("leave.weight"):  # zero at first, when a block is the identity
            torch.nn.init.normal_(parameter, 0, 0.2)
    weights.save(folder, made, recipe, {"score": 0.1}, "da7a")
    return folder
