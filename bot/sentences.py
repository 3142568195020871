"""Cut text into sentences, whole or as it streams in.

Knows what does not end a sentence: decimals, prices, times (``5 p.m.``), abbreviations, initials,
links and e-mails; and that Chinese ends one without a space. A bare "Yes." or "No." asserts
nothing by itself, so it stays with the sentence that it introduces. Knows nothing of claims.
"""

from __future__ import annotations

import re
from itertools import islice


def _group(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words before a full stop that is not the end (lower case, without their last stop).
_ABBREVIATIONS = _group(
    "mr mrs ms dr prof st mt ft no nr vs etc approx e.g i.e ca cf al inc ltd co corp dept est fig max "
    "incl excl resp dia min tel ext vol ave blvd rd jan feb mar apr jun jul aug sep sept oct nov dec mon tue "
    "wed thu fri"
)
# These may end a sentence all the same, when what follows begins like a new one.
_MAY_END = _group("etc inc ltd co st no max min ext al dec est mon fri")
# Before 'no.' it is short for number, whatever follows: 'order no. A12'.
_NUMBERED = _group("order model part article item serial reference ref house platform tracking batch lot")
# A single letter behind one of these, or behind a figure, is no initial: 'size M.', '2700 K.'
_LETTERED = re.compile(
    r"(?:\d\s?|\b(?:sizes?|vitamins?|type|class|grade|group|plan|option|level|model|appendix) )[a-z]$", re.I
)
_CLOSERS = "\"'”’»)]」』）】"
_MORE = f" \n\t.!?…。！？；{_CLOSERS}"  # what may still belong to the stop before it
_CLOSED = f"[{re.escape(_CLOSERS)}]*"
_END = re.compile(rf"[.!?…]+{_CLOSED}(?=\s)|[。！？；…]*[。！？]{_CLOSED}|\n+")
_BARE = re.compile(
    r"(?:yes|no|yes indeed|not quite|sure|of course|correct|certainly|absolutely|definitely|indeed|sorry|"
    r"unfortunately|exactly)[.!]|[\u4e00-\u9fff]{1,4}[。！]",
    re.I,
)
_DOTTED = re.compile(r"\b[A-Za-z]\.[A-Za-z]\.\W*$")  # p.m. U.S.
_NEXT = re.compile(f"[^{re.escape(_MORE)}]")  # what belongs to the next sentence
_SOME = re.compile(r"\S")
_WORD = re.compile(r"\S+\s")
_AHEAD, _BEHIND = 200, 200  # so many characters decide whether a stop is an end
_WORD_BEFORE = re.compile(r"(\S+?)[.!?…]*$")


def split(text: str) -> list[str]:
    """The sentences of a text, each stripped, in order, none empty."""
    stream = SentenceStream()
    return stream.feed(text) + stream.flush()


class SentenceStream:
    """Hand in pieces as a model writes them; get back sentences as soon as they are surely whole."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> list[str]:
        """Add a piece and take the sentences that no later piece can change."""
        self._rest += piece
        return self._take(final=False)

    def flush(self) -> list[str]:
        """The text is over: take what is left."""
        return self._take(final=True)

    def _take(self, final: bool) -> list[str]:
        whole: list[str] = []
        text, start = self._rest, 0
        for match in _END.finditer(text):
            if match.start() < start:
                continue
            end = match.end()
            following = _SOME.search(text, end)  # by index: a copy of all that follows would be quadratic
            after = text[following.start() : following.start() + _AHEAD] if following else ""
            if not final:
                needed = 2 if _DOTTED.search(text[max(start, end - _BEHIND) : end]) else 0
                if not _NEXT.search(text, end) or _words(text, end, needed) < needed:
                    break  # the next word decides; it has not come yet
            tail = text[max(start, end - _BEHIND) : end].rstrip()
            if not _ends_here(tail, after, match.group()):
                continue
            sentence = text[start:end].strip()
            if sentence and not (_BARE.fullmatch(sentence) and after):
                whole.append(sentence)
                start = end
        self._rest = text[start:]
        if final:
            last, self._rest = self._rest.strip(), ""
            whole += [last] if last else []
        return whole


def _words(text: str, start: int, needed: int) -> int:
    """How many whole words follow, counted no further than ``needed``."""
    found = islice(_WORD.finditer(text, start), needed)
    return sum(1 for _ in found)


def _ends_here(sentence: str, after: str, mark: str) -> bool:
    """Whether the stop at the end of ``sentence`` really ends it, given what follows."""
    following = after[:1]
    if mark[0] in "。！？；…!?\n" or len(mark.rstrip(_CLOSERS)) > 1:
        return not (mark[0] in "…." and following.islower())
    found = _WORD_BEFORE.search(sentence.rstrip(_CLOSERS))
    word = found.group(1).lower().lstrip("(\"'“‘[") if found else ""
    if following.islower():
        return False
    if word == "no":  # 'No. 7', and 'glass yes, stopper no. Wash'
        said = sentence.rstrip(_CLOSERS).rstrip(".").lower().split()
        return following.isupper() and len(said) > 1 and said[-2] not in _NUMBERED and sentence[-3:-2] == "n"
    if word in _ABBREVIATIONS:
        return word in _MAY_END and following.isupper() and word != "st"
    if re.fullmatch(r"[a-z](?:\.[a-z])+", word):  # 5 p.m. Tuesday / a.m. We
        return (
            following.isupper()
            and word in ("a.m", "p.m", "u.s", "u.k", "e.u")
            and _sentence_start(word, after)
        )
    if word != "i" and re.fullmatch(r"[a-z]", word):  # J. Smith
        return bool(_LETTERED.search(sentence.rstrip(f".{_CLOSERS}")))
    return True


# After "U.S." a capital may be a name or a new sentence; these words begin sentences.
_STARTERS = _group(
    "a an the we you it they he she this that these those there if when once after before for in on "
    "at as our your please no not only and but orders to all every each most any some with until from "
    "by however otherwise then"
)
# After "5 p.m." a capital begins a sentence, unless it goes on with the time.
_TIME_GOES_ON = _group(
    "pacific eastern central mountain gmt utc cet cest et pt est pst monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august september "
    "october november december on or to and"
)


def _sentence_start(word: str, after: str) -> bool:
    following = [w.strip(",.;:").lower() for w in after.split(maxsplit=2)[:2]]
    if word in ("a.m", "p.m"):
        return following[0] not in _TIME_GOES_ON and following[1:] != ["time"]
    return following[0] in _STARTERS
