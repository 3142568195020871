"""How the next token is chosen: from words that may be written, without repeating, by each row's own seed.

The largest of log-probabilities with Gumbel noise on them is a draw from the distribution (Gumbel-max trick;
Gumbel 1954, Maddison, Tarlow and Minka 2014). The noise of a row comes from its own generator, so that a text
does not depend on its neighbours in a batch. A nucleus is looked for among the best tokens only: to sort
a whole vocabulary for each row takes as long as the model does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from transformers import LogitsProcessor, LogitsProcessorList

from bot.engines import Sampling, Vocabulary

_NEVER = float("-inf")
# A nucleus has more tokens than this only where the model has no idea; the rest of it is then left out.
_NUCLEUS = 256


class Draw(NamedTuple):
    """How one row is drawn."""

    seed: int
    vocabulary: Vocabulary | None = None


class Drawing:
    """Makes the steps between a model's scores and the token that is taken, for one tokenizer."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._words: list[tuple[int, str]] = []
        self._keys: dict[Callable[[str], str], list[tuple[int, str]]] = {}

    def processors(self, sampling: Sampling, draws: Sequence[Draw], read: int) -> LogitsProcessorList:
        """Return the steps for a batch. ``read`` is the length of the prompts, in tokens."""
        steps: list[LogitsProcessor] = []
        if any(draw.vocabulary for draw in draws):
            steps.append(KnownWords([self._unknown(draw.vocabulary) for draw in draws]))
        if sampling.no_repeat:
            steps.append(NoRepeat(sampling.no_repeat, read))
        if sampling.temperature > 0:
            steps.append(Chance(sampling.temperature, sampling.top_p, [draw.seed for draw in draws]))
        return LogitsProcessorList(steps)

    def _unknown(self, vocabulary: Vocabulary | None) -> torch.Tensor:
        """Return the tokens that begin a word which may not be written."""
        if vocabulary is None:
            return torch.empty(0, dtype=torch.long)
        if vocabulary.key not in self._keys:
            self._keys[vocabulary.key] = [(i, vocabulary.key(word)) for i, word in self._whole_words()]
        return torch.tensor([i for i, key in self._keys[vocabulary.key] if key not in vocabulary.keys])

    def _whole_words(self) -> list[tuple[int, str]]:
        """Return the tokens that are a word of their own; shorter ones may be the beginning of any word."""
        if not self._words:
            for i in range(len(self._tokenizer)):
                text = self._tokenizer.decode([i])
                if text[:1] == " " and text[1:].isalpha() and len(text) > 4:
                    self._words.append((i, text[1:]))
        return self._words


class KnownWords(LogitsProcessor):
    """Keeps each row from the tokens in its list."""

    def __init__(self, unknown: Sequence[torch.Tensor]) -> None:
        self._unknown = unknown

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        scores = scores.clone()  # type: ignore[assignment]
        for row, tokens in zip(scores, self._unknown, strict=True):
            row[tokens.to(row.device)] = _NEVER
        return scores


class NoRepeat(LogitsProcessor):
    """Keeps ``size`` tokens in a row from being written twice. What the prompt says may be said."""

    def __init__(self, size: int, read: int) -> None:
        self._before, self._read = size - 1, read

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        scores = scores.clone()  # type: ignore[assignment]
        for row, ids in zip(scores, input_ids[:, self._read :].tolist(), strict=True):
            last = ids[len(ids) - self._before :]
            for at in range(len(ids) - self._before):
                if ids[at : at + self._before] == last:
                    row[ids[at + self._before]] = _NEVER
        return scores


class Chance(LogitsProcessor):
    """Draws each row's next token from its nucleus: the fewest tokens that hold ``top_p`` of all probability.

    Holtzman et al. 2020, "The Curious Case of Neural Text Degeneration". What comes out is largest at the
    drawn token, and minus infinity outside of the nucleus. With ``top_p`` 1 every token may be drawn.
    """

    def __init__(self, temperature: float, top_p: float, seeds: Sequence[int]) -> None:
        self._temperature, self._top_p = temperature, top_p
        self._generators = [torch.Generator().manual_seed(seed) for seed in seeds]

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        logs = (scores.float() / self._temperature).log_softmax(-1)
        size = logs.shape[-1] if self._top_p == 1 else min(_NUCLEUS, logs.shape[-1])
        best, tokens = logs.topk(size)  # (rows, size), largest first
        before = best.exp().cumsum(-1) - best.exp()
        noisy = best + self._noise(best.shape).to(best.device)
        if self._top_p < 1:
            noisy = noisy.masked_fill(before >= self._top_p, _NEVER)
        return torch.full_like(logs, _NEVER).scatter_(-1, tokens, noisy)  # type: ignore[return-value]

    def _noise(self, shape: torch.Size) -> torch.Tensor:
        """Return Gumbel noise, each row from its own generator."""
        noise = torch.empty(shape)
        for row, generator in zip(noise, self._generators, strict=True):
            row.exponential_(generator=generator)
        return -noise.clamp_min(torch.finfo(torch.float32).tiny).log()  # -log(exponential) is Gumbel
