"""A shop's brand book: how it speaks, words to use and avoid, claims never allowed, lines that must be said.

Read from YAML (``data/README.md`` has the schema). A claim never allowed keeps a sentence from being shown;
a word to avoid is a warning to the marketer; a line that must be said is added by the program, so that no
model can forget it. A rule may be for one language only, and a line may have a wording for each.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.claims.chinese import is_chinese
from bot.copywriting.spellings import stands
from bot.domain import Brief, Channel
from bot.errors import BadInput

_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]")
_NAMES = {"en": "English", "zh": "Chinese"}
_LACKS = "Not ready to post: it lacks a line that must be said. Say it beside it:"
_FOREIGN = "Not ready to post: the brand book has no {} wording of a line that must be said:"

Language = Literal["en", "zh"]
Line = Annotated[str, Field(min_length=2)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Avoided(_Strict):
    """A word the brand does not use, and what to say instead ('' to leave it out)."""

    word: str = Field(min_length=1)
    instead: str = ""
    language: Language | None = None


class Never(_Strict):
    """A claim that is never allowed, found as whole words however it is spelled, and why."""

    claim: str = Field(min_length=2)
    why: str = ""
    language: Language | None = None


class MustSay(_Strict):
    """A line that a copy must contain when all conditions that are given hold.

    ``line`` is said as it is in every language, or has a wording for each language that it names.
    """

    line: Line | Annotated[dict[Language, Line], Field(min_length=1)]
    about: str = Field("", pattern="^(price)?$")
    categories: tuple[str, ...] = ()
    products: tuple[str, ...] = Field((), description="ids of products")
    channels: tuple[Channel, ...] = ()

    @property
    def wordings(self) -> dict[str, str]:
        """The line by language; by '' where it is the same in all."""
        if isinstance(self.line, str):
            return {"": self.line}
        return {str(language): line for language, line in self.line.items()}

    def due(self, brief: Brief, priced: bool) -> bool:
        """Whether a text for this brief must contain it. ``priced`` says that the text gives a price."""
        category, name = (brief.product.category, brief.product.id) if brief.product else ("", "")
        return (
            (not self.channels or brief.channel in self.channels)
            and (not self.categories or category in self.categories)
            and (not self.products or name in self.products)
            and (priced or not self.about)
        )


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

    @property
    def fingerprint(self) -> str:
        """A short name for exactly these rules; comments and the layout of the file do not matter."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def of(self, brief: Brief) -> BrandBook:
        """Return the book that holds for a brief: this one, unless it is lent (``lending``)."""
        return self

    def spoken(self, language: str) -> BrandBook:
        """Return the book as it holds for texts of one language; a Chinese claim is none in any of them."""
        held = {
            "avoid": tuple(rule for rule in self.avoid if rule.language in (None, language)),
            "never": tuple(
                rule for rule in self.never if rule.language in (None, language) or is_chinese(rule.claim)
            ),
        }
        return self.model_copy(update=held)

    def closed(self, channel: Channel) -> str:
        """Return why the shop does not use a channel ('' if it does)."""
        return next((each.why for each in self.unused if each.channel == channel), "")

    def refuse_closed(self, channel: Channel, shop: str) -> None:
        """Refuse to write for a channel that the shop, called ``shop``, does not use.

        Raises:
            BadInput: it does not, and why.
        """
        if why := self.closed(channel):
            raise BadInput(f"{shop} does not use the channel {channel}: {why.rstrip('.')}.")

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
        """Return the lines that a text must contain and does not, in its language."""
        worded = (line for line, foreign in self._due(brief, priced) if not foreign)
        return tuple(line for line in worded if line not in text)

    def unsaid(self, brief: Brief, text: str, priced: bool) -> dict[str, str]:
        """Return all lines that must be said with a text and are not in it, each with what to tell the
        marketer: also those that the book does not have in the text's language, which are never added."""
        foreign = (line for line, foreign in self._due(brief, priced) if foreign)
        lacks = {line: f"{_LACKS} {line}" for line in self.lines(brief, text, priced)}
        return lacks | {line: f"{_FOREIGN.format(_NAMES[brief.language])} {line}" for line in foreign}

    def _due(self, brief: Brief, priced: bool) -> Iterator[tuple[str, bool]]:
        """Yield each line that is due, and whether it is in another language for want of the right one."""
        for rule in self.must_say:
            if rule.due(brief, priced):
                own = rule.wordings.get(brief.language) or rule.wordings.get("")
                yield own or next(iter(rule.wordings.values())), not own


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
