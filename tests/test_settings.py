"""Settings: defaults that work, variables that are understood, and mistakes that are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import settings
from bot.errors import BadInput


def test_the_defaults_open_the_demo_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOPKEEPER_HOME")
    found = settings.load()
    assert (found.home, found.shop, found.engine, found.adapter) == (
        Path(".shopkeeper"),
        "fernhill",
        "transformers",
        "support",
    )
    assert found.threshold is None


def test_variables_are_read_with_the_prefix(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHOPKEEPER_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("SHOPKEEPER_THRESHOLD", "0.25")
    monkeypatch.setenv("THRESHOLD", "0.75")
    found = settings.load()
    assert found.home == tmp_path / "other"
    assert found.threshold == 0.25
    assert found.database == f"sqlite:///{tmp_path / 'other' / 'shop.db'}"


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_THRESHOLD", "")
    assert settings.load().threshold is None


@pytest.mark.parametrize("value", [",", " , ", " "])
def test_a_list_of_nobody_does_not_mean_everybody(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SHOPKEEPER_AGENTS", value)
    with pytest.raises(BadInput, match="SHOPKEEPER_AGENTS: names nobody"):
        settings.load()


def test_all_bad_variables_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_THRESHOLD", "high")
    monkeypatch.setenv("SHOPKEEPER_SEED", "lucky")
    with pytest.raises(BadInput, match=r"(?s)SHOPKEEPER_THRESHOLD.*SHOPKEEPER_SEED"):
        settings.load()


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in settings.Settings.model_fields.values())


def test_the_demo_shops_are_found() -> None:
    assert (settings.data_folder() / "fernhill" / "shop.toml").is_file()


TOKEN = "xoxb-" + "7" * 50


def test_a_secret_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_SLACK_BOT_TOKEN", TOKEN)
    found = settings.load()
    assert TOKEN not in repr(found) + str(found) + found.model_dump_json()
    assert TOKEN in found.secrets


def test_a_databases_password_is_a_secret_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_DATABASE_URL", "postgresql://shop:hunter22@db:5432/shop")
    assert "hunter22" in settings.load().secrets
    monkeypatch.setenv("SHOPKEEPER_DATABASE_URL", "postgresql://db/shop")
    assert settings.load().secrets == ("postgresql://db/shop",)


def test_a_secret_in_the_wrong_place_is_not_shown_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_SEED", TOKEN)
    monkeypatch.setenv("SHOPKEEPER_HTTP_PORT", "postgresql://shop:hunter22@db/shop")
    with pytest.raises(BadInput, match="SHOPKEEPER_SEED") as raised:
        settings.load(slack_app_token=["xapp-1"])
    told = f"{raised.value} {raised.value.__cause__}"
    assert "SHOPKEEPER_SLACK_APP_TOKEN" in told
    assert not any(secret in told for secret in (TOKEN, "hunter22", "xapp-1"))


def test_a_line_break_after_a_secret_is_no_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_SLACK_SIGNING_SECRET", "8f742231\n")
    secret = settings.load().slack_signing_secret
    assert secret and secret.get_secret_value() == "8f742231"


@pytest.mark.parametrize("threshold", ["nan", "inf", "5", "-0.1", "1.01"])
def test_a_threshold_is_a_probability(monkeypatch: pytest.MonkeyPatch, threshold: str) -> None:
    monkeypatch.setenv("SHOPKEEPER_THRESHOLD", threshold)
    with pytest.raises(BadInput, match="SHOPKEEPER_THRESHOLD"):
        settings.load()


def test_a_tilde_is_ones_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_HOME", "~/shop")
    assert settings.load().home == Path.home() / "shop"


def test_a_home_that_a_database_address_cannot_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_HOME", "what?/shop")
    with pytest.raises(BadInput, match=r"SHOPKEEPER_HOME.*question mark"):
        settings.load()


def test_what_nobody_reads_is_named_with_what_was_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text('SHOPKEEPER_HUMANN="Ring"\nSHOPKEEPER_HUMAN="Ring"\nOTHER=1\n')
    monkeypatch.setitem(settings.Settings.model_config, "env_file", str(tmp_path / ".env"))
    monkeypatch.setenv("SHOPKEEPER_SOMETHING_ELSE", "1")
    assert settings.misspelt() == {
        "SHOPKEEPER_HUMANN": "SHOPKEEPER_HUMAN",
        "SHOPKEEPER_SOMETHING_ELSE": "",
    }


def test_the_painter_is_the_one_that_comes_with_the_package() -> None:
    assert settings.load().painter.parts[-3:] == ("imagegen", "models", "gan")
