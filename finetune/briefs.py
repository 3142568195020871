"""From the shops' briefs to prompts with the copy to learn.

A prompt shows the facts that its copy tells, in any order, so that the model learns to tell what it is
shown. In some, numbers and values are changed in facts and copy alike, so that it reads them instead of
remembering.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import prompts
from bot import catalogue, shops
from bot.copywriting import facts as products
from bot.copywriting.channels import written
from bot.copywriting.ledger import check_all
from bot.domain import Brief, Fact, Product
from bot.knowledge.words import stem, words
from bot.settings import data_folder
from finetune.dataset import Example, Part
from finetune.recipe import Briefs
from finetune.spoken import told_by_catalogue
from finetune.swaps import Sheet, swapped, values


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
        sold = {row.product.id: row.product for row in rows}
        others = values(sold.values())
        for turn in range(data.rounds if part == "train" else 1):
            draw = random.Random(f"{seed}/{name}/{part}/{turn}")
            for row in rows:
                if case := _case(row, shop.name, data, part, others, draw, template):
                    made.append(case)
        if part == "train":
            made += _spoken(list(sold.values()), shop, data, others, seed, template)
    random.Random(seed).shuffle(made)
    return made


def _part_of(row: Written, part: Part) -> bool:
    return part == "test" or (part == "dev") == shops.held_back(row.product.id)


def _case(
    row: Written,
    shop: str,
    data: Briefs,
    part: Part,
    others: Mapping[str, Sequence[str]],
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
    keywords = tuple(word for word in row.brief.keywords if word.casefold() in reply.casefold())
    sheet = Sheet(title, tuple(facts), keywords, reply)
    if part == "train":
        sheet = _varied(sheet, others, data, draw)
    return _laid_out(row.id, shop, row.brief, known, sheet, template)


def _spoken(
    sold: Sequence[Product],
    shop: shops.Shop,
    data: Briefs,
    others: Mapping[str, Sequence[str]],
    seed: int,
    template: str,
) -> Iterator[Case]:
    """Make the cases in the catalogue's own words, of each product as many as the recipe says."""
    for turn in range(data.spoken):
        draw = random.Random(f"{seed}/{shop.id}/spoken/{turn}")
        for product in sold:
            spoken = told_by_catalogue(product, draw)
            if spoken and _stands(spoken[1]):
                brief, sheet = spoken
                sheet = _varied(sheet, others, data, draw)
                known = products.of_brief(brief)
                yield _laid_out(f"{product.id}/{turn}", shop.name, brief, known, sheet, template)


def _varied(sheet: Sheet, others: Mapping[str, Sequence[str]], data: Briefs, draw: random.Random) -> Sheet:
    """Vary what a sheet asks for, and its values and numbers where it stands with the others too."""
    if draw.random() < data.no_keywords:
        sheet = replace(sheet, keywords=())
    if draw.random() < data.as_source:
        facts = (replace(f, label="source") if f.label == "description" else f for f in sheet.facts)
        sheet = replace(sheet, facts=tuple(facts))
    other = swapped(sheet, others, data, draw)
    return other if _stands(other) else sheet


def _stands(sheet: Sheet) -> bool:
    """Whether the ledger lets out the whole copy when it knows the facts that are shown alone."""
    return _standing(sheet.reply, sheet.shown) == " ".join(sheet.reply.split())


def _laid_out(
    name: str, shop: str, brief: Brief, known: tuple[Fact, ...], sheet: Sheet, template: str
) -> Case:
    brief = replace(brief, keywords=sheet.keywords)
    prompt = prompts.render(template, shop=shop, brief=brief, facts=sheet.shown)
    assert brief.product is not None
    return Case(name, brief.product, brief, known, sheet.shown, prompt, sheet.reply)


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
