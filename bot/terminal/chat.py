"""``shopkeeper chat``: the shop in the terminal, with its sources and its reasons at hand.

Reads lines, shows checked sentences as they come, and keeps what was said so that a follow-up
works. Typed or piped makes no difference to what is answered. It knows nothing of models.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from rich.console import Console

from bot.build import App
from bot.domain import Answer, Entry, Question, Turn
from bot.errors import ShopkeeperError
from bot.support import Shown
from bot.terminal import why
from bot.terminal.screen import Flow, plain

PROMPT = "> "
_REMEMBERED = 8  # turns; support reads the last two

_HELP = (
    ("/sources", "the FAQ entries under the last answer, in full"),
    ("/why", "how sure the search was, and the verdict on each sentence"),
    ("/human", "how to reach a person"),
    ("/help", "this list"),
    ("/quit", "leave (so does Ctrl-D); Ctrl-C stops an answer"),
)

_NOBODY = "Nobody to turn to is named here. Whoever runs this shop names one with SHOPKEEPER_HUMAN."

# The whole small talk of the chat. Everything else is a question for the FAQ.
_GREETINGS = frozenset(
    (
        "hi",
        "hello",
        "hey",
        "hi there",
        "hello there",
        "good morning",
        "good afternoon",
        "good evening",
        "你好",
        "您好",
    )
)
_THANKS = frozenset(
    ("thanks", "thank you", "thanks a lot", "thank you very much", "many thanks", "thx", "谢谢")
)
_FAREWELLS = frozenset(("bye", "goodbye", "bye bye", "see you", "再见"))


@dataclass(slots=True)
class Chat:
    """One conversation on ``screen``."""

    app: App
    screen: Console
    history: list[Turn] = field(default_factory=list)
    last: Answer | None = None

    def run(self, lines: Iterable[str]) -> None:
        """Answer every line until they end or someone leaves."""
        self.greet()
        for line in lines:
            text = line.strip()
            if text.lower() in ("/quit", "/exit", "/q"):
                return
            if text.startswith("/"):
                self._command(text)
            elif (reply := self._small_talk(text)) is not None:
                self.screen.print(plain(reply))
            elif text:
                self._ask(text)
            self.screen.print()

    def greet(self) -> None:
        """Say whose shop this is and what one could ask."""
        entries = self.app.knowledge.entries()
        self.screen.print(plain(self.app.support.shop, "bold"), end="")
        self.screen.print(plain(f"  {len(entries)} FAQ entries, answered by {self._speaker()}", "dim"))
        if entries:
            self.screen.print(plain("Ask in your own words, for example:"))
        for question in examples(entries):
            self.screen.print(plain(f"  {question}", "cyan"))
        self.screen.print(plain("/sources  /why  /human  /help  /quit", "dim"))
        self.screen.print()

    def _speaker(self) -> str:
        support = self.app.support
        return (
            f"{support.engine.name} with adapter {support.adapter}"
            if support.adapter
            else support.engine.name
        )

    def _ask(self, text: str) -> None:
        """Stream one answer and its sources."""
        try:
            with _interruptible() as cancelled:
                answer = self._stream(Question(text, tuple(self.history)), cancelled)
        except ShopkeeperError as error:  # this question failed; the next may not
            self.screen.print(plain(str(error), "red"))
            return
        if cancelled.is_set():
            self.screen.print(plain("(stopped)", "dim"))
        if answer.failure:
            self.screen.print(plain(answer.failure, "red"))
        for citation in answer.citations:
            how = ", quoted word for word" if answer.quoted else ""
            line = f"[{citation.number}] {citation.question} ({citation.id}, version {citation.version}{how})"
            self.screen.print(plain(line, "dim"))
        self.last = answer
        turn = Turn(text, answer.text, tuple(citation.id for citation in answer.citations))
        self.history = [*self.history, turn][-_REMEMBERED:]

    def _stream(self, question: Question, cancelled: threading.Event) -> Answer:
        flow = Flow(self.screen)
        events = self.app.support.stream(question, cancelled)
        if self.screen.is_terminal:
            with self.screen.status(
                plain("Reading the FAQ ...", "dim"), spinner="dots", spinner_style="cyan"
            ):
                event = next(events)
        else:
            event = next(events)
        while isinstance(event, Shown):
            flow.sentence(event.text)
            event = next(events)
        flow.end()
        return event

    def _command(self, text: str) -> None:
        match text.split()[0].lower():
            case "/help":
                for name, what in _HELP:
                    self.screen.print(plain(f"{name:10}", "cyan"), plain(what))
            case "/human":
                self.screen.print(plain(self.app.support.human or _NOBODY))
            case "/sources" | "/why" as what:
                self._explain(what)
            case _:
                known = ", ".join(name for name, _ in _HELP)
                self.screen.print(plain(f"There is no {text.split()[0]}. There are: {known}.", "dim"))

    def _explain(self, what: str) -> None:
        knowledge = self.app.knowledge
        if self.last is None:
            self.screen.print(plain("Nothing was asked yet.", "dim"))
        elif what == "/sources":
            why.show_sources(self.screen, self.last, knowledge.get)
        else:
            why.show_reasons(self.screen, self.last, knowledge.confidence.threshold)

    def _small_talk(self, text: str) -> str | None:
        words = " ".join(text.lower().replace(",", " ").rstrip("!.。！~ ").split())
        shop = self.app.support.shop
        if words in _GREETINGS:
            return f"Hello! I answer questions about {shop} from its FAQ and show where each answer stands."
        if words in _THANKS:
            return "You are welcome. Is there anything else you would like to know?"
        if words in _FAREWELLS:
            return "Goodbye, and come back any time. (/quit leaves.)"
        return None


def examples(entries: list[Entry], count: int = 3) -> list[str]:
    """Questions from different corners of the FAQ, in its main language: the same ones every time."""
    if not entries:
        return []
    language = Counter(entry.language for entry in entries).most_common(1)[0][0]
    short = [e.question for e in entries if e.language == language and len(e.question) <= 60]
    short = short or [entries[0].question]
    return list(dict.fromkeys(short[len(short) * (2 * i + 1) // (2 * count)] for i in range(count)))


def typed_or_piped(screen: Console) -> Iterator[str]:
    """Lines from the keyboard, with editing and history; or from a pipe, repeated so that it reads well."""
    if not (sys.stdin.isatty() and screen.is_terminal):
        for line in sys.stdin:
            screen.print(plain(PROMPT + line.rstrip("\n"), "bold"))
            yield line
        return
    import readline  # noqa: F401 - gives input() arrow keys and history

    warned = False
    while True:
        try:
            yield input(PROMPT)
            warned = False
        except EOFError:
            screen.print()
            return
        except (
            KeyboardInterrupt
        ):  # pressed a moment after the answer was done, perhaps: do not throw anybody out
            screen.print()
            if warned:
                raise
            screen.print(plain("Ctrl-C again, Ctrl-D or /quit leaves.", "dim"))
            warned = True


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """Within, Ctrl-C sets the event instead of raising; pressed again, it raises after all."""
    cancelled = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # only the main thread hears signals
        yield cancelled
        return

    def stop(number: int, frame: FrameType | None) -> None:
        if cancelled.is_set():
            raise KeyboardInterrupt
        cancelled.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield cancelled
    finally:
        signal.signal(signal.SIGINT, before)
