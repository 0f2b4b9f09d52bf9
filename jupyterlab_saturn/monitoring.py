"""REST: what goes on inside one cluster."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tornado import web

from .base import SaturnHandler, check_id
from .handlers import PREFIX
from .proxy import ROUTE, DashboardProxyHandler, user_of

if TYPE_CHECKING:
    from .dashboard import Dashboards
    from .logs import Logs
    from .workers import Workers


class MonitoringHandler(SaturnHandler):
    """Takes the parts that look into clusters."""

    # A page that only looks must not keep an idle server alive.
    _track_activity = False

    def initialize(  # type: ignore[override]
        self, dashboards: Dashboards, logs: Logs, workers: Workers
    ) -> None:
        """Take the parts that the handlers call."""
        self.dashboards = dashboards
        self.logs = logs
        self.workers = workers


class DashboardHandler(MonitoringHandler):
    """The way to a dashboard."""

    @web.authenticated
    async def post(self, cluster_id: str) -> None:
        """Mint a ticket; see ``Dashboards.open`` for the answer."""
        answer = await self.dashboards.open(check_id(cluster_id), user_of(self) or "")
        self.finish(json.dumps(answer))


class PlotRootHandler(MonitoringHandler):
    """The plots of a dashboard."""

    @web.authenticated
    async def get(self, cluster_id: str) -> None:
        """List them; see ``Dashboards.plots``."""
        self.finish(json.dumps(await self.dashboards.plots(check_id(cluster_id))))


class LogsHandler(MonitoringHandler):
    """What the processes wrote."""

    @web.authenticated
    async def get(self, cluster_id: str) -> None:
        """Return a page of lines; see ``Logs.page``."""
        pod, cursor = self._query("pod"), self._query("cursor")
        self.finish(json.dumps(await self.logs.page(check_id(cluster_id), pod, cursor)))

    def _query(self, name: str) -> str:
        return self.get_query_argument(name, "")


class WorkerRootHandler(MonitoringHandler):
    """The workers."""

    @web.authenticated
    async def get(self, cluster_id: str) -> None:
        """Return a page of rows; see ``Workers.page``."""
        offset = self.get_query_argument("offset", "0")
        limit = self.get_query_argument("limit", "100")
        sort = self.get_query_argument("sort", "name")
        answer = await self.workers.page(check_id(cluster_id), offset, limit, sort)
        self.finish(json.dumps(answer))


class MetricsHandler(MonitoringHandler):
    """What the workers use."""

    @web.authenticated
    async def get(self, cluster_id: str) -> None:
        """Return the sums; see ``Workers.metrics``."""
        self.finish(json.dumps(await self.workers.metrics(check_id(cluster_id))))


def monitoring_routes(
    dashboards: Dashboards, logs: Logs, workers: Workers
) -> list[tuple[Any, ...]]:
    """List the routes, relative to the server's base URL."""
    own = {"dashboards": dashboards, "logs": logs, "workers": workers}
    cluster = rf"{PREFIX}/clusters/([^/]+)"
    return [
        (rf"{cluster}/dashboard", DashboardHandler, own),
        (rf"{cluster}/dashboards", PlotRootHandler, own),
        (rf"{cluster}/logs", LogsHandler, own),
        (rf"{cluster}/workers", WorkerRootHandler, own),
        (rf"{cluster}/metrics", MetricsHandler, own),
        (ROUTE, DashboardProxyHandler, {"dashboards": dashboards}),
    ]
