"""The doctor's look at the shop: variables, home, FAQ, and whom customers may turn to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot import build, settings, shops
from bot.errors import ShopkeeperError
from bot.settings import Settings
from bot.store import Store
from bot.terminal.findings import Check
from bot.watch.privacy import Masker

_IMPORT = "shopkeeper faq import FILE brings in yours"


def examine(current: Settings) -> Iterator[Check]:
    """Look at everything that is this shop's own."""
    yield from _variables()
    home = _home(current)
    yield home
    if home.state != "missing":
        yield from _knowledge(current)


def existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists and can be looked at."""
    for place in (folder.absolute(), *folder.absolute().parents):
        try:
            if _there(place):
                return place
        except OSError:  # an impossible name, or a closed door
            continue
    return Path("/")


def _there(place: Path) -> bool:
    try:
        place.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _variables() -> Iterator[Check]:
    for name, meant in settings.misspelt().items():
        remedy = f"did you mean {meant}?" if meant else "unset it, or look for its name in the list below"
        yield Check("variable", "later", f"{name} is set, and nothing reads it", remedy)


def _home(current: Settings) -> Check:
    place = existing(current.home)
    try:
        there = _there(current.home)
        with tempfile.TemporaryFile(
            dir=place
        ):  # asking for permission is not enough: a disk may be read-only
            pass
    except OSError as error:
        found = f"{current.home} cannot be written ({error.strerror})"
        return Check("home", "missing", found, "set SHOPKEEPER_HOME to a folder of yours")
    made = "" if there else " (made on the first start)"
    return Check("home", "ok", f"{current.home}{made}")


def _knowledge(current: Settings) -> Iterator[Check]:
    mask = Masker(current.secrets).secrets
    try:
        wanted = shops.load(current.shop)
    except ShopkeeperError as error:
        yield Check("FAQ", "missing", str(error), "set SHOPKEEPER_SHOP to one of these")
        return
    if current.database_url is None and not (current.home / "shop.db").is_file():
        yield Check("FAQ", "later", f"empty; the first start opens the demo shop {wanted.name}", _IMPORT)
        return
    try:
        yield from _entries(current, build.open_store(current), wanted)
    except ShopkeeperError as error:
        file = current.home / "shop.db"
        remedy = f"put a copy of {file} back, or move it away and import your FAQ again"
        if current.database_url is not None:
            remedy = "look at SHOPKEEPER_DATABASE_URL, and whether its server runs"
        yield Check("FAQ", "missing", mask(str(error).splitlines()[0]), remedy)


def _entries(current: Settings, store: Store, wanted: shops.Shop) -> Iterator[Check]:
    mask = Masker(current.secrets).secrets
    entries = store.entries()
    demo = shops.owner(entries, wanted.id)
    if not entries and store.revision():
        yield Check("FAQ", "missing", 'empty: every question gets an "I don\'t know"', _IMPORT)
    elif not entries:
        yield Check("FAQ", "later", f"empty; the first start opens the demo shop {wanted.name}", _IMPORT)
    elif demo and demo.id != wanted.id and build.moves(current):
        yield Check("FAQ", "ok", f"of the demo shop {demo.name}; the next start opens {wanted.name}", _IMPORT)
    elif demo:
        yield Check("FAQ", "ok", f"{len(entries)} entries of the demo shop {demo.name}; {_IMPORT}")
    else:
        yield Check("FAQ", "ok", f"{len(entries)} entries of yours in {mask(current.database)}")
        if not current.human:
            yield Check("person", "later", settings.NO_HUMAN, settings.SET_HUMAN)
