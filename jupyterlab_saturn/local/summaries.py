"""The runtime summaries, from the real processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .runs import ERROR, PENDING, RUNNING, STOPPED, STOPPING, Pod, Run

if TYPE_CHECKING:
    from .records import Cluster

CONTAINER_WORDS = {RUNNING: "running", STOPPED: "completed", ERROR: "error"}


def cluster_summary(cluster: Cluster, run: Run | None) -> dict[str, Any]:
    """Return the whole: status, how far a start has come, and the counts of workers."""
    status = run.status if run else STOPPED
    return {
        **_meta(cluster.subdomain, cluster.id, run.started_at if run else None),
        "status": status,
        "stage": run.stage if run else STOPPED,
        "kubecluster_summary": kubecluster_summary(cluster, run),
        "scheduler_summary": scheduler_summary(cluster, run),
        "worker_summary": worker_counts(run),
        "errors": [run.reason] if run and run.status == ERROR else [],
    }


def worker_counts(run: Run | None) -> dict[str, int]:
    """Count the worker processes: wanted, up, still to come, failed."""
    if run is None or run.ended:
        return {"count": 0, "pending_count": 0, "running_count": 0, "error_count": 0}
    up = len(run.workers)
    return {
        "count": max(run.target, up),
        "pending_count": max(run.target - up, 0),
        "running_count": up,
        "error_count": min(len(run.troubles), max(run.target - up, 0)),
    }


def kubecluster_summary(cluster: Cluster, run: Run | None) -> dict[str, Any]:
    """Return the supervisor, which plays the part of Saturn's cluster pod."""
    status = run.status if run else STOPPED
    up = int(run is not None and run.supervisor is not None and not run.ended)
    name = f"{cluster.subdomain}-kubecluster"
    return {
        **_meta(name, f"{cluster.id}-kubecluster", run.started_at if run else None),
        "status": status if status in (PENDING, RUNNING, STOPPING, STOPPED, ERROR) else ERROR,
        "scale": int(run is not None and not run.ended),
        "running_count": up,
        "active_count": up,
    }


def scheduler_summary(cluster: Cluster, run: Run | None) -> dict[str, Any]:
    """Return the scheduler's pod, pending or stopped when there is none yet or no more."""
    if run is not None and run.scheduler is not None:
        return pod_summary(run.scheduler)
    status = PENDING if run is not None and run.status == PENDING else STOPPED
    return _pod(f"{cluster.subdomain}-scheduler", f"{cluster.id}-scheduler", status)


def worker_summaries(run: Run | None) -> list[dict[str, Any]]:
    """Return the pods of the live workers."""
    return [pod_summary(pod) for pod in run.workers.values()] if run else []


def pod_summary(pod: Pod) -> dict[str, Any]:
    """Return one pod with its one container, the process."""
    uid = f"{pod.name}-{pod.pid}"
    summary = _pod(pod.name, uid, pod.status, pod.started_at, pod.ended_at)
    container = {
        **_meta(pod.component, uid, pod.started_at, pod.ended_at),
        "status": CONTAINER_WORDS[pod.status],
        "finished_at": pod.ended_at,
        "restart_policy": "OnFailure" if pod.component == "worker" else "Never",
        "image_pulled": True,
        "exit_code": None,
        "reason": pod.reason,
        "previous": None,
    }
    return {**summary, "container_summaries": [container]}


def _pod(
    name: str, uid: str, status: str, started_at: str | None = None, ended_at: str | None = None
) -> dict[str, Any]:
    return {
        **_meta(name, uid, started_at, ended_at),
        "status": status,
        "init_container_summaries": [],
        "container_summaries": [],
        "node_name": "localhost",
        "completed_at": ended_at,
        "reason": None,
    }


def _meta(
    name: str, uid: str, started_at: str | None, deleted_at: str | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "namespace": "local",
        "uid": uid,
        "controller_uid": None,
        "controller_kind": None,
        "labels": {},
        "annotations": {},
        "conditions": [],
        "started_at": started_at,
        "deleted_at": deleted_at,
    }
