"""Serve pictures over HTTP: by style, category and seed, with variations, blends, loops and posters.

    python -m imagegen.serve
    python -m imagegen.serve --model gan --model mine=.shopkeeper/runs/mine
    python -m imagegen.serve --model flat

The first serves the models that come with it; the second one of them and one that you trained; the third
needs no weights and is for trying. Without SHOPKEEPER_IMAGES_TOKENS only this machine is served. Exit codes:
0 ended as asked, 1 the address is taken or a package is missing, 2 an option, a token or all the models
cannot be used.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from typing import Annotated

import typer

from imagegen import needs, places

if __name__ == "__main__":  # before they are imported
    needs.check("PIL", "fontTools", "fastapi", "prometheus_client", "starlette", "uvicorn")

from imagegen.errors import BadInput, ImagegenError
from imagegen.serving import gallery
from imagegen.serving.app import build_app
from imagegen.serving.callers import Callers
from imagegen.serving.listening import Server, bound
from imagegen.serving.meters import Meters
from imagegen.serving.studio import Studio
from imagegen.serving.turns import Turns

__all__ = ["Callers", "Meters", "Studio", "Turns", "build_app", "cli"]

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@cli.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
def serve(
    model: Annotated[
        list[str] | None, typer.Option(help="gan, vae, flat, or NAME=FOLDER of one that you trained; repeat")
    ] = None,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="its port; 0 takes a free one")] = 8090,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="requests that are painted at the same time")
    ] = os.cpu_count() or 1,
    queue: Annotated[int, typer.Option(min=0, help="requests that may wait; more are sent away")] = 32,
    deadline: Annotated[float, typer.Option(min=1, help="seconds that a request may take, waiting")] = 60,
    grace: Annotated[int, typer.Option(min=0, help="seconds for what is in hand at the end")] = 30,
) -> None:
    """Open the models, listen, and serve until asked to end."""
    _log_to_stderr()
    log = logging.getLogger("imagegen.serve")
    try:
        callers = Callers.read(places.tokens())
        callers.may_listen(host)
        wanted = gallery.places(model or [])
        with bound(host, port) as listening:
            models = gallery.opened(wanted, log.error)
            meters = Meters()
            turns = Turns(workers, queue, deadline, meters)
            server = Server(build_app(Studio(models, turns, meters), callers), grace)
            address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
            typer.echo(f"At work on {address}: {', '.join(models.painters)}. {address}/v1/openapi.json")
            code = server.serve_on(listening)
            turns.close()
    except ImagegenError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2 if isinstance(error, BadInput) else 1) from error
    raise typer.Exit(code)


class _Line(logging.Formatter):
    """A JSON object a line, with the fields that the bot's log has."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if request := getattr(record, "request", None):
            line["request"] = request
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def _log_to_stderr() -> None:
    """Log our own lines from info on, others' from warning on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("imagegen").setLevel(logging.INFO)


if __name__ == "__main__":
    cli(prog_name="python -m imagegen.serve")
