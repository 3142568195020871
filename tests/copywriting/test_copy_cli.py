"""Laws of `shopkeeper copy`: JSON as the design says, batches that resume, mistakes in one sentence."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot import build, catalogue
from bot.briefs import BUILT
from bot.build.marketing import build_marketing
from bot.copywriter import MOST
from bot.copywriting.brand import BrandBook
from bot.copywriting.lending import NONE_OF_YOUR_OWN
from bot.domain import Claim, Copy, Part
from bot.engines import EchoEngine
from bot.errors import NotReady
from bot.settings import Settings, data_folder
from bot.terminal import copy as copy_command
from bot.terminal import screen
from tests.conftest import Run

ECHO = {"SHOPKEEPER_ENGINE": "echo", "SHOPKEEPER_EMBEDDER": "hash"}
GOODS = [
    {
        "id": f"P-{n}",
        "title": f"Plain Pan {20 + n} cm",
        "attributes": {"material": "steel", "weight": f"{n}.5 kg"},
    }
    for n in range(1, 6)
]


def write(file: Path, rows: Sequence[Any]) -> Path:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return file


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


# One brief


def test_copy_prints_one_json_object_in_which_every_claim_stands(process: Run) -> None:
    done = process("copy", "--product", "FH-1006", "--channel", "email", "--variants", "2", "--json", **ECHO)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"copies", "missing", "adapter", "seed", "seconds"} <= set(told)
    for copy in told["copies"]:
        assert {"text", "claims", "warnings", "score"} <= set(copy)
        assert copy["claims"] and all(claim["supported"] for claim in copy["claims"])


@pytest.mark.parametrize("way", ["file", "stdin"])
def test_a_brief_comes_from_a_file_or_from_stdin_and_options_go_before_it(
    shopkeeper: Run, tmp_path: Path, way: str
) -> None:
    brief = {"product": {**GOODS[0]}, "channel": "page", "facts": ["weight"]}
    file = write(tmp_path / "brief.json", [brief])
    given, stdin = (str(file), "") if way == "file" else ("-", f"\ufeff{json.dumps(brief)}")
    done = shopkeeper("copy", given, "--channel", "poster", "--json", stdin=stdin, **ECHO)
    assert done.returncode == 0, done.stderr
    assert [copy["text"] for copy in json.loads(done.stdout)["copies"]] == ["Weighs 1.5 kg"]


def test_as_many_variants_as_may_be_asked_for_can_be(shopkeeper: Run) -> None:
    done = shopkeeper("copy", "--product", "FH-1006", "--variants", str(MOST), "--json", **ECHO)
    assert done.returncode == 0, done.stderr
    assert shopkeeper("copy", "--product", "FH-1006", "--variants", str(MOST + 1), **ECHO).returncode == 2


def test_without_json_it_is_for_reading(shopkeeper: Run) -> None:
    done = shopkeeper("copy", "--product", "FH-1006", "--channel", "poster", **ECHO)
    assert "Stillwater Frying Pan 24 cm" in done.stdout and "more said the same" in done.stderr


def shown(run: Run, brief: dict[str, Any]) -> str:
    """The card of one text for a brief, without its frame."""
    done = run("copy", "-", "--variants", "1", stdin=json.dumps(brief), **ECHO)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.replace("│", " ").split())


def test_what_a_text_stands_in_is_said_in_words_and_in_ids_for_programs(shopkeeper: Run) -> None:
    told = "It was cast by hand in one piece. The lid keeps the steam in while you cook."
    product = {"title": "Pan", "attributes": {"oven_safe_to": "250 °C"}, "description": told}
    brief = {"channel": "page", "facts": ["oven_safe_to", "description.2"], "product": product}
    read = shown(shopkeeper, brief)
    assert "The lid keeps the steam in while you cook. → the catalogue (description, sentence 2)" in read
    assert "→ the catalogue (title; oven safe to)" in read and "oven_safe_to" not in read
    done = shopkeeper("copy", "-", "--variants", "1", "--json", stdin=json.dumps(brief), **ECHO)
    assert '"oven_safe_to"' in done.stdout and '"description.2"' in done.stdout
    help_ = {"kind": "help", "topic": "Care", "steps": ["Wipe the pan.", "Dry the pan."]}
    read = shown(shopkeeper, help_)
    assert "Wipe the pan. → your step 1" in read and "Dry the pan. → your step 2" in read


def test_a_card_shows_each_part_with_its_length_and_why_it_stands_where_it_does(shopkeeper: Run) -> None:
    brief = {"kind": "email", "keywords": ["steel", "copper"], "product": GOODS[0]}
    read = shown(shopkeeper, brief)
    assert "head, " in read and "of 60 characters" in read
    assert "body, " in read and "of 1,200 characters" in read
    assert "score 0." in read and "1 of 2 keywords" in read
    assert "head" not in shown(shopkeeper, {**brief, "kind": "social"}), "one part needs no name"


def test_below_a_variant_stand_a_dozen_lines_and_how_many_claims_there_are_beside() -> None:
    claims = tuple(
        Claim(f"It is the {n}. sentence of a text that goes on and on.", True, "title") for n in range(30)
    )
    below = copy_command._below(Copy((Part("body", "x"),), claims, warnings=("Look at it.",)), "product")
    assert len(below) == 12 and below[-1] == "! Look at it."
    assert below[-2] == "... and 21 more claims; --json has them all"
    assert all(len(line) < 80 and "…" in line for line in below[1:-2])


def test_an_option_says_what_a_field_of_a_brief_says(shopkeeper: Run, tmp_path: Path) -> None:
    """For one brief, where it goes before the file, and for a batch."""
    wishes = {
        "kind": "email",
        "length": "long",
        "audience": "new cooks",
        "keywords": ["steel", "pan", "1.5 kg"],
    }
    options = ["--kind", "email", "--length", "long", "--audience", "new cooks"]
    options += ["--keywords", "steel, pan", "--keywords", "1.5 kg"]
    file = write(tmp_path / "brief.json", [{"product": GOODS[0], "length": "short", "audience": "nobody"}])
    told = {"product": GOODS[0], **wishes}
    by_file = shopkeeper("copy", "-", "--json", stdin=json.dumps(told), **ECHO)
    by_options = shopkeeper("copy", str(file), *options, "--json", **ECHO)
    assert by_file.returncode == by_options.returncode == 0, by_options.stderr
    one, other = (json.loads(done.stdout) for done in (by_file, by_options))
    assert one["copies"] == other["copies"] and set(one["copies"][0]["parts"]) == {"head", "body"}
    goods, out = write(tmp_path / "goods.jsonl", GOODS[:1]), tmp_path / "out.jsonl"
    done = shopkeeper("copy", "--batch", str(goods), str(out), *options, **ECHO)
    assert done.returncode == 0, done.stderr
    (row,) = lines(out)
    assert {name: row["asked"][name] for name in wishes} == wishes and row["channel"] == "email"


def test_who_worded_a_text_is_said_and_what_was_added_to_it(
    shopkeeper: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = {"channel": "page", "facts": ["weight"], "product": GOODS[0]}
    engine = EchoEngine(["The Plain Pan 21 cm is made of steel."], ["copy"])
    monkeypatch.setattr(build, "build_engine", lambda *_: engine)
    own = shown(shopkeeper, brief)
    assert "made of steel" in own and "! Added from the catalogue: weight." in own and BUILT not in own
    assert BUILT in shown(shopkeeper, brief)  # by now the model says nothing that holds


def test_a_slow_step_shows_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, seen = [0.0], io.StringIO()
    console = Console(file=seen, force_terminal=True, get_time=lambda: clock[0], width=80)
    monkeypatch.setattr(screen, "err", console)
    with screen.steps("Opening the shop ...") as say:
        clock[0] = 70.0
        say("Writing 3 variants ...")
        clock[0] = 135.0
    assert "0:01:05" in seen.getvalue()


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        ([], "", "Give a brief's file or --product ID"),
        (["brief.json", "--product", "FH-1006"], "", "Both the brief brief.json and --product FH-1006"),
        (["brief.json", "--batch", "a.csv", "b.csv"], "", "not both"),
        (["nowhere.json"], "", "Cannot read nowhere.json: No such file"),
        (["-"], "{", "The brief on stdin is not JSON"),
        (["-"], "[]", "The brief on stdin must be one JSON object"),
        (["-"], '{"product_id": "FH-1006", "tonne": "warm"}', "unknown: tonne"),
        (["--product", "FH-9"], "", "The catalogue has no product 'FH-9'"),
        (["--product", "FH-1002", "--language", "zh"], "", "no text of 'FH-1002' in the language 'zh'"),
        (
            ["--product", "FH-1006", "--channel", "fax"],
            "",
            "--channel is 'fax'; known: page, email, social, sms",
        ),
        (["--product", "FH-1006", "--tone", "loud"], "", "--tone is 'loud'; known: plain, warm"),
        (["--product", "FH-1006", "--kind", "poem"], "", "--kind is 'poem'; known: product, ad"),
        (["--product", "FH-1006", "--kind", "help"], "", "help needs a topic and steps"),
        (["--product", "FH-1006", "--length", "huge"], "", "--length is 'huge'; known: short, medium, long."),
        (["--product", "FH-1006", "--audience", "x" * 201], "", "audience has 201 characters"),
        (["--product", "FH-1006", "--keywords", "x" * 201], "", "keywords has 201 characters"),
        (["--product", "FH-1006", "--language", "fr"], "", "--language is 'fr'; known: en, zh."),
        (["-"], '{"channel": "fax"}', "channel is 'fax'; known: page, email, social, sms"),
        (["--product", "FH-1006", "--variants", "0"], "", "greater than or equal to 1"),
        (["--product", "FH-1006", "--variants", "11"], "", "less than or equal to 10"),
        (["--batch", "nowhere.csv", "out.csv"], "", "Cannot read nowhere.csv"),
        (["--batch", "nowhere.csv", "out.txt"], "", "out.txt must end in .jsonl or .csv"),
    ],
)
def test_a_mistake_is_one_sentence_and_no_trace(
    shopkeeper: Run, arguments: list[str], stdin: str, says: str
) -> None:
    done = shopkeeper("copy", *arguments, stdin=stdin, **ECHO)
    assert done.returncode == 2
    assert says in done.stderr and "Traceback" not in done.stderr and "Value error" not in done.stderr
    assert done.stdout == ""


def test_ones_own_files_are_used_and_what_is_wrong_with_them_is_said(shopkeeper: Run, tmp_path: Path) -> None:
    goods = write(tmp_path / "goods.jsonl", GOODS)
    (tmp_path / "brand.yaml").write_text("must_say: [{line: Mind the heat.}]", "utf-8")
    person = {"id": "C-1", "name": "Ines", "consent": ["purchases"]}
    people = write(
        tmp_path / "people.jsonl", [{**person, "purchases": [{"product": "P-2", "date": "2026-03-14"}]}]
    )
    own = {**ECHO, "SHOPKEEPER_CATALOGUE": str(goods), "SHOPKEEPER_CUSTOMERS": str(people)}
    own["SHOPKEEPER_BRAND"] = str(tmp_path / "brand.yaml")
    brief = json.dumps({"kind": "recommendation", "customer_id": "C-1", "product_id": "P-1"})
    done = shopkeeper("copy", "-", "--json", stdin=brief, **own)
    assert done.returncode == 0, done.stderr
    text = json.loads(done.stdout)["copies"][0]["text"]
    assert "You bought the Plain Pan 22 cm in March 2026." in text and text.endswith("Mind the heat.")
    write(goods, [{"id": "P-1"}])
    done = shopkeeper("copy", "--product", "P-1", **own)
    assert done.returncode == 2 and "line 1: title is missing" in done.stderr


def test_a_missing_adapter_is_not_ready_and_says_how_to_get_it(shopkeeper: Run) -> None:
    done = shopkeeper("copy", "--product", "FH-1006", **ECHO, SHOPKEEPER_COPY_ADAPTER="sales")
    assert done.returncode == 1
    assert "'sales'" in done.stderr and "SHOPKEEPER_COPY_ADAPTER=none" in done.stderr


# Putting the desk together


def test_the_desk_of_a_demo_shop_has_its_files_and_ones_own_catalogue_nothing_of_it(
    echo_settings: Settings, tmp_path: Path
) -> None:
    engine, store = build.build_engine(echo_settings, lambda _: None), build.open_store(echo_settings)
    demo = build_marketing(echo_settings, engine, store)
    assert demo.reader.catalogue.products and demo.reader.customers and demo.copywriter.brand.never
    goods = write(tmp_path / "goods.jsonl", GOODS)
    own = build_marketing(echo_settings.model_copy(update={"catalogue": goods}), engine, store)
    assert list(own.reader.catalogue.products) == list(catalogue.read(goods).products)
    assert own.reader.customers == {}
    assert own.copywriter.brand == BrandBook() and own.copywriter.shop == "our shop"
    (tmp_path / "brand.yaml").write_text("never: [{claim: unbreakable}]")
    named = {"catalogue": goods, "brand": tmp_path / "brand.yaml", "shop_name": "Pan Corner"}
    own = build_marketing(echo_settings.model_copy(update=named), engine, store)
    assert own.copywriter.brand.never and own.copywriter.shop == "Pan Corner"


def test_copy_for_ones_own_product_says_nothing_that_fernhill_must_say(
    shopkeeper: Run, tmp_path: Path
) -> None:
    priced = [{**GOODS[0], "price": 25, "currency": "EUR"}]
    own = {**ECHO, "SHOPKEEPER_CATALOGUE": str(write(tmp_path / "goods.jsonl", priced))}
    for channel in ("social", "sms"):
        done = shopkeeper("copy", "--product", "P-1", "--channel", channel, "--json", **own)
        assert done.returncode == 0, done.stderr
        assert (
            "25.00" in done.stdout and "Prices include" not in done.stdout and "Fernhill" not in done.stdout
        )


def test_the_brand_book_of_the_demo_shop_holds_for_its_products_alone(
    shopkeeper: Run, tmp_path: Path
) -> None:
    demo = catalogue.row_of(catalogue.read(data_folder() / "fernhill" / "products.jsonl").get("FH-1006"))
    mine = {**demo, "id": "P-1", "title": "Plain Pan"}
    said = {}
    for name, row in {"demo": demo, "mine": mine, "other": {**demo, "title": "Plain Pan"}}.items():
        goods = write(tmp_path / f"{name}.jsonl", [row])
        done = shopkeeper("copy", "--batch", str(goods), str(tmp_path / f"{name}.out.jsonl"), **ECHO)
        assert done.returncode == 0, done.stderr
        (line,) = lines(tmp_path / f"{name}.out.jsonl")
        said[name] = "include VAT" in line["copies"][0]["text"]
        assert (line["by"]["shop"] == "Fernhill") == (name == "demo")
        assert done.stderr.count(NONE_OF_YOUR_OWN) == (name != "demo")
    assert said == {"demo": True, "mine": False, "other": False}
    brief = json.dumps({"product": mine, "channel": "sms"})
    done = shopkeeper("copy", "-", "--json", stdin=brief, **ECHO)
    assert done.returncode == 0 and NONE_OF_YOUR_OWN in done.stderr, done.stderr
    (tmp_path / "brand.yaml").write_text("must_say: [{line: Mind the heat.}]", "utf-8")
    done = shopkeeper(
        "copy", "-", "--json", stdin=brief, **ECHO, SHOPKEEPER_BRAND=str(tmp_path / "brand.yaml")
    )
    assert "Mind the heat." in done.stdout and NONE_OF_YOUR_OWN not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--product", "FH-9"], "no product 'FH-9'"),
        (["--product", "FH-1006", "--channel", "sms"], "Fernhill does not use the channel sms"),
        (["brief.json"], "an article needs a topic and a source"),
        (
            ["--batch", "demo.jsonl", "out.csv", "--channel", "sms"],
            "FH-1006: Fernhill does not use the channel sms",
        ),
        (["--batch", "goods.jsonl", "out.csv", "--language", "zh"], "the product is told in 'en'"),
    ],
)
def test_a_brief_is_refused_before_a_model_is_loaded(
    shopkeeper: Run, tmp_path: Path, arguments: list[str], says: str
) -> None:
    write(tmp_path / "brief.json", [{"kind": "article", "topic": "Iron"}])
    write(tmp_path / "goods.jsonl", GOODS)
    demo = catalogue.read(data_folder() / "fernhill" / "products.jsonl").get("FH-1006")
    write(tmp_path / "demo.jsonl", [catalogue.row_of(demo)])
    # A model that cannot be loaded is what would be complained of next.
    none = {**ECHO, "SHOPKEEPER_ENGINE": "transformers", "SHOPKEEPER_MODEL": str(tmp_path / "no-model")}
    done = shopkeeper("copy", *arguments, **none)
    assert done.returncode == 2 and says in done.stderr
    assert "Loading the language model" not in done.stderr


def test_no_adapter_is_a_choice_and_an_unknown_one_a_fault(echo_settings: Settings) -> None:
    engine = EchoEngine(adapters=["support"])
    none = echo_settings.model_copy(update={"copy_adapter": "none"})
    opened = build.open_store(echo_settings)
    assert build_marketing(none, engine, opened).copywriter.adapter is None
    with pytest.raises(NotReady, match="found: support"):
        build_marketing(echo_settings, engine, opened)


@pytest.mark.model
def test_the_untuned_model_writes_nothing_that_the_facts_do_not_say(real_settings: Settings) -> None:
    current = real_settings.model_copy(update={"copy_adapter": "none"})
    opened = build_marketing(current, build.build_engine(current, lambda _: None), build.open_store(current))
    brief = opened.reader.brief_of({"product_id": "FH-1006", "channel": "search_ad"})
    once, twice = opened.copywriter.write(brief, 1, 3), opened.copywriter.write(brief, 1, 3)
    assert [copy.text for copy in once.copies] == [copy.text for copy in twice.copies]
    for copy in once.copies:
        assert copy.claims and all(claim.supported for claim in copy.claims)
        assert len(copy.parts[0].text) <= 30 and len(copy.parts[1].text) <= 90
