"""Dashboards: where one is, who holds a ticket for it, and what it can show.

A ticket dies when it has run out, when its cluster stops or restarts, and when the connection to
Saturn through which it was made ends: on signing out or in, and with another base URL.
"""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .bodies import load_json
from .errors import SaturnError
from .proxyclient import ProxyClient
from .records import clean_text
from .running import check_running
from .tickets import IDLE_SECONDS, MAX_SECONDS, Tickets
from .upstream import Upstream, is_tail, parse_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from tornado.httpclient import HTTPResponse

    from .saturn import SaturnClient
    from .tickets import Ticket
    from .watch import ClusterWatch

DASHBOARD_PATH = "jupyterlab-saturn/api/dashboard"
"""Where the proxy is, below the server's base URL."""

SWEEP_EVERY = 30.0
"""Seconds between two looks at tickets that may have run out."""

MAX_PLOTS = 200
"""Plots of a dashboard that are listed."""

_HINT = "Start it, then open its dashboard."
_PLOTS = "individual-plots.json"
_ALIVE = ("running", "unknown")


class Dashboards:
    """Mints tickets and takes them back. ``clock`` is monotonic, in seconds."""

    def __init__(
        self,
        watch: ClusterWatch,
        *,
        is_internal: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._watch = watch
        self._is_internal = is_internal
        self._sweeping: asyncio.TimerHandle | None = None
        self.tickets = Tickets(clock)
        self.http = ProxyClient(watch.connector.fixed.ca_bundle)

    async def open(self, cluster_id: str, user: str) -> dict[str, object]:
        """Say how a page shows the dashboard of a running cluster; raises ``SaturnError``.

        ``{"kind": "frame", "path", "idle_seconds", "max_seconds"}``: ``path``, below the server's
        base URL and ending with a slash, holds a new ticket; the pages of the dashboard are below
        it (``path + "individual-task-stream"``), to be shown in a frame with
        ``sandbox="allow-scripts"``. ``{"kind": "tab", "url"}``: the dashboard wants Saturn's own
        login, which only a tab of the browser can give (``rel="noopener noreferrer"``).
        """
        client, upstream = await self._find(cluster_id)
        response = await self._ask(upstream, _PLOTS)
        if _wants_login(upstream, response):
            return self._tab(upstream)
        ticket = self.tickets.mint(user, cluster_id, upstream, client)
        # The cluster may have stopped, or its user signed out, while it was asked.
        self.sweep()
        self._keep_sweeping()
        return {
            "kind": "frame",
            "path": f"{DASHBOARD_PATH}/{ticket.secret}/",
            "idle_seconds": int(IDLE_SECONDS),
            "max_seconds": int(MAX_SECONDS),
        }

    async def plots(self, cluster_id: str) -> list[dict[str, str]]:
        """List the single plots of a running cluster's dashboard, by title.

        Each is ``{"name": "task-stream", "title": "Task Stream", "path":
        "individual-task-stream"}``; ``path`` goes behind that of ``open``. A dashboard that does
        not list any, or wants a login, has none.
        """
        _, upstream = await self._find(cluster_id)
        response = await self._ask(upstream, _PLOTS)
        if response.code != HTTPStatus.OK:
            return []
        try:
            return parse_plots(load_json(response.body))
        except (ValueError, RecursionError):
            return []

    def find(self, secret: str) -> Ticket | None:
        """Find the ticket that this is the secret of, if it is good."""
        ticket = self.tickets.find(secret)
        return ticket if ticket is not None and self._is_good(ticket) else None

    def revoke(self, cluster_id: str) -> None:
        """Take back the tickets of a cluster that is about to stop."""
        self.tickets.revoke(lambda ticket: ticket.cluster_id == cluster_id)

    def sweep(self) -> None:
        """Take back the tickets that are good no longer, and close their websockets."""
        self.tickets.revoke(lambda ticket: not self._is_good(ticket))

    def close(self) -> None:
        """Take all tickets back and close the connections."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None
        self.tickets.revoke(lambda ticket: True)
        self.http.close()

    def _keep_sweeping(self) -> None:
        if self._sweeping is None and self.tickets:
            loop = asyncio.get_running_loop()
            self._sweeping = loop.call_later(SWEEP_EVERY, self._sweep_again)

    def _sweep_again(self) -> None:
        self._sweeping = None
        self.sweep()
        self._keep_sweeping()

    def _is_good(self, ticket: Ticket) -> bool:
        cluster = self._watch.cluster(ticket.cluster_id)
        is_alive = cluster is not None and cluster.status in _ALIVE
        return is_alive and self._watch.connector.is_in_use(ticket.client)

    async def _find(self, cluster_id: str) -> tuple[SaturnClient, Upstream]:
        client = await self._watch.connector.open()
        await check_running(self._watch, cluster_id, _HINT)
        link = await client.dashboard_link(cluster_id, is_external=not self._is_internal)
        if not link:
            reason = "Saturn gives no link to it; its scheduler may run without bokeh."
            hint = "The cluster's workers and logs can be seen without it."
            raise SaturnError("no-dashboard", "The cluster has no dashboard", reason, hint, 404)
        return client, parse_link(link, client.base_url, is_internal=self._is_internal)

    async def _ask(self, upstream: Upstream, tail: str) -> HTTPResponse:
        return await self.http.fetch(upstream, f"{upstream.origin}{upstream.prefix}{tail}")

    def _tab(self, upstream: Upstream) -> dict[str, object]:
        if upstream.scheme != "https":
            # Such a link is for this server alone, and may hold the local Saturn's own ticket.
            raise SaturnError(
                "no-dashboard",
                "The cluster's dashboard refuses us",
                "It does not take the link that Saturn gave for it.",
                "Refresh the list and try again.",
            )
        return {"kind": "tab", "url": f"{upstream.origin}{upstream.prefix}status"}


def parse_plots(value: object) -> list[dict[str, str]]:
    """Read ``individual-plots.json`` (distributed.http.scheduler.info): paths by title."""
    found = {}
    for title, path in list(value.items() if isinstance(value, dict) else ())[: 2 * MAX_PLOTS]:
        tail = path.removeprefix("/") if isinstance(path, str) else ""
        shown = clean_text(title).removeprefix("Individual ")
        # Nothing that only works encoded: it becomes part of a URL and of a pane's name.
        if shown and tail and is_tail(tail) and unquote(tail) == tail and len(tail) <= 100:
            found[tail] = shown
    plots = [
        {"name": tail.removeprefix("individual-"), "title": title, "path": tail}
        for tail, title in found.items()
    ]
    return sorted(plots, key=lambda plot: plot["title"].casefold())[:MAX_PLOTS]


def _wants_login(upstream: Upstream, response: HTTPResponse) -> bool:
    if response.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return True
    location = response.headers.get("Location", "")
    return 300 <= response.code < 400 and upstream.tail_of(location, response.effective_url) is None
