"""How the slots of the laptop and television collection are told: units, cues, spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DIGITS = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        range(1, 11),
        strict=True,
    )
)
COUNTED = r"(?=[ -](?:years?|hdmi|inch|usb|gb|tb|hours?|kg|watts?|dollars?|ports?)\b)"
# Slots that are a number with a unit: unit, words that name the slot when the unit does not settle it.
MEASURES = {
    "price": ("dollars", "price cost"), "drive": ("gb", "drive disk storage"), "memory": ("gb", "memory ram"),
    "dimension": ("inch", "dimension screen"), "screensize": ("inch", "screen size"), "weight": ("kg",
    "weigh"),
    "battery": ("hour", "battery"), "powerconsumption": ("watt", "power consumption"), "hdmiport": ("hdmi",
    "hdmi"),
}  # fmt: skip
# Slots that are a word, told near a cue.
GRADES = {
    "batteryrating": ("battery", ("exceptional", "standard", "good")),
    "driverange": ("drive|storage", ("small", "medium", "large")),
    "weightrange": ("weigh|light|heavy|mid", ("heavy", "light weight", "mid weight")),
    "pricerange": (
        "price|budget|cheap|moderate|expensive|cost",
        ("budget", "moderate", "expensive", "cheap"),
    ),
    "screensizerange": ("screen|display|television|tv|sized", ("small", "medium", "large")),
    "ecorating": ("^eco|environment|rating|^rate", ("a++", "a+", "a", "b", "c")),
    "warranty": ("warrant", ("1 year international", "1 year european", "3 year international")),
}
SAID_ALSO = {
    "light weight": "lightweight|light", "mid weight": "midweight|mid|medium weight",
    "moderate": "moderately|mid",
    "budget": "budget", "cheap": "cheap|cheaper|cheaply|inexpensive|low", "expensive": "expensive|high",
    "heavy": "heavy|heavyweight",
    "small": "smaller|small sized|small-sized|small", "medium": "medium|medium-sized",
    "large": "large|larger",
}  # fmt: skip
SWITCHES = {
    "hasusbport": r"(?<![a-z])usb(?![a-z])",
    "isforbusinesscomputing": r"\b(?:non-?)?business(?:es|s)?(?:oriented)?\b",
}
NO = (
    r"\b(?:not|no|n't|cannot|can't|without|lack\w*|isn't|doesn't|aren't|don't|neither|nor|non|never|none"
    r"|zero|(?<![.\d])0(?![.\d])|absent"
    r"|except|other than|rather than|instead|unsuitable|inappropriate|excludes?|excluding|minus"
    r"|unavailable|nt)\b"
)
PHRASES = (
    "platform",
    "processor",
    "utility",
    "resolution",
    "audio",
    "family",
    "design",
    "color",
    "accessories",
)
COLOURS = frozenset(
    [
        "black",
        "white",
        "silver",
        "grey",
        "blue",
        "red",
        "gold",
        "brown",
        "pink",
        "green",
        "bronze",
        "titanium",
        "champagne",
    ]
)
LOOSE = frozenset(["with", "and", "a", "of", "on", "the"])
SPELLINGS = {
    "mat": "matt",
    "matte": "matt",
    "gray": "grey",
    "aluminium": "aluminum",
    "&": "and",
    "silvergrey": "grey",
}


@dataclass(frozen=True)
class Ontology:
    """The values that the slots of a collection have; what is told beyond a row is looked for among them."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: list[dict[str, Any]]) -> Ontology:
        found: dict[str, set[str]] = {}
        for row in rows:
            for name, value in row["slots"].items():
                found.setdefault(name, set()).add(str(value))
        return cls({name: frozenset(values) for name, values in found.items()})


def plain(text: str) -> str:
    """Return a text in the collection's own writing: lower case, "699 dollars", "4 gb", "24 inch"."""
    low = text.lower().replace("’", "'").replace(" -s", "s").replace(" -ly", "ly")
    low = re.sub(rf"\b({'|'.join(DIGITS)}){COUNTED}", lambda m: str(DIGITS[m[1]]), low)
    low = re.sub(r"(?:\$|\busd)\s?(\d[\d,]*(?:\.\d+)?)", r"\1 dollars", low)
    low = re.sub(r"(\d)[\s-]?(gb|tb|kg|watt|hour|inch|dollar|year)", r"\1 \2", low)
    low = re.sub(
        r'(\d)\s?(?:"|in\b(?= (?:screen|display|laptop|tv))|inches)',
        r"\1 inch",
        re.sub(r"(?<=\d),(?=\d{3})", "", low),
    )
    low = re.sub(r"\b(dollar|usd)\b", "dollars", low)
    apart = re.sub(r"(?<![a-z0-9])([.,;:!?])|([.,;:!?])(?=\s|$)", r" \1\2 ", low)
    return re.sub(r" {2,}", " ", apart)


def content(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z0-9&]+", plain(text).replace("silvergrey", "silver grey").replace("-", " "))
    return frozenset(SPELLINGS.get(word, word) for word in words) - LOOSE
