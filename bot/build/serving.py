"""What one process serves, put together: the HTTP API for those who have a token, Slack if it has tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.build import App, Service, build, build_service
from bot.build.marketing import MarketingDesk, open_marketing
from bot.build.painting import open_painter
from bot.errors import NotReady
from bot.models import Say, silent
from bot.settings import Settings
from bot.slack.credentials import Mode, mode, tokens
from bot.store.conversations import Conversations
from bot.store.replies import Replies
from bot.watch.callers import listed

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.api.desk import Desk
    from bot.watch.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Serving:
    """A shop that serves. ``slack`` and ``api`` are None where nobody is let in."""

    shop: App
    conversations: Conversations
    slack: Service | None
    api: ASGIApp | None

    def ping(self) -> None:
        """Ask the database something; it raises what is wrong with it."""
        self.shop.store.revision()

    async def close(self) -> None:
        """Let go of what is open, once the work has stopped."""
        if self.slack:
            await self.slack.desk.close()
        self.shop.store.close()


def slack_mode(settings: Settings) -> Mode | None:
    """Return how Slack reaches us, or None if no secret of Slack's is set but the HTTP API has callers.

    Raises:
        NotReady: nobody could be served.
    """
    if settings.callers and not any(token.is_set for token in tokens(settings)):
        return None
    try:
        return mode(settings)
    except NotReady as missing:
        instead = "\nThe HTTP API needs no Slack: set SHOPKEEPER_API_TOKENS=name:token and none of Slack's."
        raise NotReady(f"{missing}{instead}") from missing


def build_serving(settings: Settings, metrics: Metrics, say: Say = silent) -> Serving:
    """Open the shop for those who may come. Nothing is connected and no job begun yet.

    Raises:
        NotReady: as ``build``, or a package is missing.
        BadInput: as ``build``.
    """
    shop = build(settings, say)
    say("Reading the FAQ ...")
    shop.knowledge.search("warm up")  # makes the index now rather than for the first customer
    marketing = open_marketing(settings, shop.engine, shop.store)
    slack = None
    if slack_mode(settings):
        slack = build_service(settings, shop, metrics, marketing, open_painter(settings))
    api = _api(settings, shop, metrics, marketing) if settings.callers else None
    return Serving(shop, Conversations(shop.store.engine), slack, api)


def build_desk(settings: Settings, shop: App, metrics: Metrics, marketing: MarketingDesk) -> Desk:
    """Lay out what the HTTP API's routes reach for, in an open shop."""
    from bot.api.crew import Crew
    from bot.api.desk import Desk

    replies = Replies(shop.store.engine, settings.executor)
    replies.recover()
    crew = Crew(settings.workers, settings.api_queue, settings.patience)
    reader, trusted = marketing.reader, listed(settings.api_customers)
    return Desk(shop.support, marketing.copywriter, reader, replies, crew, metrics, marketing.why, trusted)


def _api(settings: Settings, shop: App, metrics: Metrics, marketing: MarketingDesk) -> ASGIApp:
    try:
        from bot.api import build_api
    except ModuleNotFoundError as error:
        raise NotReady(f"{error.name} is not installed: pip install '.[slack]'") from error
    return build_api(build_desk(settings, shop, metrics, marketing), shop.support.shop)
