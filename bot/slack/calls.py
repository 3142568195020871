"""Slack's Web API for threads that work: what fails is tried again, and nothing is posted twice.

The SDK's own retry handlers are not used here. They repeat a post whose answer was lost although it may
have been done, and they sleep through a Stop. Here a post is looked for before it is repeated.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.domain import Place
from bot.errors import ShopkeeperError
from bot.watch import logs
from bot.watch.metrics import Metrics

Message = Mapping[str, Any]
Method = Callable[..., SlackResponse]

#: What Slack answers with ``ok: false`` when the fault is its own.
_THEIR_FAULT = {
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
}
#: What Slack answers when it does not know us any more: that is about our token, not about this call.
_LOCKED_OUT = {
    "account_inactive",
    "invalid_auth",
    "not_allowed_token_type",
    "not_authed",
    "org_login_required",
    "token_expired",
    "token_revoked",
}
_EVENT = "shopkeeper"
_log = logs.get(__name__)


class Refused(ShopkeeperError):
    """Slack will not do this, however often it is asked. ``code`` is Slack's word for it."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack refused: {code}.")
        self.code = code


class Unreachable(ShopkeeperError):
    """Slack did not answer, or not well. Whether the request was done is not known.

    ``method`` was asked in vain, from ``since`` on (monotonic seconds). ``wait`` is how many seconds Slack
    wants to be left alone, if it said so.
    """

    def __init__(self, method: str, since: float, words: str, wait: float = 0.0) -> None:
        super().__init__(f"{method}: {words}")
        self.method, self.since, self.wait = method, since, wait


class Interrupted(Exception):
    """It was not done, because somebody pressed Stop while we waited for our turn."""


def marker(job_id: str, last: bool = False) -> dict[str, Any]:
    """Return the metadata by which a message is known as this job's. ``last``: the answer is whole."""
    return {"event_type": f"{_EVENT}_answer" if last else f"{_EVENT}_part", "event_payload": {"job": job_id}}


def job_of(message: Message) -> str:
    """Return the job that a message is marked with, or nothing."""
    return str(message.get("metadata", {}).get("event_payload", {}).get("job", ""))


def is_last(message: Message) -> bool:
    """Whether this message ends its answer."""
    return bool(message.get("metadata", {}).get("event_type") == f"{_EVENT}_answer")


class Slack:
    """The sync client with our manners. ``patience`` is how many seconds a request is tried again.

    ``locked_out`` says that Slack does not accept our token now; it is empty once a call gets through.
    """

    def __init__(self, client: WebClient, metrics: Metrics, patience: float = 10.0) -> None:
        self.client, self.patience, self.locked_out = client, patience, ""
        self._done: dict[str, float] = {}  # when each method was last done, for whomever
        self._metrics = metrics
        self._me: dict[str, str] = {}
        self._lock = threading.Lock()

    def again(self, method: Method, unless: threading.Event | None = None, **args: Any) -> SlackResponse:
        """Ask for something that may be done twice without harm, until it is done.

        Raises:
            Refused: Slack says no.
            Unreachable: Slack stayed silent for too long, or does not accept our token.
            Interrupted: ``unless`` was set while we waited.
        """
        return self._try(method, args, unless, lambda: None, self.patience)

    def once(self, method: Method, unless: threading.Event | None = None, **args: Any) -> SlackResponse:
        """Ask for something that must not be done twice: only a refusal for haste is tried again."""

        def unsure() -> SlackResponse:
            raise Unreachable(method.__name__, time.monotonic(), "no answer")

        return self._try(method, args, unless, unsure, self.patience)

    def post(
        self,
        method: Method,
        find: Callable[[], str],
        unless: threading.Event | None = None,
        **args: Any,
    ) -> str:
        """Post a message and return its ``ts``. After a doubtful failure ``find`` looks whether it stands."""
        found: list[str] = []

        def look() -> SlackResponse | None:
            found.extend(filter(None, [find()]))
            return None if not found else _NOTHING

        response = self._try(method, args, unless, look, self.patience)
        return found[0] if found else str(response["ts"])

    def mine(self, place: Place, since: str) -> Iterator[Message]:
        """Yield our own messages of a thread, or of the channel where ``place`` has none, after ``since``."""
        user, bot = self.me()
        method = self.client.conversations_replies if place.thread else self.client.conversations_history
        args: dict[str, Any] = {"ts": place.thread} if place.thread else {}
        args |= {"channel": place.channel, "oldest": since, "include_all_metadata": True, "limit": 200}
        found: list[Message] = []
        while True:
            page = self.again(method, **args)
            found += page.get("messages", [])
            args["cursor"] = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not args["cursor"]:
                break
        for message in sorted(found, key=lambda message: str(message["ts"])):
            ours = message.get("user") == user or message.get("bot_id") == bot
            if ours and str(message["ts"]) > since:
                yield message

    def done_since(self, method: str, since: float) -> bool:
        """Whether Slack has done this for anybody since then (monotonic seconds)."""
        return self._done.get(method, float("-inf")) >= since

    def me(self) -> tuple[str, str]:
        """Return our own user id and bot id."""
        with self._lock:
            if not self._me:
                answer = self.again(self.client.auth_test)
                self._me = {"user": answer["user_id"], "bot": answer["bot_id"]}
            return self._me["user"], self._me["bot"]

    def _try(
        self,
        method: Method,
        args: Mapping[str, Any],
        unless: threading.Event | None,
        doubtful: Callable[[], SlackResponse | None],
        patience: float,
    ) -> SlackResponse:
        since, delay = time.monotonic(), 0.5
        while True:
            wait, in_doubt = delay, True
            try:
                response = method(**args)
                self._done[method.__name__], self.locked_out = time.monotonic(), ""
                return response
            except SlackApiError as failed:
                status, code = failed.response.status_code, str(failed.response.get("error", ""))
                self._count(method, code if status == 200 else str(status))
                if status == 429:
                    wait, in_doubt = _retry_after(failed), False
                elif code in _LOCKED_OUT:
                    self.locked_out = f"Slack does not accept the bot token ({code})"
                    raise Unreachable(method.__name__, since, self.locked_out) from failed
                elif status < 500 and code not in _THEIR_FAULT:
                    raise Refused(code) from failed
            except (OSError, http.client.HTTPException) as failed:  # no connection, or it broke
                self._count(method, type(failed).__name__)
            if in_doubt:
                done = doubtful()
                if done is not None:
                    return done
            if time.monotonic() + wait > since + patience:
                told = 0.0 if in_doubt else wait
                raise Unreachable(method.__name__, since, "Slack does not answer", told)
            _wait(wait, unless)
            delay = min(delay * 2, 8.0)

    def _count(self, method: Method, error: str) -> None:
        name = method.__name__.replace("_", ".")
        error = error if len(error) < 40 else "unreadable"
        self._metrics.slack_errors.labels(name, error).inc()
        _log.warning("Slack call failed", method=name, error=error)


#: Stands for the answer of a post that was found rather than repeated.
_NOTHING = SlackResponse(
    client=None,
    http_verb="",
    api_url="",
    req_args={},
    data={"ok": True, "ts": ""},
    headers={},
    status_code=200,
)


def _retry_after(failed: SlackApiError) -> float:
    headers = {str(name).lower(): value for name, value in failed.response.headers.items()}
    try:
        return max(float(headers.get("retry-after", 1)), 0.1)
    except ValueError:
        return 1.0


def _wait(seconds: float, unless: threading.Event | None) -> None:
    if unless is None:
        time.sleep(seconds)
    elif unless.wait(seconds):
        raise Interrupted
