"""``shopkeeper forget``: remove what a person wrote, and prove that it is gone."""

from __future__ import annotations

from typing import Annotated

import typer

from bot import settings
from bot.errors import BadInput, NotReady
from bot.terminal import screen

#: Seconds that others may read on before we say that deleted words linger.
PATIENCE = 10.0

_LINGERS = (
    "Somebody is reading in the database, so deleted words may linger in its journal (shop.db-wal). "
    "Run the command again later, until it no longer says so."
)
_WHAT = {
    "messages": "messages of theirs, wiped",
    "answers": "answers to them, removed",
    "posts": "notes of where those answers stand, removed",
    "ratings": "ratings, kept without name and reason",
    "hand_offs": "hand-offs, kept without name and reason",
    "jobs": "pieces of work, cancelled and wiped",
}


def forget(
    user: Annotated[str, typer.Argument(help="the person's Slack id, such as U012AB3CD")],
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object; needs --yes")] = False,
) -> None:
    """Forget a person: what they wrote, the answers to it, and their name.

    Slack keeps its own messages; delete those there. A bot that is running notices within half a second.

    Example: shopkeeper forget U012AB3CD

    Example: shopkeeper forget U012AB3CD --yes --json
    """
    from bot import build

    if not user.strip():
        raise BadInput("Whom? Give a Slack user id, such as U012AB3CD (profile, three dots, copy member ID).")
    if as_json and not yes:
        raise BadInput("--json cannot ask whether you are sure; add --yes.")
    books = build.open_conversations(settings.load())
    found = books.remains(user)
    if not as_json:
        for table, count in found.items():
            screen.say(f"{count:6} {_WHAT[table]}")
    if any(found.values()) and not yes and not typer.confirm(f"Forget {user} for good?", err=True):
        screen.say("Nothing was changed.")
        raise typer.Exit(1)
    forgotten = books.forget(user)
    remains = books.remains(user)
    scrubbed = books.scrub(PATIENCE)
    if as_json:
        proof = {"user": user, "forgotten": forgotten, "remains": remains, "journal_clean": scrubbed}
        screen.print_json(proof)
    else:
        screen.out.print(f"Forgotten. What remains of {user}: {sum(remains.values())} rows.")
    if not scrubbed:
        raise NotReady(_LINGERS)
