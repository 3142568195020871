"""A shop's brand book: how it speaks, words to use and avoid, claims never allowed, lines that must be said.

Read from YAML (``data/README.md`` has the schema). A claim never allowed keeps a sentence from being shown;
a word to avoid is a warning to the marketer; a line that must be said is added by the program, so that no
model can forget it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.copywriting.spellings import stands
from bot.domain import Brief, Channel
from bot.errors import BadInput

_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Avoided(_Strict):
    """A word the brand does not use, and what to say instead ('' to leave it out)."""

    word: str = Field(min_length=1)
    instead: str = ""


class Never(_Strict):
    """A claim that is never allowed, found as whole words however it is spelled, and why."""

    claim: str = Field(min_length=2)
    why: str = ""


class MustSay(_Strict):
    """A line that a copy must contain when all conditions that are given hold."""

    line: str = Field(min_length=2)
    about: str = Field("", pattern="^(price)?$")
    categories: tuple[str, ...] = ()
    products: tuple[str, ...] = Field((), description="ids of products")
    channels: tuple[Channel, ...] = ()


class Unused(_Strict):
    """A channel that the shop does not use, and why."""

    channel: Channel
    why: str = Field(min_length=2)


class BrandBook(_Strict):
    """What one shop's texts must keep to."""

    voice: str = ""
    use: tuple[str, ...] = ()
    avoid: tuple[Avoided, ...] = ()
    never: tuple[Never, ...] = ()
    must_say: tuple[MustSay, ...] = ()
    unused: tuple[Unused, ...] = ()
    exclamation_marks: int = Field(1, ge=0)
    emoji: bool = False

    @field_validator("voice")
    @classmethod
    def _one_line(cls, voice: str) -> str:
        return " ".join(voice.split())

    def closed(self, channel: Channel) -> str:
        """Return why the shop does not use a channel ('' if it does)."""
        return next((each.why for each in self.unused if each.channel == channel), "")

    def refused(self, text: str) -> str:
        """Return why a text may never be shown ('' if it may)."""
        for never in self.never:
            if stands(never.claim, text, hidden=True):
                return f"the brand book never allows '{never.claim}'" + (
                    f": {never.why}" if never.why else ""
                )
        return ""

    def lint(self, text: str) -> tuple[str, ...]:
        """Return what the brand would not like about a text, each with the remedy."""
        found = []
        for avoided in self.avoid:
            if stands(avoided.word, text):
                remedy = f"say '{avoided.instead}'" if avoided.instead else "leave it out"
                found.append(f"The brand avoids '{avoided.word}': {remedy}.")
        marks = text.count("!") + text.count("！")
        if marks > self.exclamation_marks:
            found.append(f"{marks} exclamation marks; the brand allows {self.exclamation_marks}.")
        if not self.emoji and _EMOJI.search(text):
            found.append("The brand uses no emoji.")
        return tuple(found)

    def liked(self, text: str) -> tuple[str, ...]:
        """Return the words that the brand likes and the text uses."""
        return tuple(word for word in self.use if stands(word, text))

    def lines(self, brief: Brief, text: str, priced: bool) -> tuple[str, ...]:
        """Return the lines that a text must contain and does not. ``priced`` says that it gives a price."""
        category, name = (brief.product.category, brief.product.id) if brief.product else ("", "")
        return tuple(
            rule.line
            for rule in self.must_say
            if (not rule.channels or brief.channel in rule.channels)
            and (not rule.categories or category in rule.categories)
            and (not rule.products or name in rule.products)
            and (priced or not rule.about)
            and rule.line not in text
        )


def load(path: Path) -> BrandBook:
    """Read a brand book.

    Raises:
        BadInput: the file cannot be read, is not YAML, or has unknown or wrong keys (all are named).
    """
    try:
        raw: Any = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"Cannot read the brand book {path}: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"The brand book {path} is not YAML: {error}.") from error
    if not isinstance(raw, dict):
        raise BadInput(f"The brand book {path} must hold keys such as voice, use, avoid, never, must_say.")
    try:
        return BrandBook.model_validate(raw)
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise BadInput(f"The brand book {path} cannot be used:\n" + "\n".join(lines)) from error
