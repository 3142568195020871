"""Takes secrets and personal data out of a text before it is written down anywhere.

Meant for logs and error messages, where masking a little too much costs nothing. Rules find what has a
form (tokens, e-mail, telephone, card, account and social security numbers, addresses of machines); names
and streets have none, which is why customers' words do not belong in a log at all.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, unquote

MASK = "[secret]"
#: Shorter values are words rather than secrets: masking them would blacken the log and hide nothing.
_SHORTEST = 6

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:xoxe\.)?xox[a-z]-[\w-]+|\bxapp-[\w-]+"), MASK),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@'\"]*:)[^\s/@'\"]+(?=@)", re.I), rf"\1{MASK}"),
    (
        re.compile(
            r"((?:proxy-)?authorization|x-slack-signature|set-cookie|cookie)(['\"]?\s*[:=]\s*(?:b(?=['\"]))?['\"]?)"
            r"(?:(?:bearer|basic)\s+)?[^\s'\",;]+",
            re.I,
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(r"\b(bearer)\s+[\w.~+/-]{8,}=*", re.I), rf"\1 {MASK}"),
    # Base64 mixes its signs, as words ("Basic Information") do not.
    (re.compile(r"\b((?i:basic))\s+(?=\S*[\d+/=]|\S*[a-z][A-Z])[\w+/-]{8,}=*"), rf"\1 {MASK}"),
    # Whoever has these addresses may post with them, or open the bot's socket.
    (re.compile(r"(hooks\.slack\.com/)[\w/.-]+", re.I), rf"\1{MASK}"),
    (re.compile(r"([?&](?:ticket|token|secret|password|key)=)[^&\s'\"]+", re.I), rf"\1{MASK}"),
    (
        re.compile(
            r"((?:password|passwd|secret|token|api_?key)['\"]?\s*[:=]\s*)(?:'[^']*'|\"[^\"]*\"|[^\s'\",;)}]+)",
            re.I,
        ),
        rf"\1{MASK}",
    ),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S), MASK),
)

_EMAIL = re.compile(r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])")
_IP = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![\w:])"
)
# Runs of digits that are ours: times of Slack's messages, dates with and without a clock, UUIDs.
_OURS = (
    r"(?<![\w.])\d{10}\.\d{6}(?!\d)"
    r"|(?<!\d)\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
)
_NUMBER = re.compile(
    rf"(?P<ours>{_OURS})|(?:(?<![\w.])|(?<=\\[nrt])|(?=\+))"
    r"(?P<number>(?:\+|\(\+?)?\d(?:[ \t./()\u2010-\u2015-]{0,3}\d){5,22})"
    r"(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?!\w)",
    re.I,
)


class Masker:
    """Masks texts. ``secrets`` are values that must never be seen, whatever they look like."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), unquote(secret))}
        known = sorted((form for form in forms if len(form) >= _SHORTEST), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """Return the text without secrets and without personal data that has a form."""
        return personal(self.secrets(text))

    def secrets(self, text: str) -> str:
        """Return the text without secrets; for values that are known to be no person's, such as ids."""
        if self._known:
            text = self._known.sub(MASK, text)
        for pattern, mask in _SECRETS:
            text = pattern.sub(mask, text)
        return text


def personal(text: str) -> str:
    """Return the text with personal data replaced by the name of what stood there."""
    text = _EMAIL.sub("[e-mail]", text)
    text = _IBAN.sub(_unless_wrong(_is_iban, "[iban]"), text)
    text = _IP.sub(_unless_wrong(_is_public_address, "[ip]"), text)
    return _NUMBER.sub(_number, text)


def _unless_wrong(right: Callable[[str], bool], mask: str) -> Callable[[re.Match[str]], str]:
    return lambda found: mask if right(found[0]) else found[0]


def _number(found: re.Match[str]) -> str:
    """Say what a run of digits is: a card by its check digit, a social security number by its form."""
    if found["ours"]:
        return found[0]
    text = found["number"]
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"\d{3}-\d{2}-\d{4}", text):
        return "[ssn]"
    if 12 <= len(digits) <= 19 and luhn(digits):
        return "[card]"
    separated = len(digits) != len(text)
    if len(digits) >= 9 or (separated and len(digits) >= 7):
        return "[phone]" if len(digits) <= 15 else "[number]"
    return found[0]


def luhn(digits: str) -> bool:
    """Say whether the last digit is the check digit of the others, as on every payment card."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def _is_iban(text: str) -> bool:
    """By its check digits; or written in groups of four, as people do, even when they mistyped."""
    plain = re.sub(r"[ -]", "", text)
    rearranged = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return int(rearranged) % 97 == 1 or re.fullmatch(r"\w{4}(?: \w{4}){3,7}(?: \w{1,3})?", text) is not None


def _is_public_address(text: str) -> bool:
    """An address in the house's own network says where a machine stands, not who a person is."""
    try:
        return not ipaddress.ip_address(text).is_private
    except ValueError:
        return False
