"""Which of Slack's secrets are set, and how Slack would reach us. Looks at their form, never shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import SecretStr

from bot.errors import NotReady
from bot.settings import Settings

Mode = Literal["socket", "http"]

_PAGE = "https://api.slack.com/apps > your app"


@dataclass(frozen=True, slots=True)
class Token:
    """One secret: its variable, how it begins (if it begins alike), and where Slack shows it."""

    variable: str
    prefix: str
    where: str
    value: SecretStr | None

    @property
    def is_set(self) -> bool:
        return bool(self.value and self.value.get_secret_value())

    @property
    def fits(self) -> bool:
        """Whether it looks like what it should be; a token in the wrong place is the commonest mistake."""
        value = self.value.get_secret_value() if self.value else ""
        foreign = not self.prefix and value.startswith(("xox", "xapp-"))
        return bool(value) and value.startswith(self.prefix) and not foreign

    @property
    def shown(self) -> str:
        """What may be told of it."""
        if self.value is None or not self.is_set:
            return "not set"
        length = f"{len(self.value.get_secret_value())} characters"
        if not self.fits:
            wrong = (
                f"does not begin with {self.prefix}" if self.prefix else "is a token, not a signing secret"
            )
            return f"set ({length}), but it {wrong}"
        return f"set ({self.prefix}..., {length})" if self.prefix else f"set ({length})"


def tokens(settings: Settings) -> tuple[Token, Token, Token]:
    """Return bot token, app-level token and signing secret."""
    return (
        Token(
            "SHOPKEEPER_SLACK_BOT_TOKEN",
            "xoxb-",
            f"{_PAGE} > OAuth & Permissions > Bot User OAuth Token",
            settings.slack_bot_token,
        ),
        Token(
            "SHOPKEEPER_SLACK_APP_TOKEN",
            "xapp-",
            f"{_PAGE} > Basic Information > App-Level Tokens, scope connections:write",
            settings.slack_app_token,
        ),
        Token(
            "SHOPKEEPER_SLACK_SIGNING_SECRET",
            "",
            f"{_PAGE} > Basic Information > Signing Secret",
            settings.slack_signing_secret,
        ),
    )


def mode(settings: Settings) -> Mode:
    """Return how Slack would reach us: Socket Mode if there is an app-level token, else HTTP.

    Raises:
        NotReady: a secret is missing or not what it should be; all of them are named, with where to get them.
    """
    bot, app, signing = tokens(settings)
    wrong = [
        f"{token.variable} is {token.shown}"
        for token in (bot, app, signing)
        if token.is_set and not token.fits
    ]
    if not bot.is_set:
        wrong.append(f"{bot.variable} is not set. It is shown at {bot.where}")
    if not app.is_set and not signing.is_set:
        wrong.append(
            f"neither {app.variable} (for Socket Mode, shown at {app.where}) "
            f"nor {signing.variable} (for HTTP, shown at {signing.where}) is set"
        )
    if wrong:
        lines = "".join(f"\n  - {line}" for line in wrong)
        raise NotReady(f"Slack cannot be served yet:{lines}\nThe README says how to set up the Slack app.")
    return "socket" if app.is_set else "http"
