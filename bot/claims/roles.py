"""Who does what to whom: 'we pay' is not 'you pay', and 'our shop' is not 'your shop'.

Works on an answer that is already aligned: before the same verb stands the same subject, and before
the same thing the same owner. Orders ('Keep the box') speak to you; passives name nobody.
"""

from __future__ import annotations

from bot.claims import words
from bot.claims.align import Path
from bot.claims.facts import Token
from bot.claims.reading import Reading, Spot

_WE, _YOU = "we", "you"
_SUBJECTS = {"we": _WE, "i": _WE, "you": _YOU}
_OBJECTS = {"us": _WE, "me": _WE, "you": _YOU}
_OWNERS = {"our": _WE, "ours": _WE, "my": _WE, "your": _YOU, "yours": _YOU, "their": "they", "its": "they"}
_SMALL = words.AUXILIARIES | words.group("not never also still then always only just please to")
# Nouns for ourselves and for the customer.
_OURSELVES = {
    _WE: words.stems("shop team staff company bookseller driver"),
    _YOU: words.stems("customer everyone anyone person people buyer shopper"),
}
_BE = words.group("is are was were be been being")


def objection(answer: Reading, source: Reading, path: Path) -> str:
    """Why somebody else does it, gets it or owns it in the passage; '' when the same people do."""
    for spot, here in zip(answer.spots, path, strict=True):
        if here.sentence < 0 or spot.token.kind == "fact":
            continue
        mine, its = _subject(answer, spot.raw), _subject(source, here.raw)
        passive = _passive(source, here.raw)
        if mine and its and mine != its and not passive:
            return f"the passage says '{its}' here, not '{mine}'"
        if mine == _WE and not its and not passive and _orders(source, here.raw):
            return f"the passage asks this of you: '{here.token.text}'"
        if mine and not its and not passive and here.raw and not here.token.gap:
            actor = _actor(source, here.raw)
            if actor and actor not in path and actor.token.key not in _OURSELVES[mine]:
                return f"the passage says '{actor.token.text}' here, not '{mine}'"
        agent = _agent(source, here.raw)
        if mine and passive and agent and mine != agent:
            return f"the passage says 'by {'us' if agent == _WE else 'you'}' here"
        if (
            not mine
            and its == _WE
            and _orders(answer, spot.raw)
            and spot.token.text.lower() == here.token.text
        ):
            return "the passage says 'we' here"
        told = _agent(answer, spot.raw)
        if told and ((its and its != told) or (agent and agent != told)):
            return f"the passage says '{its or agent}' here"
        owner, whose = _owner(answer, spot.raw), _owner(source, here.raw)
        if owner and whose and owner != whose and "they" not in (owner, whose):
            return f"the passage does not say '{owner}' of '{spot.token.text}'"
        got, gets = _receiver(answer, spot.raw), _receiver(source, here.raw)
        if got and gets and got != gets:
            return f"the passage says that '{gets}' get this, not '{got}'"
    return ""


def _actor(reading: Reading, at: int) -> Spot | None:
    """The noun that opens the clause and does this: 'the buyer pays', 'members get'."""
    last = next((spot for spot in reversed(reading.spots) if spot.raw < at), None)
    if last is None or last.raw != at - 1 or last.token.kind != "content" or last.token.name:
        return None
    opens = [t for t in reading.raw[:at] if t is last.token or t.key in words.group("the our your a an")]
    start = at - len(opens[-2:]) if len(opens) > 1 and opens[-2] is reading.raw[at - 2] else at - 1
    return last if start == 0 or reading.raw[start].gap in (".", ";") else None


def _near(reading: Reading, at: int) -> list[Token]:
    """The tokens before a place, last first, as far as the sentence goes."""
    sentence = reading.places[at][0]
    found = []
    for i in range(at - 1, -1, -1):
        if reading.places[i][0] != sentence:
            break
        found.append(reading.raw[i])
    return found


def _subject(reading: Reading, at: int) -> str:
    """'we' or 'you' when one of them stands right before this verb, or before the verb it is joined to."""
    token = reading.raw[at]
    for i, before in enumerate(_near(reading, at)):
        if token.gap and token.gap != ",":
            return ""
        if before.key in _SUBJECTS:
            further = _near(reading, at - i - 1)
            return "" if before.key == "you" and _is_object(further) else _SUBJECTS[before.key]
        if before.key not in _SMALL or before.gap not in ("", ","):
            return ""
        if before.gap:
            return ""
        token = before
    return ""


def _is_object(further: list[Token]) -> bool:
    """Whether a 'you' after these tokens is whom something is done to: 'we send you', 'for you'."""
    if not further:
        return False
    verb, before = further[0], further[1:2]
    if verb.kind == "prep" and verb.key != "as":
        return True
    small = next((token for token in further[1:] if token.key not in _SMALL), None)
    return verb.kind == "content" and bool(before) and small is not None and small.key in ("we", "they", "it")


def _passive(reading: Reading, at: int) -> bool:
    near = _near(reading, at)[:3]
    return any(token.key in _BE for token in near if token.key in _SMALL)


def _orders(reading: Reading, at: int) -> bool:
    """Whether a sentence or clause opens with this very word and goes on like an order: 'Keep the box'."""
    if at + 1 >= len(reading.raw) or (at and reading.raw[at].gap not in (".", ";")):
        return False
    following = reading.raw[at + 1]
    opens = following.text.lower() in words.group("the a an your our it them this these all any us")
    return opens and not following.gap and not reading.raw[at].text.lower().endswith(("ing", "ed"))


def _agent(reading: Reading, at: int) -> str:
    """Who does it when it is 'done by us', 'paid by you'."""
    following = reading.raw[at + 1 : at + 3]
    if len(following) < 2 or following[0].key != "by":
        return ""
    return _OBJECTS.get(following[1].text.lower(), "")


def _owner(reading: Reading, at: int) -> str:
    for token in _near(reading, at)[:4]:
        if token.key in _OWNERS:
            return _OWNERS[token.key]
        if token.kind != "content":
            return ""
    return ""


def _receiver(reading: Reading, at: int) -> str:
    """Whom a verb is done to, when that stands right behind it: 'pay us', 'send you'."""
    if at + 1 >= len(reading.raw) or reading.raw[at + 1].gap or _passive(reading, at):
        return ""
    told = reading.raw[at + 1].text.lower()
    if told == "you" and not _is_object([reading.raw[at], *_near(reading, at)]):
        return ""
    return _OBJECTS.get(told, "")
