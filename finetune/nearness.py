"""The loss of the search adapter: score entries as search does, and have the right one lead.

Every text of a FAQ has a vector in a *bank*. Texts of the step at hand are fresh, with gradient;
all others are as they were when last seen (Wang et al. 2020, cross-batch memory), so that each
question is held against the whole FAQ at the price of a few texts.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from finetune.forms import Anchor, Faq
from finetune.recipe import Weighing

GONE = -2.0  # below every cosine: a form that is not there


class Scorer:
    """Scores of all entries of one FAQ, with its tables at hand as tensors."""

    def __init__(self, faq: Faq, weigh: Weighing) -> None:
        self.faq, self.weigh = faq, weigh
        self.asks, self.tells = torch.from_numpy(faq.asks), torch.from_numpy(faq.tells)
        self.together = torch.from_numpy(faq.together)
        counts = (self.asks >= 0).sum(1)
        self.many = (counts - 1) / (counts + 3)

    def scores(self, anchors: list[Anchor], vectors: Tensor, bank: Tensor, bare: bool) -> Tensor:
        """What the vectors say of each entry, as ``Index.evidence`` weighs it: (anchors, entries).

        An anchor that is itself a phrasing does not count as a form of its entry.
        """
        answer = _best(vectors, bank, self.tells)
        both = vectors @ bank[self.together].T
        if bare:
            title = vectors @ bank[self.asks[:, 0]].T
            score: Tensor = self.weigh.phrasing * (title + answer + both)
            return score
        found = vectors @ bank[self.asks.clamp(min=0)].flatten(0, 1).T  # (anchors, entries * phrasings)
        found = found.view(-1, *self.asks.shape).masked_fill(self.asks < 0, GONE)
        own = [(i, anchor.entry, anchor.own) for i, anchor in enumerate(anchors) if anchor.own >= 0]
        if own:
            row, entry, place = (torch.tensor(column) for column in zip(*own, strict=True))
            mask = torch.zeros_like(found, dtype=torch.bool)
            mask[row, entry, place] = True
            found = found.masked_fill(mask, GONE)
        there = found > GONE + 0.5
        top = found.topk(min(3, found.shape[2]), dim=2).values
        held = top > GONE + 0.5
        nearest = (top * held).sum(2) / held.sum(2).clamp(min=1)
        centre = self._centre(found, there, bank)
        plain = self.weigh.phrasing * (found.amax(2) + answer + both)
        score = (1 - self.many) * plain + self.many * self.weigh.many * (nearest + centre)
        return score

    def _centre(self, found: Tensor, there: Tensor, bank: Tensor) -> Tensor:
        """Cosine with the mean of the phrasings that are there (an anchor itself is not)."""
        forms = bank[self.asks.clamp(min=0)] * (self.asks >= 0)[..., None]  # (entries, phrasings, d)
        total = forms.sum(1)
        dot = (found * there).sum(2)
        squared = (total * total).sum(1)[None].expand_as(dot)
        missing = (self.asks >= 0)[None] & ~there  # at most one, of the anchor's own entry
        lost = missing.any(2)
        if bool(lost.any()):
            row, entry = lost.nonzero(as_tuple=True)
            gone = forms[entry, missing[row, entry].long().argmax(1)]
            less = squared[row, entry] - 2 * (gone * total[entry]).sum(1) + (gone * gone).sum(1)
            squared = squared.index_put((row, entry), less)
        return dot / squared.clamp(min=1e-6).sqrt()

    def words(self, anchors: list[Anchor], bare: bool) -> Tensor:
        """The keyword half of the score; nothing for phrasings, whose own words stand in their entry."""
        out = torch.zeros(len(anchors), len(self.faq.together))
        for row, anchor in zip(out, anchors, strict=True):
            if anchor.own < 0:
                row += torch.from_numpy(self.faq.words[anchor.text][bare])
        return out


def leading(scores: Tensor, right: Tensor) -> Tensor:
    """Cross entropy over the entries: the right one leads."""
    return functional.cross_entropy(scores, right)


def apart(scores: Tensor, right: Tensor) -> Tensor:
    """The right entry above one level for all questions, the best wrong one below it.

    With its own entry taken away, a question is a near miss; so this is also how to be unsure.
    The level is the middle between the two, and moves with them.
    """
    chosen = scores.gather(1, right[:, None])[:, 0]
    wrong = scores.scatter(1, right[:, None], float("-inf")).amax(1)
    level = (chosen.mean() + wrong.mean()).detach() / 2
    return (functional.softplus(level - chosen) + functional.softplus(wrong - level)).mean() / 2


def remember(now: Tensor, before: Tensor, first: int) -> Tensor:
    """How far the cosines of the first rows with all others have moved from what they were."""
    return functional.mse_loss(now[:first] @ now.T, before[:first] @ before.T)


def _best(vectors: Tensor, bank: Tensor, table: Tensor) -> Tensor:
    found = vectors @ bank[table.clamp(min=0)].flatten(0, 1).T
    return found.view(-1, *table.shape).masked_fill(table < 0, GONE).amax(2)
