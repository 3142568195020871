"""What the workspace keeps: people, channels, messages, windows, calls. Plain data that knows no rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class User:
    """Somebody of the workspace, or of another ``team`` whose channel it shares; the bot is one too."""

    id: str
    name: str
    team: str
    is_bot: bool = False
    email: str = ""


@dataclass(slots=True)
class Channel:
    """A place to talk: ``C...`` public, ``G...`` private, ``D...`` between one person and the bot."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """What events call it."""
        return {"C": "channel", "G": "group", "D": "im"}[self.id[0]]


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said from ``at`` on (seconds of the workspace's clock)."""

    at: float
    text: str


@dataclass(slots=True)
class Stream:
    """A message that is being written: its owner, its size so far, and whether it still runs."""

    owner: str
    started: float
    size: int = 0
    running: bool = True


@dataclass(slots=True)
class Message:
    """One message as the workspace keeps it. ``versions`` remembers every text it has shown."""

    channel: str
    ts: str
    user: str
    text: str
    thread: str | None = None
    bot_id: str | None = None
    blocks: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    tasks: dict[str, Json] = field(default_factory=dict)
    metadata: Json | None = None
    edited: str | None = None
    stream: Stream | None = None
    only_for: str | None = None  # ephemeral: the one who sees it
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """What a person reads: a stream's words and then its blocks, else the blocks, else the text."""
        words = [self.text] if self.stream or not self.blocks else []
        return "\n".join([*words, *(text for block in self.blocks for text in texts_of(block))])

    def button(self, action_id: str) -> tuple[Json, Json] | None:
        """The block and the element with this ``action_id``."""
        return element_of(self.blocks, action_id)


@dataclass(slots=True)
class View:
    """A modal or a home tab that the bot has shown to ``user``."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    open: bool = True
    errors: Json = field(default_factory=dict)  # by block, as the bot answered a submission
    offered: dict[str, list[Json]] = field(default_factory=dict)  # by action, what a list was filled with


@dataclass(frozen=True, slots=True)
class Status:
    """One call of ``assistant.threads.setStatus`` or ``agents.sessions.setStatus``."""

    at: float
    channel: str
    thread: str | None
    text: str
    session: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that Slack would have refused, and why."""

    method: str
    error: str
    detail: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the Web API: what came back, and when."""

    at: float
    method: str
    channel: str
    status: int
    error: str


def texts_of(node: Any) -> list[str]:
    """Every text that stands in a block, in reading order; buttons and hidden values left out."""
    if isinstance(node, list):
        return [text for child in node for text in texts_of(child)]
    if not isinstance(node, dict) or node.get("type") in ("actions", "context_actions"):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return own + [text for key in node if key != "accessory" for text in texts_of(node[key])]


def element_of(node: Any, action_id: str, block: Json | None = None) -> tuple[Json, Json] | None:
    """The element with this ``action_id`` and the block around it, anywhere under ``node``."""
    if isinstance(node, list):
        found = (element_of(child, action_id, block or child) for child in node)
        return next((pair for pair in found if pair), None)
    if not isinstance(node, dict):
        return None
    if node.get("action_id") == action_id:
        return (block or node), node
    return next((pair for value in node.values() if (pair := element_of(value, action_id, block))), None)
