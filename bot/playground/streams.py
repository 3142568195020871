"""``chat.startStream``, ``appendStream``, ``stopStream``: a message that grows while it is written.

A stream dies after five minutes, holds about 12,000 bytes, obeys only the app that began it, and
once stopped takes nothing more.
"""

from __future__ import annotations

from bot.playground import rules, shapes
from bot.playground.agents import set_session
from bot.playground.chat import named, own, parent, writable
from bot.playground.payloads import check_metadata, read_chunks
from bot.playground.records import Json, Message, Stream
from bot.playground.rules import Refused
from bot.playground.web_api import Args, Slack, method


@method("chat.startStream", "channel", scope="chat:write", tier=2)
def start(slack: Slack, args: Args) -> Json:
    words, updates, blocks = read_chunks(args)
    space, channel = slack.space, writable(slack, args["channel"])
    thread = parent(slack, channel, args.get("thread_ts"))
    if channel.kind == "im":
        if thread is None:
            raise Refused("invalid_thread_ts", "in a direct message a stream answers in a thread")
    else:
        for name in ("recipient_team_id", "recipient_user_id"):
            if not args.get(name):
                raise Refused(f"missing_{name}", "streams in channels name their reader")
        if args["recipient_team_id"] != space.team:
            raise Refused("team_not_found", str(args["recipient_team_id"]))
        if args["recipient_user_id"] not in space.users:
            raise Refused("user_not_found", str(args["recipient_user_id"]))
    if args.get("task_display_mode", "timeline") not in ("timeline", "plan"):
        raise Refused("invalid_arguments", "task_display_mode is timeline or plan")
    kept = Message(channel.id, space.stamp(), space.bot, "", thread, bot_id=space.bot_id)
    kept.stream = Stream(space.app, space.now())
    _grow(kept, words, updates, blocks)
    space.put(kept)
    slack.tell(shapes.message_event(space, kept))
    return {"channel": channel.id, "ts": kept.ts}


@method("chat.appendStream", "channel", "ts", scope="chat:write", tier=4)
def append(slack: Slack, args: Args) -> Json:
    kept = _running(slack, args)
    words, updates, blocks = read_chunks(args)
    if not words and not updates and not blocks:
        raise Refused("no_text", "nothing to append")
    _grow(kept, words, updates, blocks)
    slack.space.touched(kept)
    return {"channel": kept.channel, "ts": kept.ts}


@method("chat.stopStream", "channel", "ts", scope="chat:write", tier=2)
def stop(slack: Slack, args: Args) -> Json:
    kept = _running(slack, args)
    words, updates, more = read_chunks(args)
    check_metadata(args.get("metadata"))
    last = args.get("blocks") or []
    if last:
        rules.check_blocks(last)
    rules.check_blocks([*kept.blocks, *more, *last])
    _grow(kept, words, updates, [*more, *last])
    if not kept.text and not kept.blocks:
        raise Refused("no_text", "nothing was ever streamed")
    if args.get("session_status"):
        set_session(slack, kept.channel, kept.thread or kept.ts, str(args["session_status"]))
    before = shapes.message(slack.space, kept)
    kept.metadata = args.get("metadata") or kept.metadata
    end(kept)
    slack.space.touched(kept)
    after = shapes.message(slack.space, kept, metadata=True)
    slack.tell(shapes.changed_event(slack.space, before, after, kept.channel))
    return {"channel": kept.channel, "ts": kept.ts, "message": after}


def end(kept: Message) -> None:
    """From here on nothing can be added."""
    if kept.stream:
        kept.stream.running = False


def _running(slack: Slack, args: Args) -> Message:
    """The stream to add to, if it still lives and is this app's."""
    kept = own(slack, args)
    if kept.user != slack.space.bot or (kept.stream and kept.stream.owner != slack.space.app):
        raise Refused("message_not_owned_by_app", kept.ts)
    if kept.stream and slack.space.now() - kept.stream.started >= slack.stream_seconds:
        end(kept)
    if kept.stream is None or not kept.stream.running:
        raise Refused("message_not_in_streaming_state", kept.ts)
    return kept


def _grow(kept: Message, words: str, updates: list[Json], blocks: list[Json]) -> None:
    """Add to the message, unless it would hold more than Slack keeps in one."""
    assert kept.stream
    written = [words, *(str(value) for update in updates for value in update.values())]
    size = kept.stream.size + sum(len(text.encode()) for text in written)
    if size > rules.STREAM_BYTES:
        raise Refused("msg_too_long", f"the stream would hold {size} bytes of {rules.STREAM_BYTES}")
    kept.stream.size = size
    kept.text += words
    kept.tasks |= {update["id"]: update for update in updates if update["type"] == "task_update"}
    kept.blocks = named([*kept.blocks, *blocks])
