"""The server extension: its options, its start and its end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_core.paths import jupyter_data_dir
from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Enum, Float, Unicode

from . import redaction
from .actions import Actions
from .attach import Attacher
from .connection import normalise_base_url
from .connector import Connector, Fixed
from .credentials import Credentials, take_from_environment
from .dashboard import Dashboards
from .errors import SaturnError
from .handlers import routes
from .idlewatch import IdleWatch
from .leaked import LeakedToken
from .lease import LocalSaturn
from .logs import Logs
from .monitoring import monitoring_routes
from .settingsfile import SettingsFiles
from .signin import SignIn
from .transport import Limits
from .vault import Vault, is_served
from .watch import ClusterWatch
from .workers import Workers

if TYPE_CHECKING:
    from jupyter_events.logger import EventLogger

EVENT_SCHEMA = "https://jupyterlab-saturn.readthedocs.io/events/clusters/v1"
"""The event that tells the pages of a new revision."""

_SCHEMA_FILE = Path(__file__).parent / "events" / "clusters.v1.yaml"


class SaturnApp(ExtensionApp):
    """Attach notebooks to Dask clusters on Saturn Cloud, or on this machine."""

    name = "jupyterlab_saturn"
    load_other_extensions = True

    base_url = Unicode(
        help="""The base URL of Saturn, such as https://app.community.saturnenterprise.io/.
        When it is set, users cannot choose another one.""",
    ).tag(config=True)

    local_saturn = Bool(
        None,
        allow_none=True,
        help="""Whether users may run clusters on this machine when no base URL is set.
        None, the default, means yes, but not under JupyterHub.""",
    ).tag(config=True)

    ca_bundle = Unicode(
        help="""A file of CA certificates (PEM) that are trusted for Saturn, besides the usual.""",
    ).tag(config=True)

    connect_timeout = Float(5.0, min=0.01, help="Seconds to connect to Saturn.").tag(config=True)

    read_timeout = Float(
        10.0, min=0.01, help="Seconds that Saturn may be silent during an answer."
    ).tag(config=True)

    call_timeout = Float(
        12.0, min=0.01, help="Seconds for one call to Saturn with all its retries."
    ).tag(config=True)

    keep_environment_token = Bool(
        False,
        help="""Whether SATURN_TOKEN stays in the server's environment, which kernels and
        terminals inherit. Inside Saturn (SATURN_IS_INTERNAL=true) it always stays.""",
    ).tag(config=True)

    vault = Enum(
        ["file", "memory"],
        "file",
        help="""Where tokens that users enter are kept: in a file that only the user can read, in
        Jupyter's data directory, or in the memory of the server, until it stops.""",
    ).tag(config=True)

    def initialize_settings(self) -> None:
        """Build the parts. The event is registered now: a page's socket knows no later ones."""
        self._events().register_event_schema(_SCHEMA_FILE)
        is_internal = os.environ.get("SATURN_IS_INTERNAL", "").lower() == "true"
        keep = self.keep_environment_token or is_internal
        assert self.serverapp is not None  # noqa: S101
        redaction.install(self.log, self.serverapp.log)
        directory = Path(jupyter_data_dir()) / "saturn"
        vault = Vault(None if self._is_memory_only(directory) else directory, self.log)
        from_environment = take_from_environment(os.environ, keep=keep, log=self.log)
        credentials = Credentials(from_environment, vault)
        local = LocalSaturn(directory / "local")
        connector = Connector(self._fixed(), credentials, local)
        self.watch = ClusterWatch(connector, self._emit, log=self.log)
        self.dashboards = Dashboards(self.watch, is_internal=is_internal)
        self.actions = Actions(self.watch, self.dashboards.revoke)
        self.idle = IdleWatch(self.watch, self.actions, self.log)
        self.attacher = Attacher(self.watch, is_internal=is_internal)
        files = SettingsFiles.of(self._applications())
        leaked = LeakedToken(files, self.watch, credentials, vault, self.log)
        leaked.collect(is_final=False)
        self.signin = SignIn(self.watch, credentials, vault, leaked)

    def initialize_handlers(self) -> None:
        """Add the routes."""
        parts = (self.watch, self.actions, self.attacher, self.signin, self.idle)
        self.handlers.extend(routes(*parts))
        logs, workers = Logs(self.watch), Workers(self.watch)
        self.handlers.extend(monitoring_routes(self.dashboards, logs, workers))

    async def stop_extension(self) -> None:
        """Leave the local Saturn, close connections, cancel what runs."""
        # An extension that a bad option kept from loading is stopped as well.
        watch: ClusterWatch | None = getattr(self, "watch", None)
        if watch is not None:
            self.dashboards.close()
            await self.idle.stop()
            await watch.stop()

    def _fixed(self) -> Fixed:
        has_local = self.local_saturn
        if has_local is None:
            has_local = not any(name.startswith("JUPYTERHUB_") for name in os.environ)
        try:
            environment_url = normalise_base_url(os.environ.get("SATURN_BASE_URL", ""))
        except SaturnError as error:
            self.log.warning("SATURN_BASE_URL is ignored. %s", error.reason)
            environment_url = None
        return Fixed(
            # An option that cannot be used must not give the choice back to the users: it raises,
            # and the server goes on without the extension.
            admin_url=normalise_base_url(self.base_url),
            environment_url=environment_url,
            has_local=has_local,
            ca_bundle=self.ca_bundle,
            limits=Limits(self.connect_timeout, self.read_timeout, self.call_timeout),
        )

    def _applications(self) -> list[object]:
        # All of them are linked, and so configured, before the first is loaded.
        assert self.serverapp is not None  # noqa: S101
        found = self.serverapp.extension_manager.extension_apps.values()
        return [application for group in found for application in group]

    def _is_memory_only(self, directory: Path) -> bool:
        if self.vault == "memory":
            return True
        assert self.serverapp is not None  # noqa: S101
        manager = self.serverapp.contents_manager
        roots = (self.serverapp.root_dir, getattr(manager, "root_dir", ""))
        if not is_served(directory, roots, has_hidden=getattr(manager, "allow_hidden", False)):
            return False
        self.log.warning(
            "Tokens of Saturn's are kept in memory only: hidden files of Jupyter's data directory"
            " are served (ContentsManager.allow_hidden)."
        )
        return True

    def _emit(self, revision: int) -> None:
        self.dashboards.sweep()
        self._events().emit(schema_id=EVENT_SCHEMA, data={"revision": revision})

    def _events(self) -> EventLogger:
        # The server makes its logger before it loads extensions.
        assert self.serverapp is not None  # noqa: S101
        assert self.serverapp.event_logger is not None  # noqa: S101
        return self.serverapp.event_logger
