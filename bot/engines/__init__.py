"""The seam to a language model: what an engine must do, how to sample, and the fake.

Nothing here imports torch. Real engines live one file each beside this one and are
built by ``bot.build``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import NamedTuple, Protocol

from prompts import Message

Prompt = tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to draw tokens. ``temperature`` 0 is greedy; a seed gives the same text, alone or in a batch.

    ``stop`` strings end the text and are not part of it. ``no_repeat`` tokens in a row are not written
    twice in one text; 0 allows it.
    """

    max_new_tokens: int = 160
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    no_repeat: int = 0


class Vocabulary(NamedTuple):
    """The words that may be written: those whose ``key`` is one of ``keys``. Signs and numbers are free."""

    keys: frozenset[str]
    key: Callable[[str], str]


class Engine(Protocol):
    """A language model that writes text for a prompt, with an adapter chosen by name."""

    @property
    def name(self) -> str:
        """Which model this is, as shown to people (``SmolLM2-135M-Instruct``)."""

    @property
    def adapters(self) -> tuple[str, ...]:
        """The names that ``adapter`` may take; ``None`` is always the untuned model."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that it writes well enough to be let speak (ISO 639-1 codes)."""

    def warm(self, adapter: str | None = None) -> None:
        """Load now what the first request with ``adapter`` would otherwise wait for."""

    def stream(
        self,
        prompt: Prompt,
        sampling: Sampling = Sampling(),
        adapter: str | None = None,
        cancelled: Event | None = None,
    ) -> Iterator[str]:
        """Yield pieces of text as they come. Setting ``cancelled`` ends it within a token."""

    def batch(
        self,
        prompts: Sequence[Prompt],
        sampling: Sampling = Sampling(),
        adapters: Sequence[str | None] = (),
        seeds: Sequence[int] = (),
        vocabularies: Sequence[Vocabulary] = (),
    ) -> list[str]:
        """Write one text for each prompt.

        ``adapters``, ``seeds`` and ``vocabularies`` are empty, or one for each prompt; without seeds all rows
        draw with ``sampling.seed``. An engine that cannot hold to a vocabulary writes freely: whoever needs
        it checks the text.
        """


class EchoEngine:
    """A fake that says what it was told to say, or repeats the first passage it was shown.

    For tests and trying only: it lets every room run without a model. ``replies`` are handed
    out in turn, then it echoes again.
    """

    name = "echo"
    languages = ("en", "zh")

    def __init__(self, replies: Sequence[str] = (), adapters: Sequence[str] = ("support",)) -> None:
        self.replies = list(replies)
        self.adapters = tuple(adapters)
        self.prompts: list[Prompt] = []

    def warm(self, adapter: str | None = None) -> None:
        """There is nothing to load."""

    def stream(
        self,
        prompt: Prompt,
        sampling: Sampling = Sampling(),
        adapter: str | None = None,
        cancelled: Event | None = None,
    ) -> Iterator[str]:
        for word in self._reply(prompt).split(" "):
            if cancelled is not None and cancelled.is_set():
                return
            yield word + " "

    def batch(
        self,
        prompts: Sequence[Prompt],
        sampling: Sampling = Sampling(),
        adapters: Sequence[str | None] = (),
        seeds: Sequence[int] = (),
        vocabularies: Sequence[Vocabulary] = (),
    ) -> list[str]:
        return [self._reply(prompt) for prompt in prompts]

    def _reply(self, prompt: Prompt) -> str:
        self.prompts.append(prompt)
        if self.replies:
            return self.replies.pop(0)
        lines = [line for line in prompt[-1].content.splitlines() if line.startswith("[1]")]
        return lines[0].partition(": ")[2] if lines else ""
