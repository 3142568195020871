"""People acting: they write, edit, delete, open things. Each act tells the app what Slack would tell it.

Clicks, commands and windows are in ``hands``; this file is about words.
"""

from __future__ import annotations

import html
import mimetypes
import re
from collections.abc import Sequence

from bot.playground import shapes
from bot.playground.chat import take_away
from bot.playground.courier import Courier
from bot.playground.records import Json, Message
from bot.playground.state import Workspace
from bot.playground.streams import end
from bot.playground.web_api import Slack

_TOKENS = re.compile(r"(<[@#!][^<>]+>)")
_SCOPED = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}


class NobodyCanDoThat(Exception):
    """A person in a test reached for something that Slack would not show them."""


class People:
    """What people do with their keyboards. Users and channels are named by id."""

    slack: Slack
    space: Workspace
    courier: Courier

    def tell(self, event: Json) -> None:
        """Send an event, if the app subscribes to its kind and is in its channel."""
        channel = self.space.channels.get(event.get("channel", ""))
        if channel and self.space.bot not in channel.members:
            return
        kind = event["type"]
        if kind == "message" and channel:
            kind = _SCOPED[channel.kind]
        if self.slack.subscribed(kind):
            self.courier.send("events_api", shapes.callback(self.space, event))

    def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread: str | Message | None = None,
        files: Sequence[str | tuple[str, bytes]] = (),
        times: int = 1,
    ) -> Message:
        """Write a message as typed, with files by name, or by name and content.

        ``times``: how often Slack delivers it, each time as another event.

        Who names the bot causes two events, as in Slack: the message and the mention.
        """
        space = self.space
        with space.lock:
            if user not in space.channels[channel].members:
                raise NobodyCanDoThat(f"{user} is not in {channel}")
            root = thread.thread or thread.ts if isinstance(thread, Message) else thread
            attached = [self._file(user, *((file,) if isinstance(file, str) else file)) for file in files]
            said = Message(channel, space.stamp(), user, escaped(text), root, files=attached)
            space.put(said)
        for _ in range(times):
            if f"<@{space.bot}>" in said.text and space.channels[channel].kind != "im":
                self.tell(shapes.mention_event(space, said))
            self.tell(shapes.message_event(space, said))
        return said

    def mention(
        self, user: str, channel: str, text: str, thread: str | Message | None = None, times: int = 1
    ) -> Message:
        """Write to the bot by name."""
        return self.say(user, channel, f"<@{self.space.bot}> {text}", thread, times=times)

    def dm(
        self,
        user: str,
        text: str,
        thread: str | Message | None = None,
        files: Sequence[str | tuple[str, bytes]] = (),
        times: int = 1,
    ) -> Message:
        """Write to the bot in private."""
        return self.say(user, self.space.im(user).id, text, thread, files, times)

    def edit(self, message: Message, text: str) -> None:
        """Its author changes a message."""
        with self.space.lock:
            before = shapes.message(self.space, message)
            message.text, message.edited = escaped(text), self.space.stamp()
            self.space.touched(message)
            after = shapes.message(self.space, message)
        self.tell(shapes.changed_event(self.space, before, after, message.channel))

    def unfurl(self, message: Message) -> None:
        """Slack adds the preview of a link: a change without an edit."""
        before = shapes.message(self.space, message)
        after = before | {"attachments": [{"id": 1, "from_url": "https://example.com/", "title": "Example"}]}
        self.tell(shapes.changed_event(self.space, before, after, message.channel))

    def delete(self, message: Message) -> None:
        """Its author deletes a message; the first one of a thread leaves a tombstone."""
        with self.space.lock:
            take_away(self.slack, message)

    def say_as_bot(self, channel: str, text: str, thread: str | None = None) -> Message:
        """Another app writes."""
        space = self.space
        with space.lock:
            said = Message(channel, space.stamp(), "U0OTHERBOT", text, thread, bot_id="B0OTHERBOT")
            space.put(said)
            event = shapes.message_event(space, said) | {"app_id": "A0OTHERBOT"}
        self.tell(event)
        return said

    def open_messages_tab(self, user: str, tab: str = "messages") -> None:
        """Open the bot's app home."""
        channel, stamp = self.space.im(user).id, self.space.stamp()
        self.tell(
            {"type": "app_home_opened", "user": user, "channel": channel, "tab": tab, "event_ts": stamp}
        )

    def stop_session(self, user: str, channel: str, thread: str | Message) -> None:
        """Press the native Stop button, which stands there while a session is ``processing``.

        Slack itself ends the streams that run in the thread; the session's status stays the app's.
        """
        space = self.space
        thread = thread.thread or thread.ts if isinstance(thread, Message) else thread
        with space.lock:
            session = space.sessions.get((channel, thread))
            if session is None or session["status"] != "processing":
                raise NobodyCanDoThat(f"no session is processing in {channel}, {thread}")
            if not self.slack.subscribed("agent_session_stopped"):
                raise NobodyCanDoThat("the app does not subscribe to agent_session_stopped: no button")
            running = [m for m in space.thread(channel, thread) if m.stream and m.stream.running]
            for message in running:
                end(message)
            stamp = space.stamp()
        self.tell(
            {
                **{"type": "agent_session_stopped", "channel": channel, "thread_ts": thread, "user": user},
                **{"streaming_message_ts": [m.ts for m in running], "event_ts": stamp},
            }
        )

    def _file(self, user: str, name: str, content: bytes = b"?" * 1_024) -> Json:
        """An upload as messages show it; recordings made in Slack are marked as such."""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        id = self.space.number("F")
        kept: Json = {
            **{"id": id, "name": name, "title": name, "mimetype": kind, "user": user, "size": len(content)},
            **{"filetype": name.rpartition(".")[2], "mode": "hosted", "file_access": "visible"},
            "url_private": f"{self.slack.url}/files-pri/{id}/{name}",
        }
        if kind.startswith("audio/"):
            kept["subtype"] = "slack_audio"
        self.space.files[id] = {**kept, "content": content, "done": True}
        return kept


def escaped(text: str) -> str:
    """Typed words as Slack sends them: ``& < >`` escaped, its own tokens such as ``<@U...>`` kept."""
    parts = _TOKENS.split(text)
    return "".join(
        part if number % 2 else html.escape(part, quote=False) for number, part in enumerate(parts)
    )
