"""The second look: the language model reads the entries that search found, and doubts.

An embedding sees that two texts are about the same thing; only a reader sees whether one answers
the other. For each candidate the tuned model says how likely it would decline to answer from it.
A few fitted numbers, kept beside the adapter's weights because they belong to it, weigh that doubt
against search and turn both into the confidence that decides. Fitted by ``finetune.second_look``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.domain import Hit, Search
from bot.errors import NotReady

#: How many entries are read. Each costs one reading of about 130 tokens.
CANDIDATES = 4
FILE = "second_look.json"
SIGNALS = ("search", "doubt", "margin", "moved")


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The fitted numbers: ``trust`` weighs doubt against search; the rest makes a probability of it."""

    trust: float
    weights: Mapping[str, float]
    bias: float
    threshold: float
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, adapter_folder: Path) -> SecondLook | None:
        """Read the numbers of an adapter; ``None`` if it has none.

        Raises:
            NotReady: the file is there but cannot be used.
        """
        file = adapter_folder / FILE
        if not file.is_file():
            return None
        try:
            made = cls(**json.loads(file.read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise NotReady(
                f"{file} cannot be used ({error}). Make it with python -m finetune.second_look."
            ) from error
        if set(made.weights) != set(SIGNALS):
            raise NotReady(f"{file} was fitted for other signals. Run python -m finetune.second_look again.")
        return made

    def judge(self, search: Search, doubts: Sequence[float]) -> Search:
        """Return ``search`` with its first ``len(doubts)`` hits in the order of both, and the new confidence.

        Args:
            doubts: for each candidate the log-odds that the model declines to answer from it.
        """
        read, found = self.weigh(search, doubts)
        total = self.bias + sum(self.weights[name] * found[name] for name in SIGNALS)
        confidence = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
        return replace(
            search,
            hits=(*read, *search.hits[len(doubts) :]),
            confidence=confidence,
            answerable=confidence >= self.threshold,
            signals={**search.signals, **{f"second look: {name}": value for name, value in found.items()}},
        )

    def weigh(self, search: Search, doubts: Sequence[float]) -> tuple[list[Hit], dict[str, float]]:
        """Return the candidates, best first, and the signals that the confidence is made of."""
        held = [hit.score - self.trust * doubt for hit, doubt in zip(search.hits, doubts, strict=False)]
        order = sorted(range(len(held)), key=lambda i: -held[i])
        best = order[0]
        second = held[order[1]] if len(order) > 1 else held[best] - 10
        read = [replace(search.hits[i], score=held[i]) for i in order]
        sure = min(max(search.confidence, 1e-6), 1 - 1e-6)
        return read, {
            "search": math.log(sure / (1 - sure)),
            "doubt": doubts[best],
            "margin": min(held[best] - second, 10.0),
            "moved": float(best != 0),
        }


def log_odds(log_probability: float) -> float:
    """Turn a log-probability into log-odds, held within 12 either way."""
    probability = min(max(math.exp(log_probability), 6e-6), 1 - 6e-6)
    return math.log(probability / (1 - probability))


def merged(searches: Sequence[Search]) -> Search:
    """Return one search out of several readings of a question: every entry at its best score."""
    best: dict[str, Hit] = {}
    for search in searches:
        for hit in search.hits:
            if hit.entry.id not in best or hit.score > best[hit.entry.id].score:
                best[hit.entry.id] = hit
    surest = max(searches, key=lambda search: search.confidence)
    hits = sorted(best.values(), key=lambda hit: -hit.score)
    return replace(surest, hits=tuple(hits))
