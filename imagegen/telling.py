"""Telling the person at the keyboard, on the standard error."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

CONSOLE = Console(stderr=True, highlight=False, soft_wrap=True)


def say(line: str) -> None:
    """Print a line as it is; what is not printable in a file's name is not obeyed."""
    shown = "".join(
        letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in line
    )
    CONSOLE.print(Text(shown))
