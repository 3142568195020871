"""Logs: one JSON object a line on stderr, the same road for our own lines and for every library's.

    log = logs.get(__name__)
    with logs.bound(job=job.id):
        log.info("answer shown", outcome="answered", seconds=1.2)

What is bound goes into every line of this thread or task, so one id leads from the event to the answer.
Customers' words are never logged: fields that would hold them are replaced by their length, and secrets
and personal data are masked wherever they turn up, in a library's lines and in tracebacks too.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.types import EventDict, Processor

from bot.watch.privacy import MASK, Masker

ROOT = "shopkeeper"

#: Fields for ids and figures of ours. Slack's ids look like telephone numbers to a rule.
IDS = frozenset(
    {"job", "request", "lane", "team", "channel", "thread", "user", "ts", "id", "time", "level", "logger"}
)
#: Fields that hold what a person said or read. They become ``..._length``.
WORDS = frozenset({"text", "question", "answer", "query", "words", "body", "payload", "prompt", "comment"})

#: Ours, whether they speak through structlog or not. Of all others warnings are enough: some quote what they
#: work on as soon as they are asked to talk.
_OURS = (ROOT, "bot")
#: Libraries that set up handlers of their own.
_FOREIGN = ("slack_bolt", "slack_sdk", "uvicorn", "dbos", "alembic", "sqlalchemy")
_LONGEST = 8_000

# Where libraries repeat the values that went wrong, and those are what people wrote.
_QUOTED_VALUES = re.compile(
    r"(?s)(\[parameters: ).*?(?=\]\s*(?:\n|$))|(input_value=).*?(?=, input_type=)|(DETAIL:  ).*?(?=\n|$)"
)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module. Until ``configure`` is called it says nothing."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(f"{ROOT}.{name.removeprefix('bot.')}")
    return logger


def bound(**fields: Any) -> AbstractContextManager[None]:
    """Within, every line of this thread or task carries these fields."""
    return structlog.contextvars.bound_contextvars(**fields)


def configure(level: str = "info", secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send every line of this process from ``level`` on to ``stream`` (stderr). Called once, to serve."""
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(_formatter(Masker(secrets)))
    handler.addFilter(_worth_it)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    for name in _FOREIGN:
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [logging.NullHandler()], True
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )


class _Handler(logging.StreamHandler[TextIO]):
    """A line that cannot be written is told of without its values: the standard one would print them bare."""

    def handleError(self, record: logging.LogRecord) -> None:
        place = json.dumps(f"{record.name}, line {record.lineno}")
        self.stream.write(f'{{"level": "error", "event": "a line could not be logged", "where": {place}}}\n')


def _worth_it(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in _OURS


def without_words(_: Any, __: str, line: EventDict) -> EventDict:
    """A processor: fields that would hold a person's words say how long they are instead."""
    for name in WORDS & line.keys():
        value = line.pop(name)
        line[f"{name}_length"] = len(value) if isinstance(value, str | bytes | Mapping | list | tuple) else 0
    return line


class Masking:
    """A processor that masks every text of a line, however deep it is buried. Ids keep their digits."""

    def __init__(self, mask: Masker) -> None:
        self._mask = mask

    def __call__(self, _: Any, __: str, line: EventDict) -> EventDict:
        return {name: self._clean(value, name in IDS) for name, value in line.items()}

    def _clean(self, value: Any, is_id: bool) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {
                self._clean(str(key), False): self._clean(part, key in IDS) for key, part in value.items()
            }
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(part, is_id) for part in value]
        text = value if isinstance(value, str) else str(value)
        text = _QUOTED_VALUES.sub(lambda found: f"{found[1] or found[2] or found[3]}{MASK}", text)
        text = self._mask.secrets(text) if is_id else self._mask(text)
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"


def _formatter(mask: Masker) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_COMMON,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_words,
            Masking(mask),
            _in_order,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )


def _in_order(_: Any, __: str, line: EventDict) -> EventDict:
    """When, how bad, what and where come first: people read logs too."""
    first = {name: line.pop(name) for name in ("time", "level", "event", "job") if name in line}
    return {**first, **line}


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    get("process").critical("uncaught error", exc_info=(kind, error, trace))


def _severity(_: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record = line.get("_record")
    line["level"] = record.levelname.lower() if record else method.replace("exception", "error")
    return line


_COMMON: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    _severity,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
]
# Only the road: without ``configure`` nothing is at its end, so that commands and tests stay quiet.
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_COMMON,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    wrapper_class=structlog.stdlib.BoundLogger,
    logger_factory=structlog.stdlib.LoggerFactory(),
)
for _name in (ROOT, "dbos"):  # DBOS opens a console of its own when it finds no handler
    logging.getLogger(_name).addHandler(logging.NullHandler())
