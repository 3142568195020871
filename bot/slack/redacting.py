"""Takes a forgotten person's words out of the bot's own messages; threads and buttons stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain import Place
from bot.slack import blocks
from bot.slack.calls import Refused, Slack, Unreachable, marker
from bot.slack.posting import change
from bot.store.traces import Trace

GONE = "_What stood here was taken away: who wrote it has asked to be forgotten._"
WANTED = "Somebody wants to talk to a human. Who it was, and what was asked, is forgotten."
ENDED = "Handed back to Shopkeeper."


def redact(slack: Slack, traces: Sequence[Trace]) -> Iterator[tuple[Trace, str]]:
    """Redact message by message; yield each with what went wrong, which is empty if it is done.

    A message that is no more is done. Once Slack is silent it is not asked again.
    """
    silent = ""
    for trace in traces:
        if not silent:
            try:
                _redact(slack, trace)
                yield trace, ""
                continue
            except Unreachable:
                silent = slack.locked_out or "Slack does not answer"
            except Refused as refused:
                gone = refused.code == "message_not_found" and not trace.guessed
                yield trace, "" if gone else f"Slack refuses: {refused.code}"
                continue
        yield trace, silent


def _redact(slack: Slack, trace: Trace) -> None:
    shown = blocks.small(GONE if trace.kind != "handoff" else ENDED)
    if trace.lane:
        shown = blocks.announcement(WANTED, trace.lane)
    place = Place("", trace.channel, "")
    change(slack, place, trace.ts, "", shown, marker(trace.job, last=True))
