"""The only reader of the environment: every ``SHOPKEEPER_...`` variable, typed and with its default.

``shopkeeper doctor`` prints these; secrets are masked by their type. Nothing else in the
project looks at ``os.environ``.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadInput

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
        env_prefix="SHOPKEEPER_", env_file=".env", extra="ignore", env_ignore_empty=True
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
    embedder: str = Field("minilm", description="minilm (packaged), a folder, or hash (no model, for tests)")
    threshold: float | None = Field(
        None, ge=0, le=1, description="confidence (0 to 1) from which to answer; default: as calibrated"
    )
    seed: int = Field(0, description="seed of every draw")

    @field_validator("home", "models", "adapters")
    @classmethod
    def _at_home(cls, folder: Path) -> Path:
        """A shell reads ``~`` as one's own folder; a file ``.env`` has no shell."""
        return folder.expanduser()

    @field_validator("home")
    @classmethod
    def _addressable(cls, folder: Path) -> Path:
        if "?" in str(folder):  # the address of the database would end there, in another folder
            raise ValueError("must not hold a question mark")
        return folder

    @property
    def database(self) -> str:
        """SQLAlchemy URL of this shop's database."""
        return f"sqlite:///{self.home / 'shop.db'}"


def load(**overrides: object) -> Settings:
    """Read the settings; a bad variable is named together with what it should be.

    Raises:
        BadInput: a variable has a value of the wrong kind.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"  SHOPKEEPER_{str(e['loc'][0]).upper()}: {e['msg']} (got {e['input']!r})"
            for e in error.errors()
        ]
        raise BadInput(
            "These settings cannot be used; mend them or unset them:\n" + "\n".join(lines)
        ) from error


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
