"""Chinese copy: numbers with their unit, Latin names and pairs of characters must stand in the facts."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.goods import Fact


def objection(sentence: str, facts: Sequence[Fact]) -> str:
    return "Chinese copy is not read yet"


def source(sentence: str, facts: Sequence[Fact]) -> str | None:
    return None


def told(read: Sequence[str], facts: Sequence[Fact]) -> tuple[Fact, ...]:
    return ()
