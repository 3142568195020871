"""What the second checker speaks of: a finding, and words by what they do to a sentence. Its own lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "number", "unit", "name", "link", "polarity", "promise", "word", "restriction",
    "condition dropped", "role", "modal", "tense", "order", "joined",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt: the sentence, the piece of it (or of the source) and why it is not supported."""

    sentence: str
    kind: Kind
    what: str
    why: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Glue that carries no fact of its own.
FREE = _words(
    "a about again all also am an and any are as at be because been being both but by can could d did "
    "do does down each even for from had has have having he her here his how however i if in into is "
    "it its itself just ll m may me might my of off on one ones oneself onto or our ours out over per "
    "please re s shall she should since so some such than that the their theirs them themselves then "
    "there therefore these they this those thus to too under up us ve via was we were what when where "
    "which while who whom whose will with would you your yours yourself yourselves"
) | frozenset(
    "与且个为之也了于从他以们会你其到及可吗吧呢和啊在它对将就并您我或把是有用由的等给而能被让请这那都"
)
# Words that open a new clause.
JOINTS = _words(
    "although and as because but except if instead or otherwise since so that though unless when "
    "where which while who"
)
# Words that turn a sentence round.
NEGATIONS = _words("neither never no nobody non none nor not nothing nowhere without") | frozenset(
    "不别勿无未没非"
)
# Words that make a sentence say less; `upto` and `from#` stand for `up to` and `from` an amount.
RESTRICTIONS = _words(
    "above after almost always approximately before below between beyond business calendar during "
    "except excluding exclusively from# just least maximum minimum most nearly normally once only "
    "provided solely than till unless until upto usually within working < > ~ ≈ ≥ ≤ ±"
) | frozenset("仅只才最限除必须")
# Restrictions that do no harm when they are said once more.
LOOSE = _words("after before between during normally once than till until usually within")
# A condition that follows what it limits.
TRAILING = _words("except excluding provided unless") | frozenset("除")
# What a shop can be held to.
PROMISES = _words(
    "always charge compensation complimentary free gratis guarantee guaranteed guarantees promise "
    "promised refund"
)

# Words that deny without a "not"; forms of them count (`refused`, `fails`).
REFUSALS = (
    "avoid", "ban", "ceas", "declin", "deni", "deny", "exclud", "expir", "fail", "forbid", "impossib", "lack",
    "prevent", "prohibit", "refus", "reject", "stop", "unable",
)  # fmt: skip

# --- Conditions: words that open one wherever they stand,
CONDITIONS = _words(
    "after before except excluding if once provided providing till unless until upon when whenever within"
)
# ... only before a number or amount,
BEFORE_NUMBERS = _words("above below between during for from# from over under upto until than by up")
# ... and only at the head of a sentence or behind a comma.
LEADING = _words("against at during for from in on outside through with without")
# Adjectives that choose among things of one name; words with "un" before a participle are meant too.
CHOOSING = _words(
    "annual business clearance damaged defective discounted engraved expired express faulty finished full "
    "guest original personalised personalized printed private registered returned sealed signed standard "
    "trade used valid"
)
# ... unless they follow one of these.
PREDICATIVE = _words("are be been being has have is it they was we were who you")
# Conditions that leave the choice to the customer narrow nothing.
POLITE = _words(
    "average case example fact instance like necessary needed neither possible prefer so want wish"
)
# What takes up a condition said before.
TAKEN_UP = _words("later otherwise then")

# --- Who, how surely, when
ROLES = dict.fromkeys(("we", "us", "our", "ours", "ourselves"), "the shop") | dict.fromkeys(
    ("you", "your", "yours", "yourself", "yourselves"), "the customer"
)
MODALS = {
    "can": "can", "may": "can", "must": "must", "need": "must", "needs": "must", "required": "must",
    "should": "should", "could": "could", "might": "could", "would": "could", "will": "will",
}  # fmt: skip
PAST = _words("was were did had")
PRESENT = _words("is are do does has have s re")
# Simple pasts that do not end in -ed.
IRREGULAR = _words(
    "sent paid kept made gave took sold bought held let lent put left found brought built came did went got"
)
