"""Watching over the shop while it runs: logs, meters, limits, and what must not be written down."""
