"""``shopkeeper doctor``: what is configured, what is missing, and how to get it.

Looks, and changes nothing (``fetch`` aside). It imports neither torch nor a model: versions come
from the packages' metadata, models and adapters from their folders.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from bot import build, models
from bot.build.marketing import read_papers
from bot.build.painting import build_painter, check_weights
from bot.errors import BadInput, ShopkeeperError
from bot.settings import Settings
from bot.terminal import DISTRIBUTION, doctor_shop, doctor_slack, version
from bot.terminal.findings import Check, State
from bot.terminal.screen import Say, plain
from bot.watch.privacy import Masker

_STYLES: dict[State, str] = {"ok": "green", "later": "yellow", "missing": "bold red"}

_PACKAGED = {"smollm2": models.SMOLLM2, "minilm": models.MINILM}


def examine(settings: Settings) -> list[Check]:
    """Look at everything that the shop stands on."""
    return [
        Check("Python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        *_packages(),
        _processor(),
        *_engine(settings),
        _model("language model", settings.engine == "echo", settings.model, settings),
        _model("embedding model", settings.embedder == "hash", settings.embedder, settings),
        _adapter(settings),
        *_marketing(settings),
        _painter(settings),
        *doctor_shop.examine(settings),
        _disk(settings),
        *doctor_slack.examine(settings),
    ]


def fetch(settings: Settings, say: Say) -> None:
    """Fetch the packaged models, unless they are there."""
    for model in _PACKAGED.values():
        say(f"{model.name} is ready in {models.fetch(model, settings.models, say)}.")


def configured(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Yield each variable, its value (without secrets) and what it is for."""
    mask = Masker(settings.secrets)
    for name, about in type(settings).model_fields.items():
        value = getattr(settings, name)
        shown = "" if value is None else mask.secrets(str(value))
        yield f"SHOPKEEPER_{name.upper()}", shown, about.description or ""


def report(checks: list[Check], settings: Settings) -> dict[str, Any]:
    """Return the findings for ``--json``."""
    return {
        "ready": ready(checks),
        "checks": [asdict(check) for check in checks],
        "settings": {name: value for name, value, _ in configured(settings)},
    }


def ready(checks: list[Check]) -> bool:
    """Say whether a question could be answered now, fetching what comes by itself."""
    return all(check.state != "missing" for check in checks)


def show(checks: list[Check], settings: Settings, screen: Console) -> None:
    """Print two tables: what was found, and every setting with its value."""
    table = Table("", "", "found", box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    for check in checks:
        found = plain(check.found)
        if check.remedy:
            found.append(f"\n{check.remedy}", style="yellow")
        table.add_row(plain(check.state, _STYLES[check.state]), plain(check.name), found)
    screen.print(table, soft_wrap=False)
    table = Table("setting", "value", "what for", box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    for name, value, what in configured(settings):
        table.add_row(plain(name, "cyan"), plain(value), plain(what, "dim"))
    screen.print(table, soft_wrap=False)


def _packages() -> Iterator[Check]:
    """The packages that the installed distribution asks for, extras apart."""
    if version() == "not installed":
        yield Check(DISTRIBUTION, "later", "runs from a checkout that is not installed", "make venv")
        return
    yield Check(DISTRIBUTION, "ok", version())
    found, missing = [], []
    for line in metadata.requires(DISTRIBUTION) or []:
        name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            if "extra ==" not in line:
                missing.append(name)
    yield Check("packages", "ok", ", ".join(sorted(set(found))))
    if missing:
        yield Check("packages", "missing", ", ".join(missing), f"pip install {' '.join(missing)}")


def _processor() -> Check:
    cores = f"{os.cpu_count()} cores"
    try:
        card = Path("/proc/driver/nvidia/version").is_file() or shutil.which("nvidia-smi") is not None
        gpu_build = "+cpu" not in metadata.version("torch")
    except metadata.PackageNotFoundError:
        return Check("processor", "missing", f"{cores}, and no torch", "make venv")
    if card and not gpu_build:
        return Check(
            "processor",
            "later",
            f"{cores}; a GPU, but torch is a CPU build",
            "install torch for CUDA to use it",
        )
    return Check("processor", "ok", f"{cores}, NVIDIA GPU" if card else f"{cores}, no GPU needed")


def _engine(settings: Settings) -> Iterator[Check]:
    if settings.engine not in build.ENGINES:
        remedy = f"set SHOPKEEPER_ENGINE to {' or '.join(build.ENGINES)}"
        yield Check("engine", "missing", f"there is no engine {settings.engine!r}", remedy)


def _model(what: str, fake: bool, name: str, settings: Settings) -> Check:
    if fake:
        return Check(what, "ok", "none: the fake is chosen, for trying only")
    if name not in _PACKAGED:
        if Path(name).is_dir() or what == "language model":
            return Check(what, "ok", f"{name} (yours)")
        return Check(
            what, "missing", f"{name} is not a folder", "set SHOPKEEPER_EMBEDDER to a folder or to minilm"
        )
    model = _PACKAGED[name]
    folder = models.ready(model, settings.models)
    if folder is None:
        remedy = f"shopkeeper doctor --fetch, or just start: {model.megabytes} MB are fetched then"
        return Check(what, "later", f"{model.name} ({model.licence}) is not here yet", remedy)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Check(what, "ok", f"{model.name}, {model.licence}, {size / 1e6:.0f} MB in {folder}")


def _adapter(settings: Settings) -> Check:
    folders = build.adapter_folders(settings.adapters)
    if settings.adapter == "none" or settings.engine == "echo":
        return Check("adapter", "ok", "none: the untuned model answers")
    if settings.adapter not in folders:
        found = f"{settings.adapter!r} is not in {settings.adapters} (found: {', '.join(folders) or 'none'})"
        return Check("adapter", "missing", found, "python -m finetune.train finetune/recipes/support.toml")
    folder = folders[settings.adapter]
    training, scores = _json(folder / "training.json"), _json(folder / "scores.json")
    parts = [settings.adapter]
    parts += [f"{key} {training[key]}" for key in ("base", "recipe", "data", "steps") if key in training]
    # The scores also name the data and the seed of the test, which are not those of the training.
    shown = {key: value for key, value in scores.items() if key not in ("data", "seed")}
    parts += [f"{key} {value}" for key, value in shown.items() if isinstance(value, int | float | str)]
    return Check("adapter", "ok", ", ".join(parts))


def _marketing(settings: Settings) -> Iterator[Check]:
    """The marketing desk: closed without its adapter or with a bad file, while everything else is open."""
    folders, name = build.adapter_folders(settings.adapters), settings.copy_adapter
    if settings.engine != "echo" and name not in ("none", *folders):
        found = f"closed, /copy and /v1/copies say so: {name!r} is not in {settings.adapters} "
        remedy = "python -m finetune.train finetune/recipes/copy.toml, or set SHOPKEEPER_COPY_ADAPTER=none"
        yield Check("marketing desk", "later", f"{found}(found: {', '.join(folders) or 'none'})", remedy)
        return
    try:
        own = read_papers(settings, None).reader
    except BadInput as error:
        found = f"closed, /copy and /v1/copies say so: {Masker(settings.secrets).secrets(str(error))}"
        remedy = "mend the file, or unset the SHOPKEEPER_... that names it; then start again"
        yield Check("marketing desk", "later", found, remedy)
        return
    files = f"; products of yours: {len(own.catalogue.products)}" if settings.catalogue else ""
    yield Check("marketing desk", "ok", f"writes with the adapter {name}{files}")
    if unread := own.catalogue.unread:
        yield Check("catalogue", "later", "\n".join(unread), "move or rename them; they are in no text")


def _painter(settings: Settings) -> Check:
    """Who paints for /illustrate; without anybody everything else goes on."""
    try:
        can = build_painter(settings).palette
        check_weights(settings)
    except ShopkeeperError as error:
        found, _, remedy = str(error).partition(". ")
        return Check("painter", "later", f"nobody, /illustrate says so: {found}", remedy)
    known = f"styles: {', '.join(can.styles) or 'none'}; categories: {', '.join(can.categories) or 'none'}"
    sizes = ", ".join(map(str, can.sizes))
    return Check("painter", "ok", f"{can.model}, weights {can.weights}, {sizes} pixels; {known}")


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(doctor_shop.existing(settings.models)).free / 1e9
    needed = sum(models.ready(model, settings.models) is None for model in _PACKAGED.values())
    if free < needed:  # SmolLM2 takes 0.65 GB while it is unpacked, MiniLM 0.2
        return Check(
            "disk",
            "missing",
            f"{free:.1f} GB free in {settings.models}",
            f"{needed} GB are needed for the models",
        )
    return Check("disk", "ok", f"{free:.1f} GB free in {settings.models}")
