"""What copy of each kind must keep, in words of its own: steps, a customer's privacy, and its sources.

Nothing here is shared with what writes or mends copy, so that a fault there does not hide itself here.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.alignment import alike, sentences_of, tokens_of
from benchmarks.copy_given import told
from bot.copywriting.facts import of_brief
from bot.domain import Brief, Copy

#: Sources that a claim may name beside the facts of its brief.
_BOOK = "brand book"
_MONTH = "|".join(calendar.month_name[1:])
_WHEN = re.compile(rf"\b(?:{_MONTH}) \d{{4}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b")
_DID = re.compile(
    r"\byou(?:['’]ve| have)?(?: \w+ly)? (bought|purchased|ordered|own|looked at|viewed|browsed|saw)\b", re.I
)
_BOUGHT = ("bought", "purchased", "ordered", "own")


def wrong_steps(text: str, steps: Sequence[str], lines: Sequence[str]) -> list[str]:
    """Return what a help text does with its steps but tell each once, in order, under its number."""
    numbered = re.findall(r"(?m)^(\d+)\. (.*)$", text)
    found = [f"{number}. {said}" for number, said in numbered]
    due = [f"{at}. {step if step[-1] in '.!?' else f'{step}.'}" for at, step in enumerate(steps, 1)]
    wrong = [f"missing: {step}" for step in due if step not in found]
    wrong += [f"not a step: {said}" for said in found if said not in due]
    if not wrong and found != due:
        wrong.append("the steps are not in order, or not told once")
    rest = re.sub(r"(?m)^\d+\. .*$", "", text)
    return wrong + [f"stray step: {step}" for step in steps if step in rest and step not in lines]


def disclosed(text: str, row: Mapping[str, Any], product: Mapping[str, Any], catalogue: Mapping[str, str],
              names: Sequence[str]) -> list[str]:  # fmt: skip
    """Return what a text tells of a customer that they did not agree to, or never did.

    ``row`` is the customer as the shop's file has them, ``product`` what is recommended, ``catalogue`` holds
    titles by id, ``names`` the customers' first names.
    """
    agreed = _agreed(row)
    about = str(product)
    free = {catalogue.get(name, "") for _, name, _ in agreed} | {product["title"]}
    left = text
    for title in sorted(free, key=len, reverse=True):
        left = left.replace(title, " ") if title else left
    found = [f"product: {title}" for title in catalogue.values() if title in left and title not in about]
    months = {f"{calendar.month_name[int(date[5:7])]} {date[:4]}" for _, _, date in agreed}
    dates = months | {date for _, _, date in agreed}
    found += [f"date: {when}" for when in _WHEN.findall(text) if when not in dates and when not in about]
    found += [f"name: {name}" for name in names if re.search(rf"\b{name}\b", text) and name not in about]
    for sentence in sentences_of(text):
        for did in _DID.findall(sentence):
            sort = "purchases" if did.lower() in _BOUGHT else "viewed"
            if not any(
                one == sort
                and catalogue.get(name, "?") in sentence
                and f"{calendar.month_name[int(date[5:7])]} {date[:4]}" in sentence
                for one, name, date in agreed
            ):
                found.append(f"deed: {sentence}")
    return found


def true_lines(row: Mapping[str, Any], catalogue: Mapping[str, str]) -> list[str]:
    """Return what may be said of the deeds that a customer agreed to share."""
    said = {"purchases": "bought", "viewed": "looked at"}
    return [
        f"You {said[sort]} {article}{catalogue[name]} in {calendar.month_name[int(date[5:7])]} {date[:4]}."
        for sort, name, date in _agreed(row)
        if name in catalogue
        for article in ("the ", "")
    ]


def _agreed(row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (purchases or viewed, product id, date) of every deed that the customer agreed to share."""
    means = {"purchases": "purchases", "browsing": "viewed"}
    return [
        (means[consent], str(deed["product"]), str(deed["date"]))
        for consent in row.get("consent") or ()
        for deed in row.get(means[consent]) or ()
    ]


def uncited(copy: Copy, brief: Brief) -> list[str]:
    """Return the sentences of a copy whose claim names no source, or one that does not hold them.

    Of a given text or steps the cited sentences must have every number and most of the words.
    """
    facts = {fact.id: f"{fact.label} {fact.value}" for fact in of_brief(brief)}
    found = []
    for part in copy.parts:
        left = f" {_bare(part.text)} "
        for claim in sorted(copy.claims, key=lambda claim: -len(claim.text)):
            left = left.replace(f" {_bare(claim.text)} ", " | ")
        if rest := [words for words in left.split("|") if words.strip(" 0123456789")]:
            found.append(f"no claim: {'; '.join(rest)}")
    for claim in copy.claims:
        sources = [one for one in (claim.source or "").split(", ") if one]
        if unknown := [one for one in sources if one not in facts and one != _BOOK]:
            found.append(f"unknown source {unknown}: {claim.text}")
        elif not sources and brief.product is None:  # an invitation to a product asserts nothing
            found.append(f"no source: {claim.text}")
        elif sources != [_BOOK] and brief.product is None:
            cited = " ".join(facts[one] for one in sources if one in facts)
            if not told(claim.text, cited):
                found.append(f"source {sources} does not say: {claim.text}")
    return found


def lost(copy: Copy, brief: Brief) -> list[str]:
    """Return the sentences of a rewritten text that are neither told nor named in a warning."""
    warned = " ".join(copy.warnings)
    return [
        sentence
        for sentence in sentences_of(brief.source)
        if not told(sentence, copy.text) and _bare(sentence) not in _bare(warned)
    ]


def without_keywords(copy: Copy, brief: Brief) -> list[str]:
    """Return the keywords that a text has in no form, and that no warning names."""
    shown = [token.norm for token in tokens_of(copy.text)]
    warned = " ".join(copy.warnings)
    return [
        word
        for word in brief.keywords
        if f"'{word}'" not in warned
        and not all(any(alike(token.norm, one) for one in shown) for token in tokens_of(word))
    ]


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
