"""``shopkeeper serve`` and ``shopkeeper manifest``: the process, and what Slack must know of it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Annotated

import typer

from bot import settings
from bot.errors import BadInput, NotReady, ShopkeeperError
from bot.terminal import screen
from bot.terminal.screen import plain


def serve() -> None:
    """Serve Slack (Socket Mode if there is an app-level token, else HTTP), the HTTP API, or both.

    The tokens that are set decide: Slack's, and SHOPKEEPER_API_TOKENS for the API.
    `shopkeeper doctor` says what is missing. The log goes to stderr, one JSON object a line. A first
    Ctrl-C or SIGTERM lets running answers end and leaves the rest to the next start; a second ends at once.

    Example: shopkeeper serve

    Example: shopkeeper serve 2>> shopkeeper.log
    """
    current = settings.load()
    try:
        from bot.app import Process
        from bot.watch import logs
    except ModuleNotFoundError as error:
        raise NotReady(f"{error.name} is not installed: pip install '.[slack]'") from error

    logs.configure(current.log_level, current.secrets)
    try:
        process = Process(current, lambda line: screen.out.print(plain(line)))
        asyncio.run(process.run())
    except ShopkeeperError as error:
        logs.get(__name__).error("cannot serve", reason=str(error))
        screen.out.print(plain(str(error)))
        raise typer.Exit(2 if isinstance(error, BadInput) else 1) from error
    if process.building:  # libraries that are half imported do not survive an orderly end
        sys.stdout.flush()
        os._exit(0)


def manifest(
    http: Annotated[
        str, typer.Option("--http", metavar="URL", help="for HTTP at this public https address")
    ] = "",
) -> None:
    """Print the Slack app's manifest.

    Paste it at https://api.slack.com/apps > Create New App > From a manifest.

    Example: shopkeeper manifest

    Example: shopkeeper manifest --http https://bot.example.com
    """
    from bot.slack.manifest import manifest

    print(json.dumps(manifest(http), indent=2, ensure_ascii=False))
