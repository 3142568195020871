"""``files.*``: ask for an address, put bytes there, say which message shall carry them; read files."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from bot.playground import shapes
from bot.playground.chat import fill, parent, writable
from bot.playground.payloads import check_message
from bot.playground.records import Json, Message
from bot.playground.rules import Refused
from bot.playground.web_api import Args, Slack, method


@method("files.getUploadURLExternal", "filename", "length", scope="files:write", tier=4)
def get_upload_url(slack: Slack, args: Args) -> Json:
    try:
        length = int(args["length"])
    except ValueError as failed:
        raise Refused("invalid_arguments", f"length: {failed}") from failed
    if length < 1:
        raise Refused("invalid_arguments", "length must be positive")
    id = slack.space.number("F")
    slack.space.files[id] = {
        **{"id": id, "name": str(args["filename"]), "size": length, "user": slack.space.bot},
        **{"alt_txt": args.get("alt_txt", ""), "content": b"", "done": False},
    }
    return {"upload_url": f"{slack.url}/upload/{id}", "file_id": id}


@method("files.completeUploadExternal", "files", scope="files:write", tier=4)
def complete_upload(slack: Slack, args: Args) -> Json:
    space, done = slack.space, []
    for item in args["files"] if isinstance(args["files"], list) else ():
        kept = space.files.get(item.get("id", "")) if isinstance(item, dict) else None
        if kept is None or len(kept.get("content", b"")) != kept["size"]:
            raise Refused("file_not_found", f"{item}: not uploaded, or not in full")
        kept |= {"title": item.get("title") or kept["name"], "done": True}
        done.append({name: kept[name] for name in ("id", "name", "title", "size", "user", "alt_txt")})
    if not done:
        raise Refused("invalid_arguments", "files names at least one upload")
    places = (args.get("channel_id"), *str(args.get("channels") or "").split(","))
    for name in filter(None, places):
        channel = writable(slack, name)
        thread = parent(slack, channel, args.get("thread_ts"))
        said = Message(channel.id, space.stamp(), space.bot, "", thread, bot_id=space.bot_id, files=done)
        words = {"text": args.get("initial_comment"), "blocks": args.get("blocks")}
        if any(words.values()):
            check_message(words)
            fill(said, words)
        space.put(said)
        slack.tell(shapes.message_event(space, said))
    return {"files": done}


@method("files.info", "file", scope="files:read", tier=4)
def file_info(slack: Slack, args: Args) -> Json:
    kept = slack.space.files.get(str(args["file"]))
    if kept is None or not kept["done"] or kept.get("deleted"):
        raise Refused("file_not_found", str(args["file"]))
    shown = {name: value for name, value in kept.items() if name not in ("content", "done")}
    address = f"{slack.url}/files-pri/{kept['id']}/{kept['name']}"
    return {"file": {**shown, "url_private": address, "url_private_download": address}}


async def download(slack: Slack, request: Request, token: str) -> Response:
    """The bytes of a file, for the app's token; whoever has none is sent to the front page, as in Slack."""
    kept = slack.space.files.get(request.path_params["id"])
    may = slack.scopes is None or "files:read" in slack.scopes
    if request.headers.get("authorization") != f"Bearer {token}" or not may:
        return RedirectResponse("https://pocket.slack.com/?redir=files", 302)
    if kept is None or not kept["done"] or kept.get("deleted"):
        return PlainTextResponse("no such file", 404)
    return Response(kept["content"], media_type=kept.get("mimetype", "application/octet-stream"))


async def upload(slack: Slack, request: Request) -> Response:
    """The bytes themselves, at the address that was given out."""
    kept = slack.space.files.get(request.path_params["id"])
    if kept is None or kept["done"]:
        return PlainTextResponse("no such upload", 404)
    kept["content"] = await request.body()
    return PlainTextResponse(f"OK - {len(kept['content'])}")
