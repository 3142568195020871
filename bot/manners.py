"""What is said between people who meet: greetings, thanks, farewells, and what one could ask.

The same in the terminal and in Slack. It knows nothing of models; everything else is a question for the FAQ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.domain import Entry

# The whole small talk of the shop. Everything else is a question for the FAQ.
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


def small_talk(text: str, shop: str) -> str:
    """Return the answer to a greeting, thanks or a farewell; nothing for anything else."""
    words = " ".join(text.lower().replace(",", " ").rstrip("!.。！~ ").split())
    if words in _GREETINGS:
        return f"Hello! I answer questions about {shop} from its FAQ and show where each answer stands."
    if words in _THANKS:
        return "You are welcome. Is there anything else you would like to know?"
    if words in _FAREWELLS:
        return "Goodbye, and come back any time."
    return ""


def examples(entries: Sequence[Entry], count: int = 3) -> list[str]:
    """Questions from different corners of the FAQ, in its main language: the same ones every time."""
    if not entries:
        return []
    language = Counter(entry.language for entry in entries).most_common(1)[0][0]
    short = [e.question for e in entries if e.language == language and len(e.question) <= 60]
    short = short or [entries[0].question]
    return list(dict.fromkeys(short[len(short) * (2 * i + 1) // (2 * count)] for i in range(count)))
