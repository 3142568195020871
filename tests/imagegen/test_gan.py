"""The losses of a GAN: which way they pull, on what, and the penalties against what they should be."""

from __future__ import annotations

import math
from typing import get_args

import pytest
import torch
from torch import Tensor, nn

from imagegen import gan
from imagegen.augment import augment, colour, cutout, ground, mirror, translation

KINDS: tuple[gan.Kind, ...] = get_args(gan.Kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_discriminator_learns_that_real_is_real(kind: gan.Kind) -> None:
    """Fails when the labels of real and generated pictures are swapped, or one of them is never shown."""
    torch.manual_seed(0)
    judge = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(judge.parameters(), 0.1)
    real, fake = (
        torch.randn(256, 2) + torch.tensor([2.0, 0.0]),
        torch.randn(256, 2) - torch.tensor([2.0, 0.0]),
    )
    for _ in range(50):
        optimizer.zero_grad()
        gan.discriminator_loss(kind, judge(real)[:, 0], judge(fake)[:, 0]).backward()
        optimizer.step()
    assert (judge(real) > judge(fake)).float().mean() > 0.95


@pytest.mark.parametrize("kind", KINDS)
def test_the_discriminator_looks_at_both(kind: gan.Kind) -> None:
    real, fake = torch.zeros(4, requires_grad=True), torch.zeros(4, requires_grad=True)
    gan.discriminator_loss(kind, real, fake).backward()
    assert real.grad is not None and fake.grad is not None
    assert (real.grad < 0).all(), "a step down raises the logits of real pictures"
    assert (fake.grad > 0).all(), "and lowers those of generated ones"


@pytest.mark.parametrize("kind", KINDS)
def test_the_generator_wants_to_be_taken_for_real(kind: gan.Kind) -> None:
    fake = torch.full((4,), -8.0, requires_grad=True)
    gan.generator_loss(kind, torch.full((4,), 8.0), fake).backward()
    assert fake.grad is not None
    assert (fake.grad < -0.2).all(), "the gradient does not vanish while the discriminator is sure"


def test_cross_entropy_is_what_the_paper_says() -> None:
    real, fake = torch.tensor([0.3, -1.0]), torch.tensor([0.5, 2.0])
    d = torch.sigmoid
    assert torch.allclose(
        gan.discriminator_loss("cross_entropy", real, fake),
        -d(real).log().mean() - (1 - d(fake)).log().mean(),
    )
    assert torch.allclose(gan.generator_loss("cross_entropy", real, fake), -d(fake).log().mean())


def test_the_relativistic_losses_mirror_each_other() -> None:
    real, fake = torch.randn(16), torch.randn(16)
    assert torch.equal(
        gan.discriminator_loss("relativistic", real, fake), gan.generator_loss("relativistic", fake, real)
    )
    shifted = gan.discriminator_loss("relativistic", real + 3, fake + 3)
    assert torch.allclose(shifted, gan.discriminator_loss("relativistic", real, fake), atol=1e-6)


def test_the_zero_centred_penalty_of_a_plane_is_half_its_slope_squared() -> None:
    slope = torch.tensor([3.0, 4.0]).view(1, 2, 1, 1)
    x = torch.randn(5, 2, 1, 1, requires_grad=True)
    assert gan.zero_centred_penalty((x * slope).sum((1, 2, 3)), x).item() == pytest.approx(12.5)


def test_the_lipschitz_penalty_wants_a_slope_of_one() -> None:
    def judge(steepness: float) -> gan.Judge:
        return lambda x: steepness * x[:, 0, 0, 0]

    real, fake = torch.randn(5, 1, 2, 2), torch.randn(5, 1, 2, 2)
    assert gan.lipschitz_penalty(judge(1.0), real, fake).item() == pytest.approx(0.0)
    assert gan.lipschitz_penalty(judge(3.0), real, fake).item() == pytest.approx(4.0)


# Augmentation


def pictures(channels: int = 4) -> Tensor:
    return torch.rand(64, channels, 16, 16) * 2 - 1


def test_gradients_pass_through_every_part() -> None:
    x = pictures().requires_grad_()
    augment(x, ("mirror", "colour", "translation", "cutout")).square().sum().backward()
    assert x.grad is not None and 0.3 < (x.grad != 0).float().mean() < 1.0
    y = pictures().requires_grad_()
    augment(y, ("ground",))[:, :3].sum().backward()
    assert y.grad is not None and (y.grad != 0).all(), "alpha too: it decides what shines through"


def test_without_a_policy_nothing_changes() -> None:
    x = pictures()
    assert augment(x, ()) is x


def test_every_other_picture_is_mirrored_and_whole() -> None:
    x = pictures()
    found = mirror(x)
    turned = (found == x.flip(3)).flatten(1).all(1)
    assert torch.equal(found[~turned], x[~turned]) and 16 < int(turned.sum()) < 48


def test_a_ground_is_seen_where_nothing_is() -> None:
    torch.manual_seed(0)
    x = torch.full((200, 4, 2, 2), -1.0)  # clear
    x[:, :3, 0, 0], x[:, 3, 0, 0] = 0.5, 1.0  # opaque
    x[:, :3, 1, 1], x[:, 3, 1, 1] = -0.5, 0.0  # a half of a quarter's colour
    laid = ground(x)
    colours = laid[:, :3, 0, 1]
    assert colours.min() >= -1 and colours.max() <= 1 and colours.std(0).min() > 0.5
    assert torch.equal(laid[:, :3, 1, 0], colours) and torch.equal(laid[:, 3], x[:, 3])
    assert torch.equal(laid[:, :3, 0, 0], x[:, :3, 0, 0])
    assert torch.allclose(laid[:, :3, 1, 1], -0.5 + (colours + 1) / 2)
    assert torch.equal(ground(x[:, :3]), x[:, :3])


def test_colours_change_and_alpha_stays() -> None:
    x = pictures()
    found = colour(x)
    assert torch.equal(found[:, 3], x[:, 3])
    assert not torch.allclose(found[:, :3], x[:, :3], atol=0.1)
    shift = colour(torch.zeros(8, 1, 4, 4))
    assert (shift.amax((1, 2, 3)) == shift.amin((1, 2, 3))).all(), "one draw for a whole picture"
    assert shift.abs().max() <= 0.5 and len(shift[:, 0, 0, 0].unique()) > 1


def test_translation_moves_whole_pixels_by_an_eighth_at_most() -> None:
    x = torch.zeros(200, 1, 16, 16)
    x[:, :, 8, 8] = 1
    found = translation(x)
    assert (found.sum((1, 2, 3)) == 1).all()
    rows, columns = found.sum((1, 3)).argmax(1), found.sum((1, 2)).argmax(1)
    assert set(rows.tolist()) == set(columns.tolist()) == set(range(6, 11))


def test_cutout_covers_one_square() -> None:
    found = cutout(torch.ones(500, 1, 16, 16))
    covered = (found == 0).float().mean((1, 2, 3))
    assert covered.max() <= 81 / 256 and covered.min() >= 16 / 256
    assert math.isclose(float(covered.mean()), 0.25 * (7 / 8) ** 2, abs_tol=0.02)
