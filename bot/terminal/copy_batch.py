"""Copy for a file of products: one line of JSON each, or a table, in the same order.

Every line is on disk before the next products are taken, so stopping or being killed loses nothing, and the
same command goes on where it stopped. A table (.csv) is made at the end, out of the lines that were kept
beside it until then. Each line holds what was asked for and by which shop, brand book, engine and adapter it
was written, so that two ways of asking or of writing never mix in one file.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bot import catalogue
from bot.briefs import Json, copies_json
from bot.copywriting import table
from bot.copywriting.lending import notice
from bot.domain import Brief
from bot.errors import BadInput
from bot.headings import taken
from bot.knowledge.formats import Row
from bot.terminal import finished, screen

if TYPE_CHECKING:
    from bot.build.marketing import Papers
    from bot.copywriter import Copywriter

# What is named by what it holds, which says nothing to a reader.
_CONTENT = ("brand book", "training of the adapter")


def run(
    source: Path,
    target: Path,
    given: Json,
    variants: int,
    seed: int,
    skip_bad: bool,
    papers: Papers,
    start: Callable[[], Copywriter],
) -> None:
    """Write copy for each product of ``source`` to ``target``. ``given`` is what all briefs have in common.

    ``start`` calls the copywriter, once all briefs are read and only if there is something to write.

    Raises:
        BadInput: a row cannot be used, ``target`` holds something else, or another start of the same batch
            is writing to it. Nothing was written.
    """
    kept = _kept_in(source, target)
    read = catalogue.read(source, skip_bad)
    for line, why in read.skipped:
        screen.say(f"Left out, line {line}: {why}")
    for note in read.unread:
        screen.say(f"Passed over, {note}")
    products = list(read.products.values())
    if source.suffix.lower() == ".csv":
        screen.say(taken(products))
    asked = [{**given, "variants": variants, "seed": seed, "product": catalogue.row_of(p)} for p in products]
    briefs = _briefs(papers, given, asked)
    if why := notice(papers.brand, briefs):
        screen.say(why)
    with _held(kept):
        if kept != target and target.exists():
            finished.same(target, asked)
            screen.say(f"Done already: {target} has the copy for {len(products)} products.")
            return
        done = _done(kept, asked)
        if done:
            screen.say(f"{kept} already has {len(done)} of {len(products)}.")
        if len(done) < len(products):
            _write(kept, start(), briefs, asked, done)
        without = _finish(kept, target, asked)
    screen.say(f"Wrote {len(products) - without} of {len(products)} products to {target}.")


def _kept_in(source: Path, target: Path) -> Path:
    """Return the file that holds the lines: ``target``, or one beside it until the table is made."""
    if target.suffix.lower() not in (".jsonl", ".csv"):
        raise BadInput(f"{target} must end in .jsonl or .csv.")
    if target.exists() and source.exists() and source.samefile(target):
        raise BadInput(f"{target} holds the products themselves. Name another file for the copy.")
    if target.suffix.lower() == ".jsonl":
        return target
    return target.with_name(f"{target.name}.part")


@contextmanager
def _held(kept: Path) -> Iterator[None]:
    """Hold the lines alone: a second start would write each of them again. The hold ends with the process.

    Raises:
        BadInput: somebody else holds them, or they cannot be written.
    """
    with _opened(kept) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            mine = os.path.samestat(os.fstat(file.fileno()), kept.stat())  # not one that was just taken away
        except (BlockingIOError, FileNotFoundError):
            mine = False
        if not mine:
            raise BadInput(
                f"{kept} is being written by another start of this command. Wait for its end, or stop it "
                "with Ctrl-C and start again to go on from there, or name another file."
            )
        try:
            yield
        finally:
            if kept.exists() and not kept.stat().st_size:
                kept.unlink()


def _opened(kept: Path) -> BinaryIO:
    try:
        return kept.open("ab")
    except OSError as error:
        raise BadInput(f"{kept} cannot be written ({error.strerror}).") from error


def _briefs(papers: Papers, given: Json, asked: Sequence[Json]) -> list[Brief]:
    """Read all briefs; what is wrong with any is said before a model is loaded."""
    briefs, wrong = list[Brief](), dict[str, list[str]]()
    for each in asked:
        try:
            briefs.append(papers.brief_of({**given, "product": each["product"]}))
        except BadInput as error:
            wrong.setdefault(str(error), []).append(str(each["product"]["id"]))
    if wrong:
        said = (f"{_several(ids)}: {why}" for why, ids in wrong.items())
        raise BadInput("\n".join(islice(said, 20)))
    return briefs


def _several(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} more"


def _write(
    kept: Path, writer: Copywriter, briefs: Sequence[Brief], asked: Sequence[Json], done: Sequence[Json]
) -> None:
    count = len(done)
    if done:
        _same_writer(kept, done[-1]["by"], writer.signature(briefs[count - 1]))
    many = writer.write_many(briefs[count:], asked[0]["variants"], asked[0]["seed"])
    ids = [each["product"]["id"] for each in asked]
    try:
        with kept.open("a", encoding="utf-8") as file, screen.counter("Writing") as tick:
            for copies in many:
                row: Json = {"id": ids[count], "asked": asked[count]}
                row["by"] = writer.signature(copies.brief)
                row["channel"] = copies.brief.channel
                file.write(json.dumps(row | copies_json(copies), ensure_ascii=False) + "\n")
                file.flush()
                count += 1
                tick(count, len(asked))
    except KeyboardInterrupt:
        screen.say(f"Stopped after {count} of {len(asked)}; the same command goes on from here.")
        raise
    except OSError as error:
        raise BadInput(f"{kept} cannot be written ({error.strerror}).") from error


def _same_writer(kept: Path, was: Json, now: Json) -> None:
    """Refuse to go on with another pen than the one with which a file was begun."""
    if other := sorted(name for name in {**was, **now} if was.get(name) != now.get(name)):
        said = " and ".join(
            f"another {name}" if name in _CONTENT else f"the {name} {was.get(name)}" for name in other
        )
        raise BadInput(
            f"{kept} was begun with {said}. Go on with that, or write the whole of it anew: name another "
            "file, or remove this one."
        )


def _done(kept: Path, asked: Sequence[Json]) -> list[Json]:
    """Return the lines that ``kept`` already has. A last line that was cut off is taken away."""
    try:
        whole, end, torn = kept.read_bytes().rpartition(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadInput(f"{kept} cannot be read ({error.strerror}).") from error
    lines = whole.split(b"\n") if end else []
    rows = [_same(kept, number, line, asked) for number, line in enumerate(lines, 1)]
    if torn:
        if not torn.startswith(b'{"id"'[: len(torn)]):
            raise BadInput(f"{kept} holds something else. Name another file, or remove this one.")
        os.truncate(kept, len(whole) + len(end))
    return rows


def _same(kept: Path, number: int, line: bytes, asked: Sequence[Json]) -> Json:
    """Return a line that is there, if it is what would be written there now."""
    remedy = "Name another file, or remove this one."
    try:
        row: Json = json.loads(line)
        was, now = row["asked"], asked[number - 1]
        was["product"]["id"], row["by"]["engine"], row["copies"]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise BadInput(f"{kept} holds something else in line {number}. {remedy}") from error
    if was["product"] != now["product"]:
        raise BadInput(
            f"{kept}, line {number}, is about {was['product']['id']!r} as the catalogue had it, not "
            f"{now['product']['id']!r} as it stands there now. {remedy}"
        )
    if other := sorted(name for name in {**was, **now} if was.get(name) != now.get(name)):
        said = ", ".join(f"{name} {was.get(name, 'not given')}" for name in other)
        raise BadInput(f"{kept} was begun with {said}. Ask for the same, or name another file.")
    return row


def _finish(kept: Path, target: Path, asked: Sequence[Json]) -> int:
    """Name the products without copy, return how many they are, and make the table if one is wanted.

    A table is there as a whole or not at all; then the lines are taken away, and a hidden file keeps by what
    to know the table as that of this batch.
    """
    rows, without = list[Row](), 0
    for line in kept.read_text("utf-8").split("\n")[:-1]:
        row = json.loads(line)
        product, why = row["asked"]["product"], table.without_copy(row["missing"])
        if not row["copies"]:
            without += 1
            screen.say(table.named_without(product, why))
        if kept != target:
            rows += table.rows(product, row["channel"], row["copies"], why)
    if kept != target:
        whole = kept.with_name(f"{kept.name}.csv")
        try:
            whole.write_bytes(table.written(rows))
            finished.mark(target, whole, asked)
            whole.replace(target)
            kept.unlink()
        except OSError as error:
            raise BadInput(f"{target} cannot be written ({error.strerror}).") from error
    return without
