"""Does an entry speak to the machine rather than to a customer?

An FAQ is data and never gives the bot orders (``prompts`` sees to that, and every sentence is checked),
but its own words may be quoted, and nobody wants "ignore all instructions" shown to a customer. So an
import names such entries and a person decides. The categories follow OWASP's LLM01 (prompt injection);
how many attacks are noticed, and how many harmless texts are suspected, ``benchmarks.injection`` says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.domain import Entry

_EARLIER = r"(?:previous|prior|earlier|above|preceding|all|any|everything|every|past|original|initial|system)"
_RULES = (
    r"(?:instruct\w*|directi\w+|orders?|rules?|prompts?|guidelines?|commands?|told|said|polic\w+|programming)"
)

_SIGNS = (
    (
        "tells its reader to ignore instructions",
        rf"\b(?:ignore|disregard|forget|override|bypass|discard|drop|skip)\b[^.!?\n]{{0,40}}\b{_EARLIER}\b"
        rf"[^.!?\n]{{0,40}}\b{_RULES}\b"
        r"|\b(?:ignore|disregard|forget)\b[^.!?\n]{0,40}\b(?:above|before|content|function)\b"
        r"|\b(?:ignore|disregard|forget)\b[^.!?\n]{0,60}\band "
        r"(?:say|state|write|repeat|output|print|give|tell|answer)\b",
    ),
    (
        "asks for the bot's instructions",
        r"\b(?:system|initial|hidden|secret) prompt\b"
        r"|\b(?:reveal|show|print|repeat|output|tell me)\b[^.!?\n]{0,30}\byour (?:\w+ )?"
        r"(?:prompt|instructions?|rules)\b",
    ),
    (
        "gives its reader another role",
        r"\b(?:you are now (?:an?|the|in|called)|from now on,? you"
        r"|pretend (?:to be|you are|that you)|act as (?:an?|if|the)\b|role-?play"
        r"|(?:developer|debug|admin|god|dan|system|override)[ _]mode)\b",
    ),
    ("speaks to a language model", r"\b(?:as an ai|language model|ai assistant|chat ?bot|gpt|llm)\b"),
    ("holds marks of a chat template", r"<\|[^|<>]*\|>|\[/?INST\]|<</?SYS>>|^\s*(?:system|assistant)\s*:"),
    ("hides text in a comment", r"<!--"),
    (
        "tells its reader, in Chinese, to ignore instructions",
        r"(?:忽略|无视|忘记)[^。！？\n]{0,12}(?:指令|指示|规则|提示)|系统提示|你现在是",
    ),
)
_PATTERNS = [(why, re.compile(pattern, re.IGNORECASE | re.MULTILINE)) for why, pattern in _SIGNS]

# Format characters that change what is seen: tag letters, bidirectional overrides, zero-width spaces.
# A joiner between letters (U+200C, U+200D) belongs to some scripts and to emoji.
_SHOWN_FORMATS = {"\u200c", "\u200d", "\u00ad", "\ufeff"}


def orders(text: str) -> list[str]:
    """Return what makes ``text`` look as if it gave orders to a machine; empty if nothing does."""
    found = [why for why, pattern in _PATTERNS if pattern.search(text)]
    if any(unicodedata.category(c) == "Cf" and c not in _SHOWN_FORMATS for c in text):
        found.append("holds characters that nobody sees")
    return found


def suspected(entries: Iterable[Entry]) -> list[tuple[Entry, list[str]]]:
    """Return the entries of which some text looks like orders, with the reasons."""
    pairs = ((entry, orders("\n".join((entry.question, entry.answer, *entry.also)))) for entry in entries)
    return [(entry, reasons) for entry, reasons in pairs if reasons]
