"""The VAE: its terms against closed forms and sampling, its bounds, and the mixture."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from imagegen import vae
from imagegen.errors import BadInput
from imagegen.measures.bounds import log_mean_exp
from imagegen.mixture import Mixture, normal
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


def test_an_unfitted_mixture_is_the_prior() -> None:
    drawn = Mixture(3, 2).draw(*np.zeros((2, 5000), np.int64), 0)
    assert np.allclose(drawn.mean(0), 0, atol=0.1) and np.allclose(np.cov(drawn.T), np.eye(2), atol=0.1)


def test_a_mixture_finds_two_clouds_and_draws_them() -> None:
    draws = np.random.default_rng(0)
    narrow, wide = draws.normal(size=(900, 2)) * 0.1 + 3, draws.normal(size=(300, 2)) - 3
    mixture = Mixture(2, 2)
    encoded, none = np.concatenate([narrow, wide]).astype(np.float32), np.zeros(4000, np.int64)
    mixture.fit(encoded, none[:1200], none[:1200], seed=0)
    drawn = mixture.draw(none, none, 1)
    near = drawn.sum(1) > 0
    assert near.mean() == pytest.approx(0.75, abs=0.03)
    assert drawn[near].std(0) == pytest.approx(0.1, abs=0.03)
    assert drawn[~near].std(0) == pytest.approx(1.0, abs=0.15)


def test_each_combination_of_labels_has_a_mixture_of_its_own() -> None:
    draws = np.random.default_rng(0)
    style, category = draws.integers(0, 2, 3000), draws.integers(0, 3, 3000)
    style[category == 2] = 0  # one combination has no pictures
    middle = np.stack([8.0 * style, 8.0 * category], 1)
    mixture = Mixture(1, 2, 2, 3)
    mixture.fit((middle + draws.normal(size=(3000, 2))).astype(np.float32), style, category, seed=0)
    for wanted in ((0, 0), (1, 0), (0, 2)):
        labels = [np.full(500, label) for label in wanted]
        assert mixture.draw(*labels, 1).mean(0) == pytest.approx(8.0 * np.array(wanted), abs=0.3)
        assert mixture.draw(*labels, 1).std(0) == pytest.approx(1.0, abs=0.15)
        assert mixture.sample(*map(torch.from_numpy, labels)).mean(0) == pytest.approx(
            8.0 * np.array(wanted), abs=0.3
        )
    nowhere = mixture.draw(np.full(2000, 1), np.full(2000, 2), 1)
    assert nowhere.mean(0) == pytest.approx(middle.mean(0), abs=0.4), "drawn from all pictures"


def test_a_few_pictures_spread_as_all_do() -> None:
    """Two pictures of a cell would have a covariance without width in most directions."""
    draws, category = np.random.default_rng(0), np.array([0] * 2000 + [1] * 3)
    encoded = draws.normal(size=(2003, 8)).astype(np.float32)
    encoded[2000:] = encoded[2000] + 0.01 * encoded[2000:]
    mixture = Mixture(1, 8, 1, 2)
    mixture.fit(encoded, np.zeros_like(category), category, seed=0)
    drawn = mixture.draw(np.zeros(2000, np.int64), np.ones(2000, np.int64), 1)
    assert drawn.std(0) == pytest.approx(np.sqrt(8 / 11), abs=0.1), "8 dimensions' worth of all, 3 of its own"


def test_more_draws_begin_with_the_same_ones() -> None:
    mixture, style, category = Mixture(2, 3, 2, 2), np.arange(40) % 2, np.arange(40) // 2 % 2
    assert np.array_equal(mixture.draw(style, category, 5)[:7], mixture.draw(style[:7], category[:7], 5))
    assert np.array_equal(normal(40, 3, 5)[:7], normal(7, 3, 5))
