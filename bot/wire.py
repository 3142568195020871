"""Questions and answers as JSON objects, the same for every way in: command line, batch file, HTTP.

Reading says in one sentence what is wrong with an object; it does not know which line or request
it came from. Writing gives plain dicts with the names of the design page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain import Answer, Question, Search, Turn
from bot.errors import BadInput

Json = dict[str, Any]


def question_of(row: Mapping[str, Any]) -> Question:
    """Read ``{"query": ..., "history": [{"query": ..., "answer": ...}]}``; other fields are not looked at.

    Raises:
        BadInput: it is not of this shape. The message is a clause, ready to follow a line number.
    """
    turns = row.get("history") or []
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise BadInput('history must be a list of {"query": ..., "answer": ...}')
    return Question(
        text=_text(row, "query"),
        history=tuple(Turn(_text(turn, "query"), str(turn.get("answer") or "")) for turn in turns),
    )


def answer_json(answer: Answer) -> Json:
    """Write an answer. ``claims`` are the sentences that were shown, ``rejected`` those that were not."""
    return {
        "question": answer.question,
        "status": answer.status,
        "text": answer.text,
        "confidence": round(answer.confidence, 4),
        "citations": [
            {
                "number": citation.number,
                "id": citation.id,
                "question": citation.question,
                "passage": citation.passage,
                "score": round(citation.score, 4),
                "version": citation.version,
            }
            for citation in answer.citations
        ],
        "claims": [{"text": c.text, "supported": c.supported, "source": c.source} for c in answer.claims],
        "rejected": [{"text": c.text, "why": c.why} for c in answer.rejected],
        "quoted": answer.quoted,
        "repaired": answer.repaired,
        "failure": answer.failure,
        "language": answer.language,
        "engine": answer.engine,
        "adapter": answer.adapter,
        "seconds": round(answer.seconds, 3),
    }


def search_json(search: Search) -> Json:
    """Write what search found, best first, and whether that answers the question."""
    return {
        "query": search.query,
        "hits": [
            {"id": hit.entry.id, "question": hit.entry.question, "score": round(hit.score, 4)}
            for hit in search.hits
        ],
        "confidence": round(search.confidence, 4),
        "answerable": search.answerable,
    }


def _text(row: Mapping[str, Any], field: str) -> str:
    """A text with something in it. Half characters, which no tokenizer takes, become question marks."""
    text = row.get(field)
    if not isinstance(text, str) or not text.strip():
        raise BadInput(f"{field} must be a text that is not empty" if field in row else f"{field} is missing")
    return text.encode("utf-8", "replace").decode()
