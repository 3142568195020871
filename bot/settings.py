"""The only reader of the environment: every ``SHOPKEEPER_...`` variable, typed and with its default.

``shopkeeper doctor`` prints these; secrets are masked by their type. Nothing else in the
project looks at ``os.environ``.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadInput, plainly
from bot.watch.callers import read_callers, refuse_strangers
from bot.watch.privacy import Masker

_HERE = Path(__file__).parent

#: What an import and the doctor say when a shop of one's own names nobody, and what to do about it.
NO_HUMAN = 'SHOPKEEPER_HUMAN is missing: an "I don\'t know" names nobody to turn to'
SET_HUMAN = 'set it, for example: SHOPKEEPER_HUMAN="Call us on 555 01 40, Monday to Friday 9:00-17:00."'


def data_folder() -> Path:
    """Return the folder of the demo shops: beside ``bot`` in a checkout, inside it once installed."""
    installed, checkout = _HERE / "demo", _HERE.parent / "data" / "shops"
    return checkout if checkout.is_dir() else installed


class Settings(BaseSettings):
    """What can be set from outside. Names are upper-cased and prefixed: ``home`` is ``SHOPKEEPER_HOME``."""

    model_config = SettingsConfigDict(
        env_prefix="SHOPKEEPER_",
        env_file=".env",
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    home: Path = Field(Path(".shopkeeper"), description="where this shop's state lives")
    models: Path = Field(
        Path.home() / ".cache" / "shopkeeper",
        description="where unpacked models are kept, shared by all shops",
    )
    shop: str = Field("fernhill", description="demo shop to open when no FAQ has been imported")
    shop_name: str = Field("", description="your shop's name in prompts and greetings")
    human: str = Field("", description="how to reach a person, said whenever the bot does not know")
    engine: str = Field("transformers", description="transformers, or echo to try things without a model")
    model: str = Field(
        "smollm2", description="smollm2 (packaged), a folder, or the name of a Hugging Face causal LM"
    )
    model_languages: str = Field(
        "en", description="languages the model may write, by comma; others are quoted"
    )
    adapter: str = Field(
        "support", description="adapter that answers customers; 'none' for the untuned model"
    )
    adapters: Path = Field(_HERE / "adapters", description="folder with one folder for each adapter")
    copy_adapter: str = Field("copy", description="adapter that writes copy; 'none' for the untuned model")
    embedder: str = Field("minilm", description="minilm (packaged), a folder, or hash (no model, for tests)")
    threshold: float | None = Field(
        None, ge=0, le=1, description="confidence (0 to 1) from which to answer; default: as calibrated"
    )
    seed: int = Field(0, description="seed of every draw")

    # The marketing desk; default: the demo shop's.
    catalogue: Path | None = Field(None, description="your products, .jsonl or .csv")
    customers: Path | None = Field(None, description="your customers with what they bought, .jsonl")
    brand: Path | None = Field(None, description="your brand book, .yaml")
    painter: Path = Field(
        _HERE.parent / "imagegen" / "models" / "gan", description="weights for pictures; 'flat' to try it"
    )

    # Slack: Socket Mode with an app token, HTTP with a signing secret.
    slack_bot_token: SecretStr | None = Field(
        None, description="bot token (xoxb-...): Slack app, OAuth & Permissions"
    )
    slack_app_token: SecretStr | None = Field(
        None,
        description="app-level token (xapp-...) with connections:write, for Socket Mode: Basic Information",
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="signing secret, for HTTP: Slack app, Basic Information"
    )
    slack_url: str = Field("https://slack.com/api/", description="Slack's Web API; another one for trying")

    # How it behaves in Slack.
    human_channel: str = Field(
        "", description="channel id (C...) in which hand-offs to a person are announced; empty: none"
    )
    agents: str = Field(
        "", description="user ids, by comma, who may draft replies; empty: everybody in the workspace"
    )
    marketers: str = Field(
        "",
        description="user ids, by comma, who may have copy or pictures; empty: everybody (no customer data)",
    )
    pause: float = Field(
        1.2, ge=0, le=10, description="seconds of quiet after which several short messages are one question"
    )
    patience: float = Field(
        20.0, gt=0, description="seconds without a new sentence after which the FAQ itself is quoted"
    )

    # What is kept, and where.
    database_url: SecretStr | None = Field(
        None, description="PostgreSQL (postgresql://user:password@host/name); default: a file in the home"
    )
    retention_days: int = Field(
        90, ge=0, description="days after which conversations are removed; 0 keeps them for good"
    )

    # The process that serves.
    executor: str = Field(
        "shopkeeper", min_length=1, description="this process's name; several on one database need one each"
    )
    workers: int = Field(2, ge=1, le=64, description="answers that are written at the same time")
    http_host: str = Field(
        "127.0.0.1", description="address to listen on for health, metrics, the API and Slack's requests"
    )
    http_port: int = Field(8080, ge=0, le=65535, description="its port; 0 takes a free one")
    grace: float = Field(20.0, ge=0, description="seconds that running answers may take to finish at a stop")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="least important lines to log"
    )
    user_limit: int = Field(10, ge=0, description="questions a minute one person may ask; 0 for no limit")
    channel_limit: int = Field(30, ge=0, description="questions a minute in one channel; 0 for no limit")

    # The HTTP API.
    api_tokens: SecretStr | None = Field(
        None, description="who may use the HTTP API, as name:token by comma; empty: the API is off"
    )
    api_customers: str = Field(
        "", description="callers, by comma, who may have copy out of what customers did; empty: nobody"
    )
    api_limit: int = Field(60, ge=0, description="requests a minute of one caller; 0 for no limit")
    api_queue: int = Field(16, ge=0, description="requests that may wait for a worker; more are sent away")

    @field_validator(
        "slack_bot_token", "slack_app_token", "slack_signing_secret", "api_tokens", mode="before"
    )
    @classmethod
    def _strip(cls, value: object) -> object:
        """Files and vaults like to end a secret with a line break."""
        return value.strip() if isinstance(value, str) else value

    @field_validator("api_tokens")
    @classmethod
    def _named(cls, tokens: SecretStr | None) -> SecretStr | None:
        if tokens is not None:
            read_callers(tokens.get_secret_value())
        return tokens

    @field_validator("api_customers")
    @classmethod
    def _known(cls, names: str, info: ValidationInfo) -> str:
        if "api_tokens" in info.data:  # else they are wrong themselves, and said to be
            tokens: SecretStr | None = info.data["api_tokens"]
            refuse_strangers(names, tokens.get_secret_value() if tokens else "")
        return names

    @property
    def callers(self) -> dict[str, str]:
        """The tokens of the HTTP API, by the name of their caller. They are secrets."""
        return read_callers(self.api_tokens.get_secret_value()) if self.api_tokens else {}

    @field_validator("agents", "marketers")
    @classmethod
    def _somebody(cls, agents: str) -> str:
        """A list of nobody must not open the door to everybody."""
        if agents and not agents.replace(",", " ").strip():
            raise ValueError("names nobody; give user ids (U012AB3CD), or leave it out for everybody")
        return agents

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must never be shown, for whoever masks."""
        fields = (getattr(self, name) for name in type(self).model_fields)
        values = [value.get_secret_value() for value in fields if isinstance(value, SecretStr)]
        passwords = (url.rpartition("@")[0].rpartition(":")[2] for url in values if "://" in url)
        return (*values, *(password for password in passwords if password), *self.callers.values())

    @field_validator("home", "models", "adapters", "catalogue", "customers", "brand", "painter")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        """A shell reads ``~`` as one's own folder; a file ``.env`` has no shell."""
        return path.expanduser() if path else None

    @field_validator("home")
    @classmethod
    def _addressable(cls, folder: Path) -> Path:
        if "?" in str(folder):  # the address of the database would end there, in another folder
            raise ValueError("must not hold a question mark")
        return folder

    @property
    def database(self) -> str:
        """SQLAlchemy URL of this shop's database. It may hold a password."""
        return self.database_url.get_secret_value() if self.database_url else self._file("shop.db")

    @property
    def work_database(self) -> str:
        """URL of the database of durable work: the same, or a file of its own beside ours."""
        return self.database if not self.database.startswith("sqlite") else self._file("work.db")

    def _file(self, name: str) -> str:
        return f"sqlite:///{self.home / name}"


def load(**overrides: object) -> Settings:
    """Read the settings; a bad variable is named together with what it should be.

    Raises:
        BadInput: a variable has a value of the wrong kind.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"  SHOPKEEPER_{str(e['loc'][0]).upper()}: {_why(e)}" for e in error.errors()]
        raise BadInput("These settings cannot be used; mend or unset them:\n" + "\n".join(lines)) from error


def _why(error: ErrorDetails) -> str:
    """Say what is wrong, and the bad value unless it could be a secret: a mistyped token is a token still."""
    why = plainly(error["msg"])
    field = Settings.model_fields.get(str(error["loc"][0]))
    if field is None or "Secret" in str(field.annotation):
        return why
    return f"{why} (got {Masker().secrets(repr(error['input']))})"


def misspelt() -> dict[str, str]:
    """Return the variables with our prefix that nothing reads, each with the name that was probably meant."""
    file = Settings.model_config.get("env_file")
    names = {*os.environ, *(dotenv_values(str(file)) if file else ())}
    known = [f"SHOPKEEPER_{name.upper()}" for name in Settings.model_fields]
    ours = sorted(name for name in names if name.upper().startswith("SHOPKEEPER_"))
    return {
        name: next(iter(get_close_matches(name.upper(), known, 1, 0.8)), "")
        for name in ours
        if name.upper() not in known
    }
