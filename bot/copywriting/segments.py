"""What a short message (SMS) is counted in: septets of the GSM alphabet or UCS-2 characters, and segments.

3GPP TS 23.038, 6.2.1: a text in the GSM 7-bit default alphabet has 160 septets in a message, and characters
of its extension table take two. A single other character (a curly quote, a degree sign, Chinese) makes the
whole text UCS-2, 70 units of 16 bits. Longer texts are split, and each segment loses room to a header
(3GPP TS 23.040, 9.2.3.24.1): 153 septets or 67 units are left.
"""

from __future__ import annotations

from typing import NamedTuple

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")


class Sms(NamedTuple):
    """A text as it is sent: ``units`` of which one segment alone holds ``room``, in ``segments``."""

    units: int
    room: int
    segments: int

    @property
    def alphabet(self) -> str:
        return "GSM-7" if self.room == 160 else "UCS-2"


def sms(text: str) -> Sms:
    """Count a text as a phone network does; an empty one has no segment."""
    gsm = all(char in _BASIC or char in _EXTENDED for char in text)
    if gsm:
        costs = [2 if char in _EXTENDED else 1 for char in text]
    else:
        costs = [2 if ord(char) > 0xFFFF else 1 for char in text]  # UTF-16 takes a pair for an emoji
    room, shared = (160, 153) if gsm else (70, 67)
    units = sum(costs)
    return Sms(units, room, 1 if 0 < units <= room else _segments(costs, shared))


def _segments(costs: list[int], room: int) -> int:
    """Count the segments of a split text; no character of two units is torn apart."""
    count, left = 0, 0
    for cost in costs:
        if cost > left:
            count, left = count + 1, room
        left -= cost
    return count
