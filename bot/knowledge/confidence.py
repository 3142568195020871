"""How far search may be trusted: which entry leads, and how likely it answers the question.

Two small fitted models in one JSON file: ``rank`` weighs the evidence for an entry into its
score, ``weights`` and ``bias`` turn the signals of a whole search into a probability.
Signals are free of units and of the size and subject of a FAQ, as far as that goes, because
the file is fitted on some FAQs and used on all others. How it is fitted is the business of
``finetune.calibrate``; nothing here reads entries or texts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.errors import NotReady
from bot.knowledge.index import EVIDENCE, Array

SHIPPED = Path(__file__).with_name("confidence.json")

SIGNALS = (
    *EVIDENCE,  # of the leading entry, one by one
    "share",  # log-odds of the leading entry among all, by their scores
    "margin",  # its score above the second one's
    "lead",  # its score above the mean of the second to the sixth
    "standing",  # its score in standard deviations above the mean of the collection
    "agreement",  # how much of the best keyword evidence the leading entry has, and of the best nearness
    "unheard",  # share of the question's rarity in words that no entry holds
    "size",  # logarithm of the number of entries
)


@dataclass(frozen=True, slots=True)
class Confidence:
    """The fitted numbers. ``threshold`` answers 95 % of answerable questions of the fitting data.

    ``chinese`` has the same numbers for Chinese questions, of which the default embedding model reads
    too little: there the words count alone. Without it all questions are treated alike.
    """

    rank: Mapping[str, float]
    weights: Mapping[str, float]
    bias: float
    threshold: float
    provenance: Mapping[str, Any] = field(default_factory=dict)
    chinese: Mapping[str, Any] | None = None

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Confidence:
        try:
            numbers = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise NotReady(
                f"{path.name} cannot be read ({error}). Make it with `python -m finetune.calibrate`."
            ) from error
        return cls.of(numbers)

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Confidence:
        made = cls(**numbers)
        if set(made.rank) != set(EVIDENCE) or not set(made.weights) <= set(SIGNALS):
            raise NotReady(
                "confidence.json was fitted for other signals. Run `python -m finetune.calibrate` again."
            )
        return made

    def reading(self, language: str) -> Confidence:
        """The numbers for questions in this language."""
        return replace(self, **self.chinese, chinese=None) if language == "zh" and self.chinese else self

    def scores(self, evidence: Array) -> Array:
        """One score an entry: (entries, evidence) -> (entries,)."""
        return evidence @ np.array([self.rank[name] for name in EVIDENCE], np.float32)

    def probability(self, signals: Mapping[str, float]) -> float:
        total = self.bias + sum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def signals(evidence: Array, scores: Array, order: npt.NDArray[np.intp], unheard: float) -> dict[str, float]:
    """What a search looks like from outside. ``order`` lists the entries, best first."""
    first = int(order[0])
    top = scores[order]
    rest = top[1:6] if len(top) > 1 else top - 1  # an only entry leads by one, whatever is asked
    odds = np.exp(np.clip(top[1:] - top[0], -30, 0)).sum()
    spread = float(scores.std())
    best = np.maximum(evidence.max(axis=0), 1e-6)
    keyword, near = (
        EVIDENCE.index("keywords"),
        evidence[:, [EVIDENCE.index(n) for n in ("title", "answer", "nearest")]],
    )
    found = dict(zip(EVIDENCE, map(float, evidence[first]), strict=True))
    return found | {
        "share": float(-np.log(max(odds, 1e-6))),
        "margin": float(top[0] - rest[0]),
        "lead": float(top[0] - rest.mean()),
        "standing": float((top[0] - scores.mean()) / spread) if spread > 0 else 0.0,
        "agreement": float(
            (evidence[first, keyword] / best[keyword] + near[first].max() / max(near.max(), 1e-6)) / 2
        ),
        "unheard": unheard,
        "size": math.log(len(scores)),
    }
