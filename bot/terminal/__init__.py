"""The terminal: what the commands of ``bot.cli`` show and read. Services are handed in."""

from __future__ import annotations

from importlib import metadata

DISTRIBUTION = "shopkeeper"


def version() -> str:
    """Return the version that is installed."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "not installed"
