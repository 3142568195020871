"""Words: what class a word is of, and a light stem so that 'returned' meets 'return'.

The lists are closed and short on purpose. A word in none of them is a content word, and a content
word must stand in the source. Knows nothing of sentences or sources.
"""

from __future__ import annotations

import re
from functools import lru_cache


def group(words: str) -> frozenset[str]:
    """A short list of words."""
    return frozenset(words.split())


# Assert nothing: may be added, dropped or changed freely.
FREE = group(
    "a an the this that these those it its they them their theirs he his she her we us our ours you "
    "your yours i me my is are was were be been being am do does did doing done have has had having "
    "will would shall there here which who whom whose also please note then so therefore thus however "
    "as itself themselves yourself well simply indeed unfortunately sorry still too"
)
# The subject or relative pronouns among them: a phrase begins after these.
PRONOUNS = group("we you it they i he she which who that this these those there one")
# Link phrases. Harmless by themselves; before a number some of them are not (see facts.GUARDS).
PREPOSITIONS = group("in on at of for with to into onto as by via through per")
# Say where or when a thing holds. Never added, never exchanged, so treated as content that begins a phrase.
STRONG = group(
    "from within until after before since during without between under over above below outside "
    "inside against beyond than up once least most more less fewer about around nearly almost"
)
NEGATIONS = group("not no never neither nor none nothing nowhere nobody cannot hardly")
CAN = group("can could may might")
MUST = group("must should have-to")
# Narrow a claim; dropping one beside a kept word makes the claim too wide.
HEDGES = group(
    "usually normally often sometimes generally typically mostly almost nearly most some many partly"
)
LIMITS = HEDGES | group(
    "only just except excluding unless least most without usually normally often sometimes generally "
    "typically mostly almost nearly solely exclusively some many partly about around minimum maximum "
    "atleast atmost morethan lessthan"
)
CONDITIONS = group("unless except excluding")  # begin a clause that must not be lost
CONJUNCTIONS = group("and or but nor plus yet")
SUBORDINATORS = group(
    "if unless when whenever while whereas because since although though except until where provided "
    "otherwise so which who whichever whether afterwards"
)
AUXILIARIES = group("is are was were be been am do does did have has will would shall") | CAN | MUST

_FORMS = """
send=sent pay=paid buy=bought keep=kept hold=held sell=sold make=made take=taken,took
give=given,gave find=found lose=lost come=came go=went,gone,goes get=got choose=chosen,chose
write=written bring=brought leave=left,leaves build=built show=shown wear=worn ride=ridden man=men
woman=women child=children email=emailed mail=mail shelf=shelves knife=knives meet=met lend=lent
understand=understood drive=driven
"""
_IRREGULAR = {
    form: base
    for base, _, forms in (row.partition("=") for row in _FORMS.split())
    for form in forms.split(",")
}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light stem: plural, -ed, -ing and a silent e go; sense-bearing endings stay."""
    word = _IRREGULAR.get(word, word)
    if len(word) <= 3 or not word.isascii():
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        base = word[: -len(ending)]
        if (
            word.endswith(ending)
            and len(base) >= 3
            and re.search("[aeiouy]", base)
            and not word.endswith("eed")
        ):
            word = base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz" else base
            break
    if word.endswith("ie"):
        word = word[:-2] + "y"
    if word.endswith("y") and len(word) > 3 and word[-2] not in "aeiou":
        return word[:-1] + "i"
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def stems(listed: str) -> frozenset[str]:
    """A short list of words in the form that tokens have."""
    return frozenset(stem(word) for word in listed.split())


# Words of a promise: they must stay with the very word that they stand by, and a title promises nothing.
PROMISES = stems("free full always guarantee guaranteed immediately")
