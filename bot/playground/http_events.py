"""Events over HTTP: signed requests to the app's address, with Slack's retry headers.

Signatures carry the machine's real time, since that is what the app compares them with.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.playground.courier import Delivery, NotCarried, answer_of
from bot.playground.records import Json

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"


class HttpEvents:
    """A carrier that posts to ``url``."""

    def __init__(self, url: str, secret: str) -> None:
        self.url, self.secret = url, secret
        self._session: aiohttp.ClientSession | None = None

    def signed(self, body: str, content_type: str = JSON_TYPE, at: float | None = None) -> dict[str, str]:
        """Headers that make ``body`` a request of Slack's."""
        timestamp = str(int(time.time() if at is None else at))
        signature = SignatureVerifier(self.secret).generate_signature(timestamp=timestamp, body=body)
        return {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": str(signature),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }

    async def carry(self, delivery: Delivery, attempt: int, reason: str, patience: float) -> Json:
        """Post it once; only a 2xx within ``patience`` seconds counts."""
        if delivery.kind == "events_api":
            body, kind = json.dumps(delivery.payload), JSON_TYPE
        elif delivery.kind == "interactive":
            body, kind = urlencode({"payload": json.dumps(delivery.payload)}), FORM_TYPE
        else:
            body, kind = urlencode(delivery.payload), FORM_TYPE
        headers = self.signed(body, kind)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        return answer_of(await self._post(body, headers, patience))

    async def verify(self, patience: float) -> bool:
        """Slack's check of a new address: the challenge must come back."""
        challenge = secrets.token_hex(16)
        body = json.dumps({"token": "pocket", "challenge": challenge, "type": "url_verification"})
        answer = await self._post(body, self.signed(body), patience)
        return challenge in (answer, answer_of(answer).get("challenge"))

    async def _post(self, body: str, headers: dict[str, str], patience: float) -> object:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with (
                asyncio.timeout(patience),
                self._session.post(self.url, data=body, headers=headers) as got,
            ):
                text = await got.text()
                if not 200 <= got.status < 300:
                    raise NotCarried("http_error")
                return json.loads(text) if got.content_type == JSON_TYPE and text else text
        except TimeoutError as failed:
            raise NotCarried("http_timeout") from failed
        except (aiohttp.ClientError, OSError) as failed:
            raise NotCarried("connection_failed") from failed

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
