"""How log lines are written: for people, or as JSON for a program that collects them."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from django.core.exceptions import BadRequest
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict

from content_models.paths import SUMMARIES_PATH

LINE = "{asctime} {levelname:<7} {name}: {message}"

TOKEN = re.compile(rf"({SUMMARIES_PATH})[^/?#\s]+")
"""The link of a summary: whoever has it reads what was answered. Nothing else of a path is a secret."""


class RefusedInOneLine(logging.Filter):
    """Takes the traceback off requests that were refused as such: nothing of ours has failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        if record.exc_info and isinstance(record.exc_info[1], BadRequest):
            record.exc_info = record.exc_text = None
        return True


def lines() -> logging.Formatter:
    """Return the formatter for people: a line with time, level, logger, message, and named values behind it."""
    return ProcessorFormatter(
        processors=[ProcessorFormatter.remove_processors_meta, _without_tokens, _as_line],
        keep_exc_info=True,
        fmt=LINE,
        style="{",
    )


def json_lines() -> logging.Formatter:
    """Return the formatter for programs: one JSON object a line."""
    return ProcessorFormatter(
        processors=[
            _with_circumstances,
            ProcessorFormatter.remove_processors_meta,
            _without_tokens,
            structlog.processors.JSONRenderer(serializer=_json),
        ]
    )


def _without_tokens(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Mask the tokens of summaries, in whatever a line says."""
    return {name: TOKEN.sub(r"\1…", value) if isinstance(value, str) else value for name, value in event.items()}


def _as_line(_logger: Any, _name: str, event: EventDict) -> str:
    values = [f"{name}={_plain(value)}" for name, value in event.items() if name not in ("event", "exc_info")]
    return " ".join([str(event["event"]), *values])


def _plain(value: Any) -> str:
    """Return a value as it stands in a line; what would break the line, or begin another value, is quoted."""
    text = str(value)
    return text if text.isprintable() and " " not in text else repr(text)


def _with_circumstances(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Add when, how grave and where; and the traceback, if there is one."""
    record: logging.LogRecord = event["_record"]
    fields = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        **event,
    }
    fault = fields.pop("exc_info", None)
    if fault:
        fields["exception"] = logging.Formatter().formatException(fault)
    return fields


def _json(value: Any, **_options: Any) -> str:
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
