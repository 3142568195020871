"""The closed vocabulary: each word of a sentence is a fact's, a harmless one, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.claims.units import WEEKDAYS
from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.reading import Word

# Words of the fact reader's own small classes that claim nothing by themselves.
_STRONG = lexicon.frozen(
    "from until after before since during without between under over inside up once about around"
)
_SUBS = lexicon.frozen("if when while whereas because since although though where so which who until")
_ABSOLUTE = lexicon.frozen(
    "only just all every each always never ever best most least more less first number perfect ultimate"
)
# With the product as subject these say what it does.
_EFFECTS = lexicon.frozen(
    "make give let get turn bring take put set become move do open begin start answer end reach mean"
)
#: Words that limit the number after them; numbers.py asks whether the facts put the same limit.
GUARDS = lexicon.frozen("atmost atleast morethan lessthan about over under almost nearly around max")
_PLACING = frozenset(("at", "in", "on", "to", "of", "through", "into", "by", "like"))
_LENGTHS = group("cm mm m inch foot")
_DIMENSIONS = lexicon.frozen("tall high wide long broad deep thick across")
_SPEAKS = group("it its itself they them their this these those")


@lru_cache(maxsize=1)
def _scenes() -> frozenset[str]:
    """What a mood may be said of."""
    groups = lexicon.lexicon()["free"]
    return groups["times"] | groups["rooms"] | groups["people"] | groups["meals"]


@lru_cache(maxsize=1)
def _free() -> frozenset[str]:
    return lexicon.words("free") | _STRONG | _SUBS | frozenset(WEEKDAYS)


def facts_of(words: Sequence[Word], book: Book) -> list[Word]:
    """The words of a sentence that are to be held against the facts."""
    return [w for w in words if is_fact(w, book)]


def is_fact(word: Word, book: Book) -> bool:
    """Whether a word tells a fact: a number, or a word of the facts that is not harmless anyway."""
    if word.kind == "number":
        return word.unit != "weekday"
    return word.kind == "word" and word.key in book.index and word.key not in _free() | GUARDS


def objection(words: Sequence[Word], book: Book) -> str:
    """The first word that stands nowhere, with the reason; '' when all do."""
    for i, word in enumerate(words):
        if word.kind == "number":
            if word.unit != "weekday" and word.key not in book.index:
                return f"no fact says '{word.text}'"
        elif word.kind == "word" and (why := _word(i, words, book)):
            return why
    return ""


def _word(i: int, words: Sequence[Word], book: Book) -> str:
    word = words[i]
    if (
        word.key in _EFFECTS
        and _acts(i, words)
        and not _tells(words, word.part, book)
        and not _quoted(word, book)
    ):
        return f"'{word.text}' promises an effect, and no fact stands beside it"
    if word.key in _free():
        invented = word.name and word.key not in book.index and word.text not in ("I",) and not _titled(words)
        return f"'{word.text}' reads like a name that no fact has" if invented else ""
    if word.key in book.index:
        if word.key in lexicon.words("hinge") and not _hinged(i, words, book):
            return f"'{word.text}' is a promise; the facts say it of something else"
        return ""
    before = words[i - 1] if i and not word.gap else None
    after = words[i + 1] if i + 1 < len(words) else None
    if word.key in GUARDS and after and after.kind == "number" and not after.gap:
        return ""  # so is a limit
    if before and before.unit in _LENGTHS and word.key in _DIMENSIONS:
        return ""  # numbers.py asks whether the facts say so
    if word.key in lexicon.words("cue") and _cued(word, words, book):
        return ""
    if word.key in lexicon.words("prop") and not _speaks(words, word.part, book):
        return ""
    if word.key in lexicon.words("mood"):
        following = words[i + 1] if i + 1 < len(words) else None
        if following and not following.gap and following.key in _scenes() | lexicon.words("mood"):
            return ""
        return f"'{word.text}' would be said of the product, and no fact says it"
    if word.key in lexicon.words("cue"):
        return f"'{word.text}' needs its fact beside it"
    if word.key in lexicon.words("prop"):
        return f"no fact says '{word.text}' of the product"
    if word.key in _ABSOLUTE:
        return f"'{word.text}' is a comparison or an absolute that no fact holds"
    return f"no fact says '{word.text}'"


def _acts(i: int, words: Sequence[Word]) -> bool:
    """Whether the verb has the product for its subject: 'it makes', 'gives', 'they will let'."""
    if words[i].text.lower() not in ("does", "means") and words[i].text.lower().endswith("s"):
        return not any(w.key in ("who", "what", "which", "whose") for w in words[max(i - 2, 0) : i])
    before = [w for w in words[max(i - 3, 0) : i] if w.part == words[i].part]
    return any(w.key in _SPEAKS - {"that"} for w in before) and not any(
        w.key in ("you", "to", "and") for w in before
    )


def _quoted(word: Word, book: Book) -> bool:
    return any(place.word.text.lower() == word.text.lower() for place in book.of(word.key))


def _tells(words: Sequence[Word], part: int, book: Book) -> bool:
    return any(w.part == part and is_fact(w, book) and w.key not in book.titles for w in words)


def _titled(words: Sequence[Word]) -> bool:
    """A headline in Title Case: its capitals say nothing."""
    content = [w for w in words if w.kind == "word"]
    return sum(w.text[0].isupper() for w in content) * 3 >= 2 * len(content) and len(content) > 2


def _hinged(i: int, words: Sequence[Word], book: Book) -> bool:
    near = [w for w in words[max(i - 3, 0) : i + 4] if w.part == words[i].part and w is not words[i]]
    return any(w.kind == "word" and w.key not in _free() and book.together(words[i].key, w.key) for w in near)


def _cued(word: Word, words: Sequence[Word], book: Book) -> bool:
    """Whether the clause tells a value of an attribute that this word may introduce."""
    for name, cues in lexicon.lexicon()["cue"].items():
        if word.key not in cues:
            continue
        named = ("title", "category") if name == "any" else ()
        homes = {n for n, f in enumerate(book.facts) if (f.id not in named if named else fits(name, f.id))}
        for other in words:
            if (
                other.part == word.part
                and other is not word
                and is_fact(other, book)
                and book.homes(other.key) & homes
            ):
                return True
    return False


def fits(cue: str, fact_id: str) -> bool:
    """Whether a group of cues belongs to a fact: 'weight' to 'fabric_weight', 'bought' to 'bought.2'."""
    return cue == fact_id or fact_id.startswith(f"{cue}.") or fact_id.endswith(f"_{cue}")


def _speaks(words: Sequence[Word], part: int, book: Book) -> bool:
    """Whether a clause speaks of the product: by a fact, by a pronoun, or by 'for' at its head."""
    own = [w for w in words if w.part == part]
    heads = own[0].key in _PLACING  # 'At home in the rain' is where it may be used
    return heads or any(is_fact(w, book) or w.key in _SPEAKS or w.key in ("for", "with", "one") for w in own)
