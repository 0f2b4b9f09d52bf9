"""The line to the server: JSON objects, one a line, on a private descriptor."""

from __future__ import annotations

import contextlib
import json
import math
import os
import socket
import threading
from typing import Any, Dict

Message = Dict[str, Any]


class Channel:
    """Both directions of the line; the server's death reads as the end of it."""

    def __init__(self, fd: int) -> None:
        # It was inherited on purpose; our own children must not hold it open.
        os.set_inheritable(fd, False)
        self._socket = socket.socket(fileno=fd)
        self._reader = self._socket.makefile("rb")
        self._lock = threading.Lock()

    def receive(self) -> Message | None:
        """Wait for the next message; None when the server is gone."""
        try:
            line = self._reader.readline()
        except OSError:
            return None
        if not line.endswith(b"\n"):
            return None
        message: Message = json.loads(line)
        return message

    def send(self, message: Message) -> None:
        """Send one message; a server that is gone is noticed by `receive`."""
        data = json.dumps(strict(message), allow_nan=False).encode() + b"\n"
        with self._lock:  # noqa: SIM117
            with contextlib.suppress(OSError):
                self._socket.sendall(data)


def strict(value: Any) -> Any:
    """Return `value` as strict JSON: metrics may hold NaN, keys may be anything."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, dict):
        return {str(key): strict(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [strict(item) for item in value]
    return str(value)
