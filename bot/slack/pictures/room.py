"""What the painter's desk works with, who may use it, and what it says where it is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain import Kept, Order
from bot.errors import BadInput
from bot.painting import Motif, Painter
from bot.slack.copy.room import Copydesk
from bot.store.copydesk import CopyBooks

#: The most candidates on a sheet, and how many are like another, or between two.
MOST, NEAR, BETWEEN = 8, 4, 3
NOT_YOURS = (
    "Pictures are for marketers. Ask the person who runs Shopkeeper to add you to `SHOPKEEPER_MARKETERS`."
)
NOBODY = "Nobody paints here yet. Ask the person who runs Shopkeeper."
GONE = "I do not have this picture any more. Ask for others with `/illustrate`."
OTHER_WEIGHTS = (
    "This was painted with weights that are not here any more, so I cannot paint it again as you saw it. "
    "Ask for others with `/illustrate`."
)


@dataclass(frozen=True, slots=True)
class Atelier:
    """The painter beside the marketing desk; without a ``painter``, ``why`` says what is missing."""

    desk: Copydesk
    painter: Painter | None = None
    why: str = NOBODY

    @property
    def books(self) -> CopyBooks:
        return self.desk.books

    def closed(self, user: str) -> str:
        """Return why this person cannot ask for pictures here ('' if they can)."""
        if not self.desk.may_write(user):
            return NOT_YOURS
        return "" if self.painter else self.why

    def stale(self, kept: Kept) -> str:
        """Return why a candidate cannot be painted again as it was shown ('' if it can)."""
        same = self.painter is not None and kept.body["weights"] == self.painter.palette.weights
        return "" if same else OTHER_WEIGHTS

    def candidates(self, order: Order) -> tuple[Kept, ...]:
        """Return the candidates of an order; the first time, they are noted with the weights of today.

        Raises:
            BadInput: the weights are others by now.
        """
        kept = self.books.copies(order.id)
        if not kept:
            assert self.painter
            weights = self.painter.palette.weights
            self.books.keep(order.id, {n: body_of(m, weights) for n, m in enumerate(motifs_of(order), 1)})
            kept = self.books.copies(order.id)
        for each in kept:
            if why := self.stale(each):
                raise BadInput(why)
        return kept


def sheet_brief(seeds: Sequence[str], style: str, category: str, how: str = "") -> dict[str, Any]:
    """Write down what a sheet shows; ``how`` says where the seeds come from, if nobody named them."""
    return {"task": "sheet", "seeds": [*seeds], "style": style, "category": category, "how": how}


def motifs_of(order: Order) -> list[Motif]:
    style, category = order.brief["style"], order.brief["category"]
    return [Motif(seed, style, category) for seed in order.brief["seeds"]]


def body_of(motif: Motif, weights: str) -> dict[str, str]:
    """A candidate as the books keep it: all that is needed to paint it again."""
    return {"seed": motif.seed, "style": motif.style, "category": motif.category, "weights": weights}


def motif_of(body: Mapping[str, Any]) -> Motif:
    return Motif(str(body["seed"]), str(body["style"]), str(body["category"]))


def subject(motif: Motif | Mapping[str, Any]) -> str:
    """Name style and category in words: "food, fluent style"."""
    style, category = (
        (motif.style, motif.category) if isinstance(motif, Motif) else (motif["style"], motif["category"])
    )
    return ", ".join(filter(None, (category, f"{style} style" if style else ""))) or "a picture"
