"""Where pictures and runs are kept: the only reader of the environment in imagegen.

``SHOPKEEPER_IMAGES`` holds the data sets and may be shared by all shops; ``SHOPKEEPER_HOME`` is one shop's.
"""

from __future__ import annotations

import os
from pathlib import Path


def images() -> Path:
    """Return the folder of the data sets: ``SHOPKEEPER_IMAGES``, or ``~/.cache/shopkeeper/images``."""
    return Path(os.environ.get("SHOPKEEPER_IMAGES") or Path.home() / ".cache" / "shopkeeper" / "images")


def runs() -> Path:
    """Return the folder of the training runs: ``runs`` in ``SHOPKEEPER_HOME``, or in ``.shopkeeper``."""
    return Path(os.environ.get("SHOPKEEPER_HOME") or ".shopkeeper") / "runs"
