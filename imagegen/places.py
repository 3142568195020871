"""Where pictures and runs are kept, who may ask for pictures: imagegen's only reader of the environment.

``SHOPKEEPER_IMAGES`` holds the data sets and may be shared by all shops; ``SHOPKEEPER_HOME`` is one shop's.
``SHOPKEEPER_IMAGES_TOKENS`` names the callers of ``imagegen.serve``; ``NPM_CONFIG_REGISTRY`` (npm's own) and
``SHOPKEEPER_DEBIAN_MIRROR`` say where packages come from on a machine without npm or apt.
"""

from __future__ import annotations

import os
from pathlib import Path

#: Where the models are that come with the package, a folder each: ``gan`` and ``vae``.
MODELS = Path(__file__).parent / "models"


def images() -> Path:
    """Return the folder of the data sets: ``SHOPKEEPER_IMAGES``, or ``~/.cache/shopkeeper/images``."""
    return Path(os.environ.get("SHOPKEEPER_IMAGES") or Path.home() / ".cache" / "shopkeeper" / "images")


def runs() -> Path:
    """Return the folder of the training runs: ``runs`` in ``SHOPKEEPER_HOME``, or in ``.shopkeeper``."""
    return Path(os.environ.get("SHOPKEEPER_HOME") or ".shopkeeper") / "runs"


def tokens() -> str | None:
    """Return who may ask for pictures over HTTP, as name:token by comma; ``None`` if nobody is named."""
    return os.environ.get("SHOPKEEPER_IMAGES_TOKENS")


def registry(name: str) -> str | None:
    """Return the address that the variable ``name`` gives for a registry of packages, if any."""
    return os.environ.get(name, "").rstrip("/") or None
