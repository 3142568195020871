"""What stands behind an answer, as a page to read: its sources, and why it was given.

Knows answers, not how they came about.
"""

from __future__ import annotations

from collections.abc import Callable

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from bot.domain import Answer, Entry
from bot.terminal.screen import plain

Lookup = Callable[[str, int | None], Entry | None]


def show_sources(screen: Console, answer: Answer, lookup: Lookup) -> None:
    """Print the entries that the answer rests on, at the version that was read."""
    if not answer.citations:
        screen.print(plain("The last answer rests on no source: it said that the FAQ does not know.", "dim"))
    for citation in answer.citations:
        screen.print(plain(f"[{citation.number}] {citation.question}", "bold"))
        screen.print(Padding(plain(citation.passage), (0, 0, 0, 4)), soft_wrap=False)
        entry = lookup(citation.id, citation.version)
        place = [f"{citation.id}, version {citation.version}", f"score {citation.score:.2f}"]
        place += [part for part in (entry.section, entry.url) if part] if entry else []
        screen.print(plain("    " + " · ".join(place), "dim"))


def show_reasons(screen: Console, answer: Answer, threshold: float) -> None:
    """Print how sure the search was, what it found, and the verdict on each sentence."""
    verdict = "answered" if answer.status == "answered" else "said that it does not know"
    sure = f"{answer.confidence:.0%} sure that the FAQ answers this; it speaks from {threshold:.0%} on"
    screen.print(plain(f"{verdict.capitalize()}: {sure}.", "bold"))
    if answer.failure:
        screen.print(plain(f"The engine broke: {answer.failure}", "yellow"))
    elif answer.quoted:
        screen.print(
            plain("No sentence of the model could be shown, so the FAQ was quoted in its own words.")
        )
    _hits(screen, answer)
    _sentences(screen, answer)
    if answer.search and answer.search.signals:
        signals = "  ".join(f"{name} {value:.2f}" for name, value in answer.search.signals.items())
        screen.print(plain(f"Signals: {signals}", "dim"), soft_wrap=False)
    speaker = f"{answer.engine} with adapter {answer.adapter}" if answer.adapter else answer.engine
    screen.print(plain(f"{speaker}, {answer.seconds:.1f} s", "dim"))


def _hits(screen: Console, answer: Answer) -> None:
    if not answer.search or not answer.search.hits:
        screen.print(plain("The search found nothing.", "dim"))
        return
    if answer.search.query != answer.question:
        screen.print(plain(f"Read together with what was asked before: {answer.search.query}", "dim"))
    table = _table("found", "score", "question")
    for hit in answer.search.hits:
        table.add_row(plain(hit.entry.id), f"{hit.score:.2f}", plain(hit.entry.question))
    screen.print(table, soft_wrap=False)


def _sentences(screen: Console, answer: Answer) -> None:
    if not answer.claims and not answer.rejected:
        return
    table = _table("sentence", "verdict")
    for claim in answer.claims:
        table.add_row(plain(claim.text), plain(f"stands in {claim.source}", "green"))
    for claim in answer.rejected:
        table.add_row(plain(claim.text), plain(f"not shown: {claim.why}", "yellow"))
    screen.print(table, soft_wrap=False)


def _table(*names: str) -> Table:
    return Table(*names, box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
