"""Files that people send, fetched with our token; and ours, put into a thread once.

The token goes to Slack's own addresses alone, never to where an answer points us.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from bot.domain import Place
from bot.errors import BadInput
from bot.slack.calls import Refused, Slack, Unreachable
from bot.slack.posting import INTENT
from bot.store.conversations import Conversations

#: The largest file that is read, in bytes.
LARGEST = 5_000_000
SECONDS = 30.0
_GONE = "I cannot read that file in Slack any more. Send it again."


class _Stay(urllib.request.HTTPRedirectHandler):
    """Slack sends whoever may not read a file to its front page; we do not go there."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def fetch(slack: Slack, file: str) -> bytes:
    """Return what is in a file.

    Raises:
        BadInput: it is too large, gone, or not for us to read.
        Unreachable: Slack does not answer.
    """
    try:
        info = slack.again(slack.client.files_info, file=file)["file"]
    except Refused as refused:
        raise BadInput(_GONE) from refused
    if int(info.get("size") or 0) > LARGEST:
        raise BadInput(_too_large(int(info["size"])))
    url = str(info.get("url_private_download") or info.get("url_private") or "")
    if not _ours(url, slack.client.base_url):
        raise BadInput("That file does not lie in Slack. Send it as a file of its own.")
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {slack.client.token}"})
    asked = time.monotonic()
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=SECONDS) as answer:
            if answer.headers.get_content_type() == "text/html":
                raise BadInput(_GONE)
            held = bytes(answer.read(LARGEST + 1))
    except urllib.error.HTTPError as failed:
        if failed.code >= 500 or failed.code == 429:
            raise Unreachable("the file", asked, "Slack does not answer") from failed
        raise BadInput(_GONE) from failed
    except (OSError, http.client.HTTPException) as failed:
        raise Unreachable("the file", asked, "Slack does not answer") from failed
    if len(held) > LARGEST:
        raise BadInput(_too_large(len(held)))
    return held


def put(
    slack: Slack,
    books: Conversations,
    name: str,
    place: Place,
    file: str,
    title: str,
    content: bytes,
    alt: str = "",
) -> None:
    """Put a file into a thread, once however often this is run. ``name`` names the act.

    ``alt`` is for those who do not see it; without one it is the title.
    """
    if books.posts(name) and any(
        held.get("name") == file
        for message in slack.mine(place, place.thread)
        for held in message.get("files") or ()
    ):
        return
    books.posted(name, INTENT)
    slack.once(
        slack.client.files_upload_v2,
        channel=place.channel,
        thread_ts=place.thread,
        filename=file,
        title=title,
        alt_txt=alt or title,
        content=content,
    )


def _ours(url: str, api: str) -> bool:
    """Whether an address is Slack's, or that of the Slack that we were pointed to."""
    parts, own = urlsplit(url), urlsplit(api)
    if parts.scheme == "https" and (parts.hostname or "").endswith((".slack.com", ".slack-files.com")):
        return True
    return bool(parts.netloc) and (parts.scheme, parts.netloc) == (own.scheme, own.netloc)


def _too_large(size: int) -> str:
    return f"That file has {size / 1e6:.1f} MB; I take up to {LARGEST / 1e6:.0f}. Send it in pieces."
