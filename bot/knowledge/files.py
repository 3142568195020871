"""FAQ files in and out: ``.jsonl``, ``.csv`` and ``.md`` become entries, and entries become files.

Reading collects everything that is wrong before it refuses, so that one look at the
message mends the whole file. What is written reads back as the same entries. Nothing
here knows of stores or search; versions belong to the store and are not in the files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.domain import Entry
from bot.errors import BadInput, BadRows
from bot.knowledge.formats import (
    Bad,
    Row,
    Rows,
    kind,
    read_csv,
    read_jsonl,
    read_md,
    write_csv,
    write_jsonl,
    write_md,
)
from bot.knowledge.words import language_of

COLUMNS = ("id", "section", "question", "answer", "language", "url", "also")
_NEEDED = "Each needs a question and an answer."
_READERS = {".jsonl": read_jsonl, ".csv": read_csv, ".md": read_md}


@dataclass(frozen=True, slots=True)
class Faq:
    """What a file held: its entries, the bad rows that were skipped, and notices for the reader."""

    entries: tuple[Entry, ...]
    skipped: tuple[tuple[int, str], ...] = ()
    notices: tuple[str, ...] = ()


def read_entries(path: Path, skip_bad: bool = False) -> Faq:
    """The entries of a file. Any bad row refuses the whole file, unless ``skip_bad``."""
    reader = _READERS[_format(path)]
    rows: Rows = []
    bad: Bad = []
    try:
        reader(_text(path), rows, bad)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    entries, unknown = _entries(rows, bad)
    bad.sort()
    if bad and not skip_bad:
        raise BadRows(str(path), bad)
    if not entries and not bad:
        how = "Write `## question` and below it the answer." if _format(path) == ".md" else _NEEDED
        raise BadInput(f"{path}: holds no entries. {how}")
    notices = (f"{path}: ignored unknown columns: {', '.join(sorted(unknown))}.",) if unknown else ()
    return Faq(tuple(entries), tuple(bad), notices)


def write_entries(path: Path, entries: Iterable[Entry]) -> None:
    """Write entries so that ``read_entries`` gives the same ones back (but for their version)."""
    rows = [
        {column: _value(entry, column) for column in COLUMNS if _value(entry, column)} for entry in entries
    ]
    ending = _format(path)
    text = (
        write_csv(rows, COLUMNS)
        if ending == ".csv"
        else {".jsonl": write_jsonl, ".md": write_md}[ending](rows)
    )
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror}).") from error


def make_id(question: str) -> str:
    """A stable id out of the question's words; a short hash keeps long and non-Latin ones apart."""
    slug = "-".join(re.findall(r"[a-z0-9]+", question.lower()))
    if 0 < len(slug) <= 48 and question.isascii():
        return slug
    digest = hashlib.sha256(question.encode()).hexdigest()[:8]
    return f"{slug[:40].rstrip('-') or 'entry'}-{digest}"


def _format(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in _READERS:
        raise BadInput(f"{path}: a FAQ file ends in {', '.join(_READERS)}, not in {ending or 'nothing'}.")
    return ending


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")  # drops the mark that Excel puts first
    except OSError as error:
        raise BadInput(f"cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(f"line {line} is not UTF-8; save the file as UTF-8 and import it again.") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _value(entry: Entry, column: str) -> str | list[str]:
    return list(entry.also) if column == "also" else str(getattr(entry, column))


def _entries(rows: Rows, bad: Bad) -> tuple[list[Entry], set[str]]:
    """The entries of the rows, and the columns that nobody knows; what is wrong goes to ``bad``."""
    entries: list[Entry] = []
    unknown: set[str] = set()
    first_line: dict[str, int] = {}
    for line, row in rows:
        unknown |= {column for column in row if column not in COLUMNS}
        made = _entry(row)
        if isinstance(made, str):
            bad.append((line, made))
        elif made.id in first_line:
            what = f"id {made.id!r}" if row.get("id") else f"question {made.question!r}"
            bad.append((line, f"{what} is already on line {first_line[made.id]}"))
        else:
            first_line[made.id] = line
            entries.append(made)
    return entries, unknown


def _entry(row: Row) -> Entry | str:
    """The entry of a row, or why there is none."""
    texts: dict[str, str] = {}
    for column in COLUMNS[:-1]:
        value = row.get(column)
        if column == "id" and type(value) is int:
            value = str(value)
        if value is not None and not isinstance(value, str):
            return f"{column} must be a text, not {kind(value)}"
        texts[column] = _clean(value or "") if column == "answer" else _one_line(value or "")
    for column in ("question", "answer"):
        if not texts[column]:
            return f"{column} is {'empty' if column in row else 'missing'}"
    also = row.get("also")
    ways = also.split("|") if isinstance(also, str) else also if also is not None else []
    if not isinstance(ways, list) or not all(isinstance(way, str) for way in ways):
        return "also must be a list of texts, or one text split by |"
    if any("\0" in text or re.search("[\ud800-\udfff]", text) for text in (*texts.values(), *ways)):
        return "holds a character that no text can have (NUL or half of a surrogate pair)"
    return Entry(
        id=texts["id"] or make_id(texts["question"]),
        question=texts["question"],
        answer=texts["answer"],
        section=texts["section"],
        language=texts["language"] or language_of(texts["question"] + texts["answer"]),
        url=texts["url"],
        also=tuple(dict.fromkeys(way for way in map(_one_line, ways) if way)),
    )


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _one_line(text: str) -> str:
    """Everything but an answer stands on one line, which Markdown asks for and a list shows better."""
    return " ".join(text.split())
