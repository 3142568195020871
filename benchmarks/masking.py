"""How much personal data does the mask for logs find, and how much does it mask that is none?

    python -m benchmarks.masking --shared FOLDER

Templates come from Microsoft's presidio-research (``pii_presidio``): sentences with slots. The slots are
filled here, with seeded values in the forms that people of several countries write. A value counts as found
when no piece of it stays readable. Names, places and dates have no form that a rule could find: their slots
hold a plain word and are not counted. Every word that is hidden without need counts against the mask.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks import about, stats
from bot.watch.privacy import luhn, personal

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_PIECE = re.compile(r"\w{2,}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_TAG = re.compile(r"\[[a-z-]+\]")
Draw = Callable[[random.Random], str]


def main(
    shared: Annotated[Path, typer.Option(help="folder that holds pii_presidio/templates.jsonl")],
    rounds: Annotated[int, typer.Option(help="how often each template is filled")] = 50,
    seed: Annotated[int, typer.Option(help="seed of the values")] = 0,
) -> None:
    """Print one JSON object."""
    file = next(
        path
        for path in (
            shared / "pii_presidio" / "templates.jsonl",
            shared / "data" / "pii_presidio" / "templates.jsonl",
        )
        if path.is_file()
    )
    templates = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]
    print(json.dumps(measure(templates, rounds, seed) | {"data": about.hash_of(file)}))


def measure(templates: list[str], rounds: int, seed: int) -> dict[str, Any]:
    """Fill every template and count."""
    draw = random.Random(seed)
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed: dict[str, set[str]] = {}
    words = hidden = 0
    for template in templates * rounds:
        values = [(kind, VALUES.get(kind, _nowhere)(draw)) for kind in _SLOT.findall(template)]
        texts = iter(value for _, value in values)
        masked = personal(_SLOT.sub(lambda _, texts=texts: next(texts), template))  # type: ignore[misc]
        rest = _TAG.sub(" ", masked)
        readable = set(_PIECE.findall(rest)) - set(_PIECE.findall(template))
        for kind, value in values:
            if kind in VALUES:
                asked[kind] += 1
                if readable.isdisjoint(_PIECE.findall(value)):
                    found[kind] += 1
                else:
                    missed.setdefault(kind, set()).add(value)
        plain = Counter(_WORD.findall(_SLOT.sub(" ", template)))
        words += plain.total()
        hidden += (plain - Counter(_WORD.findall(rest))).total()
    return {
        "benchmark": "masking",
        "found": stats.share(found.total(), asked.total()),
        "by_kind": {kind: stats.share(found[kind], asked[kind]) for kind in sorted(asked)},
        "missed": {kind: sorted(values)[:3] for kind, values in missed.items()},
        "words_hidden_without_need": stats.share(hidden, words),
        "seed": seed,
        "rounds": rounds,
        "versions": about.versions(),
    }


def _nowhere(_: random.Random) -> str:
    return "Somewhere"


def _digits(draw: random.Random, count: int) -> str:
    return "".join(str(draw.randrange(10)) for _ in range(count))


def _card(draw: random.Random) -> str:
    start, length = draw.choice(
        [("4", 16), ("51", 16), ("37", 15), ("6011", 16), ("3528", 16), ("36", 14), ("5018", 12)]
    )
    body = start + _digits(draw, length - 1 - len(start))
    card = next(body + str(check) for check in range(10) if luhn(body + str(check)))
    gap = draw.choice(["", "", " ", "-"])
    return gap.join(card[place : place + 4] for place in range(0, length, 4))


def _phone(draw: random.Random) -> str:
    forms = [
        "(2##) 555-01##",
        "2##-555-01##",
        "2##.555.01##",
        "2##55501##",
        "+1-2##-555-01##",
        "001-2##-555-01##",
        "+1 (2##) 555-01##",
        "2##-555-01##x###",
        "(2##)555-01##x####",
        "+44 7700 900###",
        "07700 900###",
        "(020) 7946 0###",
        "+49 30 23125 ###",
        "030/23125###",
        "0171-39200##",
        "+33 1 99 00 ## ##",
        "01 99 00 ## ##",
        "+86 139 1099 ####",
        "13910#######",
        "+972 55-555-####",
        "555-01##",
    ]
    return re.sub("#", lambda _: str(draw.randrange(10)), draw.choice(forms))


def _email(draw: random.Random) -> str:
    names, hosts = (
        ["ann", "bob.o'neil", "li_wei", "j.r+shop", "SALES"],
        ["example.com", "mail.example.co.uk", "x-y.io"],
    )
    return f"{draw.choice(names)}{draw.choice(['', _digits(draw, 2)])}@{draw.choice(hosts)}"


def _iban(draw: random.Random) -> str:
    country, body = draw.choice(
        [("GB", "WEST" + _digits(draw, 14)), ("DE", _digits(draw, 18)), ("FR", _digits(draw, 23))]
    )
    number = int("".join(str(int(character, 36)) for character in f"{body}{country}00"))
    iban = f"{country}{98 - number % 97:02}{body}"
    return draw.choice([iban, " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))])


def _ip(draw: random.Random) -> str:
    if draw.random() < 0.3:
        return "2a02:" + ":".join(f"{draw.randrange(1, 65536):x}" for _ in range(7))
    return ".".join(["93", *(str(draw.randrange(256)) for _ in range(3))])


VALUES: dict[str, Draw] = {
    "credit_card_number": _card,
    "phone_number": _phone,
    "email": _email,
    "iban": _iban,
    "ip_address": _ip,
    "ssn": lambda draw: f"{draw.randrange(100, 899)}-{draw.randrange(10, 99)}-{draw.randrange(1000, 9999)}",
}

if __name__ == "__main__":
    typer.run(main)
