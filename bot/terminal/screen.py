"""Where things are shown: results on stdout, everything else on stderr, calm on both.

On a terminal slow steps spin and long work has a bar; in a pipe or a log they are plain lines
without escape codes. What others wrote is shown as it is, never read as colours or commands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from bot.joining import WIDE, gap

Say = Callable[[str], None]
Tick = Callable[[int, int], None]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

# Everything that a terminal would obey rather than show, but for the line break and the tab.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Chinese and Japanese may break after any character; other scripts break at spaces.
_PIECE = re.compile(rf"\s+|[{WIDE}]|[^\s{WIDE}]+")


def plain(words: str, style: str = "") -> Text:
    """What a person, a model or a file said, made safe to show."""
    return Text(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", words), style=style)


def say(line: str) -> None:
    """Tell the person at the keyboard something that is not the result."""
    err.print(plain(line, "dim"))


def print_json(value: object) -> None:
    """Print one JSON value on one line of stdout, and nothing else."""
    print(json.dumps(value, ensure_ascii=False))


@contextmanager
def steps(title: str) -> Iterator[Say]:
    """Show slow steps: the present one beside a spinner and its time so far, or each on a line of its own.

    A line that ends in ``...`` is a step and gives way to the next; any other is news and stays.
    """
    if not err.is_terminal:
        yield say
        return
    step = TextColumn("{task.description}", style="dim", markup=False)
    columns = SpinnerColumn("dots", style="cyan"), step, TimeElapsedColumn()
    with Progress(*columns, console=err, transient=True) as shown:
        task = shown.add_task(plain(title).plain, total=None)

        def tell(line: str) -> None:
            if line.endswith("..."):
                shown.reset(task, description=plain(line).plain)
            else:
                say(line)

        yield tell


@contextmanager
def counter(title: str) -> Iterator[Tick]:
    """Show how far long work has come. Hand the number done and the number in all to what this gives you."""
    if err.is_terminal:
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, console=err, transient=True) as bar:
            task = bar.add_task(title, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
        return
    shown = 0

    def line(done: int, total: int) -> None:
        nonlocal shown
        if done * 10 // total > shown:  # ten lines in a log are enough
            shown = done * 10 // total
            say(f"{title}: {done} of {total}")

    yield line


class Flow:
    """Prints a text that comes in pieces, wrapped at words where the screen has an end."""

    def __init__(self, screen: Console, style: str = "") -> None:
        self._screen, self._style = screen, style
        self._width = min(screen.width, 100) if screen.is_terminal else 0
        self._column = 0
        self._space = False
        self._last = ""

    def sentence(self, text: str) -> None:
        """Print the next sentence, on a line of its own if it begins with a line break."""
        if text.startswith("\n"):
            self.end()
            for _ in range(text.count("\n", 0, len(text) - len(text.lstrip())) - 1):
                self._screen.print()
        self._space = bool(gap(self._last, text))
        self._last = text
        for piece in _PIECE.findall(text):
            if piece.isspace():
                self._space = True
            else:
                self._word(piece)
        self._screen.file.flush()

    def end(self) -> None:
        """End the line, if one was begun."""
        if self._column:
            self._screen.print()
        self._column = 0

    def _word(self, word: str) -> None:
        width = cell_len(word)
        space = " " if self._space and self._column else ""
        if self._width and self._column and self._column + len(space) + width > self._width:
            self._screen.print()
            self._column, space = 0, ""
        self._screen.print(plain(space + word, self._style), end="")
        self._column += len(space) + width
        self._space = False
