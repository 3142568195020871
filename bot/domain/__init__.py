"""The nouns of the shop, so that every room can speak of the same things.

Frozen dataclasses on the standard library and our errors alone. Nothing here knows of models, databases,
Slack or the screen.
"""

from bot.domain.goods import Customer, Deed, Fact, Product
from bot.domain.orders import Choice, Decision, Kept, Order
from bot.domain.talk import (
    LONGEST_QUESTION,
    Answer,
    Citation,
    Claim,
    Entry,
    HandOff,
    Hit,
    KeptAnswer,
    Passage,
    Place,
    Question,
    Rating,
    Said,
    Search,
    Status,
    Turn,
)
from bot.domain.texts import Brief, Channel, Copies, Copy, Kind, Length, Part, Tone

__all__ = [
    "LONGEST_QUESTION",
    "Answer",
    "Brief",
    "Channel",
    "Choice",
    "Citation",
    "Claim",
    "Copies",
    "Copy",
    "Customer",
    "Decision",
    "Deed",
    "Entry",
    "Fact",
    "HandOff",
    "Hit",
    "Kept",
    "KeptAnswer",
    "Kind",
    "Length",
    "Order",
    "Part",
    "Passage",
    "Place",
    "Product",
    "Question",
    "Rating",
    "Said",
    "Search",
    "Status",
    "Tone",
    "Turn",
]
