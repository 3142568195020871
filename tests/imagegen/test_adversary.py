"""A step of the GAN: who learns from what, what the discriminator is shown, and when it pays."""

from __future__ import annotations

import pytest
import torch
from accelerate import Accelerator
from torch import Tensor, nn

from imagegen.recipe import GanRecipe
from imagegen.subject import Subject
from imagegen.training import adversarial
from imagegen.training.adversarial import Adversary
from imagegen.training.batches import Batch, Batches
from tests.imagegen import toys

CROSS_ENTROPY = toys.gan(toys.DCGAN, 'kind = "cross_entropy"')


def learner(recipe: GanRecipe) -> Adversary:
    torch.manual_seed(0)
    return Adversary(recipe, Subject.of(toys.images()), Accelerator())


def batch(recipe: GanRecipe, step: int = 0) -> Batch:
    return Batches(toys.images(), recipe.data, recipe.training.batch, seed=1).at(step)


@pytest.mark.parametrize("recipe", [CROSS_ENTROPY, toys.gan()], ids=["dcgan", "modern"])
def test_a_discriminator_left_alone_learns_to_tell_them_apart(
    recipe: GanRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole path with the labels the right way round: swapped ones would end with no pair won."""
    monkeypatch.setattr(Adversary, "_generate", lambda *_: {})
    one = learner(recipe)
    wins = [float(one.update(step, batch(recipe, step))["wins"]) for step in range(60)]
    assert sum(wins[-10:]) / 10 > 0.9


def test_real_and_generated_pictures_go_through_the_same_augmentation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[tuple[Tensor, tuple[str, ...]]] = []

    def record(x: Tensor, policy: tuple[str, ...]) -> Tensor:
        shown.append((x, policy))
        return x

    monkeypatch.setattr(adversarial, "augment", record)
    recipe = toys.gan()
    one, some = learner(recipe), batch(recipe)
    one.update(1, some)
    assert [policy for _, policy in shown] == [recipe.loss.augment] * 3
    real, fake, again = (x for x, _ in shown)
    assert real is some.x and torch.equal(fake, again) and not torch.equal(real, fake)
    assert again.requires_grad, "the generator learns through it"


def test_each_network_changes_in_its_own_half_of_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def weights(module: nn.Module) -> Tensor:
        return torch.cat([parameter.detach().flatten() for parameter in module.parameters()])

    recipe = toys.gan()
    one, some = learner(recipe), batch(recipe)
    before = weights(one.generator)
    with monkeypatch.context() as patch:
        patch.setattr(Adversary, "_generate", lambda *_: {})
        one.update(1, some)
    assert torch.equal(weights(one.generator), before)
    judge = weights(one.discriminator)
    one._generate(0.5, some, one._fake(some), torch.zeros(len(some.x)))
    assert torch.equal(weights(one.discriminator), judge)
    assert not torch.equal(weights(one.generator), before)
    assert all(parameter.requires_grad for parameter in one.discriminator.parameters())


def test_penalties_come_every_so_many_steps_and_count_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    totals = []
    monkeypatch.setattr(Adversary, "_learn", lambda self, name, module, loss, share: totals.append(loss))
    recipe = toys.gan()  # every = 2, weight 1 at the beginning
    one, some = learner(recipe), batch(recipe)
    found = one.update(0, some)
    assert float(totals[0].detach()) == pytest.approx(
        float(found["discriminator"] + 2 * (found["r1"] + found["r2"]))
    )
    assert "r1" not in one.update(1, some)


def test_a_critic_may_learn_more_often_than_the_generator() -> None:
    recipe = toys.gan(
        toys.DCGAN + '\nnorm = "layer"', 'kind = "wasserstein"\npenalty = 10.0\ncritic_steps = 3'
    )
    one = learner(recipe)
    assert ["generator" in one.update(step, batch(recipe)) for step in range(6)] == [False, False, True] * 2
