"""Fit the second look of an adapter: how its doubt is weighed against search.

    python -m finetune.second_look finetune/recipes/reader.toml

Uses only entries that were held back from training, in the shops it was trained on: every question
once as it is, and once with its right entry taken away, so that there are as many questions without
an answer as with one. Prints how the fit does on each shop when fitted on the others, and writes
``second_look.json`` beside the adapter's weights.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot import models, settings, shops
from bot.domain import Question, Search, Turn
from bot.engines.transformers import TransformersEngine
from bot.knowledge import Knowledge
from bot.knowledge.embed import Embedder, MiniLM
from bot.second_look import CANDIDATES, FILE, SIGNALS, SecondLook
from bot.shops import Asked, Shop
from bot.store import MemoryStore
from bot.support import Support
from finetune import recipe
from finetune.dataset import part_of

# The share of answerable questions that the threshold lets through.
ANSWERED = 0.95


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what search found and what the model doubts; ``right`` is the entry that answers."""

    shop: str
    kind: str
    search: Search
    doubts: tuple[float, ...]
    right: str | None

    def without_answer(self) -> Case:
        """Return the same question to a FAQ that lacks the entry that answers it."""
        read = self.search.hits[: len(self.doubts)]
        kept = [i for i, hit in enumerate(read) if hit.entry.id != self.right]
        hits = tuple(read[i] for i in kept)
        return replace(
            self,
            kind="taken away",
            search=replace(self.search, hits=hits),
            doubts=tuple(self.doubts[i] for i in kept)[:CANDIDATES],
            right=None,
        )


def cases(shop: Shop, support: Support, asked: Iterable[Asked]) -> Iterator[Case]:
    """Yield a case for each question, and a second one without its right entry."""
    for question in asked:
        turns = tuple(Turn(text) for text, _ in question.earlier)
        search, doubts = support.read(Question(question.text, turns), CANDIDATES + 1)
        case = Case(shop.id, question.kind, search, tuple(doubts), question.entry_id)
        if case.right is not None:
            yield case.without_answer()
        yield replace(case, doubts=case.doubts[:CANDIDATES])


def fit(examples: Sequence[Case], seed: int) -> SecondLook:
    """Fit ``trust`` by conditional logit over the candidates, then the confidence by logistic regression."""
    choices = []
    for case in examples:
        ids = [hit.entry.id for hit in case.search.hits[: len(case.doubts)]]
        if case.right in ids:
            scores = np.array([hit.score for hit in case.search.hits[: len(ids)]])
            choices.append((scores, np.array(case.doubts), ids.index(case.right)))

    def loss(parameters: Any) -> float:
        scale, doubt = np.exp(parameters)
        total = 0.0
        for scores, doubts, right in choices:
            held = scale * scores - doubt * doubts
            total += float(np.logaddexp.reduce(held) - held[right])
        return total / len(choices) + 0.001 * float(np.sum(np.square(parameters)))

    scale, doubt = np.exp(minimize(loss, np.zeros(2), method="Nelder-Mead").x)
    look = SecondLook(float(doubt / scale), dict.fromkeys(SIGNALS, 0.0), 0.0, 0.5)
    table, right = _table(look, examples)
    model = LogisticRegression(C=1.0, random_state=seed).fit(table, right)
    weights = dict(zip(SIGNALS, map(float, model.coef_[0]), strict=True))
    look = replace(look, weights=weights, bias=float(model.intercept_[0]))
    answerable = [look.judge(c.search, c.doubts).confidence for c in examples if c.right is not None]
    return replace(look, threshold=float(np.quantile(answerable, 1 - ANSWERED)))


def report(look: SecondLook, examples: Sequence[Case]) -> dict[str, Any]:
    """Return what the fit does on ``examples``: the right entry first, and who is answered."""
    judged = [(case, look.judge(case.search, case.doubts)) for case in examples]
    known = [(case, search) for case, search in judged if case.right is not None]
    unknown = [(case, search) for case, search in judged if case.right is None]
    first = [search.hits[0].entry.id == case.right for case, search in known]
    shown = [ok for ok, (_, search) in zip(first, known, strict=True) if search.answerable]
    labels = [1] * len(known) + [0] * len(unknown)
    declined = {
        kind: round(float(np.mean([not s.answerable for c, s in unknown if c.kind == kind])), 3)
        for kind in sorted({case.kind for case, _ in unknown})
    }
    return {
        "questions": len(known),
        "right_first_by_search": round(
            float(np.mean([c.search.hits[0].entry.id == c.right for c, _ in known])), 3
        ),
        "right_first": round(float(np.mean(first)), 3),
        "answered": round(len(shown) / len(known), 3),
        "right_of_answered": round(float(np.mean(shown)), 3),
        "declined": declined,
        "auroc": round(float(roc_auc_score(labels, [search.confidence for _, search in known + unknown])), 3),
    }


def _table(look: SecondLook, examples: Sequence[Case]) -> tuple[Any, Any]:
    """Return the signals (cases, signals) and whether the leading entry is right (cases,)."""
    rows, right = [], []
    for case in examples:
        read, found = look.weigh(case.search, case.doubts)
        rows.append([found[name] for name in SIGNALS])
        right.append(read[0].entry.id == case.right)
    return np.array(rows), np.array(right)


def open_shop(shop: Shop, embedder: Embedder, engine: TransformersEngine, adapter: str) -> Support:
    """Return the shop's service as the bot would build it, without a second look."""
    knowledge = Knowledge(MemoryStore(), embedder)
    knowledge.add(shop.entries)
    return Support(knowledge, engine, None, shop.name, shop.human, reader=adapter)


def main(
    recipe_file: Annotated[Path, typer.Argument(metavar="RECIPE", help="e.g. finetune/recipes/reader.toml")],
    adapter: Annotated[Path | None, typer.Option(help="adapter folder; default bot/adapters/NAME")] = None,
) -> None:
    """Fit how an adapter's doubt is weighed against search."""
    say = Console(stderr=True)
    chosen, home = recipe.load(recipe_file), settings.load()
    folder = adapter or home.adapters / chosen.name
    embedder = MiniLM(models.fetch(models.MINILM, home.models, say.print))
    engine = TransformersEngine(models.fetch(models.SMOLLM2, home.models, say.print), {chosen.name: folder})
    examples: list[Case] = []
    for name in chosen.data.shops:
        shop = shops.load(name)
        support = open_shop(shop, embedder, engine, chosen.name)
        asked = [q for q in shop.questions if q.language == "en" and part_of(q) == "dev"]
        examples += [case for q in track(asked, name, console=say) for case in cases(shop, support, [q])]
    across = {}
    for name in chosen.data.shops:
        others = fit([case for case in examples if case.shop != name], chosen.seed)
        across[name] = report(others, [case for case in examples if case.shop == name])
    look = fit(examples, chosen.seed)
    provenance = {"cases": len(examples), "seed": chosen.seed, "fitted_on_the_others": across}
    numbers = {
        "trust": look.trust,
        "weights": look.weights,
        "bias": look.bias,
        "threshold": look.threshold,
        "provenance": provenance,
    }
    (folder / FILE).write_text(json.dumps(numbers, indent=2) + "\n")
    print(json.dumps(numbers))


if __name__ == "__main__":
    typer.run(main)
