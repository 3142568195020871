"""Questions, entries, passages, answers, claims, and who said what where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.errors import BadInput

#: So many characters of one question are read: two long e-mails, an eighth of the packaged model's window.
LONGEST_QUESTION = 4000

Status = Literal["answered", "abstained"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the FAQ with its answer, as the shop wrote it.

    ``also`` holds other ways to ask the same. ``version`` starts at 1 and grows by one
    each time the words change, so that an old answer can say which words it cited.
    """

    id: str
    question: str
    answer: str
    section: str = ""
    language: str = "en"
    url: str = ""
    also: tuple[str, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that search found. ``score`` is comparable within one search only."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class Search:
    """What the knowledge says to a question, best hit first.

    ``confidence`` is the calibrated probability (0..1) that the first hit answers the
    question; ``answerable`` is that probability held against the threshold in force.
    ``signals`` are the numbers the confidence was computed from, for ``/why``.
    """

    query: str
    hits: tuple[Hit, ...]
    confidence: float
    answerable: bool
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation and what was shown for it."""

    question: str
    answer: str = ""
    entry_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks, with what was said before it (oldest first).

    Raises:
        BadInput: it is longer than anybody's question. The message is fit for the person who asked.
    """

    text: str
    history: tuple[Turn, ...] = ()

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST_QUESTION:
            raise BadInput(
                f"That is {len(self.text):,} characters long; I read questions of up to "
                f"{LONGEST_QUESTION:,}. Please send its heart alone."
            )


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that an answer may rest on: one entry at one version, with its number in the prompt."""

    number: int
    id: str
    title: str
    text: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence and the verdict on it: does a passage say so, and if not, why not.

    ``completed`` is set when nothing is wrong but a condition that was left out: the source's own
    sentences, which may be shown instead.
    """

    text: str
    supported: bool
    source: str | None = None
    why: str = ""
    completed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A source under an answer: the entry, the version that was read, and its words."""

    number: int
    id: str
    question: str
    passage: str
    score: float
    version: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person gets to see, and why it may be shown.

    ``quoted`` says that the text is the FAQ's own words rather than the model's.
    ``repaired`` counts the sentences that were written again or dropped. ``failure`` says what broke, if
    the engine did.
    """

    question: str
    status: Status
    text: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    claims: tuple[Claim, ...] = ()
    rejected: tuple[Claim, ...] = ()
    language: str = "en"
    engine: str = ""
    adapter: str | None = None
    seconds: float = 0.0
    quoted: bool = False
    repaired: int = 0
    failure: str = ""
    search: Search | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation is held. ``thread`` is the ``ts`` of the message that began it."""

    team: str
    channel: str
    thread: str

    @property
    def lane(self) -> str:
        """The name of this conversation: what is said within one lane is answered in order."""
        return f"{self.team}:{self.channel}:{self.thread}"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a person. ``id`` is ``team:channel:ts``, the same however often Slack delivers it.

    ``ts`` is Slack's: seconds with six decimals, and with them the order of what was said.
    """

    id: str
    place: Place
    user: str
    text: str
    ts: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was shown, with the ``ts`` of the messages that carry it. ``at`` is Unix time."""

    job_id: str
    place: Place
    user: str
    answer: Answer
    posts: tuple[str, ...]
    at: float


@dataclass(frozen=True, slots=True)
class Rating:
    """What a person thinks of an answer, which is named by the job that gave it."""

    answer: str
    user: str
    good: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandOff:
    """A conversation that people have taken over at ``at`` (Unix time), because ``user`` asked for them.

    ``announced_in`` and ``announced``: channel and ``ts`` of the message that tells people, once it stands.
    """

    place: Place
    user: str
    at: float
    announced_in: str = ""
    announced: str = ""
