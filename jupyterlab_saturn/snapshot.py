"""Writes the snapshot that the pages read: times in ISO 8601 UTC, memory in bytes, US dollars."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from .credentials import describe
from .projects import find_project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .connector import Connector
    from .errors import SaturnError
    from .reader import Reading
    from .records import Cluster, Size, Summary

_OWN_STATUS = frozenset({"no-local", "signed-out", "refused", "expired", "not-saturn"})
_FORBIDDEN = "Saturn does not let you see this cluster's workers."


@dataclass(frozen=True)
class State:
    """All that the snapshot is made of, apart from the connection."""

    reading: Reading | None = None
    problem: SaturnError | None = None
    stale_since: str | None = None


def connection_status(state: State) -> str:
    """Put the state of the connection into one word of the contract."""
    if state.problem is None:
        return "ok" if state.reading else "starting"
    return state.problem.code if state.problem.code in _OWN_STATUS else "unreachable"


def render_connection(connector: Connector, state: State) -> dict[str, object]:
    """Describe the connection: where to, as whom, and what is wrong with it."""
    return {
        "base_url": connector.base_url,
        "base_url_source": connector.connection.base_url_source,
        "status": connection_status(state),
        "problem": state.problem.to_json() if state.problem else None,
        "user": (state.reading.user or None) if state.reading else None,
        "token": describe(connector.credential),
    }


def render(
    connector: Connector,
    state: State,
    since: Mapping[str, str],
    adaptive: Mapping[str, tuple[int, int]],
) -> dict[str, object]:
    """Write the whole snapshot but for its revision and the time of the reading."""
    reading = state.reading
    setting = connector.connection.project
    project, problem = find_project(setting, connector.base_url, reading)
    project_id = project["id"] if project else None
    clusters = sorted(
        reading.clusters if reading else (),
        key=lambda item: (item.project_id != project_id, item.name.casefold(), item.id),
    )
    return {
        "stale_since": state.stale_since,
        "local": connector.is_local,
        "connection": render_connection(connector, state),
        "project": project,
        "project_problem": problem.to_json() if problem else None,
        "project_source": connector.connection.project_source,
        "sizes": [asdict(size) for size in (reading.sizes if reading else ())],
        "clusters": [
            _render_cluster(cluster, reading, since.get(cluster.id), adaptive.get(cluster.id))
            for cluster in clusters
            if reading is not None
        ],
    }


def _render_cluster(
    cluster: Cluster,
    reading: Reading,
    since: str | None,
    adaptive: tuple[int, int] | None,
) -> dict[str, object]:
    sizes = {size.name: size for size in reading.sizes}
    worker = sizes.get(cluster.worker_size)
    summary = reading.summaries.get(cluster.id)
    target = cluster.n_workers * cluster.nprocs
    is_forbidden = cluster.id in reading.forbidden
    if cluster.adaptive is not None:
        adaptive = (cluster.adaptive[0] * cluster.nprocs, cluster.adaptive[1] * cluster.nprocs)
    return {
        "id": cluster.id,
        "name": cluster.name,
        "project_id": cluster.project_id,
        "status": cluster.status,
        "status_text": cluster.status_text,
        "stage": _stage(cluster, summary),
        "since": since,
        "worker_count": _worker_count(cluster, summary),
        "worker_target": target,
        "adaptive": {"minimum": adaptive[0], "maximum": adaptive[1]} if adaptive else None,
        "threads": target * cluster.nthreads,
        "memory_bytes": _times(cluster.n_workers, worker.memory_bytes if worker else None),
        "worker_size": cluster.worker_size or None,
        "scheduler_size": cluster.scheduler_size or None,
        "price_per_hour": _price(cluster, worker, sizes.get(cluster.scheduler_size)),
        "created_at": cluster.created_at,
        "warnings": [*cluster.warnings, *([_FORBIDDEN] if is_forbidden else [])],
        "errors": list(cluster.errors),
    }


def _worker_count(cluster: Cluster, summary: Summary | None) -> int | None:
    """Count the worker processes that run; None when Saturn does not tell."""
    if cluster.status not in ("pending", "running"):
        return 0
    if cluster.n_running is not None:
        return cluster.n_running
    return summary.workers_ready * cluster.nprocs if summary else None


def _stage(cluster: Cluster, summary: Summary | None) -> dict[str, object] | None:
    if cluster.status != "pending" or summary is None:
        return None
    step = "supervisor"
    if summary.has_supervisor:
        step = "workers" if summary.has_scheduler else "scheduler"
    return {
        "step": step,
        "workers_ready": _worker_count(cluster, summary),
        "workers_total": cluster.n_workers * cluster.nprocs,
    }


def _times(number: int, value: int | None) -> int | None:
    return None if value is None else number * value


def _price(cluster: Cluster, worker: Size | None, scheduler: Size | None) -> float | None:
    """Estimate what an hour costs: the scheduler and all hosts; None when a price is unknown."""
    prices = [size.price_per_hour if size else None for size in (scheduler, worker)]
    if prices[0] is None or prices[1] is None:
        return None
    return round(prices[0] + cluster.n_workers * prices[1], 4)
