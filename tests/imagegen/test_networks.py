"""Networks: their shapes, the official sizes, how they begin, and that penalties can be taken of them."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from imagegen.errors import BadInput
from imagegen.gan import Discriminator, Generator
from imagegen.networks import dcgan, residual
from imagegen.networks.attention import SelfAttention
from imagegen.recipe import Dcgan, Residual
from imagegen.subject import Subject

LABELS = torch.tensor([0, 1, 1])


def subject(size: int, channels: int) -> Subject:
    return Subject(size, channels, ("a", "b"), ("x", "y", "z"), ((1, 1, 1), (1, 1, 1)))


def weights(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_dcgan_has_the_official_sizes() -> None:
    generator, judge = dcgan.Generator(100, 3, 64), dcgan.Discriminator(3, 64)
    head = judge.features  # weights of a linear head: as many as the official last convolution has
    assert weights(generator) == 3_576_704
    assert weights(judge) + head == 2_765_568


def test_dcgan_begins_as_the_paper_says() -> None:
    torch.manual_seed(0)
    drawn = dcgan.Generator(100, 3, 64)
    kernels = torch.cat([m.weight.flatten() for m in drawn.modules() if isinstance(m, nn.ConvTranspose2d)])
    scales = torch.cat([m.weight.flatten() for m in drawn.modules() if isinstance(m, nn.BatchNorm2d)])
    assert kernels.mean().abs() < 1e-3 and kernels.std().sub(0.02).abs() < 1e-3
    assert scales.mean().sub(1).abs() < 0.01 and scales.std().sub(0.02).abs() < 0.005


NETWORKS: dict[str, Dcgan | Residual] = {
    "dcgan": Dcgan(kind="dcgan", latent=4, width=4),
    "dcgan with labels": Dcgan(kind="dcgan", latent=4, width=4, labels=3, norm="layer"),
    "residual": Residual(latent=4, widths=(8, 4), judge_widths=(8, 4)),
    "residual with all": Residual(latent=4, widths=(8, 8), judge_widths=(8, 8), labels=3, attention=14),
}


@pytest.mark.parametrize("size", [28, 32, 64])
@pytest.mark.parametrize("name", NETWORKS)
def test_pictures_come_out_and_logits_of_them(name: str, size: int) -> None:
    network, about = NETWORKS[name], subject(size, 4)
    if network.attention:
        network = network.model_copy(update={"attention": size // 2})
    generator, judge = Generator(network, about), Discriminator(network, about)
    drawn = generator(torch.randn(3, 4), LABELS, LABELS)
    assert drawn.shape == (3, 4, size, size)
    assert judge(drawn, LABELS, LABELS).shape == (3,)


@pytest.mark.parametrize("name", NETWORKS)
def test_logits_are_finer_than_bfloat16(name: str) -> None:
    """Both logits of a pair may drift far from 0 together; rounded there, their difference would be lost."""
    torch.manual_seed(0)
    judge = Discriminator(NETWORKS[name], subject(28, 3))
    with torch.autocast("cpu", torch.bfloat16):
        logits = judge(torch.randn(3, 3, 28, 28), LABELS, LABELS)
    assert logits.dtype == torch.float32
    assert not torch.equal(logits, logits.bfloat16().float())


@pytest.mark.parametrize("name", NETWORKS)
def test_a_penalty_reaches_the_discriminators_weights(name: str) -> None:
    judge = Discriminator(NETWORKS[name], subject(28, 3))
    x = torch.randn(3, 3, 28, 28, requires_grad=True)
    (slope,) = torch.autograd.grad(judge(x, LABELS, LABELS).sum(), x, create_graph=True)
    slope.square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in judge.body.parameters() if p.ndim == 4)


def test_a_block_begins_as_the_identity() -> None:
    x = torch.randn(2, 8, 5, 5)
    assert torch.equal(residual.Block(8, depth=3)(x), x)
    assert torch.equal(SelfAttention(8)(torch.ones(2, 8, 4, 4)), torch.ones(2, 8, 4, 4))


def test_signals_keep_their_size_through_a_deep_network() -> None:
    torch.manual_seed(0)
    judge = residual.Discriminator(3, 64, (32, 32, 32, 32), blocks=4)
    features = judge(torch.randn(64, 3, 64, 64))
    assert 0.01 < features.std() < 10


def test_attention_listens_to_all_positions() -> None:
    torch.manual_seed(0)
    attend = SelfAttention(8)
    nn.init.ones_(attend.gain)
    x = torch.randn(1, 8, 4, 4)
    other = x.clone()
    other[..., 3, 3] += 5
    assert (attend(x) - attend(other))[..., 0, 0].abs().sum() > 1e-4


def test_labels_count_as_far_as_the_ramp_says() -> None:
    network = NETWORKS["residual with all"]
    generator, judge = Generator(network, subject(28, 3)), Discriminator(network, subject(28, 3))
    z, x, other = torch.randn(3, 4), torch.randn(3, 3, 28, 28), torch.tensor([1, 0, 0])
    assert generator.labels is not None and judge.labels is not None
    assert not torch.equal(generator(z, LABELS, LABELS), generator(z, other, LABELS))
    assert not torch.equal(judge(x, LABELS, LABELS), judge(x, LABELS, other))
    generator.labels.ramp.zero_()
    judge.labels.ramp.zero_()
    assert torch.equal(generator(z, LABELS, LABELS), generator(z, None, None))
    assert torch.equal(judge(x, LABELS, LABELS), judge(x, other, other))


def test_sizes_that_do_not_fit_are_refused_by_name() -> None:
    with pytest.raises(BadInput, match="`widths` or `patch`"):
        Generator(Residual(widths=(8, 8, 8), judge_widths=(8,)), subject(28, 1))
    with pytest.raises(BadInput, match="attention at 13"):
        Generator(Residual(widths=(8,), judge_widths=(8,), attention=13), subject(28, 1))
    with pytest.raises(BadInput, match="`judge_widths` or `judge_patch`"):
        Discriminator(Residual(widths=(8,), judge_widths=(8, 8, 8)), subject(28, 1))


def test_what_lies_outside_is_cut_and_can_come_back() -> None:
    x = torch.tensor([-2.0, -2.0, 0.5, 2.0, 2.0], requires_grad=True)
    pixels = residual.saturated(x)
    assert pixels.tolist() == [-1, -1, 0.5, 1, 1]
    pixels.backward(torch.tensor([1.0, -1.0, 1.0, 1.0, -1.0]))  # a step goes the other way
    assert x.grad is not None and x.grad.tolist() == [0, -1, 1, 1, 0]
