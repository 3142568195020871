"""From the shops' briefs to prompts with the copy to learn.

A prompt shows the facts that its copy tells, in any order, so that the model learns to tell what it is
shown. In some, numbers and values are changed in facts and copy alike, so that it reads them instead of
remembering.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import prompts
from bot import catalogue, shops
from bot.claims.units import NUMBERS
from bot.copywriting import facts as products
from bot.copywriting.channels import written
from bot.copywriting.ledger import check_all
from bot.domain import Brief, Fact, Product
from bot.knowledge.words import stem, words
from bot.settings import data_folder
from finetune.dataset import Example, Part
from finetune.recipe import Briefs

_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?!\w|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Written:
    """A brief of a demo shop with one copy that a writer made for it. ``told`` are ids of facts."""

    id: str
    shop: str
    brief: Brief
    product: Product
    head: str
    body: str
    told: tuple[str, ...]


def read(shop: str) -> Iterator[Written]:
    """Yield every copy of a demo shop with its brief."""
    folder = data_folder() / shop
    rows = {row["id"]: row for row in shops.rows(folder / "products.jsonl")}
    for row in shops.rows(folder / "copy.jsonl"):
        own = rows[row["product"]]
        product = catalogue.chinese(own) if row["language"] == "zh" else catalogue.product_of(own)
        assert product is not None, f"{row['id']}: {row['product']} has no Chinese text"
        brief = Brief(
            kind=row["kind"],
            channel=row["channel"],
            product=product,
            tone=row["tone"],
            audience=row["audience"],
            language=row["language"],
            length=row["length"],
            keywords=tuple(row["keywords"]),
        )
        for number, copy in enumerate(row["copies"]):
            name = f"{row['id']}/{number}"
            yield Written(name, shop, brief, product, copy["head"], copy["body"], tuple(copy["facts"]))


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to learn or to be scored on: a brief, the facts to tell, its prompt and a writer's text."""

    id: str
    product: Product
    brief: Brief
    known: tuple[Fact, ...]
    shown: tuple[Fact, ...]
    prompt: tuple[prompts.Message, ...]
    reply: str


def build(data: Briefs, part: Part, seed: int, template: str) -> list[Example]:
    """Make the examples of a part; see ``cases``."""
    made = cases(data, part, seed, template)
    return [Example(case.id, case.brief.channel, case.prompt, case.reply) for case in made]


def cases(data: Briefs, part: Part, seed: int, template: str) -> list[Case]:
    """Make the cases of ``part``: ``train``, held-back products of the same shops (``dev``), or ``test``.

    Raises:
        ValueError: a shop of the other split; nothing may learn from a test shop.
    """
    made = []
    for name in data.shops:
        shop = shops.load(name)
        if (shop.split == "test") != (part == "test"):
            raise ValueError(f"{name} is a {shop.split} shop and cannot serve as {part} data")
        # The default model cannot write Chinese: templates do, so there is nothing to learn from it.
        rows = [row for row in read(name) if row.brief.language == "en" and _part_of(row, part)]
        values = _values(rows)
        for turn in range(data.rounds if part == "train" else 1):
            draw = random.Random(f"{seed}/{name}/{part}/{turn}")
            for row in rows:
                if case := _case(row, shop.name, data, part, values, draw, template):
                    made.append(case)
    random.Random(seed).shuffle(made)
    return made


def _part_of(row: Written, part: Part) -> bool:
    return part == "test" or (part == "dev") == shops.held_back(row.product.id)


def _case(
    row: Written,
    shop: str,
    data: Briefs,
    part: Part,
    values: Mapping[str, Sequence[str]],
    draw: random.Random,
    template: str,
) -> Case | None:
    """Make one case; for training without the sentences that the ledger would not let out, and none of
    a copy of which little is left."""
    known = products.of_product(row.product)
    head, body = row.head, row.body
    title, *facts = shown(row, known)
    if part == "train":
        kept = {name: [c for c in check_all(text, known) if c.supported] for name, text in _parts(row)}
        # All that it stands on is shown, lest it teach to invent; what only a dropped sentence told is not.
        rest = {f for claims in kept.values() for c in claims for f in (c.source or "").split(", ")}
        if all(" ".join(claim.text for claim in kept[name]) == text for name, text in _parts(row)):
            rest |= {fact.id for fact in facts}
        facts = [fact for fact in known if fact.id in rest - {"title"}]
        head, body = (_standing(" ".join(c.text for c in kept[n]), (title, *facts)) for n in ("head", "body"))
        if (row.head and not head) or len(body) < 0.6 * len(row.body):
            return None
    reply = written(head, body)
    draw.shuffle(facts)
    keywords = [word for word in row.brief.keywords if word.casefold() in reply.casefold()]
    if part == "train":
        if draw.random() < data.no_keywords:
            keywords = []
        if draw.random() < data.as_source:
            facts = [replace(f, label="source") if f.label == "description" else f for f in facts]
        changed = _changed(row, facts, reply, title, keywords, values, data, draw)
        if _standing(changed[1], (changed[2], *changed[0])) == " ".join(changed[1].split()):
            facts, reply, title, keywords = changed
    brief = replace(row.brief, keywords=tuple(keywords))
    prompt = prompts.render(template, shop=shop, brief=brief, facts=[title, *facts])
    return Case(row.id, row.product, brief, known, (title, *facts), prompt, reply)


def _standing(text: str, facts: Sequence[Fact]) -> str:
    """Return the sentences of a text that the ledger lets out when it knows these facts alone."""
    return " ".join(claim.text for claim in check_all(text, facts) if claim.supported)


def _parts(row: Written) -> tuple[tuple[str, str], ...]:
    return (("head", row.head), ("body", row.body))


def shown(row: Written, known: Sequence[Fact]) -> list[Fact]:
    """Return the title and the facts that a copy tells; of the description, the sentences it takes up."""
    copy = {stem(word) for word in words(f"{row.head} {row.body}")}
    elsewhere = {stem(word) for fact in known if fact.id in row.told for word in words(fact.value)}
    picked = [fact for fact in known if fact.id == "title"]
    for fact in known:
        if fact.id in row.told:
            picked.append(fact)
        elif fact.id.startswith("description") and "description" in row.told:
            own = {stem(word) for word in words(fact.value) if len(word) > 3} - elsewhere
            if len(own & copy) >= 2:
                picked.append(fact)
    return picked


def _values(rows: Iterable[Written]) -> dict[str, list[str]]:
    """Return what each attribute of text may hold, over all products of a shop's rows."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.product.attributes.items():
            if isinstance(value, str):
                found.setdefault(name, set()).add(value)
    return {name: sorted(values) for name, values in found.items()}


def _changed(
    row: Written,
    told: list[Fact],
    reply: str,
    title: Fact,
    keywords: list[str],
    values: Mapping[str, Sequence[str]],
    data: Briefs,
    draw: random.Random,
) -> tuple[list[Fact], str, Fact, list[str]]:
    """Put other values and numbers into facts and copy alike, where each stands there word for word."""
    swaps: dict[str, str] = {}
    if draw.random() < data.other_values:
        for fact in told:
            others = [v for v in values.get(fact.id, ()) if v != fact.value and not _NUMBER.search(v)]
            plain = not _NUMBER.search(fact.value) and len(re.findall(_whole(fact.value), reply, re.I)) == 1
            if others and plain and row.product.title.lower().count(fact.value.lower()) == 0:
                swaps[fact.value] = draw.choice(others)
    if draw.random() < data.other_numbers:
        shown = " ".join([title.value, *(fact.value for fact in told)])
        spelt = {NUMBERS.get(word) for word in re.findall("[a-z]+(?:-[a-z]+)?", f"{shown} {reply}".lower())}
        for number in sorted({n for n in _NUMBER.findall(shown) if int(n) > 1 and n not in spelt}):
            low, high = (2, 9) if len(number) == 1 else (10 ** (len(number) - 1), 10 ** len(number) - 1)
            swaps[number] = str(draw.randint(low, high))
    if not swaps:
        return told, reply, title, keywords

    def other(text: str) -> str:
        pattern = "|".join(_whole(old) for old in sorted(swaps, key=len, reverse=True))
        return re.sub(pattern, lambda found: _cased(swaps, found[0]), text, flags=re.I)

    facts = [replace(fact, value=other(fact.value)) for fact in told]
    text = other(reply)
    kept = [new for word in keywords if (new := other(word)).casefold() in text.casefold()]
    return facts, text, replace(title, value=other(title.value)), kept


def _whole(text: str) -> str:
    return rf"(?<![\w.,]){re.escape(text)}(?!\w|[.,]\d)"


def _cased(swaps: Mapping[str, str], found: str) -> str:
    """Return what stands in for ``found``, beginning with a capital where it did."""
    new = next(new for old, new in swaps.items() if old.lower() == found.lower())
    return new[:1].upper() + new[1:] if found[:1].isupper() else new
