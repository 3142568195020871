"""``chat.*`` but for streams: post, change, delete, point at; and the posts to a ``response_url``."""

from __future__ import annotations

import copy
from typing import Any

from bot.playground import rules, shapes
from bot.playground.payloads import check_message
from bot.playground.records import Channel, Json, Message
from bot.playground.rules import Refused
from bot.playground.web_api import Args, Slack, flag, method

RESPONSES = 5  # a response_url takes that many posts,
RESPONSE_SECONDS = 1_800  # for that long


def writable(slack: Slack, name: Any) -> Channel:
    """The channel to write to; a user's id opens their conversation with the bot."""
    space = slack.space
    if name in space.users:
        return space.im(name)
    channel = space.channels.get(name)
    if channel is None or (channel.kind == "group" and space.bot not in channel.members):
        raise Refused("channel_not_found", str(name))
    anywhere = channel.kind == "channel" and "chat:write.public" in (slack.scopes or ())
    if space.bot not in channel.members and not anywhere:
        raise Refused("not_in_channel", str(name))
    return channel


def parent(slack: Slack, channel: Channel, thread: Any) -> str | None:
    """The thread to write to: the ``ts`` of its first message, also when a reply was named."""
    if not thread:
        return None
    found = slack.space.find(channel.id, str(thread))
    if found is None:
        if slack.space.thread(channel.id, str(thread)):  # its first message was deleted, the thread lives on
            return str(thread)
        raise Refused("thread_not_found", str(thread))
    return found.thread or found.ts


def own(slack: Slack, args: Args) -> Message:
    """The bot's message that a method names, or a refusal."""
    channel = slack.space.channels.get(str(args["channel"]))
    if channel is None:
        raise Refused("channel_not_found", str(args["channel"]))
    found = slack.space.find(channel.id, str(args["ts"]))
    if found is None:
        raise Refused("message_not_found", str(args["ts"]))
    return found


def fill(kept: Message, args: Args) -> None:
    """Give a message the words, blocks and metadata of a checked request."""
    if args.get("markdown_text") is not None:
        kept.text, kept.blocks = args["markdown_text"], []
    else:
        # New text without blocks takes the old blocks away; blocks alone leave the text.
        if args.get("text") is not None or args.get("blocks") is not None:
            kept.blocks = named(args.get("blocks") or [])
        kept.text = args["text"] if args.get("text") is not None else kept.text
    kept.metadata = args.get("metadata", kept.metadata)


def named(blocks: list[Json]) -> list[Json]:
    """Blocks as Slack keeps them: each has a ``block_id``."""
    return [{"block_id": f"b{number}", **copy.deepcopy(block)} for number, block in enumerate(blocks)]


@method("chat.postMessage", "channel", scope="chat:write", tier=0)
def post_message(slack: Slack, args: Args) -> Json:
    check_message(args)
    channel = writable(slack, args["channel"])
    kept = _new(slack, channel, args)
    slack.space.put(kept)
    slack.tell(shapes.message_event(slack.space, kept))
    shown = shapes.message(slack.space, kept, metadata=True)
    return {"channel": channel.id, "ts": kept.ts, "message": shown}


@method("chat.postEphemeral", "channel", "user", scope="chat:write", tier=0)
def post_ephemeral(slack: Slack, args: Args) -> Json:
    check_message(args)
    channel = writable(slack, args["channel"])
    if args["user"] not in channel.members:
        raise Refused("user_not_in_channel", str(args["user"]))
    kept = _new(slack, channel, args)
    kept.only_for = str(args["user"])
    slack.space.put(kept)
    return {"message_ts": kept.ts}


def _new(slack: Slack, channel: Channel, args: Args) -> Message:
    space = slack.space
    thread = parent(slack, channel, args.get("thread_ts"))
    kept = Message(channel.id, space.stamp(), space.bot, "", thread, bot_id=space.bot_id)
    fill(kept, args)
    return kept


@method("chat.update", "channel", "ts", scope="chat:write")
def update(slack: Slack, args: Args) -> Json:
    kept = own(slack, args)
    if kept.user != slack.space.bot:
        raise Refused("cant_update_message", "not written by this app")
    if kept.stream and kept.stream.running and slack.space.now() - kept.stream.started < slack.stream_seconds:
        raise Refused("streaming_state_conflict", "stop the stream first")
    check_message(args, longest=rules.UPDATE_TEXT)
    before = shapes.message(slack.space, kept)
    fill(kept, args)
    kept.stream = None  # from now on it is a message like any other
    kept.edited = slack.space.stamp()
    slack.space.touched(kept)
    after = shapes.message(slack.space, kept, metadata=True)
    slack.tell(shapes.changed_event(slack.space, before, after, kept.channel))
    return {"channel": kept.channel, "ts": kept.ts, "text": kept.text, "message": after}


@method("chat.delete", "channel", "ts", scope="chat:write")
def delete(slack: Slack, args: Args) -> Json:
    kept = own(slack, args)
    if kept.user != slack.space.bot:
        raise Refused("cant_delete_message", "not written by this app")
    take_away(slack, kept)
    return {"channel": kept.channel, "ts": kept.ts}


def take_away(slack: Slack, kept: Message) -> None:
    """Remove a message and tell: where a thread hangs on it, a tombstone stays."""
    before = shapes.message(slack.space, kept)
    slack.space.remove(kept)
    if before.get("reply_count"):
        event = shapes.changed_event(slack.space, before, shapes.tombstone(before), kept.channel)
    else:
        event = shapes.deleted_event(slack.space, before, kept.channel)
    slack.tell(event)


@method("chat.getPermalink", "channel", "message_ts", tier=0)
def get_permalink(slack: Slack, args: Args) -> Json:
    kept = own(slack, {"channel": args["channel"], "ts": args["message_ts"]})
    link = f"https://{slack.team_host}/archives/{kept.channel}/p{kept.ts.replace('.', '')}"
    if kept.thread:
        link += f"?thread_ts={kept.thread}&cid={kept.channel}"
    return {"channel": kept.channel, "permalink": link}


def respond(slack: Slack, token: str, body: Any) -> None:
    """A post to a ``response_url``: a message for one pair of eyes or for all, or a change of the original.

    Raises:
        Refused: the address is unknown, too old or used up, or the message breaks a rule.
    """
    space = slack.space
    with space.lock:
        origin = space.response_urls.get(token)
        if origin is None or origin["uses"] >= RESPONSES or space.now() > origin["until"]:
            raise Refused("used_url" if origin else "expired_url", token)
        if not isinstance(body, dict):
            raise Refused("invalid_payload", "an object is wanted")
        origin["uses"] += 1
        kept = next((m for m in space.messages if m.ts == origin["ts"] and not m.deleted), None)
        if flag(body.get("delete_original")):
            if kept is None:
                raise Refused("message_not_found", "there is no original")
            space.remove(kept)
            return
        check_message(body)
        if flag(body.get("replace_original")) and kept:
            fill(kept, body)
            space.touched(kept)
            return
        channel = space.channels[origin["channel"]]
        thread = body.get("thread_ts")
        new = Message(channel.id, space.stamp(), space.bot, "", thread, bot_id=space.bot_id)
        fill(new, body)
        if body.get("response_type") != "in_channel":
            new.only_for = origin["user"]
        space.put(new)
        if not new.only_for:
            slack.tell(shapes.message_event(space, new))
