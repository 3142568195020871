"""``shopkeeper forget``: remove what a person wrote, and prove that it is gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot import settings
from bot.errors import BadInput, NotReady
from bot.terminal import screen
from bot.terminal.screen import plain

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store.traces import Trace
    from bot.wire import Json

#: Seconds that others may read on before we say that deleted words linger.
PATIENCE = 10.0

_LINGERS = (
    "Somebody is reading in the database, so deleted words may linger in its journal (shop.db-wal). "
    "Run the command again later, until it no longer says so."
)
_STANDS = (
    "Some of the bot's own messages in Slack still repeat what this person wrote. Delete them there, by the "
    "links above: the books do not know them any more."
)
_WHAT = {
    "messages": "messages of theirs, wiped",
    "answers": "answers to them, removed",
    "posts": "notes of where those answers stand, removed",
    "ratings": "ratings, kept without name and reason",
    "hand_offs": "hand-offs, kept without name",
    "jobs": "pieces of work, cancelled and wiped",
    "orders": "briefs for copy and pictures, wiped",
    "copies": "copies written for them, removed",
    "choices": "decisions on copies, kept without name and words",
}


def forget(
    user: Annotated[str, typer.Argument(help="the person's Slack id, such as U012AB3CD")],
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object; needs --yes")] = False,
) -> None:
    """Forget a person: what they wrote, the answers to it, and their name.

    Where the bot's own messages in Slack repeat their words (a question put by /ask, a reply they had sent,
    the announcement of a hand-off, a brief for copy with its cards, a copy they edited), they are taken out,
    if there is a bot token; what remains is listed with its link. What the person wrote in Slack is Slack's,
    and so are files of products with their copy, and posters: delete them there. A bot that is running
    notices within half a second.

    Example: shopkeeper forget U012AB3CD

    Example: shopkeeper forget U012AB3CD --yes --json
    """
    from bot import build

    if not user.strip():
        raise BadInput("Whom? Give a Slack user id, such as U012AB3CD (profile, three dots, copy member ID).")
    if as_json and not yes:
        raise BadInput("--json cannot ask whether you are sure; add --yes.")
    current = settings.load()
    books = build.open_conversations(current)
    found, traces = books.remains(user), books.traces(user, current.human_channel)
    if not as_json:
        for table, count in found.items():
            screen.say(f"{count:6} {_WHAT[table]}")
        screen.say(f"{len(traces):6} messages of the bot in Slack that repeat their words")
    if any(found.values()) and not yes and not typer.confirm(f"Forget {user} for good?", err=True):
        screen.say("Nothing was changed.")
        raise typer.Exit(1)
    # Slack first: broken off, the command can be run again, for the books still know where to look.
    slack = [_shown(trace, why) for trace, why in _redacted(traces, current)]
    forgotten = books.forget(user)
    remains = books.remains(user)
    scrubbed = books.scrub(PATIENCE)
    left = [one for one in slack if one["why"]]
    if as_json:
        proof = {"user": user, "forgotten": forgotten, "remains": remains, "journal_clean": scrubbed}
        screen.print_json(
            proof | {"slack": {"redacted": [o for o in slack if not o["why"]], "remains": left}}
        )
    else:
        known = any(found.values()) or traces
        done = "Forgotten." if known else "Nobody of this id is known (any more)."
        screen.out.print(plain(f"{done} What remains of {user}: {sum(remains.values())} rows."))
        screen.out.print(f"Redacted in Slack: {len(slack) - len(left)} of {len(slack)} messages.")
        for one in left:
            screen.out.print(plain(f"Still in Slack: {one['link']} ({one['why']})"))
    lacking = [sentence for sentence, is_so in ((_LINGERS, not scrubbed), (_STANDS, left)) if is_so]
    if lacking:
        raise NotReady(" ".join(lacking))


def _redacted(traces: Sequence[Trace], current: Settings) -> Iterable[tuple[Trace, str]]:
    """Take the words out in Slack; return each message with why its words still stand there."""
    from bot import build

    slack = build.build_slack(current) if traces else None
    if slack is None:
        return [(trace, "no bot token is set") for trace in traces]
    from bot.slack.redacting import redact

    return redact(slack, traces)


def _shown(trace: Trace, why: str) -> Json:
    from bot.slack.links import link

    return {"kind": trace.kind, "link": link(trace.channel, trace.ts), "why": why}
