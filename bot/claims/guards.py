"""Guards: the small words before or after a number that turn its meaning."""

from __future__ import annotations

from bot.claims import words
from bot.claims.facts import Token

QUANTITIES = words.group("atmost atleast morethan lessthan about around only just almost nearly")
# Adjectives that may stand between a guard and its number.
_PAD = words.group("flat full total extra further additional whole fixed usual last")
# After a number these turn its meaning, like a guard before it.
_AFTER = words.group(
    "more less extra off ahead ago early late later earlier minimum maximum each apart older longer "
    "before after younger"
)


def guards_before(raw: list[Token], places: list[tuple[int, int, int]], i: int) -> frozenset[str]:
    """The small words that turn a number's meaning: within, until, up to, more, ago ..."""
    if raw[i].unit == "ordinal" and i + 1 < len(raw) and raw[i + 1].kind == "content" and not raw[i + 1].gap:
        return frozenset()  # 'the first scan'
    found: set[str] = set()
    j = i - 1
    while j >= 0 and places[j][1] == places[i][1] and i - j <= 4:
        token = raw[j]
        if token.kind in ("prep", "strong") or token.key in QUANTITIES or token.key in ("each", "every"):
            found.add(token.key)
        elif token.kind != "free" and token.key not in _PAD:
            break
        j -= 1
    for token in raw[i + 1 : i + 3]:
        if token.text.lower() in _AFTER and not token.gap:
            found.add("+" + token.text.lower())
        elif token.kind not in ("free", "conj"):
            break
    if "+more" in found and any(t.key == "or" for t in raw[i + 1 : i + 2]):
        found = found - {"+more"} | {"atleast"}
    return frozenset(found)
