"""Three ways to write a table of texts: JSON Lines, CSV and Markdown, each read to rows and written back.

A row is a dict with the line that it started on. What the columns mean, which are needed
and what makes a row bad beyond its syntax is the business of ``files.py``.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.errors import BadInput

Row = dict[str, Any]
Rows = list[tuple[int, Row]]
Bad = list[tuple[int, str]]

NAMES = {
    bool: "true/false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    str: "a text",
}


def kind(value: object) -> str:
    """What a JSON value is, in a reader's words."""
    return NAMES.get(type(value), "null" if value is None else type(value).__name__)


# JSON Lines


def read_jsonl(text: str, rows: Rows, bad: Bad) -> None:
    for number, line in enumerate(text.split("\n"), start=1):  # not splitlines: U+2028 may stand in a text
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            bad.append((number, f"not JSON ({error})"))
            continue
        if isinstance(row, dict):
            rows.append((number, row))
        else:
            bad.append((number, f"must be an object, not {kind(row)}"))


def write_jsonl(rows: Sequence[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# CSV. A spreadsheet runs a cell that starts with = + - @ as a formula. Such a cell gets one apostrophe in
# front when written and loses one when read, and so does a cell in which apostrophes already stand before
# the sign: nothing runs, and everything reads back as it was.

_FORMULA = re.compile(r"'*[=+\-@\t＝＋－＠]")


def read_csv(text: str, rows: Rows, bad: Bad, needed: Sequence[str] = ("question", "answer")) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    header: list[str] = []
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1  # a quoted cell may span lines: name its first
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(cells, needed)
            elif len(cells) > len(header):
                bad.append(
                    (
                        line,
                        f"{len(cells)} cells under {len(header)} columns; quote a cell with commas",
                    )
                )
            else:
                texts = (cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell for cell in cells)
                row = dict(zip(header, texts, strict=False))
                rows.append((line, row | {"also": _ways(row["also"])} if "also" in row else row))
    except csv.Error as error:
        why = f"not CSV ({error})"
        if "field limit" in str(error):
            why = f"a cell of more than {csv.field_size_limit():,} characters; is a quote never closed?"
        bad.append((start, f"{why}; nothing below it was read"))


def delimiter(text: str) -> str:
    """Return what stands between the cells of a CSV, by its first line."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=first.count)  # Excel writes ; in half of Europe


def _header(cells: list[str], needed: Sequence[str]) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise BadInput(f"the first line names a column twice: {', '.join(twice)}.")
    missing = [column for column in needed if column not in header]
    if missing:
        raise BadInput(f"the first line must name the columns; it lacks: {', '.join(missing)}.")
    return header


def _ways(cell: str) -> Any:
    """`a|b`, or a JSON list where a text holds the bar itself."""
    if cell.startswith("["):
        try:
            return json.loads(cell)
        except ValueError:
            pass
    return cell


def write_csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        ways = row.get("also", [])
        plain = "|".join(ways)
        needs_json = any("|" in way for way in ways) or plain.startswith("[")
        texts = row | {"also": json.dumps(ways, ensure_ascii=False) if needs_json else plain}
        cells = [texts.get(column, "") for column in columns]
        writer.writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells])
    return out.getvalue()


# Markdown: "# section", "## question", perhaps a comment with the other columns, then the answer. A line of
# an answer that would read as one of these is written with a backslash before it, which reading takes off.

_COLUMNS = re.compile(r"<!--\s*(\{.*\})\s*-->\s*$")
_SPECIAL = re.compile(r"\\*(##?(\s|$)|<!--|```|~~~)")


def read_md(text: str, rows: Rows, bad: Bad) -> None:
    for number, section, question, lines in _entries(text):
        row: Row = {"section": section, "question": question}
        filled = [i for i, line in enumerate(lines) if line.strip()]
        if filled and (match := _COLUMNS.match(lines[filled[0]])):
            try:
                row |= json.loads(match[1])
            except ValueError as error:
                bad.append((number + 1 + filled[0], f"the comment under the question is not JSON ({error})"))
                continue
            lines = lines[filled[0] + 1 :]
        row["answer"] = "\n".join(
            line[1:] if line[:1] == "\\" and _SPECIAL.match(line) else line for line in lines
        )
        rows.append((number, row))


def _entries(text: str) -> Iterator[tuple[int, str, str, list[str]]]:
    """Line number, section, question and answer lines; a # inside a code block is no heading."""
    section, fence = "", ""
    current: tuple[int, str, str, list[str]] | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        heading = None if fence else re.match(r"(##?)(\s|$)", line)
        if heading:
            if current:
                yield current
            current = None
            if heading[1] == "#":
                section = line[1:].strip()
            else:
                current = number, section, line[2:].strip(), []
        elif current:
            if mark := re.match("```|~~~", line):
                fence = "" if fence == mark[0] else fence or mark[0]
            current[3].append(line)
    if current:
        yield current


def write_md(rows: Sequence[Row]) -> str:
    parts = []
    for row in rows:
        columns = {name: value for name, value in row.items() if name not in ("question", "answer")}
        comment = json.dumps(columns, ensure_ascii=False).replace("-->", "--\\u003e")
        lines = ["\\" + line if _SPECIAL.match(line) else line for line in row["answer"].split("\n")]
        parts.append(f"## {row['question']}\n<!-- {comment} -->\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)
