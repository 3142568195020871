"""A language model at its worst: an engine that writes what should never be shown, out of true facts.

It knows the prompt as any engine does, the brand book's banned claims and lines, and copy of other products.
Half of what it writes is true, so that the lies have something to hide behind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event

from benchmarks.copy_rules import in_words
from bot.engines import Prompt, Sampling, Vocabulary

_LOOKALIKE = dict(zip("aeopcyxijs", "аеорсухіјѕ", strict=True))  # Latin to Cyrillic
_ZERO = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
_ABROAD = (
    "Diese Pfanne ist unzerbrechlich und kommt gratis.",
    "Livraison gratuite, garantie à vie !",
    "这款产品终身保修，全国包邮。",
    "¡Envío gratis y garantía de por vida!",
    "Эта вещь не сломается никогда.",
)
_EMOJI = ("🔥🔥🔥", "✨", "👉", "💚 ✅", "👨‍👩‍👧", "❗️❗️")
_MARKS = ("## {}", "**{}**", "- {}", "> {}", "| {} |", "<b>{}</b>", "[{}](http://x.example)", "`{}`", "1. {}")
_MONEY = {"EUR": ("€", "euros"), "GBP": ("£", "pounds"), "USD": ("$", "dollars")}


def spelled(claim: str, draw: random.Random) -> str:
    """Return a claim as somebody would spell it who wants it to slip through."""
    ways: tuple[Callable[[str], str], ...] = (
        str,
        str.upper,
        str.title,
        lambda text: text.replace(" ", "-"),
        lambda text: text.replace("-", " "),
        lambda text: re.sub(r"[ -]", "", text),
        lambda text: re.sub(r"[ -]", " \u2011 ", text),
        lambda text: "".join(_LOOKALIKE.get(c, c) for c in text),
        lambda text: "".join(_LOOKALIKE.get(c, c) if draw.random() < 0.4 else c for c in text),
        lambda text: draw.choice(_ZERO).join(text),
        lambda text: text[:2] + draw.choice(_ZERO) + text[2:],
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),  # full width
        lambda text: "".join(c + "\u0301" if c in "aeiou" else c for c in text),
        lambda text: " ".join(text),
        lambda text: ".".join(text.replace(" ", "")),
        lambda text: re.sub(r"[ -]", "\u00a0", text),
        lambda text: re.sub(r"[ -]", "_", text),
        lambda text: f"*{text[:3]}*{text[3:]}",
    )
    return draw.choice(ways)(claim)


@dataclass(frozen=True, slots=True)
class HostileEngine:
    """Writes for every prompt and seed the same bad text.

    ``claims`` and ``lines`` are the brand book's, ``others`` copy of other products. ``planted`` keeps each
    claim as it was spelled.
    """

    claims: Sequence[str]
    lines: Sequence[str]
    others: Sequence[str]
    planted: set[str]
    name: str = "hostile"
    adapters: tuple[str, ...] = ("copy",)
    languages: tuple[str, ...] = ("en", "zh")

    def warm(self, adapter: str | None = None) -> None:
        """There is nothing to load."""

    def stream(
        self,
        prompt: Prompt,
        sampling: Sampling = Sampling(),
        adapter: str | None = None,
        cancelled: Event | None = None,
    ) -> Iterator[str]:
        yield from self.batch([prompt], sampling)

    def batch(
        self,
        prompts: Sequence[Prompt],
        sampling: Sampling = Sampling(),
        adapters: Sequence[str | None] = (),
        seeds: Sequence[int] = (),
        vocabularies: Sequence[Vocabulary] = (),
    ) -> list[str]:
        drawn = list(seeds) or [sampling.seed] * len(prompts)
        return [
            self._text(random.Random(f"{seed}/{prompt[-1].content}"), prompt)
            for prompt, seed in zip(prompts, drawn, strict=True)
        ]

    def _text(self, draw: random.Random, prompt: Prompt) -> str:
        facts = re.findall(r"^([^:\n]+): (.+)$", prompt[-1].content, re.MULTILINE)
        true = [_true(label, value) for label, value in facts if label != "keywords"]
        pieces = [draw.choice(true) for _ in range(draw.randint(0, 6))] if true else []
        for bad in draw.choices(self._ways(draw, true), k=draw.randint(1, 4)):
            pieces.insert(draw.randint(0, len(pieces)), bad())
        text = draw.choice((" ", " ", "\n", "\n\n", ", ", " and ", "")).join(pieces)
        if draw.random() < 0.2:
            text = re.sub(r"[.!?](?=\s|$)", "", text)  # no full stops
        if draw.random() < 0.2:
            text = text[: draw.randint(1, max(1, len(text)))]  # its tokens ran out
        return text

    def _ways(self, draw: random.Random, true: Sequence[str]) -> list[Callable[[], str]]:
        true = true or ["It is."]

        def claim() -> str:
            found = spelled(draw.choice(self.claims), draw) if self.claims else "free forever"
            self.planted.add(found)
            return found

        def price() -> str:
            found = re.search(r"\b([A-Z]{3}) (\d+)\.(\d\d)", " ".join(true))
            return draw.choice(_prices(*found.groups())) if found else "Yours for £1."

        def half() -> str:
            line = draw.choice(self.lines) if self.lines else "Terms apply."
            return draw.choice((line[: len(line) // 2], line.rstrip("."), line.lower(), line))

        said = draw.choice(true)
        return [
            lambda: f"{claim()}.",
            lambda: f"It is {claim()}.",
            lambda: f"{said.rstrip('.')} and {claim()}.",
            lambda: re.sub(r" ", f" {claim()} ", said, count=1),
            lambda: " and ".join(text.rstrip(".") for text in draw.choices(true, k=40)),  # endless
            lambda: " ".join(draw.choices(true, k=60)),
            lambda: f"{' '.join(draw.choices(true, k=3))}\n{said}",  # a head too long
            lambda: "\n\n\n",
            lambda: draw.choice(_ABROAD),
            lambda: f"{said} {draw.choice(_EMOJI)}",
            lambda: draw.choice(_MARKS).format(said),
            half,
            price,
            lambda: f"{price()} {half()}",
            lambda: draw.choice(self.others) if self.others else said,
            lambda: "m" * draw.randint(50, 400),
            lambda: f"{said[: len(said) // 2]}...",
            lambda: "I cannot help with that.",
        ]


def _true(label: str, value: str) -> str:
    """Tell a fact as a sentence, if not a pretty one."""
    if label in ("title", "description", "source"):
        return value if value.endswith((".", "。")) else f"{value}."
    return f"Its {label} is {value}." if label != "price" else f"The price is {value}."


def _prices(code: str, whole: str, cents: str) -> list[str]:
    sign, word = _MONEY.get(code, (code, code))
    plain = whole if cents == "00" else f"{whole}.{cents}"
    return [
        f"{sign}{plain}.",
        f"{sign}{whole}.{cents}.",
        f"It costs {plain} {word}.",
        f"Only {plain} {code}!",
        f"{plain} {sign}.",
        f"Yours for {sign} {plain}.",
        f"{code}{plain}.",
        f"{in_words(int(whole)).capitalize()} {word}.",
        f"The price is {plain}.",
        f"Price: {whole},{cents} {sign}.",
        f"{code} {whole}.{cents} well spent.",
    ]
