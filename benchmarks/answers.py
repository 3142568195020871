"""How good are the answers? Any FAQ, any questions, the real bot, one JSON object at the end.

    python -m benchmarks.answers --shop brewmoor --json
    python -m benchmarks.answers --shop brewmoor --adapter none --n 100 --seed 1 --json
    python -m benchmarks.answers --faq faq.jsonl --questions questions.jsonl --out rows.jsonl --json

Questions are lines with ``query`` and ``faq_id`` (or null), optionally ``id``, ``kind`` and
``history``. What is shown is judged by the second checker, which shares nothing with the one
that let it through. With ``--out`` every row is kept at once and the same command goes on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks import about
from benchmarks.asking import Case, Row, ask_all, cases_of_file, cases_of_shop, open_shop, sample
from benchmarks.stats import percentile, share, share_of
from bot import settings, shops
from bot.build import App
from bot.domain import Entry
from bot.errors import ShopkeeperError
from bot.knowledge.files import read_entries


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the figures of ``rows``. Follow-ups stand apart, since they test something else."""
    follow_ups = [row for row in rows if row["kind"] == "follow_up"]
    asked = [row for row in rows if row["kind"] != "follow_up"]
    answered = [row for row in rows if row["status"] == "answered"]
    written = [row for row in rows if not row["quoted"] and (row["claims"] or row["rejected"])]
    passed = sum(len(row["claims"]) for row in written)
    refused = sum(len(row["rejected"]) for row in rows)
    doubted = [verdict for row in rows for verdict in row["rejected_doubted"]]
    unsupported = [row for row in answered if row["findings"]]
    kinds = [{finding["kind"] for finding in row["findings"]} for row in unsupported]
    seconds = [row["seconds"] for row in rows]
    return {
        "counts": dict(Counter(row["kind"] for row in rows)),
        **_by_kind(asked),
        "follow_ups": _by_kind(follow_ups),
        "shown_answers_with_doubts": share(len(unsupported), len(answered)),
        # A condition left out says too much, but nothing that is not there; so the two stand apart too.
        "shown_answers_dropping_a_condition": share(
            sum("condition dropped" in k for k in kinds), len(answered)
        ),
        "shown_answers_with_other_doubts": share(
            sum(bool(k - {"condition dropped"}) for k in kinds), len(answered)
        ),
        "doubts_by_kind": dict(Counter(f["kind"] for row in unsupported for f in row["findings"])),
        "doubts": [
            {"group": row["group"], "id": row["id"], "query": row["query"], "text": row["text"]}
            | {"findings": row["findings"]}
            for row in unsupported
        ],
        # By the first checker. After a refusal the rest of that try is not written, so it is not counted.
        "model_sentences_supported": share(passed, passed + refused),
        "model_answers_without_repair": share_of(
            [not row["rejected"] for row in rows if row["claims"] or row["rejected"]]
        ),
        "refused_sentences_doubted_by_second": share_of(doubted),
        # The model may not write every language; there the FAQ is quoted by design.
        "quoted": {
            language: share_of([row["quoted"] for row in answered if row["language"] == language])
            for language in sorted({row["language"] for row in answered})
        },
        "repaired": share_of([row["repaired"] > 0 and not row["quoted"] for row in answered]),
        "seconds": {f"p{p}": round(percentile(seconds, p), 3) if seconds else None for p in (50, 95)},
    }


def _by_kind(rows: Sequence[Row]) -> dict[str, Any]:
    known = [row for row in rows if row["faq_id"] is not None]
    answered = [row for row in known if row["status"] == "answered"]
    unknown = {
        kind: [row for row in rows if row["faq_id"] is None and row["kind"] == kind] for kind in _kinds(rows)
    }
    return {
        "right_entry_first": share_of([row["first"] == row["faq_id"] for row in known]),
        "answered": share(len(answered), len(known)),
        "refused_although_known": share(len(known) - len(answered), len(known)),
        "shown_rest_on_right_entry": share_of([row["faq_id"] in row["cited"] for row in answered]),
        "declined": {
            kind: share_of([row["status"] != "answered" for row in some]) for kind, some in unknown.items()
        },
    }


def _kinds(rows: Sequence[Row]) -> list[str]:
    return sorted({row["kind"] for row in rows if row["faq_id"] is None})


def main(
    shop: Annotated[
        list[str] | None, typer.Option(help="demo shop; may be given several times (default: all)")
    ] = None,
    faq: Annotated[Path | None, typer.Option(help="any FAQ file instead: .jsonl, .csv or .md")] = None,
    questions: Annotated[Path | None, typer.Option(help="questions to that FAQ, .jsonl")] = None,
    n: Annotated[int | None, typer.Option(help="ask so many of each shop's questions", min=1)] = None,
    seed: int = 0,
    adapter: Annotated[
        str, typer.Option(help="support, another adapter, or none for the untuned model")
    ] = "support",
    passages: Annotated[int, typer.Option(help="entries that the model is shown", min=1)] = 1,
    out: Annotated[Path | None, typer.Option(help="keep rows here, and go on from them")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the JSON object only")] = False,
) -> None:
    """Ask, judge, report."""
    console = Console(stderr=True)
    if (faq is None) != (questions is None) or (faq and shop):
        raise typer.BadParameter("give --faq and --questions together, or --shop")
    names = shop or shops.names()
    try:
        if faq and questions:
            groups = [Group.of_files(faq, questions, names[0])]
        else:
            groups = [Group.of_shop(name) for name in names]
        groups = [replace(group, cases=sample(group.cases, n, seed)) for group in groups]
        result = run(groups, Setup(adapter, seed, passages, out), console)
    except ShopkeeperError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    if not as_json:
        Console().print_json(json.dumps(result, ensure_ascii=False))
    print(json.dumps(result, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class Group:
    """Questions to one FAQ: a demo shop's own, or ``entries`` that take their place."""

    name: str
    shop: str
    cases: list[Case]
    files: tuple[Path, ...]
    entries: Sequence[Entry] | None = None

    @classmethod
    def of_shop(cls, name: str) -> Group:
        """Return a demo shop with its questions."""
        folder = settings.data_folder() / name
        return cls(name, name, cases_of_shop(name), (folder / "faq.jsonl", folder / "questions.jsonl"))

    @classmethod
    def of_files(cls, faq: Path, questions: Path, shop: str) -> Group:
        """Read any FAQ. Any demo shop may lend its place: its entries go before the first question."""
        return cls(faq.stem, shop, cases_of_file(questions), (faq, questions), read_entries(faq).entries)


@dataclass(frozen=True, slots=True)
class Setup:
    """How the bot is asked."""

    adapter: str
    seed: int
    passages: int
    out: Path | None


def run(groups: Sequence[Group], setup: Setup, console: Console) -> dict[str, Any]:
    """Ask every group in a bot of its own and return the figures."""
    rows: list[Row] = []
    by_group: dict[str, Any] = {}
    about_bot: dict[str, Any] = {}
    complete = True
    for group in groups:
        with open_shop(
            group.shop,
            group.entries,
            setup.adapter,
            setup.seed,
            setup.passages,
            lambda line: console.print(line, markup=False),
        ) as app:
            about_bot = _about(app)
            found, complete = ask_all(
                group.cases, app.support.answer, _label(group, app, about_bot, setup), console, setup.out
            )
        rows += found
        by_group[group.name] = summary(found)
        if not complete:
            break
    figures = by_group[groups[0].name] if len(by_group) == 1 else {"all": summary(rows), "shops": by_group}
    return {
        "benchmark": "answers",
        "n": len(rows),
        "complete": complete,
        "seed": setup.seed,
        "passages": setup.passages,
        **about_bot,
        "versions": about.versions(),
        "data_sha256": about.hashes([file for group in groups for file in group.files]),
    } | figures


def _about(app: App) -> dict[str, Any]:
    used = app.support.adapter
    weights = about.adapter_hash(app.settings.adapters, used)
    return {"engine": app.engine.name, "adapter": used, "adapter_sha256": weights}


def _label(group: Group, app: App, bot: dict[str, Any], setup: Setup) -> str:
    """Name a run: rows of another adapter, of other data or settings are not this one's."""
    threshold = app.knowledge.confidence.threshold
    faq = about.hash_of_entries(app.knowledge.entries())
    return (
        f"{group.name} {bot['adapter']}@{bot['adapter_sha256']} {threshold:.6g} {faq}"
        f" {setup.passages} {setup.seed}"
    )


if __name__ == "__main__":
    typer.run(main)
