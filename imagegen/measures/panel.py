"""All measures that fit, in one go: generated pictures beside the held-out part of the data.

Works on pixels, labels and samplers, so that any model can be judged by it, ours or a peer's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from imagegen.data.images import Images
from imagegen.errors import BadInput
from imagegen.measures import agreement, digits, kid, modes, nearest
from imagegen.measures.agreement import Labels, Reader
from imagegen.measures.features import SIZE, Features, Pixels, extract, kept
from imagegen.measures.recall import precision_recall
from imagegen.measures.score import Score

_FEWEST = 8  # pictures
_LEARNT = 5000  # training pictures that the floor is taken from, at most

Say = Callable[[str], None]
Kind = Literal["style", "category"]
Sampler = Callable[[int, int], Pixels]


class Real:
    """The real side: what a model was trained on, what it never saw, and how far apart these are.

    That distance is the floor: a model that drew just what it was trained on would score it. Of pictures
    from the same source it is 0 but for the luck of the draw, and may come out below.
    """

    def __init__(
        self, train: Images, test: Images, say: Say, seed: int = 0, limit: int | None = None
    ) -> None:
        """Take the features of the test part, at most ``limit``, out of the cache or compute them.

        Raises:
            BadInput: there are too few pictures for a score.
        """
        from imagegen.measures import lite0

        if min(len(train.pixels), len(test.pixels)) < _FEWEST:
            raise BadInput(
                f"{test.name} has {len(test.pixels)} held-out pictures, and scores take {_FEWEST}: "
                "add pictures, and make the data again."
            )

        self.train, self.test, self.say = train, test, say
        self.network = f"{lite0.NAME} at {SIZE} px"
        self.test_features = kept(test.pixels[:limit], self._telling("test"))
        lot = np.random.default_rng(seed).permutation(len(train.pixels))[:_LEARNT]
        learnt = kept(train.pixels[np.sort(lot)], self._telling("training"))
        self.floor = kid.kid(self.test_features, learnt, seed=seed).value

    @cached_property
    def train_features(self) -> Features:
        """The features of the training part, which may take minutes the first time."""
        return kept(self.train.pixels, self._telling("training"))

    def distance(self, features: Features, seed: int) -> Score:
        """Return the KID of generated pictures to the test part."""
        return kid.kid(self.test_features, features, seed=seed, floor=self.floor, network=self.network)

    def reader(self, kind: Kind, seed: int) -> Reader:
        """Return a classifier of style or category, trained on the training part."""
        labels = self.train.styles if kind == "style" else self.train.categories
        self.say(f"a classifier of {kind}")
        return agreement.reader(self.train_features, labels, seed)

    def _telling(self, part: str) -> Callable[[int, int], None]:
        return lambda done, all_: self.say(f"features of the {part} part: {done:,} of {all_:,}")


@dataclass(frozen=True, slots=True)
class Judged:
    """The scores by name, what was drawn, and how near it came to training pictures, for the sheet."""

    scores: dict[str, Score]
    pixels: Pixels
    copies: nearest.Copies


def pictures(
    real: Real, sampler: Sampler, n: int, seed: int, labels: tuple[Labels, Labels] | None = None
) -> Judged:
    """Judge ``n`` pictures. ``labels`` are the styles and categories that they should show, if any."""
    real.say(f"drawing {n:,} pictures")
    pixels = sampler(n, seed)
    real.say("their features")
    features = extract(pixels)
    real.say("distances")
    precision, recall = precision_recall(real.test_features, features, seed=seed, network=real.network)
    near = nearest.copies(features, real.test_features, real.train_features, seed, real.network)
    drawn, unseen, learnt = (nearest.flat(part) for part in (pixels, real.test.pixels, real.train.pixels))
    mirrored = nearest.flat(real.train.pixels[:, :, ::-1])  # a mirrored copy is one, too
    either = np.concatenate([learnt, mirrored])
    scores = {
        "kid": real.distance(features, seed),
        "precision": precision,
        "recall": recall,
        "copies": near.score,
        "copies_by_pixels": nearest.copies(drawn, unseen, either, seed, "pixels").score,
    }
    if labels is not None:
        if len(real.train.style_names) > 1:
            scores |= _agreement(real, "style", real.test.styles, features, labels[0], seed)
        if len(real.train.category_names) > 1:
            scores |= _agreement(real, "category", real.test.categories, features, labels[1], seed)
    return Judged(scores, pixels, near)


def _agreement(
    real: Real, kind: Kind, held_out: Labels, features: Features, asked: Labels, seed: int
) -> dict[str, Score]:
    unseen = real.test_features, held_out[: len(real.test_features)]
    found = agreement.agreement(real.reader(kind, seed), unseen, (features, asked), real.network, seed)
    scores = {kind: found.generated, f"{kind}_real": found.real}
    return scores if found.share is None else {**scores, f"{kind}_share": found.share}


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
