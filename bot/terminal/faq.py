"""``shopkeeper faq``: bring a FAQ in, look at it, search it, take it out again.

Opens the knowledge only, never a language model. An empty house is furnished with the demo shop,
so that there is something to look at; the first FAQ of one's own moves the demo shop out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import settings, shops
from bot.errors import BadInput
from bot.terminal import batch, screen
from bot.terminal.screen import plain
from bot.wire import Json

if TYPE_CHECKING:  # parts are imported when a command runs, so that --help is quick
    from bot.domain import Entry, Question
    from bot.knowledge import Knowledge
    from bot.shops import Shop

faq = typer.Typer(
    no_args_is_help=True,
    help="The FAQ that answers come from: import, list, search, remove, export.",
    epilog="Try it: shopkeeper faq import faq.csv",
)


@faq.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".jsonl, .csv or .md")],
    replace: Annotated[
        bool, typer.Option("--replace", help="remove the entries that are not in FILE")
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="import the good rows, name the bad ones")
    ] = False,
) -> None:
    """Import a FAQ from a file. Changed entries get a new version.

    Columns: question, answer; if you like id, section, language, url,
    and also: other ways to ask it, a list or split by |.
    In Markdown # is a section, ## a question, and its answer stands below.
    One bad row refuses the file: every bad line is named with its reason.
    Entries that seem to give a machine orders are named, and imported: you decide.

    Example: shopkeeper faq import faq.csv --replace
    """
    from bot import build
    from bot.knowledge.files import read_entries
    from bot.knowledge.orders import suspected

    read = read_entries(file, skip_bad)
    for notice in read.notices:
        screen.say(notice)
    for line, why in read.skipped:
        screen.say(f"{file}, line {line} skipped: {why}")
    if not read.entries:
        raise BadInput(f"{file} has no good row; nothing was imported.")
    for entry, reasons in suspected(read.entries):
        screen.say(f"Look at {entry.id} before customers do: it {' and '.join(reasons)}.")
    current = settings.load()
    with screen.steps("Opening the knowledge ...") as say:
        knowledge = build.build_knowledge(current, build.open_store(current), say)
    with screen.counter("Reading texts") as tick:
        knowledge.prepare(read.entries, tick)
    before = {entry.id: entry for entry in knowledge.entries()}  # after what is slow: others may write too
    demo = shops.owner(before.values(), current.shop)
    # Whoever brings a FAQ of their own does not want the demo shop's answers among them.
    moving_in = demo is not None and not _changes(demo, read.entries)
    kept = knowledge.add(read.entries, replace or moving_in)
    if moving_in and not replace:
        screen.say("Your FAQ takes the place of the demo shop's.")
    entries = knowledge.entries()
    screen.say(_summary(before, kept, len(entries)))
    if not current.human and shops.owner(entries, current.shop) is None:
        screen.say(f"{settings.NO_HUMAN}; {settings.SET_HUMAN}")


def _changes(demo: Shop, entries: Sequence[Entry]) -> bool:
    """Say whether these entries change a demo shop rather than take its place: is one of them, by id and
    question, one of its own? Another demo shop takes the place, though some of its entries are the same."""
    owner = shops.owner(entries, demo.id)
    known = {(entry.id, entry.question) for entry in demo.entries}
    return any((e.id, e.question) in known for e in entries) and (owner is None or owner.id == demo.id)


def _summary(before: dict[str, Entry], kept: list[Entry], total: int) -> str:
    new = sum(entry.id not in before for entry in kept)
    changed = sum(entry.id in before and entry.version != before[entry.id].version for entry in kept)
    return f"Imported {len(kept)} entries: {new} new, {changed} changed. The FAQ now has {total}."


@faq.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="print a JSON list with everything")] = False,
) -> None:
    """List the entries in force: id, version and question.

    Example: shopkeeper faq list | grep -i return
    """
    entries = _open().entries()
    if as_json:
        screen.print_json([asdict(entry) for entry in entries])
        return
    for entry in entries:
        screen.out.print(plain(entry.id, "cyan"), plain(f"v{entry.version}", "dim"), plain(entry.question))


@faq.command()
def search(
    text: Annotated[str, typer.Argument(help="a question in anybody's words")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
    many: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--batch", metavar="QUESTIONS OUT", help='.jsonl files; each line {"query": ...}'),
    ] = None,
) -> None:
    """Search the FAQ: the best entries, and how likely the first one answers the question.

    Example: shopkeeper faq search "can I bring it back?" --json

    Example: shopkeeper faq search --batch questions.jsonl found.jsonl
    """
    from bot.wire import search_json

    if many:
        batch.refuse_both(text)
        batch.run(*many, _searcher)
        return
    if not text.strip():
        raise BadInput('Nothing to search for. Give a text: shopkeeper faq search "can I bring it back?"')
    found = _open().search(text)
    if as_json:
        screen.print_json(search_json(found))
        return
    for hit in found.hits:
        screen.out.print(
            plain(f"{hit.score:6.2f}", "dim"), plain(hit.entry.id, "cyan"), plain(hit.entry.question)
        )
    verdict = "would answer" if found.answerable else "would say that it does not know"
    screen.out.print(
        plain(f"{found.confidence:.0%} sure that the first one answers it; the bot {verdict}.", "bold")
    )


def _searcher() -> batch.Work:
    """Search as the bot does, follow-ups included; nothing is written, so the fake engine will do."""
    from bot.engines import EchoEngine
    from bot.support import Support
    from bot.wire import search_json

    support = Support(_open(), EchoEngine(), adapter=None, shop="", human="")

    def work(question: Question) -> Json:
        return {**search_json(support.find(question)), "query": question.text}

    return work


@faq.command()
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="as `faq list` shows them")],
) -> None:
    """Remove entries. Old answers that cite them stay readable.

    Example: shopkeeper faq remove returns-window returns-cost
    """
    knowledge = _open()
    known = {entry.id for entry in knowledge.entries()}
    if unknown := [id for id in ids if id not in known]:
        raise BadInput(
            f"There is no entry {', '.join(unknown)}; nothing was removed. `shopkeeper faq list` shows them."
        )
    gone = knowledge.remove(ids)
    screen.say(f"Removed {', '.join(gone)}. The FAQ now has {len(knowledge.entries())} entries.")


@faq.command()
def export(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="its ending chooses the format: .jsonl, .csv or .md")
    ],
) -> None:
    """Write the FAQ to a file that `faq import` reads back as it is.

    Example: shopkeeper faq export faq.csv
    """
    from bot.knowledge.files import write_entries

    entries = _open().entries()
    write_entries(file, entries)
    screen.say(f"Wrote {len(entries)} entries to {file}.")


def _open() -> Knowledge:
    from bot import build

    current = settings.load()
    with screen.steps("Opening the knowledge ...") as say:
        knowledge = build.build_knowledge(current, build.open_store(current), say)
        build.settle_shop(current, knowledge, say)
    return knowledge
