"""What the doctor finds: one thing that was looked at, and how to get it if it is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# ok: there. later: comes by itself when it is needed, or can do without. missing: nothing works without it.
State = Literal["ok", "later", "missing"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``remedy`` says how to get it, where that is needed."""

    name: str
    state: State
    found: str
    remedy: str = ""
