"""What the Slack app is made of, for Slack's page "From a manifest": scopes, events, command, shortcut.

``manifest.json`` is for Socket Mode; for HTTP the same with the addresses that Slack shall post to.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import BadInput

PATH = "/slack/events"


def manifest(address: str = "") -> dict[str, Any]:
    """Return the manifest: for Socket Mode, or for HTTP at a public ``address`` such as https://bot.example.com.

    Raises:
        BadInput: Slack would not post to this address.
    """
    found: dict[str, Any] = json.loads(Path(__file__).with_name("manifest.json").read_text("utf-8"))
    if not address:
        return found
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise BadInput(
            f"Slack posts to https addresses only, such as https://bot.example.com (got {address!r})."
        )
    url = address.rstrip("/").removesuffix(PATH) + PATH
    found["settings"]["socket_mode_enabled"] = False
    found["settings"]["event_subscriptions"]["request_url"] = url
    found["settings"]["interactivity"]["request_url"] = url
    found["settings"]["interactivity"]["message_menu_options_url"] = url
    for command in found["features"]["slash_commands"]:
        command["url"] = url
    return found


def wanted_scopes() -> frozenset[str]:
    """Return what the bot token must be allowed to do."""
    return frozenset(manifest()["oauth_config"]["scopes"]["bot"])
