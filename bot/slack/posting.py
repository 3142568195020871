"""Messages that must stand in a thread exactly once, and say exactly this, whatever stands there already.

Everything here may be broken off at any point and begun again: what was posted is found by its mark.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, MarkdownBlock, MarkdownTextObject

from bot.domain import Place, Said
from bot.slack import markdown
from bot.slack.calls import Message, Refused, Slack, is_last, job_of, marker
from bot.store.conversations import Conversations

#: Stands among the posts of a job before its first one: something may be in the thread without our knowing.
INTENT = "0"
#: Slack's words for a thread that is no more.
_GONE = {"thread_not_found", "channel_not_found", "message_not_found"}


def content(text: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """Return the arguments that show ``text`` and ``blocks``; notifications get the beginning of it."""
    shown = [MarkdownBlock(text=text)] if text else []
    words = text or next((found for block in blocks if (found := _words(block))), "Shopkeeper")
    return {"text": markdown.shorten(words, 300), "blocks": [*shown, *blocks]}


def _words(block: Block) -> str:
    elements = [getattr(block, "text", None), *(getattr(block, "elements", None) or [])]
    return next((part.text for part in elements if isinstance(part, MarkdownTextObject)), "")


def post(
    slack: Slack,
    place: Place,
    text: str,
    blocks: Sequence[Block],
    mark: dict[str, Any],
    find: Callable[[], str],
    unless: threading.Event | None = None,
) -> str:
    """Post one message into the thread of ``place``, or into its channel if it has none; once."""
    return slack.post(
        slack.client.chat_postMessage,
        find,
        unless,
        channel=place.channel,
        **({"thread_ts": place.thread} if place.thread else {}),
        metadata=mark,
        unfurl_links=False,
        unfurl_media=False,
        **content(text, blocks),
    )


def change(
    slack: Slack, place: Place, ts: str, text: str, blocks: Sequence[Block], mark: dict[str, Any]
) -> None:
    """Set a message to what it should say, however often."""
    slack.again(
        slack.client.chat_update, channel=place.channel, ts=ts, metadata=mark, **content(text, blocks)
    )


def end_stream(slack: Slack, place: Place, ts: str) -> None:
    """Make sure that a message is no stream any more."""
    try:
        slack.again(slack.client.chat_stopStream, channel=place.channel, ts=ts)
    except Refused:
        return  # it had ended


def settle(
    slack: Slack,
    place: Place,
    job_id: str,
    text: str,
    blocks: Sequence[Block],
    standing: Sequence[Message],
    since: str,
    record: Callable[[str], None],
) -> None:
    """Make the thread say exactly this answer, whatever stands there of it already.

    The messages in ``standing`` are changed in their order, what is missing is posted, what is too many is
    deleted. This may be broken off and begun again at any point.
    """
    parts = markdown.split(text) or [""]
    known = [str(message["ts"]) for message in standing]
    unmarked = [message for message in standing if not job_of(message)]

    def lost() -> str:
        fresh = (m for m in slack.mine(place, since) if job_of(m) == job_id and m["ts"] not in known)
        return next((str(message["ts"]) for message in fresh), "")

    for message in unmarked:  # broken off while it grew
        end_stream(slack, place, message["ts"])
    for ts in known[len(parts) :]:
        remove(slack, place, ts)
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        mark, below = marker(job_id, last), blocks if last else ()
        if index < len(standing):
            record(known[index])
            change(slack, place, known[index], part, below, mark)
        else:
            known.append(post(slack, place, part, below, mark, lost))
            record(known[-1])


def standing(slack: Slack, books: Conversations, job_id: str, first: Said) -> list[Message]:
    """Return our messages in a thread that are this answer's, or its first job's, oldest first.

    ``first`` is the message that the answer follows. The lane of answers is serial, so what bears no mark is
    this job's.
    """
    base, _, again = job_id.partition("#")
    theirs = set(books.posts(base))
    found = []
    try:
        for message in slack.mine(first.place, first.place.thread if again else first.ts):
            owner = job_of(message)
            unmarked = not owner and not again
            if owner.partition("#")[0] == base or unmarked or message["ts"] in theirs:
                found.append(message)
    except Refused as refused:
        if refused.code not in _GONE:
            raise  # what stands there is not known, so nothing may be added
        return []
    return found


def say_once(
    slack: Slack,
    books: Conversations,
    job_id: str,
    place: Place,
    blocks: Sequence[Block],
    text: str = "",
    since: str = "",
) -> str:
    """Say something exactly once, however often the job is run. Return the ``ts`` of its last message.

    ``since`` is needed where ``place`` has no thread: our own message is looked for from then on.
    """
    since = since or place.thread
    found: list[Message] = []
    if books.posts(job_id):
        found = [message for message in slack.mine(place, since) if job_of(message) == job_id]
        if found and is_last(found[-1]):
            books.posted(job_id, found[-1]["ts"], place.channel)
            return str(found[-1]["ts"])
    books.posted(job_id, INTENT)
    settle(
        slack, place, job_id, text, blocks, found, since, lambda ts: books.posted(job_id, ts, place.channel)
    )
    return books.posts(job_id)[-1]


def remove(slack: Slack, place: Place, ts: str) -> None:
    """Delete a message of ours, if it is still there."""
    try:
        slack.again(slack.client.chat_delete, channel=place.channel, ts=ts)
    except Refused as refused:
        if refused.code != "message_not_found":
            raise
