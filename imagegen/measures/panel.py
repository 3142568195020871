"""All measures that fit, in one go: generated pictures beside the held-out part of the data.

Works on pixels, labels and samplers, so that any model can be judged by it, ours or a peer's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from imagegen.data.images import Images
from imagegen.measures import digits, kid, modes, nearest
from imagegen.measures.agreement import agreement, reader
from imagegen.measures.features import SIZE, Features, Pixels, extract, kept
from imagegen.measures.recall import precision_recall
from imagegen.measures.score import Score

Say = Callable[[str], None]
Labels = NDArray[np.int64]
Sampler = Callable[[int, int], Pixels]


@dataclass(slots=True)
class Real:
    """The real side: what a model was trained on, what it never saw, their features and the noise floor."""

    train: Images
    test: Images
    train_features: Features
    test_features: Features
    network: str
    floor: float
    readers: dict[str, Callable[[Features], Labels]] = field(default_factory=dict)

    @classmethod
    def of(cls, train: Images, test: Images, say: Say, seed: int = 0) -> Real:
        """Take the features out of the cache, or compute them, which is said: it may take minutes."""
        from imagegen.measures import lite0

        def tell(part: str) -> Callable[[int, int], None]:
            return lambda done, all_: say(f"features of the {part} part: {done:,} of {all_:,}")

        train_features = kept(train.pixels, tell("training"))
        test_features = kept(test.pixels, tell("test"))
        network = f"{lite0.NAME} at {SIZE} px"
        floor = kid.noise_floor(test_features, seed=seed)
        return cls(train, test, train_features, test_features, network, floor)

    def distance(self, features: Features, seed: int) -> Score:
        """Return the KID of generated pictures to the test part."""
        return kid.kid(self.test_features, features, seed=seed, floor=self.floor, network=self.network)


@dataclass(frozen=True, slots=True)
class Judged:
    """The scores by name, what was drawn, and how near it came to training pictures, for the sheet."""

    scores: dict[str, Score]
    pixels: Pixels
    copies: nearest.Copies


def pictures(
    real: Real, sampler: Sampler, n: int, seed: int, labels: tuple[Labels, Labels] | None, say: Say
) -> Judged:
    """Judge ``n`` pictures. ``labels`` are the styles and categories that they should show, if any."""
    say(f"drawing {n:,} pictures")
    pixels = sampler(n, seed)
    say("their features")
    features = extract(pixels)
    say("distances")
    precision, recall = precision_recall(real.test_features, features, seed=seed, network=real.network)
    near = nearest.copies(features, real.test_features, real.train_features, seed, real.network)
    exact = nearest.copies(
        nearest.flat(pixels), nearest.flat(real.test.pixels), nearest.flat(real.train.pixels), seed, "pixels"
    )
    scores = {
        "kid": real.distance(features, seed),
        "precision": precision,
        "recall": recall,
        "copies": near.score,
        "copies_by_pixels": exact.score,
    }
    if labels is not None:
        scores |= _labels(real, features, labels, seed, say)
    return Judged(scores, pixels, near)


def _labels(
    real: Real, features: Features, labels: tuple[Labels, Labels], seed: int, say: Say
) -> dict[str, Score]:
    """Read styles and categories, where there are several."""
    kinds = (
        ("style", real.train.style_names, real.train.styles, real.test.styles, labels[0]),
        ("category", real.train.category_names, real.train.categories, real.test.categories, labels[1]),
    )
    scores: dict[str, Score] = {}
    for kind, names, learnt, held_out, asked in kinds:
        if len(names) > 1:
            if kind not in real.readers:
                say(f"a classifier of {kind}")
                real.readers[kind] = reader(real.train_features, learnt, seed)
            found = agreement(
                real.readers[kind], (real.test_features, held_out), (features, asked), real.network, seed
            )
            scores |= {kind: found.generated, f"{kind}_real": found.real, f"{kind}_share": found.share}
    return scores


def stacks(
    train: Images, test: Images, sampler: Sampler, say: Say, seed: int = 0, draws: int = modes.DRAWS
) -> dict[str, Score]:
    """Judge stacked digits; ``train`` and ``test`` are the single ones."""
    read = digits.reader(
        train, test, progress=lambda done, all_: say(f"a classifier of digits: epoch {done} of {all_}")
    )
    say(f"reading three times {draws:,} pictures, generated and real")
    seeds = (3 * seed, 3 * seed + 1, 3 * seed + 2)
    found = modes.modes(sampler, modes.stacks(test.pixels), read, seeds, draws)
    return {"modes": found.kinds, "divergence": found.divergence, "digits_read": read.test}
