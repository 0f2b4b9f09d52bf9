"""A browser's websocket and a dashboard's, joined: a slow reader slows its writer down."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError

if TYPE_CHECKING:
    from tornado.websocket import WebSocketClientConnection, WebSocketHandler

    from .proxyclient import ProxyClient
    from .tickets import Ticket

POLICY_VIOLATION = 1008
"""The close code (RFC 6455, 7.4.1) when the ticket has died."""

_GONE = (WebSocketClosedError, StreamClosedError)
_INTERNAL = 1011


class SocketBridge:
    """Passes messages on, one at a time in each direction, so none pile up here."""

    def __init__(self, browser: WebSocketHandler, ticket: Ticket) -> None:
        self._browser = browser
        self._ticket = ticket
        self._upstream: WebSocketClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._is_ended = False
        self.subprotocol: str | None = None

    async def connect(self, http: ProxyClient, url: str, offered: list[str]) -> None:
        """Connect to the dashboard; raises ``SaturnError``."""
        self._upstream = await http.connect(self._ticket.upstream, url, offered)
        chosen = self._upstream.selected_subprotocol
        self.subprotocol = chosen if chosen in offered else None

    def start(self) -> None:
        """Begin to read from the dashboard."""
        if self._is_ended:
            # The ticket died while the two connections were made.
            self._browser.close(POLICY_VIOLATION)
            return
        self._reading = asyncio.get_running_loop().create_task(self._read())

    async def to_upstream(self, message: str | bytes) -> None:
        """Send what the browser sent; returns when it has left."""
        if self._upstream is None or self._is_ended:
            return
        with contextlib.suppress(*_GONE):
            await self._upstream.write_message(message, binary=isinstance(message, bytes))

    def end(self) -> None:
        """End both sides at once: the ticket has died."""
        self._is_ended = True
        if self._reading is not None:
            self._reading.cancel()
            self._browser.close(POLICY_VIOLATION)
        if self._upstream is not None:
            self._upstream.close()

    async def close(self) -> None:
        """Let go of the dashboard's side."""
        self._is_ended = True
        if self._upstream is not None:
            self._upstream.close()
        if self._reading is not None:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading

    async def _read(self) -> None:
        assert self._upstream is not None  # noqa: S101
        with contextlib.suppress(*_GONE):
            while (message := await self._upstream.read_message()) is not None:
                await self._browser.write_message(message, binary=isinstance(message, bytes))
        self._browser.close(_code(self._upstream.close_code))


def _code(code: int | None) -> int:
    """Pass a close code on if it is one that may be sent (RFC 6455, 7.4)."""
    is_known = code is not None and (1000 <= code <= 1003 or 1007 <= code <= 1011)
    is_private = code is not None and 3000 <= code <= 4999
    return code if code is not None and (is_known or is_private) else _INTERNAL
