"""Ask many questions, one row each: the part that benchmarks share.

Whatever turns a ``Question`` into an ``Answer`` can be asked. Each row is appended to a file
the moment it is there, so that Ctrl-C loses nothing and the same command goes on.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.alignment import sentences_of
from benchmarks.second_checker import Finding, audit
from bot import settings, shops
from bot.build import App, build
from bot.domain import Answer, Entry, Question, Turn
from bot.errors import BadInput

Ask = Callable[[Question], Answer]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is right for it; ``entry_id`` is ``None`` when the FAQ does not say."""

    id: str
    text: str
    entry_id: str | None
    kind: str
    earlier: tuple[tuple[str, str | None], ...] = ()

    @property
    def question(self) -> Question:
        """The question as the bot gets it. What was answered before is left out: it may have been wrong."""
        turns = tuple(Turn(text, entry_ids=(id,) if id else ()) for text, id in self.earlier)
        return Question(self.text, turns)


def cases_of_shop(name: str) -> list[Case]:
    """Return a demo shop's questions."""
    return [Case(q.id, q.text, q.entry_id, q.kind, q.earlier) for q in shops.load(name).questions]


def cases_of_file(file: Path) -> list[Case]:
    """Read questions from a ``.jsonl`` file: ``query``, ``faq_id`` or null; optional id, kind, history.

    Raises:
        BadInput: a line is not such a question.
    """
    found = []
    for number, row in enumerate(shops.rows(file), 1):
        query, entry_id = row.get("query"), row.get("faq_id")
        if (
            not isinstance(query, str)
            or not query.strip()
            or not (entry_id is None or isinstance(entry_id, str))
        ):
            raise BadInput(
                f"{file.name}: question {number} needs a text `query` and a `faq_id` that is a text or null."
            )
        kind = row.get("kind") or ("far" if entry_id is None else "paraphrase")
        earlier = tuple((turn["query"], turn.get("faq_id")) for turn in row.get("history", ()))
        found.append(Case(str(row.get("id", number)), query, entry_id, kind, earlier))
    return found


def sample(cases: Sequence[Case], n: int | None, seed: int) -> list[Case]:
    """Return ``n`` of the cases, the same ones for the same seed, in their order."""
    if n is None or n >= len(cases):
        return list(cases)
    chosen = sorted(random.Random(seed).sample(range(len(cases)), n))
    return [cases[i] for i in chosen]


@contextmanager
def open_shop(
    shop: str = "fernhill",
    entries: Sequence[Entry] | None = None,
    adapter: str | None = None,
    seed: int = 0,
    passages: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[App]:
    """Open the real bot in a home of its own, with a demo shop or with any ``entries``."""
    with TemporaryDirectory(prefix="shopkeeper-benchmark-") as home:
        chosen: dict[str, object] = {"home": Path(home), "shop": shop, "seed": seed}
        if adapter is not None:
            chosen["adapter"] = adapter
        if entries is not None:
            chosen |= {"shop_name": "our shop", "human": "Please ask our staff."}
        app = build(settings.load(**chosen), say)
        if entries is not None:
            app.knowledge.add(list(entries), replace=True)
        yield replace(app, support=replace(app.support, passages=passages))


def row_of(case: Case, answer: Answer, group: str) -> Row:
    """Return what is kept of an answer, the second checker's doubts included."""
    sources = [text for cited in answer.citations for text in (cited.passage, cited.question)]
    findings = audit(shown_words(answer), sources, case.text) if answer.status == "answered" else []
    refused = [claim.text for claim in answer.rejected]
    hits = answer.search.hits if answer.search else ()
    return {
        "group": group,
        "id": case.id,
        "kind": case.kind,
        "query": case.text,
        "faq_id": case.entry_id,
        "first": hits[0].entry.id if hits else None,
        "confidence": round(answer.confidence, 4),
        "language": answer.language,
        "status": answer.status,
        "cited": [cited.id for cited in answer.citations],
        "text": answer.text,
        "quoted": answer.quoted,
        "repaired": answer.repaired,
        "claims": [claim.text for claim in answer.claims],
        "rejected": [{"text": claim.text, "why": claim.why} for claim in answer.rejected],
        "rejected_doubted": [bool(hits and _doubted(text, answer, case)) for text in refused],
        "findings": [asdict(finding) for finding in findings],
        "engine": answer.engine,
        "adapter": answer.adapter,
        "seconds": round(answer.seconds, 3),
    }


def shown_words(answer: Answer) -> str:
    """Return the text without the bot's own introduction to a quotation, which claims nothing."""
    sentences = sentences_of(answer.text)
    if not answer.quoted or not answer.claims:
        return answer.text
    start = answer.text.find(answer.claims[0].text)
    return answer.text[start:] if start >= 0 else " ".join(sentences)


def _doubted(text: str, answer: Answer, case: Case) -> bool:
    """Say whether the second checker, too, doubts a sentence that the first one refused."""
    if answer.search is None or not answer.search.hits:
        return False
    entry = answer.search.hits[0].entry
    findings: list[Finding] = audit(text, (entry.answer, entry.question), case.text)
    return bool(findings)


def ask_all(
    cases: Sequence[Case], ask: Ask, group: str, console: Console, out: Path | None = None
) -> tuple[list[Row], bool]:
    """Ask every case that ``out`` does not hold yet. Returns the rows, and whether it got through."""
    done = _kept(out, group)
    wanted = {case.id for case in cases}
    rows = [row for id, row in done.items() if id in wanted]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task(group.split()[0], total=len(cases), completed=len(rows))
            for case in cases:
                if case.id in done:
                    continue
                row = row_of(case, ask(case.question), group)
                rows.append(row)
                if out is not None:
                    with out.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(row, ensure_ascii=False) + "\n")
                progress.advance(bar)
    except KeyboardInterrupt:
        console.print(f"Stopped after {len(rows)} of {len(cases)}; figures are of these.")
        return rows, False
    return rows, True


def _kept(out: Path | None, group: str) -> dict[str, Row]:
    """Return the rows of an earlier run. A last line that was cut off is asked again."""
    found: dict[str, Row] = {}
    if out is None or not out.is_file():
        return found
    text = out.read_text("utf-8")
    if text and not text.endswith("\n"):
        text = text[: text.rfind("\n") + 1]
        out.write_text(text, encoding="utf-8")
    for line in text.splitlines():
        row = json.loads(line)
        if row["group"] == group:
            found[row["id"]] = row
    return found
