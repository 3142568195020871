"""Our words in Slack's two markups, and the cutting of long texts where a reader would pause.

Answers go out as standard Markdown (streams and markdown blocks), the small print as mrkdwn. In both,
``&``, ``<`` and ``>`` are escaped, in code too, so that no text can name a channel, mention a person or hide
a link. Only the address of a Markdown link keeps its ``&``: there ``&amp;`` would lead elsewhere.
It knows nothing of the Web API.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot import joining

#: Bytes of words in one message. Streams die at 12,000; escaped text, sources and buttons need room too.
LIMIT = 11_000

_FENCE = re.compile(r"^ {0,3}```", re.MULTILINE)
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_LINK = re.compile(r"\[([^\]\n]+)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")
_BARE = re.compile(r"(?<![\w/(`])https?://[^\s<>`)\]]+(?<![.,;:!?。，！？])")
_LINE_OF_ITS_OWN = re.compile(r"(?:[-*+•]|\d{1,3}[.)]|#{1,6}|>|\|)\s|```")
# Where a text may be cut, best first: between paragraphs, lines, sentences, words.
_PAUSES = (
    re.compile(r"\n{2,}"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])"),
    re.compile(r"\s+"),
)
_NOWHERE = re.compile(r"&[a-z]{0,4}$")  # within an entity


def escape(text: str) -> str:
    """Take Slack's control characters out of play."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, bot: str) -> str:
    """Return what a person wrote without Slack's marks: our mention goes, links and entities become words."""
    text = text.replace(f"<@{bot}>", " ")
    text = re.sub(r"<(?:https?://|mailto:|tel:)[^|>]+\|([^>]+)>", r"\1", text)
    text = re.sub(r"<[@#!][^|>]*\|([^>]+)>", r"\1", text)
    text = re.sub(r"<([^>]+)>", r"\1", text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines()).strip()


def safe_link(url: str) -> str:
    """Return the address if it may be linked (``https`` or ``http``, with a host), else nothing."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    clean = parts.scheme in ("http", "https") and parts.netloc and not re.search(r"[\s<>|\"]", url.strip())
    return url.strip() if clean else ""


def render(text: str, known: Callable[[str], bool] = lambda url: False) -> str:
    """Return our Markdown as Slack may show it: escaped, and linked only where ``known`` has the address.

    A code block may begin in one piece of an answer and end in the next, so code is escaped like the rest.
    """
    parts = _CODE.split(escape(text))
    return "".join(
        part if index % 2 else _links(part, lambda url: bool(safe_link(url)) and known(url))
        for index, part in enumerate(parts)
    )


def _links(text: str, good: Callable[[str], bool]) -> str:
    """Keep links to good addresses, turn the others into words. ``text`` is escaped already."""

    def labelled(found: re.Match[str]) -> str:
        url = found[2].replace("&amp;", "&")
        return f"[{found[1]}]({url})" if good(url) else found[1]

    def bare(found: re.Match[str]) -> str:
        url = found[0].replace("&amp;", "&")
        return url if good(url) else f"`{found[0]}`"

    return _BARE.sub(bare, _LINK.sub(labelled, text))


def mrkdwn(text: str) -> str:
    """Return Markdown as Slack's older markup, for small print: bold, bullets; links become their words."""
    parts = _CODE.split(text)
    return "".join(escape(part) if index % 2 else _older(escape(part)) for index, part in enumerate(parts))


def _older(text: str) -> str:
    text = _LINK.sub(lambda found: found[1], text)
    text = re.sub(r"(?m)^#{1,6}\s+(.+?)\s*#*$", r"*\1*", text)
    text = re.sub(r"\*\*(\S(?:[^*\n]*\S)?)\*\*", r"*\1*", text)
    return re.sub(r"(?m)^(\s*)[-*+]\s+", r"\1• ", text)


def gap(before: str, after: str) -> str:
    """Return what stands between two sentences: a line for list items, else what their script asks for."""
    if not before or before[-1].isspace():
        return ""
    return "\n" if _LINE_OF_ITS_OWN.match(after) else joining.gap(before, after)


def shorten(text: str, most: int) -> str:
    """Cut a text for small print at a word, and say so with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(',;:')}…"


def quote(text: str, most: int) -> str:
    """Return a text for small print, cut so that it takes no more than ``most`` characters once escaped."""
    room = most
    while len(shown := escape(shorten(text, room))) > most:
        room = room * most // len(shown)
    return shown


def size(text: str) -> int:
    """Return the bytes that a text takes."""
    return len(text.encode())


def cut(text: str, room: int) -> tuple[str, str]:
    """Return what fits into ``room`` bytes, cut at the best pause in its second half, and the rest.

    Only white space at the cut is lost. A code block that is cut is closed, and opened again.
    """
    if size(text) <= room:
        return text, ""
    reserve = 8 if "```" in text else 0
    head = text.encode()[: max(room - reserve, 1)].decode(errors="ignore") or text[0]
    for pause in _PAUSES:
        ends = [found for found in pause.finditer(head) if found.start() > len(head) // 2]
        if ends:
            return _fenced(head[: ends[-1].start()].rstrip(), text[ends[-1].end() :])
    if entity := _NOWHERE.search(head):
        head = head[: entity.start()] or head
    return _fenced(head, text[len(head) :])


def _fenced(head: str, rest: str) -> tuple[str, str]:
    if len(_FENCE.findall(head)) % 2:
        return f"{head}\n```", f"```\n{rest}"
    return head, rest


def split(text: str) -> list[str]:
    """Return the messages that a text takes."""
    parts = []
    while text:
        head, text = cut(text, LIMIT)
        parts.append(head)
    return parts
