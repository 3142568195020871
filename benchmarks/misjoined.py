"""Errors that join what does not belong together: facts, neighbours, what comes first, signs and numbers."""

from __future__ import annotations

import random
import re

from benchmarks.faithful import Faithful, Pool

_FACT = r"(?:[€£$]\d[\d.,]*\d?|\d[\d.,]*)(?: (?:working |business )?[a-z]+)?"


def phrases_joined(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """Drop the second of two facts ("2 years for pans and 5 for knives"), or the first way and its fact."""
    link = r"(?:for|to|on|in|at|from|with)"
    options = []
    for match in re.finditer(
        rf"({_FACT} {link} [^.;,]{{3,40}}?),? and (?:(?:costs?|takes?) )?{_FACT} {link} "
        rf"([^.;,]{{3,40}}?)(?=[.;,]|$)",
        text,
    ):
        options.append((match, f"{match.group(1)} and {match.group(2)}"))
    for match in re.finditer(
        r"\b(?:is|are) (?:free|\w+ed)( [^.;,]{3,40}?),? (?:or|and|but) ((?:costs?|takes?|needs?) [^.;,]+)",
        text,
    ):
        options.append((match, f"{match.group(1).strip()} {match.group(2)}"))
    for match in re.finditer(
        r"(?<=, )([^.;,]{3,30}? )\d+[^.;,]*?,? (?:and|but) ([^.;,]{3,30}?) ((?:costs? )?\d[^.;,]*)", text
    ):
        options.append((match, f"{match.group(1)}{match.group(3)}"))
    if not options:
        return None
    match, new = chance.choice(options)
    return text[: match.start()] + new + text[match.end() :]


def order_swapped(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """What comes first comes last: "after" for "before", or its two sides exchanged."""
    options: list[str] = []
    for match in re.finditer(r"\b(before|after|until)\b", text):
        new = {"before": "after", "after": "before", "until": "after"}[match.group()]
        options.append(text[: match.start()] + new + text[match.end() :])
    for match in re.finditer(
        r"(^|\. )([A-Z][^.;,]{8,}?) (after|before|if|when|until) ([^.;,]{8,})(?=\.|$)", text
    ):
        start, one, word, two = match.groups()
        swapped = f"{start}{two[0].upper()}{two[1:]} {word} {one[0].lower()}{one[1:]}"
        options.append(text[: match.start()] + swapped + text[match.end() :])
    return chance.choice(options) if options else None


def and_for_or(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """Replace "or" by "and" in a list of two, and the other way round."""
    # Beside these words both say the same.
    turned = re.search(r"\b(?:not|no|never|cannot|without|any|such as|wh\w+ever|neither|either)\b", text)
    options = [(m, "and") for m in re.finditer(r"(?<=[a-z] )or(?= [a-z])", text) if not turned]
    options += [(m, "or") for m in re.finditer(r"(?<=[a-z] )and(?= (?:a|an|the|your|proof) [a-z])", text)]
    options += [(m, "和") for m in re.finditer("或者?", text)]
    if not options:
        return None
    match, new = chance.choice(options)
    return text[: match.start()] + new + text[match.end() :]


_TENS = {20: "twenty", 30: "thirty", 40: "forty"}
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def number_spelled_wrong(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """Signs and spellings that turn a number: >, ~, a lost thousand, the last word of twenty-one."""
    options: list[str] = []
    for match in re.finditer(r"(?<![\w.,])(?P<sign>[€£$])?(?P<count>\d{1,4})(?![\w.,:/]\d|\w)", text):
        before, after, sign, count = (
            text[: match.start()],
            text[match.end() :],
            match["sign"] or "",
            match["count"],
        )
        options += [f"{before}{mark}{sign}{count}{after}" for mark in (">", "~", "<", "≥")]
        options += [f"{before}{sign}{count}.000{after}", f"{before}{sign}{count}00{after}"]
        value = int(count)
        if value > 20 and value % 10 and value - value % 10 in _TENS and not sign:
            options.append(f"{before}{_ONES[value % 10 - 1]}{after}")
            options.append(f"{before}{_TENS[value - value % 10]}-{_ONES[value % 10 - 2]}{after}")
    return chance.choice(options) if options else None


_PREDICATE = r"(?:免运?费|运费|收费|收取|需要?|不|可以?|约|最多|加|必须|要|由|在|是|为|起)"


def neighbours_joined(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """The subject of one clause before what is said of its neighbour."""
    options: list[str] = []
    if base.entry.language == "zh":
        for sentence in re.findall(r"[^。；]+", text):
            parts = [
                re.match(rf"(.{{2,10}}?)({_PREDICATE}.{{2,}})$", clause) for clause in sentence.split("，")
            ]
            whole = [part for part in parts if part]
            options += [f"{a[1]}{b[2]}。" for a in whole for b in whole if a is not b and a[1] != b[1]]
        return chance.choice(options) if options else None
    verb = r"(?:is|are|costs?|takes?|can|cannot|must|needs?|stays?|lasts?|comes?|goes|go)"
    for sentence in re.split(r"(?<=[.]) ", text):
        parts = [
            re.match(rf"((?:[\w'£€$°%.-]+ ){{1,6}}?)({verb} [^.]{{6,}})", clause.strip())
            for clause in re.split(r"[;.](?: |$)|, (?:and|but|while|whereas) ", sentence)
        ]
        whole = [part for part in parts if part]
        pronouns = r"(?:it|they|this|that|there|we|you|one|i)\b|.*\b(?:if|when|after)\b"
        pairs = [
            (a, b) for a in whole for b in whole
            if a is not b and not re.match(pronouns, a[1] + "|" + b[1], re.IGNORECASE)
            and not re.match(pronouns, b[1], re.IGNORECASE)
        ]  # fmt: skip
        options += [f"{a[1][0].upper()}{a[1][1:]}{b[2].rstrip(',')}." for a, b in pairs]
    return chance.choice(options) if options else None
