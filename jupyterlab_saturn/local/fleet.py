"""The clusters' states: start, stop, restart, scale (section 7 of the contract)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from typing import TYPE_CHECKING, Any

from . import logs
from .backend import Backend, Plan
from .certificates import Authority
from .definitions import Settings, apply_settings, check_processes
from .errors import ApiError, conflict
from .metrics import INTERVAL
from .runs import ERROR, PENDING, RUNNING, STOPPED, STOPPING, Run, Wish
from .sizes import MACHINE_MEMORY, SIZES

if TYPE_CHECKING:
    from .records import Cluster
    from .store import Store

log = logging.getLogger(__name__)

# Clusters that run at once, and the worker memory that may be promised, as a multiple of the
# machine's: limits are not reservations, most workers use little of theirs.
MAX_RUNNING = 10
MEMORY_OVERCOMMIT = 2
# Seconds. A start that takes longer has failed; an import on a loaded laptop may take 30 s.
START_TIMEOUT = 60.0
STOP_TIMEOUT = 10.0


class Fleet:
    """All clusters of all users: their definitions in the store, their runs in memory."""

    def __init__(self, store: Store, backend: Backend) -> None:
        self._store = store
        self._backend = backend
        self._runs: dict[str, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, cluster_id: str) -> Run | None:
        """Return the present or last run, None for a cluster that was never started."""
        return self._runs.get(cluster_id)

    def status(self, cluster_id: str) -> str:
        """Return the cluster's status word."""
        run = self._runs.get(cluster_id)
        return run.status if run else STOPPED

    def is_active(self, cluster_id: str) -> bool:
        """Whether the cluster has, or may have, processes."""
        run = self._runs.get(cluster_id)
        return run is not None and not run.ended

    def live(self, cluster_id: str) -> Run:
        """Return the run of a running cluster; raises `ApiError` 409 when it is not running."""
        run = self._runs.get(cluster_id)
        if run is None or run.status != RUNNING:
            raise conflict(f"The cluster is not running: it is {self.status(cluster_id)}.")
        return run

    async def start(self, cluster: Cluster) -> Run:
        """Start a cluster and return at once; one that is up or coming up is left alone.

        Raises `ApiError` 409 at this machine's limits. A failed start ends in `error`.
        """
        run = self._runs.get(cluster.id)
        if run is not None and not run.ended:
            if run.status in (PENDING, RUNNING):
                return run
            previous = run
            if not await previous.until(lambda: previous.ended, STOP_TIMEOUT):
                raise conflict("The cluster is still stopping; try again in a moment.")
            return await self.start(cluster)
        self._check_limits(cluster)
        authority = Authority(cluster.id)
        workers = cluster.n_workers * cluster.nprocs
        run = Run(cluster.subdomain, authority, secrets.token_urlsafe(24), workers)
        self._runs[cluster.id] = run
        run.note("Starting.")
        self._spawn(self._guard(cluster, run))
        return run

    async def ready(self, cluster: Cluster, timeout: float = START_TIMEOUT) -> Run:
        """Start a cluster and wait until it runs or has failed, at most `timeout` seconds."""
        run = await self.start(cluster)
        await run.until(lambda: run.status != PENDING, timeout)
        return run

    async def stop(self, cluster: Cluster, *, wait: bool = False) -> None:
        """Stop a cluster; with `wait`, return when no process is left."""
        run = self._runs.get(cluster.id)
        if run is None:
            return
        if run.ended:
            run.status = STOPPED
            return
        if run.status != STOPPING:
            run.begin_stop()
            run.note("Stopping.")
        if wait:
            await run.until(lambda: run.ended, STOP_TIMEOUT)

    async def scale(self, cluster: Cluster, hosts: int) -> None:
        """Set a number of hosts, now and for later starts; ends adaptivity."""
        changed = apply_settings(cluster, {"n_workers": hosts})
        self._check_limits(changed)
        self._store.put("clusters", changed)
        run = self._runs.get(cluster.id)
        if run is not None and run.status in (PENDING, RUNNING):
            run.bounds = None
            run.target = hosts * cluster.nprocs
            await _apply(run, lambda link: link.scale(hosts * cluster.nprocs))

    async def adapt(self, cluster: Cluster, minimum: int, maximum: int) -> None:
        """Let the load decide between two numbers of hosts, until the cluster stops.

        Raises `ApiError` 409 when the cluster is not up.
        """
        most = check_processes(maximum, cluster.nprocs)
        run = self._runs.get(cluster.id)
        if run is None or run.status not in (PENDING, RUNNING):
            raise conflict(f"The cluster is not running: it is {self.status(cluster.id)}.")
        run.bounds = (minimum, maximum)
        await _apply(run, lambda link: link.adapt(minimum * cluster.nprocs, most))

    def redefine(self, cluster: Cluster, settings: Settings) -> tuple[Cluster, list[str]]:
        """Store settings; on a cluster that is up, change nothing and return warnings."""
        changed = apply_settings(cluster, settings)
        if changed == cluster:
            return cluster, []
        if self.is_active(cluster.id):
            differing = [name for name in settings if settings[name] != getattr(cluster, name)]
            words = ", ".join(differing)
            return cluster, [f"The cluster is up, so these settings were not changed: {words}."]
        self._store.put("clusters", changed)
        return changed, []

    async def watch(self) -> None:
        """Sample what the clusters use and bound their logs, until cancelled."""
        while True:
            for cluster_id, run in self._runs.items():
                if not run.ended:
                    run.meter.sample(run)
                    logs.trim(self._backend.logs(cluster_id))
            await asyncio.sleep(INTERVAL)

    async def close(self) -> None:
        """Stop everything."""
        clusters = list(self._store.state.clusters.values())
        await asyncio.gather(*(self.stop(cluster, wait=True) for cluster in clusters))
        for task in self._tasks:
            task.cancel()
        await self._backend.close()

    def forget(self, cluster_id: str) -> None:
        """Drop a deleted cluster's run."""
        self._runs.pop(cluster_id, None)

    def _spawn(self, work: Any) -> None:  # noqa: ANN401
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, cluster: Cluster, run: Run) -> None:
        try:
            await self._launch(cluster, run)
        except Exception:
            # A run that nobody ends would read "stopping" for ever.
            log.exception("The run of cluster %s failed.", cluster.id)
            run.fail("The local Saturn itself has failed; its log says how.")
            run.end()

    async def _launch(self, cluster: Cluster, run: Run) -> None:
        try:
            plan = _plan(cluster, run)
            link = await self._backend.launch(plan, run.apply)
        except (OSError, ApiError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            run.fail(f"No process could be started: {reason}.")
            run.end()
            run.note(run.reason)
            return
        # From here on this task alone ends the run, whoever asks for it.
        run.launched(link)
        up = await run.until(lambda: run.status != PENDING, START_TIMEOUT)
        if not up:
            run.fail(f"The scheduler was not up after {START_TIMEOUT:.0f} seconds.")
        run.note(run.reason or f"The cluster is {run.status}.")
        if run.status == RUNNING and run.wish is not None:
            with contextlib.suppress(ApiError):
                await run.wish(link)
        await run.until(lambda: run.status in (ERROR, STOPPING, STOPPED), float("inf"))
        await link.stop()
        if not run.ended:
            run.end()
        run.note(run.reason or f"The cluster is {run.status}.")

    def _check_limits(self, cluster: Cluster) -> None:
        others = [
            other
            for other in self._store.state.clusters.values()
            if other.id != cluster.id and self.is_active(other.id)
        ]
        if len(others) >= MAX_RUNNING:
            raise conflict(f"{MAX_RUNNING} clusters run already, and this machine takes no more.")
        promised = sum(_memory(other) for other in [*others, cluster])
        if promised > MEMORY_OVERCOMMIT * MACHINE_MEMORY:
            raise conflict("This machine has not enough memory for so many workers.")


async def _apply(run: Run, wish: Wish) -> None:
    if run.status == RUNNING and run.link is not None:
        # One from before must not undo this one.
        run.wish = None
        await wish(run.link)
    else:
        run.wish = wish


def _memory(cluster: Cluster) -> int:
    return cluster.n_workers * SIZES[cluster.worker_size].memory_bytes


def _plan(cluster: Cluster, run: Run) -> Plan:
    key, certificate = run.authority.node_pair()
    return Plan(
        cluster_id=cluster.id,
        name=cluster.subdomain,
        image=cluster.image,
        python=cluster.python,
        nthreads=cluster.nthreads,
        memory_limit=SIZES[cluster.worker_size].memory_bytes // cluster.nprocs,
        workers=run.target,
        ticket=run.ticket,
        authority=run.authority.pem,
        key=key,
        certificate=certificate,
    )
