"""Finds a phrase in a text, however it is spelled: case, hyphens, accents, letters of other scripts, gaps.

What is never allowed must not pass in disguise: as 'e c o-friendly', with a Cyrillic 'е' or with a
character in it that nobody sees. Knows nothing of brands.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.claims.chinese import is_chinese

# Small letters of Cyrillic, Greek, Armenian and IPA that look like Latin ones.
_ALIKE = str.maketrans("авсԁеһіјкмнорԛѕтуԝхпгαβεηικνορτυχօոսհıɡ", "abcdehijkmhopqstywxnrabenikvoptuxonuhig")
_SHORT = 4  # Latin letters from which a phrase may be spelled with gaps: 'a I' is no 'AI'


def stands(phrase: str, text: str, hidden: bool = False) -> bool:
    """Whether a phrase stands in a text as whole words.

    ``hidden`` also finds it with gaps within its words, as somebody writes who does not want it found; for
    honest text that is too much: 'every day' is not 'everyday'.
    """
    return bool(_pattern(phrase, hidden).search(_plain(text)))


@lru_cache(maxsize=1024)
def _pattern(phrase: str, hidden: bool) -> re.Pattern[str]:
    words = [re.findall(r"[^\W_]", word) for word in re.split(r"[\W_]+", _plain(phrase)) if word]
    gap = r"(?:(?![.!?]\s|[。！？])[\W_])*"  # the end of a sentence is none
    within = gap if hidden and (is_chinese(phrase) or sum(map(len, words)) >= _SHORT) else ""
    spelled = gap.join(within.join(map(re.escape, word)) for word in words)
    # Chinese has no gaps between words, so only Latin letters and figures may not go on.
    return re.compile(rf"(?<![a-z0-9]){spelled}(?![a-z0-9])" if words else r"(?!)")


def _plain(text: str) -> str:
    """One spelling: plain forms, small letters, no marks, nothing invisible, one alphabet."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(char for char in text if unicodedata.category(char) not in ("Mn", "Cf"))
    return seen.translate(_ALIKE)
