"""Score an adapter on a shop it never saw, beside the untuned model and plain quoting.

    python -m finetune.evaluate finetune/recipes/support.toml

Each question comes with its right passage (half of the time with a wrong one beside it), so that
this measures reading, not search; questions that the FAQ does not answer come with the nearest
passage. Prints one JSON object and writes ``scores.json`` and the model card beside the weights.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

import prompts
from bot import models, settings, shops
from bot.claims import check, without_leader
from bot.engines import Engine, Sampling
from bot.engines.transformers import TransformersEngine
from bot.knowledge.embed import MiniLM
from bot.sentences import split
from finetune import card, dataset, recipe
from finetune.dataset import Example

BATCH = 16


@dataclass(frozen=True, slots=True)
class Reply:
    """What one system said to one example, and what became of it. No repair, no second try."""

    id: str
    entry: str
    declined: bool
    sentences: int
    supported: int
    agrees: bool | None
    kept: float | None
    overlap: float
    words: int
    text: str


def judge(example: Example, reference: str, text: str, question: str) -> Reply:
    """Judge ``text`` against the passages of the example and the ideal ``reference``.

    ``agrees`` compares a leading yes or no with the reference's (None where the reference has none);
    ``kept`` is the share of the reference's numbers that the text says; ``overlap`` is the F1 of
    their words (Rajpurkar et al. 2016).
    """
    declined = text.strip().startswith(prompts.DECLINE)
    # A leading yes or no is judged apart: the bot never shows one that the passage does not say itself.
    said = () if declined else [without_leader(sentence) for sentence in split(text)]
    claims = [check(sentence, example.passages[:1], question) for sentence in said if sentence]
    numbers = re.findall(r"\d+(?:[.,:]\d+)*", reference)
    lead = _lead(reference)
    return Reply(
        id=example.id,
        entry=example.passages[0].id,
        declined=declined,
        sentences=len(claims),
        supported=sum(claim.supported for claim in claims),
        agrees=None if lead is None or declined else _lead(text) == lead,
        kept=sum(number in text for number in numbers) / len(numbers) if numbers and not declined else None,
        overlap=word_f1(text, reference),
        words=len(text.split()),
        text=text,
    )


def word_f1(text: str, reference: str) -> float:
    """Return the F1 of the words that two texts share, counted with repetition."""
    said, wanted = (Counter(re.findall(r"\w+", t.lower())) for t in (text, reference))
    shared = sum((said & wanted).values())
    return 2 * shared / (said.total() + wanted.total()) if shared else 0.0


def summary(replies: Sequence[Reply], answerable: bool, seed: int) -> dict[str, Any]:
    """Return the shares of ``replies``, each with a 95 % interval over entries (not over rows)."""

    def share(value: Any) -> dict[str, Any]:
        return interval([(r.entry, *value(r)) for r in replies if value(r) is not None], seed)

    if not answerable:
        return {"n": len(replies), "declined": share(lambda r: (r.declined, 1))}
    return {
        "n": len(replies),
        "declined": share(lambda r: (r.declined, 1)),
        "sentences_supported": share(lambda r: (r.supported, r.sentences) if r.sentences else None),
        "answers_fully_supported": share(lambda r: None if r.declined else (r.supported == r.sentences, 1)),
        "yes_or_no_agrees": share(lambda r: None if r.agrees is None else (r.agrees, 1)),
        "numbers_kept": share(lambda r: None if r.kept is None else (r.kept, 1)),
        "word_f1": share(lambda r: None if r.declined else (r.overlap, 1)),
        "words": round(sum(r.words for r in replies) / max(1, len(replies)), 1),
    }


def interval(counts: Sequence[tuple[str, float, float]], seed: int, draws: int = 1000) -> dict[str, Any]:
    """Return share and 95 % interval of (group, hits, of): a bootstrap that draws whole groups.

    Questions about one entry stand or fall together, so rows are not independent (cluster bootstrap,
    Cameron, Gelbach and Miller 2008).
    """
    groups: dict[str, list[float]] = {}
    for group, hits, of in counts:
        sums = groups.setdefault(group, [0.0, 0.0])
        sums[0], sums[1] = sums[0] + hits, sums[1] + of
    cells = list(groups.values())
    total = sum(of for _, of in cells)
    if not total:
        return {"share": None, "low": None, "high": None, "of": 0}
    draw = random.Random(seed)
    shares = []
    for _ in range(draws):
        sample = draw.choices(cells, k=len(cells))
        of = sum(cell[1] for cell in sample)
        shares.append(sum(cell[0] for cell in sample) / of if of else 0.0)
    shares.sort()
    low, high = shares[int(0.025 * draws)], shares[int(0.975 * draws) - 1]
    share = sum(hits for hits, _ in cells) / total
    return {"share": round(share, 4), "low": round(low, 4), "high": round(high, 4), "of": round(total)}


def evaluate(engine: Engine, examples: Sequence[Example], adapter: str | None, say: Console) -> list[Reply]:
    """Let the engine answer all examples in batches, greedily, and judge each reply."""
    order = sorted(examples, key=lambda e: sum(len(m.content) for m in e.prompt))  # little padding
    replies = []
    starts = range(0, len(order), BATCH)
    for start in track(starts, f"{adapter or 'untuned'} ({len(order)} questions)", console=say):
        rows = order[start : start + BATCH]
        texts = engine.batch([e.prompt for e in rows], Sampling(max_new_tokens=96), [adapter] * len(rows))
        replies += [judge(e, e.reply, t, _question(e)) for e, t in zip(rows, texts, strict=True)]
    return replies


def _question(example: Example) -> str:
    return example.prompt[-1].content.rpartition("Question: ")[2]


def _lead(text: str) -> str | None:
    found = re.match(r"(yes|no)\b", text.strip(), re.IGNORECASE)
    return found[1].lower() if found else None


def main(
    recipe_file: Annotated[Path, typer.Argument(metavar="RECIPE", help="e.g. finetune/recipes/support.toml")],
    adapter: Annotated[Path | None, typer.Option(help="adapter folder; default bot/adapters/NAME")] = None,
    shop: Annotated[str, typer.Option(help="test shop, or 'dev' for the held-back entries")] = "brewmoor",
    n: Annotated[
        int, typer.Option(help="at most so many questions, drawn with the recipe's seed; 0 for all")
    ] = 0,
    replies: Annotated[Path | None, typer.Option(help="also write every reply to this .jsonl")] = None,
) -> None:
    """Score an adapter beside the untuned model and plain quoting."""
    say = Console(stderr=True)
    chosen, home = recipe.read(recipe_file, recipe.Recipe), settings.load()
    folder = adapter or home.adapters / chosen.name
    embedder = MiniLM(models.fetch(models.MINILM, home.models, say.print), adapter=None)
    engine = TransformersEngine(models.fetch(models.SMOLLM2, home.models, say.print), {chosen.name: folder})
    data = chosen.data.model_copy(
        update={"unanswerable": 1.0, "wrong_alone": 0.0, "wrong_first": 0.0, "two_passages": 0.5}
    )
    part: dataset.Part = "dev" if shop == "dev" else "test"
    taught = [shops.load(name) for name in (chosen.data.shops if shop == "dev" else [shop])]
    examples = dataset.build(taught, data, embedder, part, chosen.seed, chosen.template)
    examples = examples[:n] if n else examples
    answerable = [e for e in examples if e.kind != "decline"]
    unanswerable = [e for e in examples if e.kind == "decline"]

    quoted = [judge(e, e.reply, e.passages[0].text, _question(e)) for e in answerable]
    result: dict[str, Any] = {
        "shop": shop,
        "seed": chosen.seed,
        "data": dataset.fingerprint(examples),
        "training": json.loads((folder / "training.json").read_text("utf-8")),
        "quoting": {"answerable": summary(quoted, True, chosen.seed)},
    }
    for name, key in ((None, "untuned"), (chosen.name, "tuned")):
        known = evaluate(engine, answerable, name, say)
        unknown = evaluate(engine, unanswerable, name, say)
        result[key] = {
            "answerable": summary(known, True, chosen.seed),
            "unanswerable": summary(unknown, False, chosen.seed),
        }
        if replies is not None:
            with replies.open("a", encoding="utf-8") as file:
                for reply in (*known, *unknown):
                    file.write(json.dumps({"system": key, **asdict(reply)}, ensure_ascii=False) + "\n")
    if part == "test":
        (folder / "scores.json").write_text(json.dumps(result, indent=2) + "\n")
        (folder / "README.md").write_text(card.write(chosen, result), "utf-8")
    say.print(_table(result))
    print(json.dumps(result))


def _table(result: dict[str, Any]) -> Table:
    table = Table("measure", *card.SYSTEMS, title=f"shop {result['shop']}")
    for row in card.rows(result):
        table.add_row(*row)
    return table


if __name__ == "__main__":
    typer.run(main)
