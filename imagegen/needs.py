"""What only ``pip install '.[images]'`` brings: a command without it says so, in place of a traceback."""

from __future__ import annotations

from importlib.util import find_spec

_PACKAGES = {
    "PIL": "pillow",
    "fontTools": "fonttools",
    "prometheus_client": "prometheus-client",
    "sklearn": "scikit-learn",
}


def check(*modules: str) -> None:
    """End a command, before it imports ``modules``, if one of them is not installed."""
    absent = [_PACKAGES.get(module, module) for module in modules if find_spec(module) is None]
    if absent:
        raise SystemExit(f"This does not work without {', '.join(absent)}: pip install '.[images]'")
