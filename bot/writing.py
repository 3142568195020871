"""The making of one answer, watched: it goes on in a thread of its own, so that a slow engine cannot hold us.

For Slack and the HTTP API, where people wait. Yields what may be shown as it comes and ``None`` while there
is nothing new, so that the caller keeps time. When the engine fails, or stays silent for too long, the FAQ's
own words are quoted instead.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from contextvars import copy_context
from dataclasses import replace

from bot.domain import Answer, Question
from bot.joining import joined, laid_out
from bot.support import Shown, Support
from bot.watch import logs

#: Seconds between two looks at the clock and at Stop.
TICK = 0.1

_log = logs.get(__name__)


def write(
    support: Support, question: Question, cancelled: threading.Event, patience: float
) -> Iterator[Shown | Answer | None]:
    """Yield the pieces of an answer, ``None`` in between, and the ``Answer`` last.

    Once ``cancelled`` is set no further piece comes, and the answer holds what was yielded until then.
    ``patience`` is how many seconds the engine may take for a sentence.
    """
    stop = threading.Event()
    events: queue.SimpleQueue[Shown | Answer | Exception] = queue.SimpleQueue()

    def generate() -> None:
        try:
            for event in support.stream(question, stop):
                events.put(event)
        except Exception as failed:  # noqa: BLE001 - whatever breaks in the engine, the person gets an answer
            events.put(failed)

    threading.Thread(target=copy_context().run, args=(generate,), name="engine", daemon=True).start()
    shown: list[str] = []
    last = time.monotonic()
    try:
        while True:
            event = _next(events)
            if cancelled.is_set():
                yield Answer(question.text, "abstained" if not shown else "answered", joined(shown), 0.0)
                return
            if isinstance(event, Exception) or (event is None and time.monotonic() - last > patience):
                reason = "failed" if event else "too slow"
                _log.error("engine failed: quoting the FAQ", reason=reason, exc_info=event)
                yield from _quoted(support.quote(question), shown)
                return
            yield event
            if isinstance(event, Answer):
                if event.failure:
                    _log.error("the engine failed on the way", reason=event.failure)
                return
            if isinstance(event, Shown):
                shown.append(event.text)
                last = time.monotonic()
    finally:
        stop.set()


def _next(events: queue.SimpleQueue[Shown | Answer | Exception]) -> Shown | Answer | Exception | None:
    try:
        return events.get(timeout=TICK)
    except queue.Empty:
        return None


def _quoted(answer: Answer, shown: list[str]) -> Iterator[Shown | Answer]:
    """Show a quotation sentence by sentence, after what has been shown already."""
    yield from (Shown(piece) for piece in laid_out(answer.text))
    yield replace(answer, text=joined([*shown, answer.text]))
