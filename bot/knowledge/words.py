"""Words of a text, as the keyword half of search counts them, and the script they are written in.

English words are lower-cased, lightly stemmed and stripped of the ones that say nothing;
Chinese, which has no spaces, is cut into characters and pairs of characters. Nothing here knows of
entries, vectors or scores.
"""

from __future__ import annotations

import re
from functools import lru_cache

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PIECE = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:['’][^\W_{_HAN}]+)?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])|\n+")

# Words that any question may hold. In a FAQ of fifty entries a chatty "gonna" would otherwise
# look like the rarest and therefore most telling word of all.
_SAYS_NOTHING = """
a about actually after again all already also am an and any anyone anything are as at back be
because been being bit but by can cannot could did do does doing done dont either else even ever
every for from get gets getting give go goes going gonna got guys had has have having hello help her
here hey hi him his how i if im in into is it its ive just kind know let like ll long look lot make
many may maybe me might mine more most much must my myself need next no not now of off oh ok okay on
once one only or other our out over own please possible put quite rather re really right said same
say see should since so some someone something soon still such sure take tell than thank thanks that
the their them then there these they thing things think this those though through to today too try
trying u up us use used using ve very wanna want wanted wants was way we well were what whats when
where whether which while who whom whose why will wish with within without wonder wondering would
yes yet you your yours
"""
_STOP = frozenset(_SAYS_NOTHING.split())
# The same for Chinese: characters and pairs that ask without saying what about.
_SAYS_NOTHING_IN_CHINESE = """
的 了 吗 呢 我 你 们 是 有 可 以 能 不 怎 么 什 多 少 怎么 可以 什么 你们 我们 请问 能不 不能 多少 如何
是不 是否 能否 可不 不可 没有 有没 一下 我想 想要 需要 这个 那个 如果 我的 你好
"""
_STOP_CHINESE = frozenset(_SAYS_NOTHING_IN_CHINESE.split())


_POINTS_BACK = re.compile(
    r"^(?:and|or|but|so|then|what about|how about|what if|also)\b|\b(?:it|its|that|this|they|them|their|those"
    r"|these|there|then|ones?|instead|same|both|either|else)\b",
    re.IGNORECASE,
)
_POINTS_BACK_CHINESE = re.compile("^(?:那|还|如果)|[它这]|呢[？?]?$")


def words(text: str) -> list[str]:
    """The words that count, stemmed; a Chinese run gives its overlapping pairs, then its characters."""
    found: list[str] = []
    for piece in _PIECE.findall(text.lower()):
        if "\u3400" <= piece[0] <= "\u9fff" or "\uf900" <= piece[0] <= "\ufaff":
            pairs = [piece[i : i + 2] for i in range(len(piece) - 1)]
            found += [part for part in (*pairs, *piece) if part not in _STOP_CHINESE]
            continue
        plain = re.split("['’]", piece)[0]  # "shop's" and "don't" count as "shop" and "don"
        if plain not in _STOP and piece not in _STOP:
            found.append(stem(plain))
    return found


def leans(text: str) -> bool:
    """Whether a question may lean on the one before it: points back, goes on, or says hardly anything."""
    if language_of(text) == "zh":
        return len(text) <= 8 or bool(_POINTS_BACK_CHINESE.search(text))
    return bool(_POINTS_BACK.search(text)) or len(set(words(text))) <= 2


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Plural, -ing, -ed and -ly off; what remains need not be a word, only the same for its kin."""
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for tail in ("ing", "ed", "ly"):
        if word.endswith(tail) and len(word) - len(tail) >= 3 and re.search("[aeiouy]", word[: -len(tail)]):
            word = word[: -len(tail)]
            if word[-1] == word[-2] and word[-1] not in "lsz":  # shipped -> ship, but call stays call
                word = word[:-1]
            break
    if word.endswith("e") and len(word) > 3:  # exchange, exchanged and exchanging meet at exchang
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


def sentences(text: str) -> list[str]:
    """The sentences of an answer, without empty ones."""
    return [part for part in (piece.strip() for piece in _SENTENCE.split(text)) if part]


def language_of(text: str) -> str:
    """``zh`` when Chinese characters carry the text, ``en`` otherwise (by script, not by grammar)."""
    han = len(re.findall(f"[{_HAN}]", text))
    latin_words = len(re.findall(r"[A-Za-z]+", text))
    return "zh" if han > latin_words else "en"
