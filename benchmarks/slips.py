"""Errors that keep the shop's own words and lose their sense: a condition, who pays whom, when, which.

More kinds for ``planting``, which names them all. A slip adds no fact, so no look-up of single words
sees it. What the customer's question names is not dropped here: an answer may take that for granted.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from benchmarks.faithful import Faithful, Pool
from benchmarks.misjoined import (
    and_for_or,
    neighbours_joined,
    number_spelled_wrong,
    order_swapped,
    phrases_joined,
)

Planter = Callable[[str, Faithful, Pool, random.Random], str | None]

_END = r"(?=[.;!]|,|$)"
_TIMES = r"(?:minutes?|hours?|days?|weeks?|months?|years?|nights?|a\.m\.|[ap]m)\b"
_SPAN = rf"(?:the first )?\d+ (?:\w+ )?{_TIMES}"
_TRAILING = [
    rf"(?<!Only)(?<!only)(?<!even)(?<! at),? (?:if|when|unless|until|as long as|provided|once|whenever"
    rf"|only if) [^.;,]+{_END}",
    rf"(?<!only) (?:before|after|during) (?!which|that)[^.;,]+{_END}",
    rf" within {_SPAN}(?: of [^.;,]+{_END}| after [^.;,]+{_END})?",
    rf" for (?:life|{_SPAN})",
    r" (?:for|on|with) [a-z]+ (?:orders|purchases|items) (?=\w)",
    r" (?:for|on) orders (?:over|under|above|below|from) [€£$]?[\d.,]+\d(?: euros)?",
    r"(?<! orders)(?<! purchases) (?:over|under|above|below) [€£$]?\d[\d.,]*\d?"
    r"(?: (?:kg|g|cm|euros|miles|inches|pages|members))?",
    rf" against [^.;,]+{_END}",
    rf" (?<!or )(?<!and )(?:with|without) (?:a|an|the|your|proof of) (?:receipt|contract|code|card|box"
    rf"|appointment|account|bill|label|proof|invoice|ticket|order number)[^.;,]*{_END}",
]
_LEADING = (
    r"(?:If|When|Once|Unless|Until|With|Without|Within|Before|After|During|For|Over|Under|Above|Below|From"
    r"|On|Outside|In|At|As long as) [^.;,:]+, (?=\w)"
)
_ADJECTIVES = (
    r"(?:unused|unopened|unworn|undamaged|sealed|returned|damaged|faulty|defective|full-price|discounted"
    r"|registered|personalised|engraved|custom-built|made-to-measure|shelf-ready|signed|original"
    r"|printed|in-print) (?=[a-z])(?!(?:only|by|in|or|and|to|at|the|for|within|before)\b)"
)
_CONDITIONS_ZH = [
    r"(?:如果|只要|若)[^，。；]+，(?=[^。])",
    r"^[^，。；]{2,14}(?:之前|以前|之后|以后|后|前|内|时|的话)，(?=[^。])",
    r"满\d+欧元[^，。；]{0,4}?(?=免|可|享)",
    r"在?\d+个?(?:天|工作日|小时|分钟|个月|年)(?:之)?内", r"未使用的?|未拆封的?",
]  # fmt: skip


def condition_dropped(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """Leave out what narrows the sentence: a phrase behind it, before it, or an adjective."""
    if base.entry.language == "zh":
        options = [m for pattern in _CONDITIONS_ZH for m in re.finditer(pattern, text)]
    else:
        options = [m for pattern in _TRAILING for m in re.finditer(pattern, text)]
        heads = re.finditer(rf"(?:^|(?<=[.] )){_LEADING}", text)
        options += [
            m for m in heads if re.match("If|When|Once|Unless|Until|As|Be|Af", m[0]) or " you " not in m[0]
        ]
        options += [
            m
            for m in re.finditer(
                rf"(?<!is )(?<!are )(?<!be )(?<!was )(?<!were )\b{_ADJECTIVES}", text, re.IGNORECASE
            )
        ]
    options = [
        match for match in options if not _named(match.group(), base.question) and not _promised(text, match)
    ]
    if not options:
        return None
    match = chance.choice(options)
    rest = text[match.end() :]
    if not text[: match.start()].strip() or text[: match.start()].endswith(". "):
        rest = rest[:1].upper() + rest[1:]
    left = re.sub(r",?\s*([.;])", r"\1", re.sub(r"\s+,", ",", text[: match.start()] + rest))
    if re.search(r"\b(?:or|and|by|from|to)\.|^(?:Or|And|Not|Credited)\b|[.;]\.|\bwith the\.", left):
        return None  # no sentence any more
    return left if len(re.findall(r"\w+|[\u4e00-\u9fff]", left)) >= 3 else None


def _promised(text: str, match: re.Match[str]) -> bool:
    """Say whether the shop binds itself ("we answer within 2 days"): less is claimed without the phrase."""
    before = re.split(r"[.;] ", text[: match.start()])[-1]
    asks = r"\b(?:can|may|must|you|cannot|should)\b"
    return "within" in match.group()[:8] and not re.search(asks, before, re.IGNORECASE)


def _named(phrase: str, question: str) -> bool:
    """Say whether the question has any longer word or number of a phrase."""
    if re.search(r"[\u4e00-\u9fff]", phrase):
        return any(phrase[i : i + 2] in question for i in range(len(phrase) - 1))
    words = {w[:5] for w in re.findall(r"[a-z]{4,}|\d+", question.lower())}
    return any(w[:5] in words for w in re.findall(r"[a-z]{4,}|\d+", phrase.lower()) if w not in _GLUE)


_GLUE = frozenset(
    [
        "with",
        "from",
        "your",
        "that",
        "this",
        "when",
        "have",
        "will",
        "until",
        "within",
        "before",
        "after",
        "without",
        "under",
        "over",
    ]
)
_ROLES = {
    "we": "you", "you": "we", "our": "your", "your": "our", "us": "you", "i": "we",
    "yours": "ours", "ours": "yours",
}  # fmt: skip


def roles_swapped(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """Change one of we, you, our, your, or all of them."""
    found = list(re.finditer(r"\b(?:we|you|our|your|us)\b", text, re.IGNORECASE))
    if not found:
        return None
    if len(found) > 1 and chance.random() < 0.5:
        return re.sub(r"\b(?:we|you|our|your|us)\b", _other_role, text, flags=re.IGNORECASE)
    match = chance.choice(found)
    return text[: match.start()] + _other_role(match) + text[match.end() :]


def _other_role(match: re.Match[str]) -> str:
    new = _ROLES[match.group().lower()]
    return new.capitalize() if match.group()[0].isupper() else new


_MODALS = [
    (r"\bmust\b(?! not)", "can"), (r"\bmust\b(?! not)", "should"), (r"\bcan\b(?! only| not)", "must"),
    (r"\bcan\b(?! only| not)", "could"), (r"\bshould\b", "can"), (r"\bmay\b(?! not)", "must"),
    (r"\bcould\b", "can"), (r"\b(?:needs|has) to\b", "may"), (r"\bmight\b", "will"),
    (r"\b(?:need|have) to\b", "may"),
    (r"必须|须", "可以"), (r"可以", "必须"),
]  # fmt: skip
_TENSES = [
    (r"(?<=\b[Ww]e )(ship|pack|print|repair|accept|charge|check|offer|deliver|replace|refund|cover|answer"
     r"|collect|process|return|engrave|stock|deduct|mail|lend|open)\b", r"used to \1"),
    (r"(?<=\b[Ww]e )(ship|pack|print|repair|deliver|offer|answer|collect|check|open|mail)\b", r"\1ed"),
    (r"\bis (free|included|covered|possible|available|refunded|excluded)\b", r"was \1"),
    (r"\bare (free|included|covered|possible|available|refunded|excluded|kept)\b", r"were \1"),
    (r"\bhas (?=\w+ed\b)", "will have "), (r"\bcosts? (?=[€£$])", "cost us once "),
]  # fmt: skip
_REFUSALS = [
    (r"\brefuses? to ", ""), (r"\bfails? to ", ""), (r"\b(?:is|are) excluded from\b", "are part of"),
    (r"\b(?:is|are) excluded\b", "are included"), (r"\bexcludes?\b", "includes"),
    (r"\bstops? (?=\w+ing)", "goes on "),
    (r"\b(?:is|are|was|were) (?:refused|declined|rejected)\b", "is accepted"), (r"\bwithout\b", "with"),
    (r"\bexcept (?:for )?", "with "), (r"\bfails\b", "works"), (r"\bfailed\b", "made"),
    (r"\bexpires?\b", "goes on"),
    (r"\bincorrectly\b", "correctly"), (r"\bun(?=used|opened|worn|damaged|paid|ridden|washed|signed)", ""),
]  # fmt: skip


def _by_rules(rules: Sequence[tuple[str, str]]) -> Planter:
    def planter(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
        options = [(match, new) for pattern, new in rules for match in re.finditer(pattern, text)]
        if not options:
            return None
        match, new = chance.choice(options)
        return text[: match.start()] + match.expand(new) + text[match.end() :]

    return planter


SLIPS: dict[str, Planter] = {
    "condition dropped": condition_dropped,
    "roles swapped": roles_swapped,
    "modal changed": _by_rules(_MODALS),
    "tense changed": _by_rules(_TENSES),
    "refusal dropped": _by_rules(_REFUSALS),
    "phrases joined": phrases_joined,
    "order swapped": order_swapped,
    "and for or": and_for_or,
    "number spelled wrong": number_spelled_wrong,
    "neighbours joined": neighbours_joined,
}
