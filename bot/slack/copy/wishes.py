"""Channel, tone and length out of the words that come with a file: "short messages, not too bold".

Nobody is asked back, so what was understood is said first (``understood``). A word that is told not to be
is no wish.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from bot.copywriting.channels import HOME
from bot.domain import Channel, Length, Tone
from bot.slack.copy.window import LABELS

#: What may be wished for.
WISHES = {"channel": get_args(Channel), "tone": get_args(Tone), "length": get_args(Length)}
# What people write for a channel beside its name and its label in the window.
_ALSO = {
    "mail": "email",
    "newsletter": "email",
    "text message": "sms",
    "push message": "push",
    "web page": "page",
    "social media": "social",
}
_NAMES = {word.replace("_", " "): (name, word) for name, known in WISHES.items() for word in known}
_NAMES |= {label: ("channel", word) for word, label in LABELS.items()}
_NAMES |= {label: ("channel", word) for label, word in _ALSO.items()}
# The longest first: "short message" is a channel, and nothing in it a length.
_KNOWN = "|".join(sorted(_NAMES, key=len, reverse=True))
_TOKEN = re.compile(rf"(?P<known>\b(?:{_KNOWN})(?:e?s)?\b)|(?P<word>[\w'’]+)|(?P<end>[^\w\s])")
_NOT = re.compile(r"not|no|never|nothing|without|less|cannot|\w+n['’]t|dont")
# Between a "not" and what it is about: "not too bold", "don't make it sound bold or playful".
_BETWEEN = re.compile(
    r"too|so|very|that|quite|overly|really|be|being|make|it|sound|sounding|an?|any|the|or|nor|and|for|as"
)


def wishes(text: str) -> dict[str, str]:
    """Read channel, tone and length out of a message ("social, bold"). The first word of each counts."""
    found: dict[str, str] = {}
    negated = False
    plain = re.sub(r"\be[\s-]*mail", "email", re.sub(r"[-_\s]+", " ", text.lower()))
    for token in _TOKEN.finditer(plain):
        if known := token["known"]:
            if not negated:
                name, word = _NAMES.get(known) or _NAMES.get(known[:-1]) or _NAMES[known[:-2]]
                found.setdefault(name, word)
        elif _NOT.fullmatch(token[0]):
            negated = True
        elif not _BETWEEN.fullmatch(token[0]):
            negated = False
    return found


def understood(wished: Mapping[str, Any], count: int) -> str:
    """Say what will be written: '500 products, product page, plain'."""
    channel = str(wished.get("channel", HOME["product"]))
    said = [f"{count:,} products" if count != 1 else "1 product", LABELS.get(channel, channel)]
    return ", ".join([*said, str(wished.get("tone", "plain")), *filter(None, [wished.get("length")])])
