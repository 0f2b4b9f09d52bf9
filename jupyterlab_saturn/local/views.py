"""Records as the JSON objects of saturn-api 2026.6.3 (section 5 of the contract)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .runs import ERROR, Run
from .sizes import SIZES

if TYPE_CHECKING:
    from .records import Cluster, Project, State, Token, User

ORGANISATION = "local"


def cluster_view(state: State, cluster: Cluster, run: Run | None) -> dict[str, Any]:
    """Return a `DaskCluster`, plus `stage`, `n_running` and `adaptive`, which are ours.

    `scheduler_url` and `url` are strings, "" while there is no scheduler.
    """
    errors = []
    if run is not None:
        errors = [run.reason] if run.status == ERROR else run.troubles
    return {
        "id": cluster.id,
        "name": state.projects[cluster.project_id].name,
        "resource_type": "dask",
        "tags": cluster.tags,
        "worker_size": cluster.worker_size,
        "worker_size_display": SIZES[cluster.worker_size].display,
        "worker_is_spot": cluster.worker_is_spot,
        "scheduler_size": cluster.scheduler_size,
        "scheduler_size_display": SIZES[cluster.scheduler_size].display,
        "n_workers": cluster.n_workers,
        "nprocs": cluster.nprocs,
        "nthreads": cluster.nthreads,
        "scheduler_url": run.address if run else "",
        "url": run.dashboard if run else "",
        "subdomain": cluster.subdomain,
        "image": cluster.image,
        "created_at": cluster.created_at,
        "status": run.status if run else "stopped",
        "stage": run.stage if run else "stopped",
        "n_running": len(run.workers) if run else 0,
        "adaptive": _adaptive(run),
        "warnings": [],
        "errors": errors,
        "owner": owner_view(state.users[cluster.user_id]),
        "workspace_id": cluster.project_id,
        "deployment_id": None,
        "job_id": None,
    }


def _adaptive(run: Run | None) -> dict[str, int] | None:
    if run is None or run.ended or run.bounds is None:
        return None
    return {"minimum": run.bounds[0], "maximum": run.bounds[1]}


def owner_view(user: User) -> dict[str, Any]:
    """Return the owner of a resource: the user in the one organisation there is."""
    return {
        "id": user.id,
        "name": f"{ORGANISATION}/{user.name}",
        "identity_name": user.name,
        "org_name": ORGANISATION,
        "created_at": user.created_at,
        "org_admin": False,
        "org_id": ORGANISATION,
        "user_id": user.id,
        "identity_type": "user",
        "avatar_url": "",
    }


def user_view(user: User) -> dict[str, Any]:
    """Return a `UserDetailed`."""
    return {
        "id": user.id,
        "avatar_url": "",
        "username": user.name,
        "created_at": user.created_at,
        "full_name": user.name,
        "email": f"{user.name}@localhost",
        "admin": False,
        "locked": False,
        "locked_reason": "",
        "is_multiple_ssh_keys": False,
        "active": True,
    }


def project_view(state: State, project: Project) -> dict[str, Any]:
    """Return a workspace: the few fields that a page needs to name and find it."""
    return {
        "id": project.id,
        "name": project.name,
        "created_at": project.created_at,
        "owner": owner_view(state.users[project.user_id]),
        "dask_cluster_ids": [
            row.id for row in state.clusters.values() if row.project_id == project.id
        ],
    }


def token_view(token: Token) -> dict[str, Any]:
    """Return an `ApiTokenInfo`: everything but the secret."""
    return {
        "id": token.id,
        "description": token.description,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "refresh_expires_at": token.refresh_expires_at,
        "scope": token.scope,
        "user_id": token.user_id,
        "group_id": None,
    }
