"""Files and voice messages: we cannot read or hear them, and say so in words rather than ignore them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain import Said
from bot.slack import blocks
from bot.slack.calls import Refused, Slack
from bot.slack.jobs import at, place_of
from bot.slack.posting import say_once
from bot.store.conversations import Conversations
from bot.watch import logs
from bot.work import Cancelled, Job

_log = logs.get(__name__)
_KINDS = (("voice", "voice message"), ("picture", "picture"), ("file", "file"))


def note_of(said: Said) -> str:
    """The name of the job that acknowledges what was attached to a message."""
    return f"{said.id}/files"


def job(said: Said, attached: Sequence[Mapping[str, Any]]) -> Job:
    """The job that acknowledges what was attached to a message."""
    place = said.place
    counts = {kind: sum(_kind(file) == kind for file in attached) for kind, _ in _KINDS}
    payload = {"said": said.id, **at(place)}
    more = {"ts": said.ts, "at": time.time(), "text": bool(said.text)}
    return Job(note_of(said), place.lane, "files", {**payload, **more, **counts}, said.user)


def _kind(file: Mapping[str, Any]) -> str:
    mime = str(file.get("mimetype") or "")
    if mime.startswith("audio/") or file.get("subtype") == "slack_audio":
        return "voice"
    return "picture" if mime.startswith("image/") else "file"


def words(counts: Mapping[str, Any]) -> str:
    """Say what we did not look at."""
    named = [f"{counts[k]} {name}{'s' * (counts[k] > 1)}" for k, name in _KINDS if counts.get(k)]
    things = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
    only = "I go by your words alone." if counts.get("text") else "Please put your question into words."
    return f"I can neither open files nor listen, so I have not looked at your {things}. {only}"


@dataclass(frozen=True, slots=True)
class Acknowledging:
    """Does the jobs of kind ``files``."""

    slack: Slack
    conversations: Conversations

    def run(self, job: Job, cancelled: Cancelled) -> None:
        place = place_of(job)
        gone = self.conversations.withdrawn(job.payload["said"])
        if not gone and not self.conversations.handed_off(place):
            say_once(self.slack, self.conversations, job.id, place, blocks.small(words(job.payload)))

    def give_up(self, job: Job, error: str) -> None:
        """Where the thread cannot be told, tell the person alone."""
        where = {"channel": job.payload["channel"], "thread_ts": job.payload["thread"], "user": job.user}
        try:
            self.slack.again(self.slack.client.chat_postEphemeral, **where, text=words(job.payload))
        except Refused as refused:
            _log.error("Slack refuses the notice", error=refused.code)
