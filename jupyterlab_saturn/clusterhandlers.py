"""Defining clusters, keeping idle ones, and what else a project's owner has."""

from __future__ import annotations

import json

from tornado import web

from .base import SaturnHandler, check_id
from .errors import bad_request
from .resources import list_resources


class ClusterRootHandler(SaturnHandler):
    """The clusters."""

    @web.authenticated
    async def post(self) -> None:
        """Make one for a project, not started; 201 with ``{"id", "price_per_hour"}``.

        The body: ``project_id``, and where they are not to be Saturn's defaults ``project_kind``
        (workspace, deployment, job), ``n_workers`` (hosts), ``nprocs``, ``nthreads``,
        ``worker_size``, ``scheduler_size``, ``worker_is_spot``.
        """
        made = await self.actions.create(self.json_body())
        self.set_status(201)
        self.finish(json.dumps(made))


class ClusterHandler(SaturnHandler):
    """One cluster's definition."""

    @web.authenticated
    async def patch(self, cluster_id: str) -> None:
        """Change some of a new one's settings; answers ``{"warnings", "price_per_hour"}``."""
        changed = await self.actions.edit(check_id(cluster_id), self.json_body())
        self.finish(json.dumps(changed))

    @web.authenticated
    async def delete(self, cluster_id: str) -> None:
        """Delete it; with ``?active=true`` also when it is up, else that is refused (409)."""
        active = self.get_query_arguments("active", strip=False)
        if active not in ([], ["true"], ["false"]):
            raise bad_request("active must be true or false.")
        await self.actions.delete(check_id(cluster_id), allow_active=active == ["true"])
        self.set_status(204)
        self.finish()


class ClusterKeepHandler(SaturnHandler):
    """An idle cluster that shall go on."""

    @web.authenticated
    def post(self, cluster_id: str) -> None:
        """Take its alert back, and with it the countdown."""
        self.idle.keep(check_id(cluster_id))
        self.set_status(204)
        self.finish()


class ProjectResourcesHandler(SaturnHandler):
    """The jobs and deployments of a project's owner."""

    _track_activity = False

    @web.authenticated
    async def get(self, project_id: str) -> None:
        """List them: ``{"owner", "jobs", "deployments"}``."""
        self.finish(json.dumps(await list_resources(self.watch, project_id)))
