"""Draw tokens at random, each row from a seed of its own, so that a text does not depend on its neighbours.

The largest of log-probabilities with Gumbel noise on them is a draw from the distribution (Gumbel-max trick;
Gumbel 1954, Maddison, Tarlow and Minka 2014). The noise of a row comes from its own generator.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from transformers import LogitsProcessor, LogitsProcessorList, TemperatureLogitsWarper, TopPLogitsWarper

from bot.engines import Sampling


class GumbelNoise(LogitsProcessor):
    """Adds to each row's scores the noise that makes their largest a draw."""

    def __init__(self, seeds: Sequence[int]) -> None:
        self._generators = [torch.Generator().manual_seed(seed) for seed in seeds]

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        rows, vocabulary = scores.shape
        noise = torch.empty((rows, vocabulary))
        for row, generator in zip(noise, self._generators, strict=True):
            row.exponential_(generator=generator)
        noise = noise.clamp_min(torch.finfo(torch.float32).tiny)
        return scores - noise.log().to(scores)  # type: ignore[return-value]  # -log(exponential) is Gumbel


def draw(sampling: Sampling, seeds: Sequence[int]) -> LogitsProcessorList:
    """Return what turns a greedy choice into a draw as ``sampling`` says; nothing at temperature 0."""
    if sampling.temperature == 0:
        return LogitsProcessorList()
    warpers: list[LogitsProcessor] = [TemperatureLogitsWarper(sampling.temperature)]
    if sampling.top_p < 1:
        warpers.append(TopPLogitsWarper(sampling.top_p))
    return LogitsProcessorList([*warpers, GumbelNoise(seeds)])
