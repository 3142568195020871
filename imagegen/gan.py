"""Generative adversarial networks: generator, discriminator, and the losses that set one against the other.

A discriminator gives each picture a logit, high for real. In every loss here real pictures have the label 1
and generated ones 0, and every loss of the discriminator looks at both.

- ``cross_entropy``: Goodfellow et al. 2014, section 3; the generator's is the non-saturating form.
- ``wasserstein``: Arjovsky et al. 2017, with the gradient penalty of Gulrajani et al. 2017.
- ``relativistic``: Jolicoeur-Martineau 2018 in the pairing form of Huang et al. 2024 (R3GAN), with the
  zero-centred penalties R1 on real and R2 on generated pictures (Mescheder et al. 2018).

Losses are functions of logits, (n,) each, or (n, k) from a discriminator that looks at k scales; they know
nothing of networks, labels or augmentation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from imagegen import density
from imagegen.errors import BadInput
from imagegen.networks import coder, dcgan, mobilenet, projected, residual
from imagegen.networks.attention import SelfAttention
from imagegen.networks.labels import Embedding, Projection
from imagegen.recipe import Dcgan, Decoder, Residual
from imagegen.subject import Subject
from imagegen.vae import VAE

Kind = Literal["cross_entropy", "wasserstein", "relativistic"]
Body = TypeVar("Body", bound=nn.Module)
Network = Dcgan | Residual | Decoder
Judge = Callable[[Tensor], Tensor]  # pictures (n, c, h, w) -> logits (n,)


class Generator(nn.Module):
    """A latent vector, and labels if it knows any, to a picture. Vectors are normal, or as a VAE's."""

    def __init__(self, network: Network, subject: Subject) -> None:
        super().__init__()
        self.latent = network.latent
        self.subject = subject
        styles, categories = len(subject.style_names), len(subject.category_names)
        self.labels = Embedding(styles, categories, network.labels) if network.labels else None
        inputs = network.latent + (self.labels.width if self.labels else 0)
        self.body = _generator(network, inputs, subject)
        self.density = density.of(network, subject) if isinstance(network, Decoder) else None

    def become(self, vae: VAE) -> None:
        """Become the decoder of a VAE, with its labels and the density that its z are drawn from.

        Raises:
            BadInput: it has other networks than the recipe says.
        """
        theirs, ours = vae.state_dict(), self.state_dict()
        taken = {name: theirs.get(name.replace("body.", "decoder.", 1)) for name in ours}
        wrong = [name for name, found in taken.items() if found is None or found.shape != ours[name].shape]
        if wrong or (vae.labels is not None and self.labels is None):
            raise BadInput(
                f"The VAE that the recipe starts from does not fit ({', '.join(wrong[:3]) or 'labels'}): "
                "`latent`, `widths`, `blocks`, `patch`, `labels`, `components` and `neighbours` "
                "have to be as in its own."
            )
        self.load_state_dict(taken)

    def latents(self, style: Tensor, category: Tensor) -> Tensor:
        """Draw z (n, latent) for labels (n,) in training, on their device."""
        if self.density is None:
            return torch.randn(len(style), self.latent, device=style.device)
        seed = int(torch.randint(2**62, ()))
        z = self.density.draw(style.cpu().numpy(), category.cpu().numpy(), seed)
        return torch.from_numpy(z).to(style.device)

    def forward(self, z: Tensor, style: Tensor | None = None, category: Tensor | None = None) -> Tensor:
        """z (n, latent), labels (n,) int64 or None -> (n, channels, size, size), in [-1, 1]."""
        pictures: Tensor = self.body(z if self.labels is None else self.labels(z, style, category))
        return pictures


class Discriminator(nn.Module):
    """Pictures, with labels if it knows any, to logits: high for real."""

    def __init__(self, network: Dcgan | Residual, subject: Subject) -> None:
        super().__init__()
        self.body = _discriminator(network, subject)
        styles, categories = len(subject.style_names), len(subject.category_names)
        width = self.body.features
        self.labels = Projection(styles, categories, width) if network.labels else None
        self.head = nn.Linear(width, 1, bias=False)
        if isinstance(network, Dcgan):
            self.head.apply(dcgan.initialise)
        else:
            residual.initialise(self.head)

    def forward(self, x: Tensor, style: Tensor, category: Tensor) -> Tensor:
        """(n, channels, size, size) and labels (n,) -> (n,), in the precision of the weights.

        Of real and generated logits only the difference counts, so both may drift far from 0 together,
        where bfloat16 has steps of a half and more, whatever the body computes in.
        """
        features = self.body(x).to(self.head.weight.dtype)  # (n, features)
        with torch.autocast(features.device.type, enabled=False):
            logits: Tensor = self.head(features).squeeze(1)
            return logits if self.labels is None else logits + self.labels(features, style, category)


def discriminator(network: Network, subject: Subject) -> Discriminator | projected.Discriminator:
    """Return what a generator of ``network`` learns against.

    Raises:
        ImagegenError: a decoder's sees through a network that cannot be fetched.
    """
    if not isinstance(network, Decoder):
        return Discriminator(network, subject)
    mobilenet.network(torch.device("cpu"))  # what has to be fetched, now rather than in the first step
    styles, categories = len(subject.style_names), len(subject.category_names)
    return projected.Discriminator(subject.channels, styles, categories, labels=network.labels > 0)


def encoder(network: Network, subject: Subject) -> coder.Encoder | None:
    """Return the encoder that belongs to a generator that began as a decoder; others have none."""
    if not isinstance(network, Decoder):
        return None
    shape = (network.widths, network.blocks, network.patch)
    return coder.Encoder(subject.channels, subject.size, network.latent, *shape)


def discriminator_loss(kind: Kind, real: Tensor, fake: Tensor) -> Tensor:
    """What the discriminator makes small: real pictures should get high logits, generated ones low."""
    if kind == "cross_entropy":
        bce = functional.binary_cross_entropy_with_logits
        return bce(real, torch.ones_like(real)) + bce(fake, torch.zeros_like(fake))
    if kind == "wasserstein":
        return fake.mean() - real.mean()
    return functional.softplus(fake - real).mean()  # cross-entropy of "which of the two is real?"


def generator_loss(kind: Kind, real: Tensor, fake: Tensor) -> Tensor:
    """What the generator makes small; only the relativistic loss looks at the real pictures' logits."""
    if kind == "cross_entropy":  # -log D(G(z)), whose gradient lives where log(1 - D(G(z))) has none
        return functional.binary_cross_entropy_with_logits(fake, torch.ones_like(fake))
    if kind == "wasserstein":
        return -fake.mean()
    return functional.softplus(real - fake).mean()


def zero_centred_penalty(logits: Tensor, pictures: Tensor) -> Tensor:
    """R1 or R2, (): the mean of half the squared norm of the logit's gradient at its picture.

    ``pictures`` are what the discriminator saw, augmented if it sees augmented ones, and require a gradient.
    """
    (gradient,) = torch.autograd.grad(logits.sum(), pictures, create_graph=True)
    return gradient.square().sum((1, 2, 3)).mean() / 2


def lipschitz_penalty(judge: Judge, real: Tensor, fake: Tensor) -> Tensor:
    """WGAN-GP's, (): how far the gradient's norm is from 1 on lines between real and generated pictures."""
    share = torch.rand(len(real), 1, 1, 1, device=real.device)
    between = (share * real + (1 - share) * fake).detach().requires_grad_()
    (gradient,) = torch.autograd.grad(judge(between).sum(), between, create_graph=True)
    return (gradient.square().sum((1, 2, 3)).sqrt() - 1).square().mean()


def _generator(network: Network, inputs: int, subject: Subject) -> nn.Module:
    c, size, attention = subject.channels, subject.size, network.attention
    if isinstance(network, Dcgan):
        return _attentive(dcgan.Generator(inputs, c, size, network.width, attention), attention)
    shape = (network.widths, network.blocks, network.patch)
    try:
        if isinstance(network, Decoder):
            return coder.Generator(inputs, c, size, *shape)
        body = residual.Generator(inputs, c, size, *shape, attention)
    except ValueError as error:
        raise BadInput(f"The recipe's `widths` or `patch` do not fit the data: {error}.") from error
    return _attentive(body, attention)


def _discriminator(
    network: Dcgan | Residual, subject: Subject
) -> dcgan.Discriminator | residual.Discriminator:
    c, size, attention = subject.channels, subject.size, network.attention
    if isinstance(network, Dcgan):
        return _attentive(dcgan.Discriminator(c, size, network.width, network.norm, attention), attention)
    try:
        body = residual.Discriminator(
            c, size, network.judge_widths, network.judge_blocks, network.judge_patch, attention
        )
    except ValueError as error:
        raise BadInput(
            f"The recipe's `judge_widths` or `judge_patch` do not fit the data: {error}."
        ) from error
    return _attentive(body, attention)


def _attentive(body: Body, attention: int) -> Body:
    """Check that maps with the side of the recipe's `attention` exist in ``body``."""
    if attention and not any(isinstance(module, SelfAttention) for module in body.modules()):
        raise BadInput(f"The recipe asks for attention at {attention} positions a side; no map has so many.")
    return body
