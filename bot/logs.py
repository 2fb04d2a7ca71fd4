"""What is logged: ids, codes and places in the code. Never a name, a message's text or a token."""

import copy
import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")


class Redaction(logging.Formatter):
    """One line a record; secrets replaced, and of an exception only its type and where it happened."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        own = copy.copy(record)
        own.exc_text = None  # another handler may have left its own, full account of the exception here
        line = super().format(own)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return _TOKEN.sub("***", line)

    def formatException(  # noqa: N802 - the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return "" if ei[1] is None else trace(ei[1])

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - the name is logging's
        return ""


class AsJson(Redaction):
    """The same as one JSON object a line, for whatever collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        message, _, detail = super().format(record).partition("\n")
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message.partition(f"{record.name}: ")[2],
        }
        return json.dumps(told | ({"trace": detail.split("\n")} if detail else {}), ensure_ascii=False)


def trace(error: BaseException) -> str:
    """Where an exception came from, and from what: types and lines of code, without what it says.

    An exception's own words may quote a message or a name.
    """
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        frames = traceback.extract_tb(cause.__traceback__)
        lines.append(f"{type(cause).__qualname__} {getattr(cause, 'sqlite_errorname', '')}".rstrip())
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(lines)


def set_up(
    secrets: Iterable[str] = (),
    *,
    level: int = logging.INFO,
    stream: TextIO | None = None,
    as_json: bool = False,
) -> None:
    """Log our own words from `level` on; libraries only from WARNING (some log every URL, token included)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(AsJson(secrets) if as_json else Redaction(secrets))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("bot", "handlers", "scheduler", "storage"):
        logging.getLogger(name).setLevel(level)
