"""Who may ask: names with a token each, which are compared and never shown."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Mapping

from imagegen.errors import BadInput

VARIABLE = "SHOPKEEPER_IMAGES_TOKENS"
#: A shorter token could be guessed.
SHORTEST = 16
_PAIR = re.compile(rf"([A-Za-z0-9._-]{{1,40}}):([A-Za-z0-9._~+/=-]{{{SHORTEST},}})")


class Callers:
    """Knows callers by their tokens, in a time that tells nothing of how much of a token is right."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        """Take the tokens by name. Without any, everybody who reaches the address may ask."""
        self._digests = {name: _digest(token) for name, token in tokens.items()}

    @classmethod
    def read(cls, text: str | None) -> Callers:
        """Read ``name:token, name:token``.

        Raises:
            BadInput: it is not of this form, or names nobody. The message shows no token.
        """
        if text is None:
            return cls({})
        tokens: dict[str, str] = {}
        for number, pair in enumerate(filter(None, (part.strip() for part in text.split(","))), 1):
            found = _PAIR.fullmatch(pair)
            if found is None:
                raise BadInput(
                    f"{VARIABLE}: caller {number} is not of the form name:token (a name of letters, digits, "
                    f". _ -; a token of {SHORTEST} or more characters without spaces, as "
                    "`openssl rand -hex 24` prints it)."
                )
            if found[1] in tokens or found[2] in tokens.values():
                raise BadInput(f"{VARIABLE}: caller {number} has the name or the token of an earlier one.")
            tokens[found[1]] = found[2]
        if not tokens:
            raise BadInput(f"{VARIABLE} names nobody. Give name:token, or unset it to serve this machine.")
        return cls(tokens)

    def __bool__(self) -> bool:
        return bool(self._digests)

    def know(self, token: str) -> bool:
        """Say whether this is somebody's token."""
        given, found = _digest(token), False
        for digest in self._digests.values():  # to the end, whoever it is
            found |= hmac.compare_digest(digest, given)
        return found

    def may_listen(self, host: str) -> None:
        """Refuse to be reached from elsewhere without tokens.

        Raises:
            BadInput: nobody is named and ``host`` is not this machine's own address.
        """
        if not self and not _local(host):
            raise BadInput(
                f"Without tokens only this machine is served. To listen on {host}, name who may ask: "
                f'{VARIABLE}="website:$(openssl rand -hex 24)"'
            )


def _local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
