"""The Web API's front door: who asks, what for, and may they; then one function of one method.

Methods register themselves by name with ``@method``. A refusal is an answer with ``ok: false``, and
is remembered, so that a test can ask that there was none. Faults are decided here as well.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.playground.faults import Faults
from bot.playground.records import Call, Json, Refusal
from bot.playground.rules import Refused
from bot.playground.state import Workspace


@dataclass(frozen=True, slots=True)
class Slack:
    """What a method may use: the workspace, and a way to tell the app what happened."""

    space: Workspace
    tell: Callable[[Json], None]
    url: str
    team_host: str = "pocket.slack.com"
    trigger_seconds: float = 3.0
    stream_seconds: float = 300.0
    scopes: frozenset[str] | None = None  # what the app may do; None: everything
    events: frozenset[str] | None = None  # what it subscribes to; None: everything
    offers: frozenset[str] | None = None  # its commands and shortcuts; None: any

    def subscribed(self, event: str) -> bool:
        return self.events is None or event in self.events


Args = Mapping[str, Any]
Method = Callable[[Slack, Args], Json]


class Entry(NamedTuple):
    run: Method
    needs: tuple[str, ...]
    scope: str
    tier: int
    token: str


METHODS: dict[str, Entry] = {}
#: Arguments that are JSON even in a form.
_STRUCTURED = ("blocks", "attachments", "metadata", "view", "chunks", "prompts", "files", "loading_messages")
#: Arguments that name something.
_NAMES = (
    "channel",
    "channel_id",
    "ts",
    "thread_ts",
    "user",
    "user_id",
    "trigger_id",
    "view_id",
    "message_ts",
)
#: Refusals that a well-behaved app meets when people or the clock were quicker.
NO_FAULT_OF_THE_APP = {
    "message_not_in_streaming_state",
    "message_not_found",
    "thread_not_found",
    "expired_trigger_id",
    "no_reaction",
    "already_reacted",
    "cant_delete_message",
}


def method(
    name: str, *needs: str, scope: str = "", tier: int = 3, token: str = "xoxb"
) -> Callable[[Method], Method]:
    """Register a Web API method with its required arguments, its scope and its rate tier."""

    def register(run: Method) -> Method:
        METHODS[name] = Entry(run, needs, scope, tier, token)
        return run

    return register


class WebApi:
    """Answers ``/api/{method}`` and ``/response/{token}``."""

    def __init__(
        self,
        slack: Slack,
        faults: Faults,
        tokens: Mapping[str, str],
        respond: Callable[[Slack, str, Json], None],
    ) -> None:
        self.slack, self.faults, self.tokens, self._respond = slack, faults, tokens, respond

    async def answer(self, request: Request) -> Response:
        """One request to one method."""
        name = request.path_params["method"]
        try:
            args, token = await _read(request)
        except Refused as refused:
            return self._refuse(name, {}, refused)
        channel = str(args.get("channel") or args.get("channel_id") or "")
        fault = self.faults.decide(name, channel, METHODS[name].tier if name in METHODS else 3)
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.status and not fault.after:
            return self._fail(name, channel, fault.status, fault.retry_after)
        try:
            answer = self._run(name, args, token)
        except Refused as refused:
            return self._refuse(name, args, refused)
        if fault.status:  # it was done all the same; only the answer is lost
            return self._fail(name, channel, fault.status, fault.retry_after)
        self._record(name, channel, 200, "")
        return JSONResponse({"ok": True, **answer})

    async def respond(self, request: Request) -> Response:
        """One post to a ``response_url``, which needs no token."""
        name = "response_url"
        fault = self.faults.decide(name, "", 0)
        await asyncio.sleep(fault.delay)
        if fault.status:
            return self._fail(name, "", fault.status, fault.retry_after)
        body: Json = {}
        try:
            body, _ = await _read(request)
            self._respond(self.slack, request.path_params["token"], body)
        except Refused as refused:
            self._refuse(name, body, refused)
            return JSONResponse({"ok": False, "error": refused.error}, 404 if "url" in refused.error else 400)
        self._record(name, "", 200, "")
        return PlainTextResponse("ok")

    def _run(self, name: str, args: Args, token: str) -> Json:
        entry = METHODS.get(name)
        if entry is None:
            raise Refused("unknown_method", name)
        if not token:
            raise Refused("not_authed")
        if token not in self.tokens.values():
            raise Refused("invalid_auth")
        if token != self.tokens[entry.token]:
            raise Refused("not_allowed_token_type", f"{name} takes {entry.token}")
        granted = self.slack.scopes
        if granted is not None and entry.scope and not granted & set(entry.scope.split("|")):
            raise Refused("missing_scope", f"{name} needs {entry.scope}")
        missing = [need for need in entry.needs if args.get(need) in (None, "")]
        if missing:
            raise Refused("invalid_arguments", f"[ERROR] missing required field: {', '.join(missing)}")
        wrong = [name for name in _NAMES if not isinstance(args.get(name, ""), str)]
        if wrong:
            raise Refused("invalid_arguments", f"[ERROR] must be a string: {', '.join(wrong)}")
        with self.slack.space.lock:
            return entry.run(self.slack, args)

    def _record(self, name: str, channel: str, status: int, error: str) -> None:
        space = self.slack.space
        with space.lock:
            space.calls.append(Call(space.now(), name, channel, status, error))
            space.changed()

    def _refuse(self, name: str, args: Args, refused: Refused) -> Response:
        space = self.slack.space
        with space.lock:
            space.refusals.append(Refusal(name, refused.error, refused.detail, args))
        self._record(name, str(args.get("channel") or ""), 200, refused.error)
        answer: Json = {"ok": False, "error": refused.error}
        if refused.detail:
            answer["response_metadata"] = {"messages": [refused.detail]}
        return JSONResponse(answer)

    def _fail(self, name: str, channel: str, status: int, retry_after: int) -> Response:
        self._record(name, channel, status, "ratelimited" if status == 429 else "")
        if status == 429:
            headers = {"Retry-After": str(retry_after)}
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers=headers)
        return PlainTextResponse("upstream is not well", status)


async def _read(request: Request) -> tuple[Json, str]:
    """Arguments out of the query, a form or JSON, and the token out of wherever it stands."""
    args: Json = dict(request.query_params)
    body, kind = await request.body(), request.headers.get("content-type", "")
    try:
        if kind.startswith("application/json"):
            given = json.loads(body or b"{}")
            if not isinstance(given, dict):
                raise Refused("json_not_object")
            args |= given
        else:
            args |= dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
    except ValueError as failed:
        raise Refused("invalid_json" if "json" in kind else "invalid_form_data", str(failed)) from failed
    for name in _STRUCTURED:
        if isinstance(args.get(name), str) and args[name]:
            try:
                args[name] = json.loads(args[name])
            except ValueError as failed:
                raise Refused("invalid_arguments", f"{name} is not JSON: {failed}") from failed
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return args, (bearer if scheme == "Bearer" else "") or str(args.pop("token", ""))


def flag(value: Any) -> bool:
    """A boolean as JSON or a form has it."""
    return value in (True, 1, "1", "true", "True")
