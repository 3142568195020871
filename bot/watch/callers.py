"""Who may use the HTTP API: names with a token each. Logs and limits know the name, nobody the token."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

#: A shorter token could be guessed.
SHORTEST = 16
_NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")
_TOKEN = re.compile(rf"[A-Za-z0-9._~+/=-]{{{SHORTEST},}}")


def read_callers(text: str) -> dict[str, str]:
    """Read ``name:token, name:token`` into tokens by name.

    Raises:
        ValueError: it is not of this form. The message shows no token.
    """
    callers: dict[str, str] = {}
    for number, pair in enumerate(filter(None, (part.strip() for part in text.split(","))), 1):
        name, _, token = pair.partition(":")
        if not _NAME.fullmatch(name) or not _TOKEN.fullmatch(token):
            raise ValueError(
                f"caller {number} is not of the form name:token (a name of letters, digits, . _ -; a token "
                f"of {SHORTEST} or more characters without spaces, as `openssl rand -hex 24` prints it)"
            )
        if name in callers or token in callers.values():
            raise ValueError(f"caller {number} has the name or the token of an earlier one")
        callers[name] = token
    if not callers:
        raise ValueError("names nobody; give name:token, or leave it out to turn the API off")
    return callers


def listed(names: str) -> frozenset[str]:
    """Return the names in a list with commas."""
    return frozenset(name.strip() for name in names.split(",")) - {""}


def refuse_strangers(names: str, tokens: str) -> None:
    """Refuse a list with names that have no token: somebody else could get that name later.

    Raises:
        ValueError: there are such names.
    """
    if strangers := sorted(listed(names) - set(read_callers(tokens) if tokens else ())):
        raise ValueError(f"SHOPKEEPER_API_TOKENS names no caller {', '.join(strangers)}")


class Callers:
    """Knows callers by their tokens, in a time that tells nothing of how much of a token is right."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._digests = [(name, _digest(token)) for name, token in tokens.items()]

    def __bool__(self) -> bool:
        return bool(self._digests)

    def who(self, token: str) -> str:
        """Return the name of a token's caller, or an empty text."""
        given, found = _digest(token), ""
        for name, digest in self._digests:  # to the end, whoever it is
            if hmac.compare_digest(digest, given):
                found = name
        return found


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
