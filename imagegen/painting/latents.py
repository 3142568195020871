"""Places in the latent space, named by seeds: a seed, its variations, blends, and the ways between them.

A ``Point`` has a text form that is read back to the very same place: ``7`` is the picture of seed 7,
``7+12@0.5`` lies half way from it to that of seed 12, ``7+(12+5@0.2)@0.5`` goes on from there. The text is
what a picture carries in its metadata, so that every picture can be painted again. Numpy only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imagegen.errors import BadInput

Vector = NDArray[np.float32]  # (latent,)

LARGEST = 2**63 - 1  # the largest seed
_DEEPEST = 50  # steps in a point that a person may write
_LONGEST = 40  # characters of a number; the largest seed has 19, a share up to 24
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:e-[0-9]+)?|[-+@()]|\S")
_EXAMPLE = 'A seed is a whole number such as 7, or a place between seeds such as "7+12@0.5".'


@dataclass(frozen=True, slots=True)
class Point:
    """The place of ``seed``, moved by each share (0 to 1) of the way towards another point, in turn."""

    seed: int
    towards: tuple[tuple[Point, float], ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.seed <= LARGEST:
            raise BadInput(f"The seed {self.seed} is not between 0 and {LARGEST}.")
        wrong = [share for _, share in self.towards if not 0 <= share <= 1]
        if wrong:
            raise BadInput(f"A share of {wrong[0]} of the way is not between 0 and 1.")

    def __str__(self) -> str:
        parts = [
            f"+({other})@{share!r}" if other.towards else f"+{other}@{share!r}"
            for other, share in self.towards
        ]
        return f"{self.seed}{''.join(parts)}"

    def vector(self, latent: Callable[[int], Vector]) -> Vector:
        """Look the place up, given what ``latent`` finds for a seed: (latent,)."""
        z = latent(self.seed)
        for other, share in self.towards:
            z = between(z, other.vector(latent), share)
        return z


def between(a: Vector, b: Vector, share: float) -> Vector:
    """Go ``share`` of the way from a to b on an arc, lengths changing evenly (Shoemake 1985, "slerp").

    Vectors drawn from a Gaussian have nearly the same length; the straight line between two of them passes
    where no picture was ever drawn from. At 0 and 1 these are a and b, to the last bit.
    """
    if share in (0, 1):
        return b if share else a
    wide_a, wide_b = a.astype(np.float64), b.astype(np.float64)
    long_a, long_b = np.sqrt(np.sum(wide_a**2)), np.sqrt(np.sum(wide_b**2))
    straight = ((1 - share) * wide_a + share * wide_b).astype(np.float32)
    if long_a * long_b < 1e-12:
        return straight
    angle = np.arccos(np.clip(np.sum(wide_a * wide_b) / (long_a * long_b), -1, 1))
    if np.sin(angle) < 1e-6:  # the same direction, or the opposite one, where no arc is the shortest
        return straight
    arc = np.sin((1 - share) * angle) * wide_a / long_a + np.sin(share * angle) * wide_b / long_b
    found: Vector = (arc / np.sin(angle) * ((1 - share) * long_a + share * long_b)).astype(np.float32)
    return found


def blend(a: Point, b: Point, share: float = 0.5) -> Point:
    """Return the place ``share`` of the way from a to b; at 0 and 1 these are a and b themselves."""
    share = float(f"{share:g}")  # as it is written, so that the text leads to the same place
    if share == 0:
        return a
    if share == 1:
        return b
    return Point(a.seed, (*a.towards, (b, share)))


def variations(point: Point, count: int, amount: float = 0.35) -> list[Point]:
    """Return ``count`` places around ``point``, each ``amount`` of the way to a seed of its own.

    They depend on nothing but the point and the amount: the first k of n are the k.
    """
    digests = (hashlib.sha256(f"{point} {number}".encode()).digest() for number in range(1, count + 1))
    return [blend(point, Point(int.from_bytes(digest[:4], "big")), amount) for digest in digests]


def parse(text: str) -> Point:
    """Read a point as it is written.

    Raises:
        BadInput: it is not one; says where and how a seed is written.
    """
    tokens = _TOKEN.findall(text)
    if tokens.count("+") > _DEEPEST:
        raise BadInput(f"A seed may have at most {_DEEPEST} steps. {_EXAMPLE}")
    longest = max(map(len, tokens), default=0)
    if longest > _LONGEST:
        raise BadInput(f"A number of {longest} digits is too long; the largest seed is {LARGEST}. {_EXAMPLE}")
    reading = iter([*tokens, ""])
    point, rest = _point(next(reading), reading)
    if rest:
        raise BadInput(f"{text!r} cannot be read from {rest!r} on. {_EXAMPLE}")
    return point


def _point(token: str, reading: Iterator[str]) -> tuple[Point, str]:
    """Read a seed and its steps; return the point and the token after it."""
    if token == "-":
        raise BadInput(f"A seed is not below 0. {_EXAMPLE}")
    if not token.isdecimal() or not token.isascii():
        raise BadInput(f"{token!r} is not a seed. {_EXAMPLE}")
    seed, towards, token = int(token), list[tuple[Point, float]](), next(reading)
    while token == "+":
        token = next(reading)
        if token == "(":
            other, token = _point(next(reading), reading)
            if token != ")":
                raise BadInput(f"A bracket is not closed. {_EXAMPLE}")
        elif token.isdecimal():
            other = Point(int(token))
        else:
            raise BadInput(f"{token!r} is not a seed. {_EXAMPLE}")
        if next(reading) != "@":
            raise BadInput(f"After +{other} there is no @ with the share of the way. {_EXAMPLE}")
        towards.append((other, _share(next(reading))))
        token = next(reading)
    return Point(seed, tuple(towards)), token


def _share(token: str) -> float:
    try:
        return float(token)
    except ValueError as error:
        raise BadInput(f"{token!r} is not a share of the way, from 0 to 1. {_EXAMPLE}") from error


def path(stops: Sequence[Point], frames: int) -> list[Point]:
    """Return ``frames`` places on a closed way through all ``stops`` that rests a little at each.

    The frames at the stops are the stops themselves, and the last frame leads back to the first.

    Raises:
        BadInput: fewer than two stops, or fewer frames than stops.
    """
    if len(stops) < 2:
        raise BadInput("A walk needs at least two seeds.")
    if frames < len(stops):
        raise BadInput(f"A walk through {len(stops)} seeds needs at least {len(stops)} frames, not {frames}.")
    places = []
    first = [leg * frames // len(stops) for leg in range(len(stops) + 1)]  # the frame of each stop
    for leg, start in enumerate(stops):
        end, length = stops[(leg + 1) % len(stops)], first[leg + 1] - first[leg]
        for frame in range(length):
            t = frame / length
            places.append(blend(start, end, t * t * (3 - 2 * t)))  # slow at both ends
    return places
