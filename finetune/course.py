"""What the search adapter reads in which step: families of entries that lie close together.

A step's wrong entries are then hard ones. Every step follows from the seed and its number
alone, so that a stopped training goes on as if it had not stopped.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from finetune.forms import Anchor, Corpus, Faq, Floats, Numbers
from finetune.recipe import Nearing

NEIGHBOURS = 10  # of an entry, from which its family is drawn
FAMILY = 4


@dataclass(frozen=True, slots=True)
class Step:
    """What one step reads: anchors of one FAQ, the texts that get fresh vectors, whether `also` counts."""

    faq: int
    anchors: list[Anchor]
    texts: list[int]  # public ones first
    bare: bool


class Course:
    """All steps of a training. Each depends on the seed and its number alone, so a run can be resumed."""

    def __init__(self, corpus: Corpus, vectors: Floats, plan: Nearing, seed: int) -> None:
        self.corpus, self.plan, self.seed = corpus, plan, seed
        self.near = [_neighbours(faq, vectors) for faq in corpus.faqs]
        self.anchors = [[faq.anchors_of(i) for i in range(len(faq.together))] for faq in corpus.faqs]

    def step(self, number: int) -> Step:
        draw = random.Random(f"{self.seed}/{number}")
        which = draw.choices(range(len(self.anchors)), [len(faq.anchors) for faq in self.corpus.faqs])[0]
        faq, near = self.corpus.faqs[which], self.near[which]
        wanted = min(self.plan.entries, len(near))
        entries: dict[int, None] = {}
        while len(entries) < wanted:  # two or more families of entries that lie close together
            first = draw.randrange(len(near))
            family = [first, *draw.sample(near[first].tolist(), min(FAMILY - 1, len(near[first])))]
            entries |= dict.fromkeys(family[: wanted - len(entries)])
        anchors, texts = [], []
        for entry in entries:
            known = self.anchors[which][entry]
            anchors += draw.sample(known, min(self.plan.anchors, len(known)))
            tells = [int(text) for text in faq.tells[entry] if text >= 0]
            texts += [
                int(faq.asks[entry, 0]),
                int(faq.together[entry]),
                *draw.sample(tells, min(2, len(tells))),
            ]
        common = draw.sample(self.corpus.common.tolist(), min(self.plan.remembered, len(self.corpus.common)))
        texts = list(dict.fromkeys([*common, *(anchor.text for anchor in anchors), *texts]))
        return Step(which, anchors, texts, draw.random() < 0.5)


def _neighbours(faq: Faq, vectors: Floats) -> Numbers:
    """The entries nearest to each, by title and answer together."""
    both = vectors[faq.together]
    cosines = both @ both.T
    np.fill_diagonal(cosines, -2)
    return np.argsort(-cosines, axis=1)[:, :NEIGHBOURS]
