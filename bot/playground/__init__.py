"""A pocket Slack: Web API, Socket Mode and signed events on loopback, as strict as the real one."""

from bot.playground.control import PocketSlack
from bot.playground.people import NobodyCanDoThat
from bot.playground.records import Message, View

__all__ = ["Message", "NobodyCanDoThat", "PocketSlack", "View"]
