"""``shopkeeper handoffs``: the conversations that people have taken over, and how they get back to the bot.

Ends them as the button in the people's channel does. The books know at once; a running service tells the
thread and changes the announcement within half a minute, and without one the next start does.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot import settings
from bot.errors import BadInput
from bot.terminal import screen
from bot.terminal.screen import plain

if TYPE_CHECKING:
    from bot.domain import HandOff
    from bot.wire import Json

handoffs = typer.Typer(
    no_args_is_help=True,
    help="The conversations that people have taken over from the bot: list, end.",
    epilog="Try it: shopkeeper handoffs list",
)


@handoffs.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="print a JSON list with everything")] = False,
) -> None:
    """List the conversations in which the bot is quiet: id, since when, for whom, and where.

    Example: shopkeeper handoffs list

    Example: shopkeeper handoffs list --json | jq -r '.[].link'
    """
    from bot import build

    found = [_shown(standing) for standing in build.open_conversations(settings.load()).hand_offs()]
    if as_json:
        screen.print_json(found)
        return
    if not found:
        screen.say("Nothing is handed off.")
    for one in found:
        told = "" if one["announced"] else "people are not told yet"
        cells = (one["id"], one["since"], one["user"] or "(forgotten)", one["link"], told)
        screen.out.print(plain("  ".join(filter(None, cells))))


@handoffs.command()
def end(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="as `list` shows them")] = None,
    everything: Annotated[bool, typer.Option("--all", help="end every one of them")] = False,
) -> None:
    """Hand conversations back to the bot, as the button in the people's channel does.

    Example: shopkeeper handoffs end T024BE7LD:C024BE7LR:1700000000.000100

    Example: shopkeeper handoffs end --all
    """
    from bot import build
    from bot.slack.jobs import hand_back_job

    if bool(ids) is everything:
        raise BadInput("Which? Give ids, as `shopkeeper handoffs list` shows them, or --all.")
    current = settings.load()
    books, work = build.open_books(current)
    standing = {found.place.lane: found for found in books.hand_offs()}
    if unknown := [id for id in ids or () if id not in standing]:
        raise BadInput(f"Nothing is handed off under {', '.join(unknown)}. See `shopkeeper handoffs list`.")
    if not standing:
        screen.say("Nothing is handed off.")
    for id in dict.fromkeys(ids or standing):
        found = standing[id]
        where = found.announced_in or current.human_channel
        work.add(hand_back_job(found, "", where, found.announced), 0.0)
        if found.announced:  # else people are being told just now: the job comes after that
            books.hand_back(found.place)
        screen.out.print(plain(f"Handed back: {id}"))


def _shown(standing: HandOff) -> Json:
    from bot.slack.links import link

    place, told = standing.place, standing.announced and standing.announced_in
    return {
        "id": place.lane,
        "since": datetime.fromtimestamp(standing.at).astimezone().isoformat(timespec="seconds"),
        "user": standing.user,
        "channel": place.channel,
        "thread": place.thread,
        "link": link(place.channel, place.thread),
        "announced": bool(standing.announced),
        "announcement": link(standing.announced_in, standing.announced) if told else "",
    }
