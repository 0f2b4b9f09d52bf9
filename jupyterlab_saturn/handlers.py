"""The REST API that the pages use: parse, call, answer JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tornado import web

from .base import SaturnHandler, check_id
from .clusterhandlers import (
    ClusterHandler,
    ClusterKeepHandler,
    ClusterRootHandler,
    ProjectResourcesHandler,
)
from .connection import parse_settings
from .errors import bad_request
from .interpreter import kernel_python
from .projects import list_projects
from .records import clean_text

if TYPE_CHECKING:
    from .actions import Actions
    from .attach import Attacher
    from .idlewatch import IdleWatch
    from .signin import SignIn
    from .watch import ClusterWatch

PREFIX = r"/jupyterlab-saturn/api"
"""Where the API is, below the server's base URL."""


class StateHandler(SaturnHandler):
    """The snapshot."""

    # A page that only looks must not keep an idle server alive.
    _track_activity = False

    @web.authenticated
    def get(self) -> None:
        """Answer at once with what is known; 304 when the page has it already.

        It counts as a look, which keeps Saturn being read for a while and starts the local one.
        With ``?look=0``, and nothing but that, it does not: the answer is the same, and causes
        nothing. The header ``Saturn-Checked-At`` is the time of the last good reading, also with
        a 304, because that time alone makes no new revision; it is absent when there was none.
        """
        is_look = self.get_query_arguments("look", strip=False) != ["0"]
        snapshot = self.watch.look() if is_look else self.watch.snapshot()
        if self.watch.checked_at is not None:
            self.set_header("Saturn-Checked-At", self.watch.checked_at)
        self.set_etag_header()
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
            return
        self.finish(json.dumps(snapshot))

    def compute_etag(self) -> str | None:
        """Name the snapshot; Tornado then answers If-None-Match."""
        return self.watch.etag


class RefreshHandler(SaturnHandler):
    """Reading Saturn now."""

    @web.authenticated
    async def post(self) -> None:
        """Answer when it is read."""
        self.watch.look()
        await self.watch.refresh()
        self.set_status(204)
        self.finish()


class ConnectionHandler(SaturnHandler):
    """Which Saturn, and which project."""

    @web.authenticated
    async def put(self) -> None:
        """Take the settings over, and answer what they lead to."""
        settings = parse_settings(self.json_body())
        connection = await self.watch.configure(settings)
        effective = self.watch.connector.connection
        answer = {
            **connection,
            "project": effective.project,
            "project_source": effective.project_source,
            "project_problem": self.watch.snapshot()["project_problem"],
        }
        self.finish(json.dumps(answer))


class CredentialsHandler(SaturnHandler):
    """The token: what is known of it; signing in and out."""

    _track_activity = False

    @web.authenticated
    def get(self) -> None:
        """Answer what is known, never the token."""
        self.finish(json.dumps(self.signin.describe()))

    @web.authenticated
    async def put(self) -> None:
        """Verify a token and store it; answers as whom one is signed in."""
        self.finish(json.dumps(await self.signin.enter(self.json_body())))

    @web.authenticated
    async def delete(self) -> None:
        """Forget the token, of the Saturn in use or of another one."""
        base_url = self.get_query_argument("base_url", None)
        self.finish(json.dumps(await self.signin.forget(base_url)))


class LeakedTokenHandler(SaturnHandler):
    """A token that got into JupyterLab's settings."""

    _track_activity = False

    @web.authenticated
    async def post(self) -> None:
        """Move it into the vault; answers what to tell the user, to one page only."""
        self.finish(json.dumps(await self.signin.leaked.rescue(self.json_body())))


class ProjectRootHandler(SaturnHandler):
    """The projects (today: workspaces, deployments, jobs) that own clusters."""

    _track_activity = False

    @web.authenticated
    async def get(self) -> None:
        """List them."""
        self.finish(json.dumps(list_projects(await self.watch.clusters())))


class ClusterActionHandler(SaturnHandler):
    """Starting, stopping, restarting."""

    @web.authenticated
    async def post(self, cluster_id: str, action: str) -> None:
        """Carry the action out; answers when the snapshot shows it."""
        await self.actions.act(check_id(cluster_id), action)
        self.set_status(204)
        self.finish()


class ClusterScaleHandler(SaturnHandler):
    """The number of workers."""

    @web.authenticated
    async def put(self, cluster_id: str) -> None:
        """Set it; answers when the snapshot shows it."""
        await self.actions.scale(check_id(cluster_id), self.json_body())
        self.set_status(204)
        self.finish()


class ClusterMatchHandler(SaturnHandler):
    """The interpreter of a cluster: whoever sets it runs code of a kernel's environment."""

    write_action = "execute"

    @web.authenticated
    async def post(self, cluster_id: str) -> None:
        """Restart the cluster under a kernel's interpreter; answers when the snapshot shows it."""
        body = self.json_body()
        _check_keys(body, {"kernel_id"})
        python = kernel_python(self.kernel_manager, body.get("kernel_id"))
        await self.actions.match(check_id(cluster_id), python)
        self.set_status(204)
        self.finish()


class ClusterCertificateHandler(SaturnHandler):
    """A certificate for a kernel: whoever has one can run code on the cluster."""

    write_action = "execute"

    @web.authenticated
    async def post(self, cluster_id: str) -> None:
        """Have the request signed, and answer what the kernel needs to connect."""
        body = self.json_body()
        _check_keys(body, {"csr", "versions", "base_url"})
        versions, base_url = body.get("versions"), body.get("base_url")
        is_table = isinstance(versions, dict) and all(
            isinstance(value, str) for value in versions.values()
        )
        if versions is not None and not is_table:
            raise bad_request("versions must be an object of texts.")
        if base_url is not None and not isinstance(base_url, str):
            raise bad_request("base_url must be text.")
        answer = await self.attacher.attach(check_id(cluster_id), body.get("csr"), base_url)
        self.finish(json.dumps(answer))


def routes(
    watch: ClusterWatch, actions: Actions, attacher: Attacher, signin: SignIn, idle: IdleWatch
) -> list[tuple[Any, ...]]:
    """List the routes, relative to the server's base URL."""
    parts = {
        "watch": watch,
        "actions": actions,
        "attacher": attacher,
        "signin": signin,
        "idle": idle,
    }
    cluster = rf"{PREFIX}/clusters/([^/]+)"
    return [
        (rf"{PREFIX}/state", StateHandler, parts),
        (rf"{PREFIX}/refresh", RefreshHandler, parts),
        (rf"{PREFIX}/connection", ConnectionHandler, parts),
        (rf"{PREFIX}/credentials", CredentialsHandler, parts),
        (rf"{PREFIX}/leaked-token", LeakedTokenHandler, parts),
        (rf"{PREFIX}/projects", ProjectRootHandler, parts),
        (rf"{PREFIX}/projects/([^/]+)/resources", ProjectResourcesHandler, parts),
        (rf"{PREFIX}/clusters", ClusterRootHandler, parts),
        (cluster, ClusterHandler, parts),
        (rf"{cluster}/keep", ClusterKeepHandler, parts),
        (rf"{cluster}/(start|stop|restart)", ClusterActionHandler, parts),
        (rf"{cluster}/scale", ClusterScaleHandler, parts),
        (rf"{cluster}/match", ClusterMatchHandler, parts),
        (rf"{cluster}/certificate", ClusterCertificateHandler, parts),
    ]


def _check_keys(body: dict[str, Any], allowed: set[str]) -> None:
    unknown = sorted(set(body) - allowed)
    if unknown:
        raise bad_request(f"{clean_text(unknown[0], 40)!r} is not expected here.")
