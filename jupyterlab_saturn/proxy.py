"""The door to dashboards: ``dashboard/{ticket}/…``, HTTP and websockets.

It is the one route without Jupyter's credentials: the frame has none, because its origin is
opaque, so the ticket is the credential. Whatever comes back bears a sandbox.
"""

from __future__ import annotations

import re
from http.client import responses
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.websocket import WebSocketHandler

from .dashboard import DASHBOARD_PATH
from .errors import SaturnError
from .proxyclient import MAX_MESSAGE, PING_EVERY
from .proxyheaders import OWN, TO_BROWSER, TO_UPSTREAM, select, subprotocols
from .proxysocket import SocketBridge
from .upstream import without_login

if TYPE_CHECKING:
    from types import TracebackType

    from tornado.httpclient import HTTPResponse

    from .dashboard import Dashboards
    from .tickets import Ticket

ROUTE = rf"/{DASHBOARD_PATH}/(.*)"
"""All that is below, so that no other handler logs a path with a ticket."""

_SPLIT = re.compile(rf"(.*?/{re.escape(DASHBOARD_PATH)}/)([^/]*)(/?)(.*)", re.DOTALL)
_HIDDEN = "[ticket]"
_READS = ("GET", "HEAD")
_WORDS = {
    403: "This link to the dashboard is not valid, or no longer. Open the dashboard again.",
    404: "The dashboard has no such page.",
    405: "Dashboards are only looked at.",
    429: "Too many plots are open. Close some.",
    502: "The cluster's dashboard cannot be reached, or leads elsewhere.",
}


def user_of(handler: JupyterHandler) -> str | None:
    """Say who asks; None for nobody, "" for whoever, where Jupyter asks nobody to sign in."""
    if not handler.identity_provider.auth_enabled:
        return ""
    user = handler.current_user
    return None if user is None else str(user.username)


class DashboardProxyHandler(WebSocketHandler, JupyterHandler):
    """One visit to a dashboard; ``prepare`` decides whether it may be, and where it goes."""

    # Plots that stream must not keep an idle server alive.
    _track_activity = False

    def initialize(self, dashboards: Dashboards) -> None:
        """Take the address apart, and the ticket out of it: requests are logged with theirs."""
        self._dashboards = dashboards
        self._bridge: SocketBridge | None = None
        request = self.request
        match = _SPLIT.match(request.path)
        before, self._secret, slash, self._tail = match.groups() if match else ("", "", "", "")
        self._query = without_login(request.query)
        self._has_slash = slash != ""
        request.path = f"{before}{_HIDDEN}{slash}{self._tail}"
        request.uri = f"{request.path}{'?' if request.query else ''}{request.query}"
        # What a dashboard links from has a ticket in it too.
        request.headers.pop("Referer", None)

    def set_default_headers(self) -> None:
        """Set our headers, and none of Jupyter's."""
        self.clear_header("Server")
        for name, value in OWN.items():
            self.set_header(name, value)

    def set_cookie(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Set none: finding out who asks would renew, or clear, the login's."""

    def check_xsrf_cookie(self) -> None:
        """Ask for no XSRF token: the cookie that it protects counts for nothing here."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Refuse who holds no good ticket, before any method runs."""
        await super().prepare()
        # Jupyter has added headers for who asked.
        self.clear()
        origin = self.request.headers.get("Origin")
        if origin is not None and not self.check_origin(origin):
            raise web.HTTPError(403)
        ticket = self._dashboards.find(self._secret)
        if ticket is None or user_of(self) not in (None, ticket.user):
            raise web.HTTPError(403)
        if self.request.method not in _READS:
            raise web.HTTPError(405)
        url = ticket.upstream.url(self._tail, self._query) if self._has_slash else None
        if url is None:
            raise web.HTTPError(404)
        self._ticket: Ticket = ticket
        self._url = url

    def check_origin(self, origin: str = "") -> bool:
        """Accept a sandboxed frame, and pages of our own host."""
        host = self.request.headers.get("Host", "").lower()
        return origin == "null" or origin.lower() in (f"http://{host}", f"https://{host}")

    @property
    def max_message_size(self) -> int:
        """Bytes of a message of the browser's."""
        return MAX_MESSAGE

    @property
    def ping_interval(self) -> float:
        """Seconds after which a browser that went away without a word is noticed."""
        return PING_EVERY

    @property
    def ping_timeout(self) -> float:
        """Seconds that its answer may take; Jupyter's own would be longer than the interval."""
        return PING_EVERY

    @allow_unauthenticated
    async def get(self, *_: str) -> None:
        """Pass a page, or a websocket, on."""
        if self.request.headers.get("Upgrade", "").lower() == "websocket":
            await self._connect()
        elif not self._tail:
            # Dask redirects to the root of its host, which need not be the dashboard's.
            self.set_status(302)
            self.set_header("Location", self._below("status"))
            self.finish()
        else:
            await self._pass_on()

    @allow_unauthenticated
    async def head(self, *_: str) -> None:
        """Pass a page's headers on."""
        await self._pass_on()

    @allow_unauthenticated
    def post(self, *_: str) -> None:
        """Refuse, in words of ours, what changes anything; ``prepare`` has done it."""
        raise web.HTTPError(405)

    put = patch = delete = options = post

    async def on_message(self, message: str | bytes) -> None:
        """Pass a message on; the next is read when this one is on its way."""
        if self._bridge is not None:
            await self._bridge.to_upstream(message)

    def open(self, *_: str, **__: str) -> None:
        """Begin to pass on what the dashboard sends."""
        if self._bridge is not None:
            self._bridge.start()

    def select_subprotocol(self, _: list[str]) -> str | None:
        """Take the one that the dashboard took."""
        return self._bridge.subprotocol if self._bridge else None

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Log what was not expected, without the request, whose headers are not ours to show."""
        if isinstance(value, SaturnError):
            self.log.warning("%s", value)
        elif not isinstance(value, web.HTTPError):
            self.log.error("A dashboard's answer was not passed on", exc_info=(typ, value, tb))  # type: ignore[arg-type]

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ANN401
        """Answer with a sentence of ours: nothing of the request or the dashboard is in it."""
        error = kwargs.get("exc_info", (None, None))[1]
        status = error.status if isinstance(error, SaturnError) else status_code
        self.set_status(status)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{_WORDS.get(status, responses.get(status, 'Error'))}\n")

    def compute_etag(self) -> str | None:
        """Leave out the ETags that Tornado makes of bodies."""
        return None

    async def _pass_on(self) -> None:
        headers = select(self.request.headers, TO_UPSTREAM)
        method = self.request.method or "GET"
        http = self._dashboards.http
        response = await http.fetch(self._ticket.upstream, self._url, method, headers)
        self.clear_header("Content-Type")
        if not 200 <= response.code <= 599:
            raise web.HTTPError(502)
        if 300 <= response.code < 400 and response.code != 304:
            self.set_header("Location", self._inside(response))
        self.set_status(response.code, responses.get(response.code, "Unknown"))
        for name, value in select(response.headers, TO_BROWSER).items():
            self.set_header(name, value)
        # Without a type a browser would guess one.
        if response.code not in (204, 304) and "Content-Type" not in self._headers:
            self.set_header("Content-Type", "application/octet-stream")
        if method == "HEAD" and response.headers.get("Content-Length", "").isdecimal():
            self.set_header("Content-Length", response.headers["Content-Length"])
        self.finish(response.body if method == "GET" and response.body else None)

    def _inside(self, response: HTTPResponse) -> str:
        """Rewrite a redirect to stay below the ticket; raises for one that leads elsewhere."""
        tail = self._ticket.upstream.tail_of(response.headers.get("Location", ""), self._url)
        if tail is None:
            raise web.HTTPError(502)
        return self._below(tail)

    def _below(self, tail: str) -> str:
        return f"{url_path_join(self.base_url, DASHBOARD_PATH, self._secret)}/{tail}"

    async def _connect(self) -> None:
        """Connect to the dashboard first: the browser is told when that fails."""
        tickets, ticket = self._dashboards.tickets, self._ticket
        bridge = SocketBridge(self, ticket)
        if not tickets.enter(ticket, bridge.end):
            raise web.HTTPError(429)
        try:
            offered = subprotocols(self.request.headers)
            await bridge.connect(self._dashboards.http, self._url, offered)
            self._bridge = bridge
            # Returns when the websocket has ended.
            await super().get()
        finally:
            tickets.leave(ticket, bridge.end)
            await bridge.close()
