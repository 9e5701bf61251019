"""How log lines are written: for people, or as JSON for a program that collects them."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict

LINE = "{asctime} {levelname:<7} {name}: {message}"


def lines() -> logging.Formatter:
    """Return the formatter for people: a line with time, level, logger, message, and named values behind it."""
    return ProcessorFormatter(
        processors=[ProcessorFormatter.remove_processors_meta, _as_line],
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
            structlog.processors.JSONRenderer(serializer=_json),
        ]
    )


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
