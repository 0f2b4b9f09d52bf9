"""Keeps live tokens out of logs, whoever writes them: the HTTP library logs what it receives."""

from __future__ import annotations

import logging
import traceback
from typing import Protocol
from weakref import WeakSet

HIDDEN = "[token]"
"""What stands in a log where a token was."""

LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy")
"""The loggers of the HTTP library that see what Saturn answers."""

_MIN_LENGTH = 6


class Holder(Protocol):
    """Somebody who holds a token as long as it lives."""

    @property
    def secret(self) -> str:
        """The token, "" for none."""


_HOLDERS: WeakSet[Holder] = WeakSet()


def watch(holder: Holder) -> None:
    """Hide this holder's token from now on."""
    _HOLDERS.add(holder)


def redact(text: str) -> str:
    """Take the live tokens out of a text."""
    for secret in {holder.secret for holder in _HOLDERS}:
        # A shorter one says nothing, and would tear other words apart.
        if len(secret) >= _MIN_LENGTH:
            text = text.replace(secret, HIDDEN)
    return text


class Redactor(logging.Filter):
    """Passes every record on, without tokens."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message out when it holds a token, and so the traceback."""
        message = record.getMessage()
        clean = redact(message)
        if clean != message:
            record.msg, record.args = clean, ()
        if record.exc_info and record.exc_info[0] is not None:
            text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
            record.exc_text = redact(text)
            if record.exc_text != text:
                record.exc_info = None
        return True


_REDACTOR = Redactor()


def install(*loggers: logging.Logger) -> None:
    """Put the filter on these loggers and on the HTTP library's; twice is harmless."""
    for logger in (*loggers, *map(logging.getLogger, LOGGERS)):
        logger.addFilter(_REDACTOR)
