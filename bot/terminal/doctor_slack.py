"""The doctor's look at what ``shopkeeper serve`` stands on: packages, tokens, database, the people's channel.

The terminal chat needs none of it, so what is not set comes later; only what is set wrongly is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec

from bot.errors import NotReady
from bot.settings import Settings
from bot.terminal.findings import Check
from bot.watch.privacy import Masker

_PACKAGES = {
    "aiohttp": "aiohttp",
    "dbos": "dbos",
    "fastapi": "fastapi",
    "prometheus_client": "prometheus-client",
    "slack_bolt": "slack-bolt",
    "starlette": "starlette",
    "structlog": "structlog",
    "uvicorn": "uvicorn",
}


def examine(settings: Settings) -> Iterator[Check]:
    """Look at everything that serving Slack needs."""
    absent = [package for module, package in _PACKAGES.items() if find_spec(module) is None]
    if absent:
        yield Check("Slack packages", "later", f"missing: {', '.join(absent)}", "pip install '.[slack]'")
    else:
        yield Check("Slack packages", "ok", "all there")
    yield from _tokens(settings)
    yield _api(settings)
    yield _database(settings)
    yield _channel(settings)
    yield _named(settings.agents, "draft", "SHOPKEEPER_AGENTS")
    yield _named(settings.marketers, "ask for copy", "SHOPKEEPER_MARKETERS")


def _tokens(settings: Settings) -> Iterator[Check]:
    from bot.slack.credentials import mode, tokens

    bot, app, signing = tokens(settings)
    for name, token, instead in (
        ("Slack bot token", bot, False),
        ("Slack app token", app, signing.is_set),
        ("Slack signing secret", signing, app.is_set),
    ):
        if token.fits or (instead and not token.is_set):
            yield Check(name, "ok", token.shown if token.is_set else "not set, and not needed")
        else:
            remedy = f"{token.where}; set it as {token.variable}"
            yield Check(name, "missing" if token.is_set else "later", token.shown, remedy)
    try:
        door = {
            "socket": "Socket Mode: the bot calls Slack, no address of yours is needed",
            "http": f"HTTP: Slack posts to /slack/events on {settings.http_host}:{settings.http_port}",
        }[mode(settings)]
        yield Check("Slack", "ok", door)
    except NotReady:
        yield Check(
            "Slack", "later", "cannot be served yet: see the lines above", 'README, chapter "In Slack"'
        )


def _api(settings: Settings) -> Check:
    if not settings.callers:
        how = "set SHOPKEEPER_API_TOKENS to name:token, by comma; `openssl rand -hex 24` prints a token"
        return Check("HTTP API", "later", "off: nobody has a token", how)
    found = f"/v1 on {settings.http_host}:{settings.http_port} for {', '.join(settings.callers)}"
    return Check("HTTP API", "ok", found)


def _database(settings: Settings) -> Check:
    url = Masker().secrets(settings.database)
    if url.startswith("sqlite"):
        return Check("database", "ok", f"SQLite, one machine: {url}")
    if find_spec("psycopg") is None:
        return Check("database", "missing", f"{url}, and no driver for it", "pip install '.[postgres]'")
    return Check("database", "ok", url)


def _channel(settings: Settings) -> Check:
    name, variable = "human channel", "SHOPKEEPER_HUMAN_CHANNEL"
    how = f"invite the bot to a channel and set {variable} to its id (channel details, at the very bottom)"
    if not settings.human_channel:
        return Check(name, "later", "none: nobody is told when a customer asks for a person", how)
    if not re.fullmatch(r"[CG][A-Z0-9]{5,}", settings.human_channel):
        return Check(name, "missing", f"{settings.human_channel!r} is not a channel id", how)
    return Check(name, "ok", settings.human_channel)


def _named(people: str, may: str, variable: str) -> Check:
    """Who may do something, by a setting that lets everybody if it names nobody."""
    if not people:
        how = f"set {variable} to their user ids, by comma (profile, three dots, copy member ID)"
        return Check(f"who may {may}", "later", "everybody in the workspace, guests too", how)
    return Check(f"who may {may}", "ok", people)
