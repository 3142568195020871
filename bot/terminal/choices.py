"""``shopkeeper choices``: what people decided at the marketing desk, written out to read and to learn from.

Each line is one act: the brief, the texts that were shown for it, which one was used, edited, dismissed or
wanted in another way, and what it was before and after. Whoever was forgotten is not in it; and what was
written for a customer is not either, since it says what they bought.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import settings
from bot.errors import BadInput
from bot.terminal import screen

if TYPE_CHECKING:
    from bot.domain import Decision
    from bot.wire import Json


def choices(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a .jsonl file; what is there is replaced")],
) -> None:
    """Write what people did with copy in Slack to a file: a line for each text used, edited, dismissed or
    asked for in another way, oldest first.

    A line holds brief (as `shopkeeper copy` reads it) and changes, shown (the texts by number, as they were
    first shown), number and deed (which text; used, edited, dismissed, again), before and after (the whole
    text), change (what "again" asked for), confirmed (sentences that no source holds and somebody answers
    for), user (Slack id; who used a text approved it) and at.

    Copy for a customer is left out. `shopkeeper forget` does not reach the file: after it, write it anew.

    Example: shopkeeper choices choices.jsonl
    """
    from bot import build

    if file.suffix.lower() != ".jsonl":
        raise BadInput(f"{file} must end in .jsonl.")
    found = build.open_copybooks(settings.load()).decisions()
    about = [decision for decision in found if decision.order.brief.get("customer_id") is None]
    lines = [json.dumps(_row(decision), ensure_ascii=False) + "\n" for decision in about]
    try:
        file.write_text("".join(lines), encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(f"{file} cannot be written ({error.strerror}).") from error
    left = f" Left out {len(found) - len(about)} about copy for a customer." if found != tuple(about) else ""
    screen.say(f"Wrote {len(about)} choices to {file}.{left}")


def _row(decision: Decision) -> Json:
    choice, order = decision.choice, decision.order
    return {
        "brief": dict(order.brief),
        "changes": list(order.changes),
        "shown": [{"number": number, "text": text} for number, text in decision.shown.items()],
        "number": choice.number,
        "deed": choice.deed,
        "before": choice.before,
        "after": choice.after,
        "change": choice.change,
        "confirmed": list(choice.confirmed),
        "user": choice.user,
        "at": datetime.fromtimestamp(decision.at, UTC).isoformat(timespec="seconds"),
    }
