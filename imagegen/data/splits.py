"""Which part a picture belongs to: decided by a hash of its group, so the same on every machine and day.

A group is whatever must not be torn apart: a concept drawn in several styles, one picture and its near
duplicates. A picture that joins the set later moves none of the others.
"""

from __future__ import annotations

import hashlib

from imagegen.data.images import Part


def part_of(group: str, dev: float = 0.1, test: float = 0.1) -> Part:
    """Return the part of ``group``; ``dev`` and ``test`` are their expected shares of all groups."""
    draw = int.from_bytes(hashlib.sha256(group.encode()).digest()[:8]) / 2**64
    if draw < test:
        return "test"
    return "dev" if draw < test + dev else "train"
