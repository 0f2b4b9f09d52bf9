"""Writes the snapshot that the pages read: times in ISO 8601 UTC, memory in bytes, US dollars."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from .credentials import describe
from .idle import DEFAULT_MINUTES
from .links import cluster_link, links, project_link
from .prices import price_of
from .projects import find_project
from .reader import MAX_WORKERS

if TYPE_CHECKING:
    from datetime import datetime

    from .connector import Connector
    from .errors import SaturnError
    from .history import History
    from .idle import IdleTracker
    from .reader import Reading
    from .records import Cluster
    from .summaries import Summary

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


def rates_of(reading: Reading) -> dict[str, float | None]:
    """Estimate what an hour of each cluster costs."""
    return {
        item.id: price_of(reading.sizes, item.scheduler_size, item.worker_size, item.n_workers)
        for item in reading.clusters
    }


def remember(history: History, reading: Reading, now: datetime) -> None:
    """Have the history take a reading in."""
    moving = frozenset(
        item.id
        for item in reading.clusters
        if item.status in ("pending", "stopping") or _stage(item, reading, history) is not None
    )
    history.take(reading.clusters, rates_of(reading), moving, now)


def render(
    connector: Connector, state: State, history: History, idle: IdleTracker
) -> dict[str, object]:
    """Write the whole snapshot but for its revision and the time of the reading."""
    reading = state.reading
    setting = connector.connection.project
    base_url = None if connector.is_local else connector.base_url
    project, problem = find_project(setting, connector.base_url, reading)
    project_id = project["id"] if project else None
    clusters = sorted(
        reading.clusters if reading else (),
        key=lambda item: (item.project_id != project_id, item.name.casefold(), item.id),
    )
    prices = rates_of(reading) if reading else {}
    return {
        "stale_since": state.stale_since,
        "local": connector.is_local,
        "connection": render_connection(connector, state),
        "project": project and {**project, "url": project_link(base_url, project_id, clusters)},
        "project_problem": problem.to_json() if problem else None,
        "project_source": connector.connection.project_source,
        "links": links(base_url, reading.clusters if reading else ()),
        "limits": {"workers": reading.max_workers if reading else MAX_WORKERS},
        "idle_watch": _idle_watch(connector),
        "idle_alerts": idle.alerts(),
        "cost": history.total(),
        "sizes": [asdict(size) for size in (reading.sizes if reading else ())],
        "clusters": [
            {
                **_render_cluster(cluster, reading),
                "stage": _stage(cluster, reading, history),
                "adaptive": _adaptive(cluster, history),
                "since": history.since(cluster.id),
                "transition_since": history.moving_since(cluster.id),
                "idle_since": idle.since(cluster.id),
                "price_per_hour": prices[cluster.id],
                "cost": history.cost(cluster.id),
                "url": cluster_link(base_url, cluster),
            }
            for cluster in clusters
            if reading is not None
        ],
    }


def _idle_watch(connector: Connector) -> dict[str, object]:
    """Describe what is done about idle clusters."""
    settings = connector.settings
    return {
        "action": settings.idle_action or "off",
        "minutes": settings.idle_minutes or DEFAULT_MINUTES,
    }


def _render_cluster(cluster: Cluster, reading: Reading) -> dict[str, object]:
    worker = next((size for size in reading.sizes if size.name == cluster.worker_size), None)
    summary = reading.summaries.get(cluster.id)
    detail = summary.detail if summary else None
    target = cluster.n_workers * cluster.nprocs
    is_forbidden = cluster.id in reading.forbidden
    return {
        "id": cluster.id,
        "name": cluster.name,
        "project_id": cluster.project_id,
        "owner_kind": cluster.owner_kind,
        "status": cluster.status,
        "status_text": cluster.status_text,
        "stage_detail": asdict(detail) if detail else None,
        "worker_count": _worker_count(cluster, summary),
        "worker_target": target,
        "n_workers": cluster.n_workers,
        "nprocs": cluster.nprocs,
        "nthreads": cluster.nthreads,
        "threads": target * cluster.nthreads,
        "memory_bytes": _times(cluster.n_workers, worker.memory_bytes if worker else None),
        "worker_size": cluster.worker_size or None,
        "scheduler_size": cluster.scheduler_size or None,
        "created_at": cluster.created_at,
        "warnings": [*cluster.warnings, *([_FORBIDDEN] if is_forbidden else [])],
        "errors": list(cluster.errors),
    }


def _adaptive(cluster: Cluster, history: History) -> dict[str, int] | None:
    """Tell the limits, in workers: Saturn's own, or those that were set through us."""
    limits = history.adaptive.get(cluster.id)
    if cluster.adaptive is not None:
        limits = (cluster.adaptive[0] * cluster.nprocs, cluster.adaptive[1] * cluster.nprocs)
    return {"minimum": limits[0], "maximum": limits[1]} if limits else None


def _worker_count(cluster: Cluster, summary: Summary | None) -> int | None:
    """Count the worker processes that run; None when Saturn does not tell."""
    if cluster.status not in ("pending", "running"):
        return 0
    if cluster.n_running is not None:
        return cluster.n_running
    return summary.workers_ready * cluster.nprocs if summary else None


def _stage(cluster: Cluster, reading: Reading, history: History) -> dict[str, object] | None:
    """Tell what a start waits for; null when it waits for nothing.

    Saturn may call a cluster running when its scheduler is: then it waits for workers still.
    """
    summary = reading.summaries.get(cluster.id)
    total = cluster.n_workers * cluster.nprocs
    ready = _worker_count(cluster, summary)
    if cluster.status == "pending" and summary is not None:
        step = summary.step
    elif cluster.status == "running" and ready is not None and ready < total:
        if _adaptive(cluster, history) is not None:
            return None
        step = "workers"
    else:
        return None
    return {
        "step": step,
        "workers_ready": ready,
        "workers_total": total,
        "workers_failed": summary.workers_failed * cluster.nprocs if summary else 0,
    }


def _times(number: int, value: int | None) -> int | None:
    return None if value is None else number * value
