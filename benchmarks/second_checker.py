"""The second checker: does a shown text say anything that its source does not?

It measures the first one (``bot/claims``) and shares nothing with it: no code, no word list,
no principle. Each shown sentence is laid over the source as a whole (``alignment``); then
everything that was inserted, skipped or moved is asked whether it carries meaning:

- a number, name, link, promise or word that the path through the source does not pass,
- a number or name between neighbours that are not its neighbours in the source,
- other people, another time, another order, other joints between the same words (``grammar``),
- a condition that the source sets and the text leaves out (``conditions``),
- a negation or restriction on one side of the aligned stretch and not on the other,
- a Yes or No that contradicts what follows (needs the customer's question).

It is stricter than a reader would be: it exists to raise doubts, not to release answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.alignment import Token, sentences_of, tokens_of
from benchmarks.conditions import dropped
from benchmarks.laid import Laid
from benchmarks.meaning import Finding
from benchmarks.yes_no import contradicts, strip_verdict

__all__ = ["Finding", "audit"]


def audit(text: str, sources: Sequence[str], question: str = "") -> list[Finding]:
    """Return every doubt about ``text`` given its ``sources``; without any, the text is supported."""
    source: list[Token] = []
    for words in sources:
        source += tokens_of(words, source[-1].sentence + 1 if source else 0)
    findings: list[Finding] = []
    laid: list[Laid] = []
    sentences = sentences_of(text)
    for at, sentence in enumerate(sentences):
        verdict, rest = strip_verdict(sentence, question) if at == 0 else ("", sentence)
        if rest:
            laid.append(Laid(rest, source))
            findings += laid[-1].findings()
        if verdict and question and (why := contradicts(verdict, rest or " ".join(sentences[1:2]), question)):
            findings.append(Finding(sentence, "polarity", verdict, why))
    return findings + _dropped(laid, source, question)


def _dropped(laid: Sequence[Laid], source: Sequence[Token], question: str) -> list[Finding]:
    """Return the conditions that no sentence of the text has, each with the sentence that needs it."""
    shown = [token for one in laid for token in one.shown]
    asked = tokens_of(question)
    found = {}
    for one in laid:
        for condition in dropped(source, one.path, shown, asked):
            why = "the source says it under this condition"
            found[condition.text] = Finding(one.sentence, "condition dropped", condition.text, why)
    return list(found.values())
