"""Clusters: list, create, read, change, delete; start, stop, scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyterlab_saturn.local import paging
from jupyterlab_saturn.local.definitions import parse_adapt, parse_scale, parse_settings, text
from jupyterlab_saturn.local.errors import bad_request, conflict
from jupyterlab_saturn.local.runs import ERROR, RUNNING, Run
from jupyterlab_saturn.local.views import ORGANISATION, cluster_view

from .base import Handler

if TYPE_CHECKING:
    from jupyterlab_saturn.local.records import Cluster, Project


class ClusterHandler(Handler):
    """What the handlers of one or more clusters share."""

    def view(self, cluster: Cluster, warnings: list[str] | None = None) -> dict[str, Any]:
        """Return the cluster as saturn-api knows it."""
        run = self.services.fleet.run(cluster.id)
        shown = cluster_view(self.services.store.state, cluster, run)
        image = cluster.python or cluster.image or self.services.accounts.images[0]
        return {**shown, "image": image, "warnings": warnings or []}

    def asked_settings(self) -> dict[str, Any]:
        """Parse the settings in the body (400)."""
        body = self.body()
        found = parse_settings(body)
        if "image" in body:
            found["image"] = self.services.accounts.check_image(body["image"])
        return found

    def asked_project(self) -> Project:
        """Return the project that the body names, or the token's own."""
        named = self.body().get("project_id")
        project_id = self.caller.token.project_id if named is None else text("project_id", named)
        return self.services.accounts.project(self.caller, project_id)


class ClustersRootHandler(ClusterHandler):
    """The collection, and dask-saturn's way to start."""

    def get(self) -> None:
        """List the clusters within the token's reach, oldest first."""
        rows = self.services.store.state.clusters.values()
        mine = [row for row in rows if self.caller.may_see(row)]
        owner = self.get_query_argument("owner_name", None)
        if owner is not None:
            names = (self.caller.user.name, f"{ORGANISATION}/{self.caller.user.name}")
            mine = mine if owner in names else []
        # Seconds: within one, the order in which they were made stays.
        mine.sort(key=lambda row: row.created_at, reverse=self.flag("descending"))
        found, neighbours = paging.page(
            mine,
            [row.id for row in mine],
            paging.parse_page_size(self.get_query_argument("page_size", None)),
            self.get_query_argument("next_key", None),
            self.get_query_argument("prev_key", None),
        )
        self.reply({"dask_clusters": [self.view(row) for row in found], **neighbours})

    async def post(self) -> None:
        """Create (the body has `resource`), or start the project's cluster and wait for it.

        dask-saturn's backoff sleeps 5-9 s after an answer `pending`, so this one is held.
        """
        resource = self.body().get("resource")
        if resource is not None:
            self._create(resource)
        else:
            await self._start()

    def _create(self, resource: object) -> None:
        project_id = resource.get("workspace_id") if isinstance(resource, dict) else None
        if not isinstance(project_id, str):
            raise bad_request("'resource' must name a 'workspace_id'; there are no others here.")
        project = self.services.accounts.project(self.caller, project_id)
        self.reply(self.view(self.services.accounts.define(project, self.asked_settings())), 201)

    async def _start(self) -> None:
        accounts, fleet = self.services.accounts, self.services.fleet
        project = self.asked_project()
        cluster = accounts.cluster_of(project)
        warnings: list[str] = []
        if cluster is None:
            cluster = accounts.define(project, self.asked_settings())
        else:
            cluster, warnings = fleet.redefine(cluster, self.asked_settings())
        run = await fleet.ready(cluster)
        self.reply({**self.view(cluster, warnings), "status": _start_word(run)})


class ClusterRootHandler(ClusterHandler):
    """One cluster's definition."""

    def get(self, cluster_id: str) -> None:
        """Return the cluster."""
        self.reply(self.view(self.cluster(cluster_id)))

    def patch(self, cluster_id: str) -> None:
        """Change settings: now for a stopped cluster; one that is up keeps its own and warns."""
        cluster = self.cluster(cluster_id)
        cluster, warnings = self.services.fleet.redefine(cluster, self.asked_settings())
        self.reply(self.view(cluster, warnings))

    async def delete(self, cluster_id: str) -> None:
        """Delete; one that is up only with `allow_active` (409)."""
        cluster = self.cluster(cluster_id)
        fleet = self.services.fleet
        if fleet.is_active(cluster.id):
            if not self.flag("allow_active"):
                raise conflict("The cluster is up: stop it first, or pass allow_active=true.")
            await fleet.stop(cluster, wait=True)
        self.services.accounts.delete(cluster)
        fleet.forget(cluster.id)
        self.services.backend.forget(cluster.id)
        self.set_status(204)


class ClusterActionHandler(ClusterHandler):
    """start, stop, restart and close."""

    async def post(self, cluster_id: str, action: str) -> None:
        """Do it; only `close`, which dask-saturn waits for, returns when it is over."""
        cluster = self.cluster(cluster_id)
        fleet = self.services.fleet
        if action in ("restart", "close"):
            await fleet.stop(cluster, wait=True)
        if action in ("start", "restart"):
            await fleet.start(cluster)
        if action == "stop":
            await fleet.stop(cluster)
        self.reply(self.view(cluster))


class ClusterScaleHandler(ClusterHandler):
    """scale and adapt."""

    async def post(self, cluster_id: str, action: str) -> None:
        """Set the number of hosts, or its bounds; holds for later starts too."""
        cluster = self.cluster(cluster_id)
        if action == "scale":
            await self.services.fleet.scale(cluster, parse_scale(self.body()))
        else:
            await self.services.fleet.adapt(cluster, *parse_adapt(self.body()))
        self.set_status(204)


class ClusterResetHandler(ClusterHandler):
    """dask-saturn's `SaturnCluster.reset`."""

    async def post(self) -> None:
        """Stop the project's cluster and define it anew; the id stays, the start comes later."""
        project = self.asked_project()
        settings = self.asked_settings()
        cluster = self.services.accounts.cluster_of(project)
        if cluster is None:
            cluster = self.services.accounts.define(project, settings)
        else:
            await self.services.fleet.stop(cluster, wait=True)
            cluster = self.services.accounts.redefine_whole(cluster, settings)
        self.reply(self.view(cluster))


def _start_word(run: Run) -> str:
    return {RUNNING: "ready", ERROR: "error"}.get(run.status, "pending")
