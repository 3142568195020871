"""The command line of the product with a window in it: on SIGUSR1 it writes down what it holds.

A process cannot be asked from outside which asyncio tasks it has. So this one runs ``bot.cli`` unchanged,
and answers the signal with a file ``watched.json`` in its working folder: the tasks that are not done, by the
name of what they run, and the threads by theirs.
"""

from __future__ import annotations

import asyncio
import gc
import json
import re
import signal
import threading
from collections import Counter
from pathlib import Path

from bot.cli import main

SAID = Path("watched.json")


def tasks() -> dict[str, int]:
    """Return the tasks of every event loop that are not done."""
    gc.collect()  # what nobody holds any more is not left behind
    found = [each for each in gc.get_objects() if isinstance(each, asyncio.Task) and not each.done()]
    return dict(Counter(getattr(task.get_coro(), "__qualname__", "?") for task in found))


def threads() -> dict[str, int]:
    """Return the threads; those of one pool under one name."""
    names = [re.sub(r"[-_ ]?\d+.*", "", thread.name) for thread in threading.enumerate()]
    return dict(Counter(names))


def tell(*_: object) -> None:
    """Write it down; whoever waits for the file never sees half of it."""
    half = SAID.with_suffix(".half")
    half.write_text(json.dumps({"tasks": tasks(), "threads": threads()}), "utf-8")
    half.rename(SAID)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, tell)
    main()
