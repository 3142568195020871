"""The marketing desk, put together: the copywriter with its catalogue, customers and brand book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot import catalogue, customers, shops
from bot.briefs import Reader
from bot.copywriter import Copywriter
from bot.copywriting import brand
from bot.copywriting.brand import BrandBook
from bot.engines import Engine
from bot.errors import NotReady
from bot.knowledge import lora
from bot.settings import Settings, data_folder
from bot.store import Store
from bot.watch import logs


@dataclass(frozen=True, slots=True)
class Marketing:
    """Who writes copy, and who reads the briefs with products and customers named by id."""

    copywriter: Copywriter
    reader: Reader


@dataclass(frozen=True, slots=True)
class MarketingDesk:
    """The marketing desk where people come to it: without a ``copywriter`` it is closed, and ``why`` says
    what is missing."""

    copywriter: Copywriter | None
    reader: Reader
    why: str = ""


def open_marketing(settings: Settings, engine: Engine, store: Store) -> MarketingDesk:
    """Open the marketing desk for a service, which goes on without it: answers do not wait for copy.

    Raises:
        BadInput: a file that the settings name cannot be used.
    """
    try:
        desk = build_marketing(settings, engine, store)
    except NotReady as missing:
        logs.get(__name__).warning("the marketing desk is closed", reason=str(missing))
        return MarketingDesk(None, Reader(catalogue.Catalogue({})), str(missing))
    return MarketingDesk(desk.copywriter, desk.reader)


def build_marketing(settings: Settings, engine: Engine, store: Store) -> Marketing:
    """Open the marketing desk: the shop's own files, or those of the demo shop that is open.

    Raises:
        NotReady: the copy adapter is missing.
        BadInput: a file that the settings name cannot be used.
    """
    adapter = copy_adapter(settings, engine)
    entries = store.entries()
    demo = shops.owner(entries, settings.shop) if entries else shops.load(settings.shop)
    folder = data_folder() / demo.id if demo else None
    goods = _file(settings.catalogue, folder, "products.jsonl")
    people = _file(settings.customers, folder if settings.catalogue is None else None, "customers.jsonl")
    book = _file(settings.brand, folder, "brand.yaml")
    products = catalogue.read(goods) if goods else catalogue.Catalogue({})
    reader = Reader(products, customers.read(people, products) if people else {})
    name = settings.shop_name or (demo.name if demo else "our shop")
    voice = brand.load(book) if book else BrandBook()
    weights = settings.adapters / (adapter or "none")
    trained = lora.fingerprint(weights) if (weights / lora.WEIGHTS).is_file() else ""
    return Marketing(Copywriter(engine, adapter, name, voice, weights=trained), reader)


def copy_adapter(settings: Settings, engine: Engine) -> str | None:
    """Return the adapter that writes copy.

    Raises:
        NotReady: there is none of that name.
    """
    if settings.copy_adapter == "none":
        return None
    if settings.copy_adapter not in engine.adapters:
        known = ", ".join(engine.adapters) or "none"
        raise NotReady(
            f"There is no adapter {settings.copy_adapter!r} in {settings.adapters} (found: {known}). "
            "Train it with `python -m finetune.train finetune/recipes/copy.toml`, or set "
            "SHOPKEEPER_COPY_ADAPTER=none."
        )
    return settings.copy_adapter


def _file(given: Path | None, folder: Path | None, name: str) -> Path | None:
    """Return the file that the settings name, or the demo shop's if it has one."""
    if given is not None or folder is None:
        return given
    return folder / name if (folder / name).is_file() else None
