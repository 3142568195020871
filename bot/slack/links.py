"""Where a message can be looked at: links for whoever runs the bot, made without asking Slack."""

from __future__ import annotations


def link(channel: str, ts: str) -> str:
    """Return the address of a message; Slack adds the workspace of whoever is signed in."""
    return f"https://slack.com/archives/{channel}/p{ts.replace('.', '')}"
