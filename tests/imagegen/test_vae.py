"""The VAE: its terms against closed forms and sampling, and its bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from imagegen import vae
from imagegen.errors import BadInput
from imagegen.measures.bounds import log_mean_exp
from imagegen.recipe import Coder
from imagegen.subject import Subject
from imagegen.vae import VAE
from tests.imagegen import toys

CODER = toys.vae().network


def model(likelihood: str = "bernoulli", channels: int = 1) -> VAE:
    torch.manual_seed(0)
    network = Coder.model_validate({**CODER.model_dump(), "likelihood": likelihood})
    return VAE(network, Subject.of(toys.images(channels=channels)))


def pictures(count: int = 6, channels: int = 1) -> torch.Tensor:
    return torch.rand(count, channels, 28, 28).mul(255).round() * (2 / 255) - 1


def labels(count: int = 6) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.arange(count) % 2, torch.arange(count) % 5


def test_terms_are_finer_than_bfloat16() -> None:
    with torch.autocast("cpu", torch.bfloat16):
        terms = model().terms(pictures(), *labels())
    assert all(not torch.equal(term, term.bfloat16().float()) for term in terms)
    assert {term.dtype for term in terms} == {torch.float32}


def test_divergence_is_what_sampling_says() -> None:
    torch.manual_seed(0)
    mean, log_variance = torch.tensor([[0.5, -1.0]]), torch.tensor([[0.3, -0.8]])
    many = [t.expand(200_000, 2) for t in (mean, log_variance)]
    z = vae.draw(*many)
    zero = torch.zeros_like(z)
    sampled = (vae.log_normal(z, *many) - vae.log_normal(z, zero, zero)).mean()
    assert vae.divergence(mean, log_variance).item() == pytest.approx(float(sampled), abs=0.02)
    assert vae.divergence(torch.zeros(1, 3), torch.zeros(1, 3)).item() == 0


def test_the_cut_logistic_is_a_distribution_over_256_levels() -> None:
    levels = (torch.arange(256) * (2 / 255) - 1).view(256, 1, 1, 1)
    for mean, log_scale in ((0.1, -1.0), (-0.99, -4.0), (1.3, -6.0)):
        chances = vae.log_logistic(levels, torch.full_like(levels, mean), torch.tensor(log_scale)).exp()
        assert chances.sum().item() == pytest.approx(1.0, abs=1e-3)
    certain = vae.log_logistic(levels, levels, torch.tensor(-9.0))
    assert (certain > -0.01).all() and certain.isfinite().all()


def test_bernoulli_is_the_chance_of_the_pixels() -> None:
    logits = torch.tensor([0.0, 2.0]).view(1, 1, 1, 2)
    white_black = torch.tensor([1.0, 0.0]).view(1, 1, 1, 2)
    expected = math.log(0.5) + math.log(1 - 1 / (1 + math.exp(-2)))
    assert vae.log_bernoulli(white_black, logits).item() == pytest.approx(expected)


@pytest.mark.parametrize("likelihood", ["bernoulli", "logistic"])
def test_the_bound_rises_with_samples_and_begins_at_the_elbo(likelihood: str) -> None:
    net, x = model(likelihood).eval(), pictures()
    with torch.no_grad():
        torch.manual_seed(1)
        weights = net.log_weights(x, 400, *labels())
        torch.manual_seed(2)
        elbo = -torch.stack([torch.stack(net.terms(x, *labels())).sum(0) for _ in range(400)]).mean(0)
    assert weights.shape == (6, 400)
    one = weights.mean(1)  # the bound with one sample, averaged over draws
    ten = torch.from_numpy(log_mean_exp(weights.view(240, 10).numpy())).view(6, 40).mean(1)
    error = weights.std(1) * (2 / 400) ** 0.5
    assert ((one - elbo).abs() < 5 * error).all()
    assert (torch.from_numpy(log_mean_exp(weights.numpy())) >= ten).all() and (ten >= one).all()


def test_chunks_change_memory_and_not_the_shape() -> None:
    with torch.no_grad():
        assert model().log_weights(pictures(), 7, *labels(), at_once=12).shape == (6, 7)


def test_the_importance_bound_is_a_mean_of_weights() -> None:
    weights = torch.tensor([[1.0, 3.0, 8.0]])
    assert log_mean_exp(weights.log().numpy()).item() == pytest.approx(math.log(4.0))


def test_beta_one_is_minus_the_elbo_and_beta_weighs_the_divergence() -> None:
    net, x = model().double(), pictures().double()
    torch.manual_seed(3)
    plain = vae.beta_loss(net, x, *labels(), beta=1.0)
    torch.manual_seed(3)
    heavy = vae.beta_loss(net, x, *labels(), beta=4.0)
    assert torch.allclose(plain["loss"], plain["reconstruction"] + plain["kl"])
    assert torch.allclose(heavy["loss"] - plain["loss"], 3 * plain["kl"])


def test_the_balanced_form_is_the_elbo_of_gaussian_pixels() -> None:
    """Two latent points: their difference in -log p(x|z) + KL, times the balance, is that of the loss."""
    balance = 0.3
    net, x = model("logistic"), pictures()
    losses, bounds = [], []
    for seed in (4, 5):
        torch.manual_seed(seed)
        losses.append(vae.balanced_loss(net, x, *labels(), balance)["loss"])
        torch.manual_seed(seed)
        mean, log_variance = net.encode(x)
        found = net.decode(vae.draw(mean, log_variance), *labels())
        surprise = ((found - x).square() / (2 * balance / 2)).sum((1, 2, 3)).mean()
        bounds.append(surprise + vae.divergence(mean, log_variance).mean())
    assert torch.allclose(losses[0], balance * bounds[0]) and torch.allclose(losses[1], balance * bounds[1])


def test_reconstructions_and_drawings_have_the_range_of_pictures() -> None:
    net, x = model(), pictures()
    assert net.reconstruct(x, *labels()).shape == x.shape
    assert net.decode(torch.randn(6, 4), *labels()).abs().max() <= 1


def test_your_own_pictures_find_their_place() -> None:
    net = model()
    own = np.full((2, 28, 28, 1), 200, np.uint8)
    assert net.embed(own).shape == (2, 4)
    with pytest.raises(BadInput, match=r"\(28, 28, 1\).*not \(32, 32, 3\)"):
        net.embed(np.zeros((1, 32, 32, 3), np.uint8))
