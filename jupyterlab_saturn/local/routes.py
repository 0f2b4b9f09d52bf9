"""Paths and their handlers. The API owns the root of its origin (contract, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tornado.web import Application

from .handlers import (
    account,
    base,
    clusters,
    connection,
    installation,
    interpreter,
    lease,
    reports,
    tokens,
)

if TYPE_CHECKING:
    from .services import Services

CLUSTERS = "/api/dask_clusters"
CLUSTER = CLUSTERS + "/([0-9a-zA-Z-]+)"


def make_application(services: Services) -> Application:
    """Return the tornado application."""
    routes: list[tuple[str, Any]] = [
        ("/local/lease", lease.LeaseHandler),
        ("/local/clusters/([0-9a-zA-Z-]+)/python", interpreter.InterpreterHandler),
        ("/api/user", account.UserHandler),
        ("/api/user/token", account.UserTokenHandler),
        ("/api/status", installation.StatusHandler),
        ("/api/info", installation.InfoHandler),
        ("/api/info/servers", installation.ServersHandler),
        ("/api/(jobs|deployments)", installation.NoneHandler),
        ("/api/workspaces", installation.WorkspacesHandler),
        ("/api/tokens", tokens.TokensRootHandler),
        ("/api/tokens/([0-9a-zA-Z-]+)", tokens.TokenRootHandler),
        (CLUSTERS, clusters.ClustersRootHandler),
        (CLUSTERS + "/info", connection.SizesHandler),
        (CLUSTERS + "/reset", clusters.ClusterResetHandler),
        (CLUSTER, clusters.ClusterRootHandler),
        (CLUSTER + "/(start|stop|restart|close)", clusters.ClusterActionHandler),
        (CLUSTER + "/(scale|adapt)", clusters.ClusterScaleHandler),
        (CLUSTER + "/info", connection.InfoHandler),
        (CLUSTER + "/csr", connection.CertificateHandler),
        (CLUSTER + "/status", connection.StatusHandler),
        (CLUSTER + "/scheduler_info", connection.SchedulerInfoHandler),
        (CLUSTER + "/(kubecluster/|scheduler/|workers/)?runtimesummary", reports.SummaryHandler),
        (CLUSTER + "/logs", reports.LogsHandler),
        (CLUSTER + "/metrics", reports.MetricsHandler),
        (CLUSTER + "/history", reports.HistoryHandler),
        (CLUSTER + "/token", tokens.ClusterTokenHandler),
    ]
    arguments = {"services": services}
    return Application(
        [(path, handler, arguments) for path, handler in routes],
        default_handler_class=base.UnknownHandler,
        default_handler_args=arguments,
        # A request line may be of interest; tornado's default would log 4xx as warnings.
        log_function=lambda handler: None,
    )
