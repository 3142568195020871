"""How Slack words things: messages, events and interactions as the app receives them.

Only shapes. Who acts, and whether they may, is decided elsewhere.
"""

from __future__ import annotations

import uuid
from typing import Any

from bot.playground.records import Json, Message, View
from bot.playground.state import Workspace


def message(space: Workspace, kept: Message, *, metadata: bool = False) -> Json:
    """A message as ``conversations.replies`` and events show it; metadata only when asked for."""
    shown: Json = {"type": "message", "user": kept.user, "text": kept.text, "ts": kept.ts}
    team = space.team_of(kept.user)
    shown |= {"team": team} | ({"user_team": team, "source_team": team} if team != space.team else {})
    if kept.bot_id:
        shown |= {"bot_id": kept.bot_id, "app_id": space.app}
    if kept.thread:
        shown |= {"thread_ts": kept.thread, "parent_user_id": _author(space, kept.channel, kept.thread)}
    elif replies := space.thread(kept.channel, kept.ts)[1:]:
        shown |= {
            "thread_ts": kept.ts,
            "reply_count": len(replies),
            "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
            "latest_reply": replies[-1].ts,
        }
    if kept.blocks:
        shown["blocks"] = kept.blocks
    if kept.files:
        shown |= {"files": kept.files, "subtype": "file_share", "upload": False}
    if kept.edited:
        shown["edited"] = {"user": kept.user, "ts": kept.edited}
    if kept.reactions:
        shown["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in kept.reactions.items()
        ]
    if metadata and kept.metadata:
        shown["metadata"] = kept.metadata
    return shown


def _author(space: Workspace, channel: str, ts: str) -> str:
    found = space.find(channel, ts)
    return found.user if found else ""


def message_event(space: Workspace, kept: Message) -> Json:
    """Somebody has said something."""
    event = message(space, kept, metadata=bool(kept.bot_id))
    for summary in ("reply_count", "reply_users", "latest_reply"):
        event.pop(summary, None)
    if not kept.bot_id:
        event["client_msg_id"] = str(uuid.uuid5(uuid.NAMESPACE_OID, kept.channel + kept.ts))
    return event | {**_where(space, kept.channel), "event_ts": kept.ts}


def mention_event(space: Workspace, kept: Message) -> Json:
    """Somebody has named the bot: the same words again, without the files."""
    event = message_event(space, kept)
    for name in ("files", "subtype", "upload", "channel_type"):
        event.pop(name, None)
    return event | {"type": "app_mention"}


def changed_event(space: Workspace, before: Json, after: Json, channel: str) -> Json:
    """A message says something else now (or shows a preview of a link, or has become a tombstone)."""
    stamp = space.stamp()
    return {
        **{"type": "message", "subtype": "message_changed", "hidden": True},
        **{"message": after, "previous_message": before, "ts": stamp, "event_ts": stamp},
        **_where(space, channel),
    }


def deleted_event(space: Workspace, before: Json, channel: str) -> Json:
    """A message is gone."""
    stamp = space.stamp()
    return {
        **{"type": "message", "subtype": "message_deleted", "hidden": True, "deleted_ts": before["ts"]},
        **{"previous_message": before, "ts": stamp, "event_ts": stamp},
        **_where(space, channel),
    }


def tombstone(before: Json) -> Json:
    """What stays of the first message of a thread when it is deleted."""
    kept: Json = {
        name: before[name] for name in ("ts", "thread_ts", "reply_count", "latest_reply") if name in before
    }
    words = "This message was deleted."
    return {
        "type": "message",
        "subtype": "tombstone",
        "user": "USLACKBOT",
        "hidden": True,
        "text": words,
        **kept,
    }


def _where(space: Workspace, channel: str) -> Json:
    return {"channel": channel, "channel_type": space.channels[channel].kind}


def callback(space: Workspace, event: Json) -> Json:
    """The envelope of the Events API, with an ``event_id`` of its own each time."""
    return {
        "token": "pocket-verification",
        "team_id": space.team,
        "api_app_id": space.app,
        "event": event,
        "type": "event_callback",
        "event_id": space.number("Ev"),
        "event_time": int(space.now()),
        "authorizations": [
            {
                **{"enterprise_id": None, "team_id": space.team, "user_id": space.bot},
                **{"is_bot": True, "is_enterprise_install": False},
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": space.number("EC"),
    }


def interaction(space: Workspace, kind: str, user: str, trigger: str, **more: Any) -> Json:
    """What all interactions have in common."""
    name = space.users[user].name
    return {
        "type": kind,
        "user": {"id": user, "username": name, "name": name, "team_id": space.team_of(user)},
        "api_app_id": space.app,
        "token": "pocket-verification",
        "trigger_id": trigger,
        "team": {"id": space.team_of(user), "domain": "pocket"},
        "enterprise": None,
        "is_enterprise_install": False,
        **more,
    }


def channel(space: Workspace, id: str) -> Json:
    """A channel as interactions name it."""
    return {"id": id, "name": space.channels[id].name}


def view(space: Workspace, kept: View, state: Json | None = None) -> Json:
    """A window as methods and interactions show it."""
    given = {"callback_id": "", "private_metadata": "", "external_id": "", "submit": None, "close": None}
    return {
        **given,
        **kept.body,
        "id": kept.id,
        "team_id": space.team,
        "app_id": space.app,
        "bot_id": space.bot_id,
        "app_installed_team_id": space.team,
        "hash": kept.hash,
        "root_view_id": kept.root,
        "previous_view_id": kept.previous,
        "state": state or {"values": {}},
        "clear_on_close": bool(kept.body.get("clear_on_close")),
        "notify_on_close": bool(kept.body.get("notify_on_close")),
    }
