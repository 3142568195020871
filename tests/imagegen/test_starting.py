"""A GAN that begins as the decoder of a VAE: at first it is that decoder. What it cannot begin as is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from imagegen import places, weights
from imagegen.density import Neighbours
from imagegen.errors import BadInput
from imagegen.gan import Generator
from imagegen.networks import mobilenet
from imagegen.recipe import GanRecipe
from imagegen.sampling import sampler
from imagegen.subject import Subject
from imagegen.training import starting
from imagegen.training.adversarial import reconstruction_error
from imagegen.training.loop import Run
from imagegen.vae import VAE
from tests.imagegen import toys

NETWORK = """
kind = "decoder"
start = "toy"
latent = 4
widths = [16, 8]
labels = 2
neighbours = 3
between = [0.1, 0.3]
"""
LOSS = 'kind = "relativistic"\naugment = ["ground", "translation"]'


def recipe(network: str = NETWORK, weight: float = 10.0) -> GanRecipe:
    found = toys.gan(network, f"{LOSS}\nreconstruction = {weight}")
    return found.model_copy(update={"name": "refined"})


def quiet(_: str) -> None:
    """Nobody listens."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where runs are kept, with a finished one of the VAE; and eyes that need no download."""
    eyes = toys.Eyes()
    monkeypatch.setattr(mobilenet, "network", lambda *_: eyes)
    monkeypatch.setenv("SHOPKEEPER_HOME", str(tmp_path))
    near = toys.changed(toys.vae(), "network", neighbours=3)
    made = Run(near, toys.images(), toys.images(part="dev"), places.runs() / "toy", say=quiet)
    made.go()
    made.finish()
    return tmp_path


def refining(folder: Path, chosen: GanRecipe | None = None, fingerprint: str | None = None) -> Run:
    train = toys.images()
    if fingerprint:
        train = replace(train, fingerprint=fingerprint)
    return Run(chosen or recipe(), train, toys.images(part="dev"), folder, say=quiet)


def test_at_first_it_draws_what_the_vae_draws_from_its_density(home: Path) -> None:
    begun = refining(home / "x")
    vae = weights.load(places.runs() / "toy")
    assert isinstance(vae.model, VAE)
    generator = begun.learner.model
    assert isinstance(generator, Generator) and generator.density is not None
    assert isinstance(generator.density, Neighbours) and generator.density.between == (0.1, 0.3)
    labels = torch.tensor([0, 1, 0, 1, 1]), torch.tensor([0, 1, 2, 3, 4])
    z = torch.from_numpy(vae.model.density.draw(*(label.numpy() for label in labels), 1))
    assert vae.model.labels is not None
    parameters = vae.model.decoder(vae.model.labels(z, *labels))
    assert torch.equal(generator(z, *labels), parameters.clamp(-1, 1))
    assert begun.progress.start == str(vae.scores["weights"])[:16]


def test_training_changes_the_pictures_and_not_where_they_are_drawn_from(home: Path) -> None:
    begun = refining(home / "x")
    assert isinstance(begun.learner.model, Generator)
    assert isinstance(begun.learner.model.density, Neighbours)
    before, codes = sampler(begun.learner.model)(6, 3), begun.learner.model.density.codes.clone()
    begun.go()
    kept = weights.load(home / "x")
    assert isinstance(kept.model, Generator) and isinstance(kept.model.density, Neighbours)
    assert torch.equal(kept.model.density.codes, codes)
    assert not np.array_equal(sampler(kept.model)(6, 3), before)
    assert kept.scores["start"] == begun.progress.start
    assert np.array_equal(sampler(kept.model, "prior")(6, 3), sampler(kept.model, "fitted")(6, 3))


def test_training_draws_from_the_density(home: Path) -> None:
    generator = refining(home / "x").learner.model
    assert isinstance(generator, Generator) and generator.density is not None
    labels = torch.tensor([0, 1, 1]), torch.tensor([0, 3, 4])
    torch.manual_seed(5)
    drawn, more = generator.latents(*labels), generator.latents(*labels)
    torch.manual_seed(5)
    wanted = generator.density.draw(*(label.numpy() for label in labels), int(torch.randint(2**62, ())))
    assert np.array_equal(drawn.numpy(), wanted) and not torch.equal(drawn, more)


def test_half_of_a_batch_is_encoded_and_drawn_like_it(home: Path) -> None:
    """With a weight that outdoes the discriminator the pictures come nearer to those that were encoded."""
    errors = []
    for name, weight in (("free", 0.0), ("held", 1000.0)):
        done = refining(home / name, recipe(weight=weight))
        done.go()
        rows = [row["reconstruction"] for row in done.log.rows if "reconstruction" in row]
        assert bool(rows) == bool(weight)
        vae = weights.load(places.runs() / "toy").model
        kept = done.learner.model
        assert isinstance(vae, VAE) and isinstance(kept, Generator)
        batch = done.batches.at(0)
        drawn = kept(vae.encode(batch.x)[0], batch.style, batch.category)
        errors.append(float((drawn - batch.x).abs().mean().detach()))
    assert errors[1] < 0.9 * errors[0]


def test_a_small_part_that_is_missing_weighs_more_than_a_faint_difference_everywhere() -> None:
    """As eyes: an absolute error of the colours would take both alike. Of alpha it is what is wanted."""
    real = torch.zeros(1, 4, 8, 8)
    small, faint = torch.zeros_like(real), torch.full_like(real, 1 / 16)
    small[:, :, :2, :2] = 1.0  # a sixteenth of the places
    assert torch.isclose(colour_error(small, real), torch.tensor(2 * 3 / 4 / 16))
    assert torch.isclose(colour_error(small, real), 16 * colour_error(faint, real))
    for other in (small, faint):
        alpha = torch.cat([real[:, :3], other[:, 3:]], 1)
        assert torch.isclose(reconstruction_error(alpha, real), torch.tensor(1 / 64))
    grey = reconstruction_error(small[:, :1], real[:, :1])
    assert torch.isclose(grey, colour_error(small, real) * 4 / 3)  # a picture without alpha is all colour


def colour_error(painted: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    return reconstruction_error(torch.cat([painted[:, :3], real[:, 3:]], 1), real)


def test_only_a_decoder_can_reconstruct() -> None:
    with pytest.raises(BadInput, match="kind decoder"):
        toys.gan(toys.RESIDUAL, f"{toys.MODERN}\nreconstruction = 1.0")


@pytest.mark.parametrize(
    "loss",
    ['kind = "wasserstein"', "kind = 'relativistic'\npenalty = 1.0", f"{LOSS}\nfinal_penalty = 0.5"],
)
def test_what_holds_its_discriminator_is_no_penalty(loss: str) -> None:
    with pytest.raises(BadInput, match="leave out `penalty`"):
        toys.gan(NETWORK, loss)


def test_it_is_taken_up_again_without_the_vae(home: Path) -> None:
    refining(home / "straight").go()
    refining(home / "halves").go(max_steps=10)
    (places.runs() / "toy" / "weights.safetensors").unlink()
    refining(home / "halves").go()
    straight, halves = (load_file(home / name / "checkpoint.safetensors") for name in ("straight", "halves"))
    assert [key for key in straight if not torch.equal(straight[key], halves[key])] == []
    assert weights.load(home / "halves").scores["start"]


def test_where_it_begins_is_said_once(home: Path) -> None:
    said: list[str] = []
    run = Run(recipe(), toys.images(), toys.images(part="dev"), home / "x", say=said.append)
    assert said == [f"Begins as the VAE in {places.runs() / 'toy'}."]
    run.go(max_steps=1)
    said.clear()
    Run(recipe(), toys.images(), toys.images(part="dev"), home / "x", say=said.append)
    assert said == []


def test_what_it_cannot_begin_as_is_said(home: Path) -> None:
    folder = places.runs() / "toy"
    for wrong, told in (
        ("latent = 4", "latent = 3"),
        ("labels = 2", "labels = 0"),
        ("[16, 8]\nlabels", "[8, 8]\nlabels"),
    ):
        with pytest.raises(BadInput, match="does not fit"):
            refining(home / "x", recipe(NETWORK.replace(wrong, told)))
    with pytest.raises(BadInput, match="other pictures"):
        refining(home / "x", fingerprint="fedcba9876543210")
    loaded = weights.load(folder)
    assert isinstance(loaded.model, VAE)
    loaded.model.density = Neighbours(3, 4, loaded.subject)
    weights.save(folder, loaded.model, loaded.recipe, {}, loaded.fingerprint)
    with pytest.raises(BadInput, match="not finished"):
        refining(home / "x")
    weights.save(
        folder, Generator(toys.gan().network, Subject.of(toys.images())), toys.gan(), {}, loaded.fingerprint
    )
    with pytest.raises(BadInput, match="not a VAE"):
        refining(home / "x")
    with pytest.raises(BadInput, match=r"no such run: .*mine\. Train it first.*the recipe named mine"):
        refining(home / "x", recipe(NETWORK.replace('"toy"', '"mine"')))
    (folder / "training.json").write_text("{")
    with pytest.raises(BadInput, match=r"cannot be read.*the recipe named toy"):
        refining(home / "x")


def test_other_recipes_start_from_nothing() -> None:
    assert starting.find(toys.gan(), toys.images()) is None
    assert starting.find(toys.vae(), toys.images()) is None
