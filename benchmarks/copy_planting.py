"""Errors to plant in true marketing copy: one function a kind, seeded, each makes a text that is wrong.

Values come from the product's siblings and from its own other attributes where possible (``copy_values``),
so that they sound right; added claims are in ``copy_claims``, true words moved in ``copy_moves``. A planter
returns ``None`` where the copy offers no place.
"""

from __future__ import annotations

import random
import re

from benchmarks.copy_claims import ADJECTIVES, SENTENCES, TAILS
from benchmarks.copy_moves import MOVES
from benchmarks.copy_true import Planter, TrueCopy, short_name, words_of
from benchmarks.copy_values import VALUES

_END = re.compile(r"(?<=[a-z\d)])\.(?=\s|$)")


def plant(kind: str, base: TrueCopy, chance: random.Random) -> str | None:
    """Return the copy with one error of ``kind``, or ``None``."""
    made = PLANTERS[kind](base, chance)
    return made if made != base.text else None


def _claim(kind: str) -> Planter:
    """Add a written claim, as a sentence of its own or before a full stop; never one that may be true."""

    def planter(base: TrueCopy, chance: random.Random) -> str | None:
        tails = TAILS.get(kind, [])
        known = words_of(base.product)
        ends = list(_END.finditer(base.text))
        if tails and ends and chance.random() < 0.35:
            tail = chance.choice(tails)
            at = chance.choice(ends).start()
            return f"{base.text[:at]}, {tail}{base.text[at:]}" if _new(tail, known) else None
        claim = chance.choice(SENTENCES[kind]).format(it=short_name(base.product))
        if not _new(claim, known):
            return None
        at = chance.choice([*(end.end() for end in ends), len(base.text)])
        return f"{base.text[:at].rstrip()} {claim}{base.text[at:]}"

    return planter


def _new(claim: str, known: str) -> bool:
    """Say whether a claim has a longer word that the product has not."""
    words = re.findall(r"[a-z]{4,}", claim.lower())
    return any(word.rstrip("s")[:6] not in known for word in words)


def _adjective(base: TrueCopy, chance: random.Random) -> str | None:
    known = words_of(base.product)
    options = list(
        re.finditer(
            rf"(?<=\b(?:the|The) )(?=[^.]{{0,20}}\b{re.escape(short_name(base.product))}\b)", base.text, re.I
        )
    )
    new = chance.choice(ADJECTIVES)
    if not options or new in known:
        return None
    at = chance.choice(options).start()
    return f"{base.text[:at]}{new} {base.text[at:]}"


def _sibling(base: TrueCopy, chance: random.Random) -> str | None:
    """Tell a fact of another product: a clause of its description or one of its attributes."""
    other = chance.choice(base.siblings)
    known = words_of(base.product)
    facts = [s for s in re.split(r"(?<=\.)\s+", other.description) if len(s) > 20]
    facts += [f"{name.replace('_', ' ').capitalize()}: {value}." for name, value in other.attributes.items()
              if isinstance(value, str)]  # fmt: skip
    fact = chance.choice(facts)
    words = re.findall(r"[a-z]{4,}|\d+", fact.lower())
    if sum(word in known for word in words) > 0.6 * len(words):
        return None
    return f"{base.text} {fact}"


_YES_NO = [
    (r"\bmust not go\b", "may go"), (r"\b(may|can|should|must|does|do|is|are|was) not\b", r"\1"),
    (r"\bcannot\b", "can"),
    (r"\b[Nn]ot for the\b", "For the"), (r"\bnot\s", ""), (r"\bkeep (it|them|the \w+) out of\b",
    r"put \1 in"),
    (r"\bno (?=caffeine|shimmer|pedals|sample)", ""), (r"\bwithout (?=shimmer|pedals|caffeine)", "with "),
]  # fmt: skip
_NO_YES = [
    (r"\b(may|can) (?=go|be)", r"\1 not "), (r"\bworks on\b", "does not work on"), (r"\bgoes in\b",
    "does not go in"),
    (r"\b(is|are) (?=[a-z]+-(?:safe|proof|resistant)|organic|perforated|numbered|stackable)", r"\1 not "),
    (r"\b(?:and|in) the (microwave|dishwasher)\b", r"but not in the \1"),
]  # fmt: skip


def _boolean(base: TrueCopy, chance: random.Random) -> str | None:
    """Turn a yes-or-no attribute round, in a sentence that tells it or in a new one."""
    switches = [(name, value) for name, value in base.product.attributes.items() if isinstance(value, bool)]
    if not switches:
        return None
    name, value = chance.choice(switches)
    label, about = name.replace("_", " "), name.split("_")[0]
    for match in re.finditer(rf"[^.\n]*\b{about}[^.\n]*\.", base.text, re.I):
        for pattern, new in _NO_YES if value else _YES_NO:
            turned = re.sub(pattern, new, match[0], count=1)
            if turned != match[0]:
                return base.text.replace(match[0], turned, 1)
    made = re.search(r"(?:safe|proof|resistant|able|organic|proof)$", label)
    if value:
        return f"{base.text} " + (f"It is not {label}." if made else f"{label.capitalize()}: no.")
    return f"{base.text} " + (f"It is {label}." if made else f"{label.capitalize()}: yes.")


def _denied(base: TrueCopy, chance: random.Random) -> str | None:
    rules = [(r"\b(is|are) (?=made|included|woven|finished|set|printed|signed)", r"\1 not "), (r"\bholds\b",
    "does not hold"),
             (r"\bcomes with\b", "comes without"), (r"\bhas (?=a|two|an)", "has not got "),
             (r"\bwith (?=a |an |two )", "without "),
             (r"\bfits\b", "does not fit"), (r"\bincluded\b", "not included")]  # fmt: skip
    options = [(m, new) for pattern, new in rules for m in re.finditer(pattern, base.text)
               if "not " not in base.text[max(0, m.start() - 5) : m.end() + 5]]  # fmt: skip
    if not options:
        return None
    match, new = chance.choice(options)
    return base.text[: match.start()] + match.expand(new) + base.text[match.end() :]


_STUFFS = re.compile(
    "steel|glass|beech|walnut|oak|ash|leather|cork|brass|cotton|rubber|acacia|aluminium|porcelain|textile|silicone"
    "|wood|felt|linen|tin|birch|carbon|acrylic|vinyl|neoprene|paper|marbled|kraft"
)


def _misjoined(base: TrueCopy, chance: random.Random) -> str | None:
    """Say the stuff of one part of another: "beech handle, steel lid" becomes "steel handle"."""
    pairs = re.findall(r"\b([a-z]+) (handle|handles|lid|stopper|strainer|grips?|blade|rose|liner|back"
                       r"|cable|clip|nib|"
                       r"cover|box|frame|fork|barrel|arms|paper|holder|band|bottle|loops?|lining)\b",
                       words_of(base.product))  # fmt: skip
    pairs = [(stuff, part) for stuff, part in pairs if _STUFFS.fullmatch(stuff)]
    stuffs = [stuff for stuff, _ in pairs]
    for _, part in pairs:
        for stuff in stuffs:
            if (stuff, part) not in pairs and (match := re.search(rf"\b(\w+ )?{part}\b", base.text)):
                return base.text[: match.start()] + f"{stuff} {part}" + base.text[match.end() :]
    return None


PLANTERS: dict[str, Planter] = {kind: _claim(kind) for kind in SENTENCES} | VALUES | {
    "adjective inserted": _adjective, "fact of a sibling": _sibling, "yes-no turned": _boolean,
    "fact denied": _denied, "parts misjoined": _misjoined,
} | MOVES  # fmt: skip
