"""A simulated table of card payments with chargebacks, drawn by a seed, for the augmentation study.

No public table of payments is at hand, so this one is made up: what it shows holds for tables of its kind.
Because the chance of each chargeback is known, so is the best that any classifier could do. The rules
have what makes such tables hard: interactions, an hour that comes round again, a cause that no column tells.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imagegen.columns import Table

NUMBERS = ("log of the amount", "hour")
CATEGORIES = ("groceries", "fashion", "electronics", "travel", "games", "home")
COUNTRIES = ("home", "neighbour", "north", "south", "east", "west", "far", "unknown")
CHOICES = ("weekday", "category", "country", "repeat customer", "chargeback")
SIZES = (7, len(CATEGORIES), len(COUNTRIES), 2, 2)

_POPULAR = (0.3, 0.22, 0.14, 0.08, 0.12, 0.14)  # categories
_FROM = (0.52, 0.15, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03)  # countries
_USUAL = (3.4, 4.0, 5.3, 5.8, 2.9, 4.4)  # log of the amount, of each category
_RISKY = (-0.4, 0.0, 0.0, 0.1, 0.5, 0.6, 1.1, 1.5)  # countries, in logits
_BASE = -2.9  # logit; about one payment in ten is charged back


def simulate(count: int, seed: int) -> tuple[Table, NDArray[np.float64]]:
    """Return ``count`` payments, whose last choice is the chargeback, and its chance by the columns."""
    chance = np.random.default_rng((seed, 11))
    category = chance.choice(len(CATEGORIES), count, p=_POPULAR)
    country = chance.choice(len(COUNTRIES), count, p=_FROM)
    weekday = chance.choice(7, count, p=(0.12, 0.12, 0.13, 0.14, 0.18, 0.18, 0.13))
    returning = chance.random(count) < np.where(country == 0, 0.7, 0.35)
    usual = np.array(_USUAL)[category]
    large = chance.random(count) < 0.12  # the second hump of the amounts
    amount = usual + np.where(large, chance.normal(1.6, 0.4, count), chance.normal(0, 0.5, count))
    night = chance.random(count) < np.where(category == 4, 0.3, 0.08)
    hour = np.where(night, chance.normal(1.5, 1.8, count), chance.normal(15, 4, count)) % 24
    logit = (
        _BASE
        + 0.8 * (amount - usual)
        + np.array(_RISKY)[country]
        + 1.2 * ((hour < 5) & (weekday >= 4))
        + 1.5 * (~returning & (category == 2))
        + 1.0 * (~returning & (amount - usual > 1))
        - 0.6 * returning
        + 0.3 * (category == 3)
    )
    untold = chance.normal(0, 0.8, count)
    charged = chance.random(count) < _chance(logit + untold)
    choices = np.stack([weekday, category, country, returning, charged], 1).astype(np.int64)
    # With the untold cause averaged out the chances are others, but in the same order: all that AUC sees.
    return Table(np.stack([amount, hour], 1), choices, SIZES), _chance(logit)


def _chance(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = 1 / (1 + np.exp(-logit))
    return found
