"""Refuse everybody at a dashboard's port who does not show its ticket."""

from __future__ import annotations

import hmac
from typing import Any, Awaitable
from urllib.parse import urlsplit

from tornado import httputil

TICKET_HEADER = "X-Saturn-Ticket"
LOOPBACK = ("127.0.0.1", "localhost")
REFUSAL = b"403: this dashboard opens only through its own link.\n"


class TicketGate(httputil.HTTPServerConnectionDelegate):
    """Let a request through to the application if its path or header bears the ticket.

    `/<ticket>/status` reaches the application as `/status`; Dask's pages link relatively, so
    they work at any depth. `Host` must be this machine (against DNS rebinding), and `Origin`,
    where a browser sends one, must be `null` (a sandboxed frame) or the same host.
    """

    def __init__(self, application: Any, ticket: str) -> None:
        self._application = application
        self._ticket = ticket

    def start_request(
        self, server_conn: object, request_conn: httputil.HTTPConnection
    ) -> httputil.HTTPMessageDelegate:
        """Begin a request, as tornado asks for it."""
        return _Visit(self, self._application, server_conn, request_conn)

    def tail(self, path: str, headers: httputil.HTTPHeaders) -> str | None:
        """Return the path that the application shall see, or None to refuse."""
        host = headers.get("Host", "")
        if (urlsplit("//" + host).hostname or "") not in LOOPBACK:
            return None
        origin = headers.get("Origin", "null")
        if origin != "null" and urlsplit(origin).netloc != host:
            return None
        if self._is_ticket(headers.get(TICKET_HEADER, "")):
            return path
        first, slash, rest = path[1:].partition("/")
        return "/" + rest if slash and self._is_ticket(first) else None

    def _is_ticket(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(), self._ticket.encode())


class _Visit(httputil.HTTPMessageDelegate):
    """One request: forwarded, or answered with 403."""

    def __init__(
        self,
        gate: TicketGate,
        application: Any,
        server_conn: object,
        request_conn: httputil.HTTPConnection,
    ) -> None:
        self._gate = gate
        self._application = application
        self._server_conn = server_conn
        self._request_conn = request_conn
        self._target: httputil.HTTPMessageDelegate | None = None

    def headers_received(
        self,
        start_line: Any,
        headers: httputil.HTTPHeaders,
    ) -> Awaitable[None] | None:
        path = self._gate.tail(start_line.path, headers)
        if path is None:
            return None
        self._target = self._application.start_request(self._server_conn, self._request_conn)
        return self._target.headers_received(start_line._replace(path=path), headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self._target.data_received(chunk) if self._target else None

    def finish(self) -> None:
        if self._target:
            self._target.finish()
            return
        headers = httputil.HTTPHeaders(
            {"Content-Type": "text/plain", "Content-Length": str(len(REFUSAL))}
        )
        line = httputil.ResponseStartLine("HTTP/1.1", 403, "Forbidden")
        self._request_conn.write_headers(line, headers, REFUSAL)
        self._request_conn.finish()

    def on_connection_close(self) -> None:
        if self._target:
            self._target.on_connection_close()
