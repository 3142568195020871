"""The second checker of marketing copy: does a text say anything that its product does not?

It measures the first one (``bot/copywriting/ledger``) and shares nothing with it. Each sentence is asked

- for every word that neither the product nor the language of invitations has (``copy_words``),
- for every number, with its unit and what it is said of (``copy_numbers``), and every price,
- for promises and praise that need no such word (``copy_frames``), and for statements that stand on no word
  of the product at all (``copy_statements``),
- whether it turns a yes into a no or denies a fact (``copy_polarity``), or says of one part what is true of
  another (``copy_parts``),
- whether it moves a word to other neighbours (``copy_anchors``) or drops a reserve (``copy_reserves``).

It is stricter than a reader would be: it exists to raise doubts, not to release copy. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.alignment import sentences_of
from benchmarks.copy_anchors import foreign, moved
from benchmarks.copy_frames import frames
from benchmarks.copy_numbers import MONEY, UNIT_OF, chains, money, numbers, plain, wrong
from benchmarks.copy_parts import misjoined
from benchmarks.copy_polarity import denied, flipped, left_out
from benchmarks.copy_reserves import dropped, one_sided
from benchmarks.copy_source import Source
from benchmarks.copy_statements import unfounded
from benchmarks.copy_words import MEASURED, ONLY_IN, WORD, forms, harmless, prop
from benchmarks.numerals import number_of_words
from bot.domain.goods import Product


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a text says and its product does not, as far as the second checker sees."""

    sentence: str
    phrase: str
    kind: str
    why: str


def doubts(text: str, product: Product, allowed: Sequence[str] = ()) -> list[Doubt]:
    """Return every doubt about ``text``; ``allowed`` are further true lines.

    A sentence that is one of the ``allowed`` lines is not doubted (what the brand must say); the words and
    numbers of these lines may be used as the product's own (what the customer did).
    """
    source = Source(product, tuple(allowed))
    granted = {_bare(line) for given in allowed for line in (given, *sentences_of(given))}
    found: list[Doubt] = []
    for sentence in sentences_of(text):
        if _bare(sentence) not in granted:
            found += [Doubt(sentence, *doubt) for doubt in _of_sentence(sentence, source)]
    return list(dict.fromkeys(found))


def _bare(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


def _of_sentence(sentence: str, source: Source) -> Iterator[tuple[str, str, str]]:
    yield from _prices(sentence, source)
    for number, why in wrong(numbers(sentence), source.numbers, source.forms):
        yield number.text, "number", why
    for chain in chains(sentence) - {known for line in source.lines for known in chains(line.text)}:
        yield chain, "number", "the product has other numbers side by side"
    yield from _words(sentence, source)
    for kind, phrase in frames(sentence):
        telling = [word for word in WORD.findall(phrase) if not harmless(word)]
        if not (source.together(telling) if telling else _quoted(phrase, source)):
            yield phrase, kind, "the product does not say so"
    for phrase in unfounded(sentence, source):
        yield phrase, "unfounded", "it speaks of the product and stands on none of its words"
    for phrase, why in flipped(sentence, source):
        yield phrase, "polarity", why
    for phrase, why in (*denied(sentence, source), *left_out(sentence, source)):
        yield phrase, "polarity", why
    for phrase, why in misjoined(sentence, source):
        yield phrase, "misjoined", why
    for phrase, why in (*moved(sentence, source), *foreign(sentence, source), *one_sided(sentence, source)):
        yield phrase, "moved", why
    for phrase, why in dropped(sentence, source):
        yield phrase, "reserve", why


def _quoted(phrase: str, source: Source) -> bool:
    return any(_bare(phrase) in _bare(line.text) for line in source.lines)


def _prices(sentence: str, source: Source) -> Iterator[tuple[str, str, str]]:
    product = source.product
    known = {(product.currency, plain(str(product.price)))} if product.price is not None else set()
    known |= {(currency, amount) for line in source.lines for currency, amount, *_ in money(line.text)}
    for currency, amount, start, text in money(sentence):
        if (currency, amount) not in known:
            yield text, "price", "not the product's price"
        elif re.search(r"\b(?:from|under|below|only|just|than|almost|instead of|was|now|about|up to|save"
                       r"|off)\s$",
                       sentence[:start], re.I):  # fmt: skip
            yield text, "price", "the price is said to be less, more or new"
        elif re.match(
            r"\s(?:each|a piece|apiece|per|less|off|cheaper|more|with|including|and up)\b",
            sentence[start + len(text) :],
        ):
            yield text, "price", "the price is said of something else"


_NEEDS = re.compile(
    r"\b(?:for|includes?|included|holds?|fits?|contains?|comes? with|with (?:a|an|its|two|three|the)|made "
    r"(?:of|from)"
    r"|plus|serves?|doubles as|made in|suits?|cooks?|bakes?|suited to|plus a|together with) (?:(?:a|an"
    r"|its|of|any|every|one|two"
    r"|three|matching|little|big|own|more|some) )*([A-Za-z]+)", re.I
)  # fmt: skip


def _words(sentence: str, source: Source) -> Iterator[tuple[str, str, str]]:
    """Yield the words that neither the product has nor everybody may say."""
    bare = MONEY.sub(" ", sentence)
    found = list(WORD.finditer(bare))
    if len(found) <= 4 and sentence.endswith("?"):  # "Loose bolt?" asserts nothing
        return
    words = [match.group() for match in found]
    told = {match.start(1) for match in _NEEDS.finditer(bare)}
    for at, match in enumerate(found):
        word = match.group()
        if word.isdigit() or source.stands(word) or _unit_behind_number(bare, match.start(), word):
            continue
        low = word.lower()
        if (
            low in MEASURED
            and at
            and (words[at - 1].lower() in ("how", "is", "than") or _measure(words[at - 1]))
        ):
            continue
        beside = {w.lower() for w in words[max(0, at - 2) : at + 3] if w.lower() != low}
        if low in ONLY_IN and beside & set(ONLY_IN[low].split()):
            continue
        if prop(word):
            if match.start() in told:
                yield word, "use", "the product is not said to hold it, have it or be for it"
            continue
        if harmless(word):
            continue
        name = word[0].isupper() and at > 0
        yield word, "name" if name else "word", "neither the product nor the language of invitations has it"


def _measure(word: str) -> bool:
    return word[0].isdigit() or any(form in UNIT_OF for form in forms(word))


def _unit_behind_number(text: str, start: int, word: str) -> bool:
    """Say whether a word is part of a number that ``copy_numbers`` has judged."""
    if number_of_words(text, start) or (
        any(char.isdigit() for char in word) and re.match(r"\d+(?:st|nd|rd|th)?$", word)
    ):
        return True
    shown = numbers(text)
    if re.match(r"\d[\d.,]*[A-Za-z]{1,3}$", word):
        return any(word.startswith(number.text) and number.unit for number in shown)
    before = re.search(r"(?:\d|\b[a-z]+)[\s-]?$", text[:start], re.I)
    measures = {unit for number in shown if number.unit for unit in (number.unit,)}
    return bool(before) and any(UNIT_OF.get(form) in measures for form in forms(word))
