"""The marketing desk, put together: the copywriter with its catalogue, customers and brand book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import catalogue, customers, shops
from bot.briefs import Reader
from bot.copywriter import Copywriter
from bot.copywriting import brand, lending
from bot.copywriting.brand import BrandBook
from bot.domain import Brief
from bot.engines import Engine
from bot.errors import BadInput, NotReady
from bot.knowledge import lora
from bot.settings import Settings, data_folder
from bot.store import Store
from bot.watch import logs

#: What is said where people come to a desk with a file that cannot be used.
BAD_FILE = "One of its files cannot be used. `shopkeeper doctor` says which, and what is wrong with it."


@dataclass(frozen=True, slots=True)
class Marketing:
    """Who writes copy, and who reads the briefs with products and customers named by id."""

    copywriter: Copywriter
    reader: Reader


@dataclass(frozen=True, slots=True)
class Papers:
    """What lies on the desk before anybody writes: whose shop it is, its brand book, and who reads briefs."""

    shop: str
    brand: BrandBook
    reader: Reader

    def brief_of(self, row: Mapping[str, Any]) -> Brief:
        """Read a brief that can be written for this shop.

        Raises:
            BadInput: it is no such brief, as ``Reader.brief_of`` says, or its channel is not used here.
        """
        brief = self.reader.brief_of(row)
        self.brand.of(brief).refuse_closed(brief.channel, self.shop)
        return brief


@dataclass(frozen=True, slots=True)
class MarketingDesk:
    """The marketing desk where people come to it: without a ``copywriter`` it is closed, and ``why`` says
    what is missing."""

    copywriter: Copywriter | None
    reader: Reader
    why: str = ""


def open_marketing(settings: Settings, engine: Engine, store: Store) -> MarketingDesk:
    """Open the marketing desk for a service, which goes on without it: answers do not wait for copy.

    Which file is bad stands in the log, and its rows, which may quote customers, only in the doctor's answer.
    """
    closed = "the marketing desk is closed"
    try:
        desk = build_marketing(settings, engine, store)
    except NotReady as missing:
        logs.get(__name__).warning(closed, reason=str(missing))
        return MarketingDesk(None, Reader(catalogue.Catalogue({})), str(missing))
    except BadInput as wrong:
        logs.get(__name__).error(closed, reason=str(wrong).splitlines()[0], remedy="shopkeeper doctor")
        return MarketingDesk(None, Reader(catalogue.Catalogue({})), BAD_FILE)
    return MarketingDesk(desk.copywriter, desk.reader)


def build_marketing(settings: Settings, engine: Engine, store: Store) -> Marketing:
    """Open the marketing desk with everything on it.

    Raises:
        NotReady: the copy adapter is missing.
        BadInput: a file that the settings name cannot be used.
    """
    copy_adapter(settings, engine)  # without one there is nothing to read the files for
    papers = read_papers(settings, demo_shop(settings, store))
    return Marketing(build_copywriter(settings, engine, papers), papers.reader)


def demo_shop(settings: Settings, store: Store) -> shops.Shop | None:
    """Return the demo shop whose files the desk takes. With a catalogue of one's own it is none."""
    if settings.catalogue is not None:
        return None
    entries = store.entries()
    return shops.owner(entries, settings.shop) if entries else shops.load(settings.shop)


def read_papers(settings: Settings, demo: shops.Shop | None) -> Papers:
    """Read the files that the settings name, or else those of ``demo``. It takes no model.

    Raises:
        BadInput: a file cannot be used.
    """
    folder = data_folder() / demo.id if demo else None
    goods = _file(settings.catalogue, folder, "products.jsonl")
    people = _file(settings.customers, folder, "customers.jsonl")
    book = _file(settings.brand, folder, "brand.yaml")
    products = catalogue.read(goods) if goods else catalogue.Catalogue({})
    reader = Reader(products, customers.read(people, products) if people else {})
    name = settings.shop_name or (demo.name if demo else lending.UNNAMED)
    voice = brand.load(book) if book else BrandBook()
    return Papers(name, lending.lend(voice, products) if demo and not settings.brand else voice, reader)


def build_copywriter(settings: Settings, engine: Engine, papers: Papers) -> Copywriter:
    """Return who writes by these papers.

    Raises:
        NotReady: the copy adapter is missing.
    """
    adapter = copy_adapter(settings, engine)
    weights = settings.adapters / (adapter or "none")
    trained = lora.fingerprint(weights) if (weights / lora.WEIGHTS).is_file() else ""
    return Copywriter(engine, adapter, papers.shop, papers.brand, weights=trained)


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
