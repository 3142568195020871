"""When something breaks on our side: a sentence for whoever clicked or typed, and for nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

SORRY = "Something went wrong on my side. It is noted; please try again."


async def excuse(body: Mapping[str, Any], client: AsyncWebClient) -> None:
    """Tell who did what ``body`` is about.

    Commands, shortcuts and clicks bring an address for answers, which works where we are no member too. A
    window hangs in no channel: its person gets a direct message. An event is Slack's to bring again.
    """
    if url := body.get("response_url"):
        sent = await AsyncWebhookClient(str(url)).send(
            text=SORRY, response_type="ephemeral", replace_original=False
        )
        if sent.status_code != 200:
            raise RuntimeError(f"the address for answers says {sent.status_code}")
        return
    user = body.get("user")
    if isinstance(user, Mapping):
        await client.chat_postMessage(channel=str(user["id"]), text=SORRY)
