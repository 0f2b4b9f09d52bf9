"""Talks to dashboards for the proxy, on Tornado's own client, which bears websockets as well."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import TYPE_CHECKING, Any

import anyio
from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest, HTTPResponse
from tornado.httputil import HTTPInputError
from tornado.iostream import StreamClosedError, UnsatisfiableReadError
from tornado.netutil import Resolver
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.websocket import WebSocketClientConnection, WebSocketError, websocket_connect

from . import __version__
from .errors import SaturnError
from .transport import trust
from .upstream import is_barred

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .upstream import Upstream

MAX_BODY = 16 * 2**20
"""Bytes of an answer: Bokeh's largest script has about one megabyte."""

MAX_MESSAGE = 10 * 2**20
"""Bytes of a websocket's message."""

MAX_REQUESTS = 256
"""Requests under way."""

MAX_UPSTREAM = 8
"""Requests under way to one dashboard: one that hangs must not be in the way of the others."""

MAX_WAITING = 100
"""Requests that may wait for one dashboard."""

CONNECT_TIMEOUT = 5.0
"""Seconds to connect to a dashboard."""

READ_TIMEOUT = 30.0
"""Seconds for a whole answer of a dashboard."""

PING_EVERY = 30.0
"""Seconds between two signs of life on a websocket; without an answer it is closed."""

_PROBLEMS = (
    HTTPError,
    HTTPInputError,
    OSError,
    StreamClosedError,
    UnsatisfiableReadError,
    ValueError,
    WebSocketError,
)


class GuardedResolver(Resolver):
    """Resolves names, but not to addresses that a dashboard cannot have.

    A name is checked where it is used, so it cannot mean one address when it is checked and
    another when it is connected to.
    """

    async def resolve(
        self, host: str, port: int, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[tuple[int, Any]]:
        """Return (family, address) pairs; raises ``OSError`` when none may be used."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        allowed: list[tuple[int, Any]] = [
            (kind, address)
            for kind, _, _, _, address in found
            if not is_barred(str(address[0]).partition("%")[0], as_host=host)
        ]
        if not allowed:
            raise OSError("The name leads to addresses that must not be used.")
        return allowed


class ProxyClient:
    """Fetches and connects; every method raises ``SaturnError`` when there is no answer."""

    def __init__(self, ca_bundle: str = "") -> None:
        self._ca_bundle = ca_bundle
        self._trust: ssl.SSLContext | None = None
        self._http: AsyncHTTPClient | None = None
        self._resolver: GuardedResolver | None = None
        self._gates: dict[Upstream, anyio.CapacityLimiter] = {}

    def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            self._http.close()
            self._http = None

    async def fetch(
        self,
        upstream: Upstream,
        url: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
    ) -> HTTPResponse:
        """Send one request; redirects are not followed, and no status is an error."""
        if self._http is None:
            self._http = SimpleAsyncHTTPClient(
                force_instance=True,
                max_clients=MAX_REQUESTS,
                max_body_size=MAX_BODY,
                max_buffer_size=MAX_BODY + 2**20,
                resolver=self._guard(),
            )
        request = await self._request(upstream, url, method, headers or {})
        try:
            return await self._in_turn(self._http, upstream, request)
        except _PROBLEMS as error:
            raise unreachable(error) from None

    async def connect(
        self, upstream: Upstream, url: str, subprotocols: list[str]
    ) -> WebSocketClientConnection:
        """Open a websocket."""
        request = await self._request(upstream, url.replace("http", "ws", 1), "GET", {})
        try:
            return await websocket_connect(
                request,
                ping_interval=PING_EVERY,
                max_message_size=MAX_MESSAGE,
                subprotocols=subprotocols or None,
                resolver=self._guard(),
            )
        except _PROBLEMS as error:
            raise unreachable(error) from None

    async def _in_turn(
        self, http: AsyncHTTPClient, upstream: Upstream, request: HTTPRequest
    ) -> HTTPResponse:
        """Send a request once few enough are under way to its dashboard."""
        gate = self._gates.setdefault(upstream, anyio.CapacityLimiter(MAX_UPSTREAM))
        if gate.statistics().tasks_waiting >= MAX_WAITING:
            raise TimeoutError("Too many requests wait.")
        with anyio.fail_after(READ_TIMEOUT):
            await gate.acquire()
        try:
            return await http.fetch(request, raise_error=False)
        finally:
            gate.release()
            if not gate.borrowed_tokens:
                self._gates.pop(upstream, None)

    async def _request(
        self, upstream: Upstream, url: str, method: str, headers: Mapping[str, str]
    ) -> HTTPRequest:
        if upstream.scheme == "https" and self._trust is None:
            self._trust = await asyncio.to_thread(trust, "https", self._ca_bundle)
        return HTTPRequest(
            url,
            method=method,
            headers=dict(headers),
            user_agent=f"jupyterlab-saturn/{__version__}",
            follow_redirects=False,
            decompress_response=False,
            connect_timeout=CONNECT_TIMEOUT,
            request_timeout=READ_TIMEOUT,
            ssl_options=self._trust if upstream.scheme == "https" else None,
        )

    def _guard(self) -> GuardedResolver:
        if self._resolver is None:
            self._resolver = GuardedResolver()
        return self._resolver


def unreachable(error: BaseException) -> SaturnError:
    """Say that a dashboard does not answer, without its address, which may hold a secret."""
    if isinstance(error, ssl.SSLError):
        reason = "Its certificate cannot be trusted, or no secure connection could be agreed on."
    elif isinstance(error, TimeoutError) or getattr(error, "code", None) == 599:
        reason = "It does not accept connections, or did not answer in time."
    elif isinstance(error, HTTPError):
        reason = f"It answered with HTTP status {error.code}."
    else:
        reason = "It does not accept connections, or broke one off."
    hint = "The cluster's workers and logs can be seen without it. Try again in a while."
    return SaturnError(
        "no-dashboard", "The cluster's dashboard cannot be reached", reason, hint, 502
    )
