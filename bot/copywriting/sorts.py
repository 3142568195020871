"""Sorts of attributes: which names say where a thing is from, who made it and what it is made of."""

from __future__ import annotations

from bot.claims.words import group

ORIGINS = group("made_in origin packed_in")
MAKERS = group("author illustrator artist narrator")
STUFFS = group("material genre finish coating colour color paper cover frame body filling")
