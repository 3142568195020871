"""Methods that read: who am I, who are they, what was said; also reactions and the door to Socket Mode."""

from __future__ import annotations

from typing import Any

from bot.playground import shapes
from bot.playground.records import Channel, Json, Message, User
from bot.playground.rules import Refused
from bot.playground.web_api import Args, Slack, flag, method


@method("auth.test", tier=0)
def auth_test(slack: Slack, args: Args) -> Json:
    space = slack.space
    return {
        "url": f"https://{slack.team_host}/",
        "team": "Pocket",
        "user": space.users[space.bot].name,
        "team_id": space.team,
        "user_id": space.bot,
        "bot_id": space.bot_id,
        "is_enterprise_install": False,
    }


@method("api.test", tier=0)
def api_test(slack: Slack, args: Args) -> Json:
    return {"args": dict(args)}


@method("apps.connections.open", tier=1, token="xapp")
def connections_open(slack: Slack, args: Args) -> Json:
    ticket = slack.space.number("ticket")
    slack.space.tickets.add(ticket)
    return {"url": f"ws{slack.url.removeprefix('http')}/link/?ticket={ticket}&app_id={slack.space.app}"}


@method("bots.info", scope="users:read")
def bots_info(slack: Slack, args: Args) -> Json:
    space = slack.space
    if args.get("bot", space.bot_id) != space.bot_id:
        raise Refused("bot_not_found")
    return {
        "bot": {
            "id": space.bot_id,
            "user_id": space.bot,
            "app_id": space.app,
            "name": space.users[space.bot].name,
        }
    }


@method("users.info", "user", scope="users:read", tier=4)
def users_info(slack: Slack, args: Args) -> Json:
    found = slack.space.users.get(args["user"])
    if found is None:
        raise Refused("user_not_found", str(args["user"]))
    return {"user": _user(slack, found)}


def _user(slack: Slack, user: User) -> Json:
    profile = {"real_name": user.name.title(), "display_name": user.name}
    return {
        **{"id": user.id, "team_id": slack.space.team, "name": user.name, "real_name": user.name.title()},
        **{"is_bot": user.is_bot, "deleted": False, "tz": "Europe/Berlin", "profile": profile},
    }


@method("users.conversations", scope="channels:read|groups:read|im:read")
def users_conversations(slack: Slack, args: Args) -> Json:
    user = str(args.get("user") or slack.space.bot)
    own = [channel for channel in slack.space.channels.values() if user in channel.members]
    return {
        "channels": [_channel(slack, channel) for channel in own],
        "response_metadata": {"next_cursor": ""},
    }


@method("conversations.info", "channel", scope="channels:read|groups:read|im:read")
def conversations_info(slack: Slack, args: Args) -> Json:
    return {"channel": _channel(slack, readable(slack, args["channel"]))}


def _channel(slack: Slack, channel: Channel) -> Json:
    kinds = {"channel": "is_channel", "group": "is_group", "im": "is_im"}
    return {
        **{"id": channel.id, "name": channel.name, **{kinds[k]: k == channel.kind for k in kinds}},
        **{"is_member": slack.space.bot in channel.members, "is_private": channel.kind != "channel"},
        **{"is_archived": False, "num_members": len(channel.members)},
    }


@method("conversations.members", "channel", scope="channels:read|groups:read|im:read", tier=4)
def conversations_members(slack: Slack, args: Args) -> Json:
    channel = readable(slack, args["channel"])
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


@method("conversations.open", scope="im:write|mpim:write")
def conversations_open(slack: Slack, args: Args) -> Json:
    users = [name for name in str(args.get("users") or "").split(",") if name]
    if args.get("channel"):
        return {"channel": {"id": readable(slack, args["channel"]).id}}
    if len(users) != 1:
        raise Refused("invalid_arguments", "the pocket Slack opens conversations with one person")
    if users[0] not in slack.space.users:
        raise Refused("user_not_found", users[0])
    return {"channel": {"id": slack.space.im(users[0]).id}}


_HISTORY = "channels:history|groups:history|im:history"


@method("conversations.replies", "channel", "ts", scope=_HISTORY)
def conversations_replies(slack: Slack, args: Args) -> Json:
    channel = readable(slack, args["channel"])
    found = slack.space.find(channel.id, str(args["ts"]))
    if found and found.thread:  # a reply's own ts shows that reply alone
        return _page(slack, [found], args)
    thread = slack.space.thread(channel.id, str(args["ts"]))
    if not thread:
        raise Refused("thread_not_found", str(args["ts"]))
    return _page(slack, thread, args)


@method("conversations.history", "channel", scope=_HISTORY)
def conversations_history(slack: Slack, args: Args) -> Json:
    channel = readable(slack, args["channel"])
    top = [
        m
        for m in slack.space.messages
        if m.channel == channel.id and not (m.thread or m.deleted or m.only_for)
    ]
    return _page(slack, sorted(top, key=lambda m: m.ts, reverse=True), args)


def readable(slack: Slack, name: Any) -> Channel:
    """The channel to read; the bot must be in it."""
    channel = slack.space.channels.get(name)
    if channel is None:
        raise Refused("channel_not_found", str(name))
    if slack.space.bot not in channel.members:
        raise Refused("not_in_channel", str(name))
    return channel


def _page(slack: Slack, messages: list[Message], args: Args) -> Json:
    """One page of messages between ``oldest`` and ``latest``, with a cursor to the next."""
    oldest, latest = str(args.get("oldest") or "0"), str(args.get("latest") or "9" * 17)
    inclusive = flag(args.get("inclusive"))
    found = [m for m in messages if oldest < m.ts < latest or (inclusive and m.ts in (oldest, latest))]
    try:
        start, limit = int(str(args.get("cursor") or "0").removeprefix("at:")), int(args.get("limit") or 100)
    except ValueError as failed:
        raise Refused("invalid_cursor" if args.get("cursor") else "invalid_limit", str(failed)) from failed
    if not 1 <= limit <= 1000:
        raise Refused("invalid_limit", str(limit))
    page, rest = found[start : start + limit], len(found) > start + limit
    metadata = flag(args.get("include_all_metadata"))
    return {
        "messages": [shapes.message(slack.space, m, metadata=metadata) for m in page],
        "has_more": rest,
        "response_metadata": {"next_cursor": f"at:{start + limit}" if rest else ""},
    }


def _reacted(slack: Slack, args: Args) -> tuple[Message, str]:
    channel = readable(slack, args["channel"])
    found = slack.space.find(channel.id, str(args["timestamp"]))
    if found is None:
        raise Refused("message_not_found", str(args["timestamp"]))
    return found, str(args["name"])


@method("reactions.add", "channel", "timestamp", "name", scope="reactions:write")
def reactions_add(slack: Slack, args: Args) -> Json:
    found, name = _reacted(slack, args)
    if slack.space.bot in found.reactions.get(name, ()):
        raise Refused("already_reacted", name)
    found.reactions.setdefault(name, []).append(slack.space.bot)
    return {}


@method("reactions.remove", "channel", "timestamp", "name", scope="reactions:write")
def reactions_remove(slack: Slack, args: Args) -> Json:
    found, name = _reacted(slack, args)
    if slack.space.bot not in found.reactions.get(name, ()):
        raise Refused("no_reaction", name)
    found.reactions[name].remove(slack.space.bot)
    if not found.reactions[name]:
        del found.reactions[name]
    return {}
