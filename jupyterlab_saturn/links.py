"""Addresses of Saturn's own pages, built from the configured base URL and nothing else.

Saturn's documentation shows ``dash/resources/job/{id}``; that workspaces and deployments are
reached alike is an assumption. ``dash/resources`` lists all resources and makes new ones, and
``dash/o/{organisation}/user-details/`` is the account: access keys, and the way to plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .records import is_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .records import Cluster

_RESOURCES = "dash/resources"


def links(base_url: str | None, clusters: Iterable[Cluster]) -> dict[str, str] | None:
    """List the pages that are nobody's; None for the local Saturn, which has no pages."""
    if base_url is None:
        return None
    names = (cluster.owner.organisation for cluster in clusters)
    organisation = next((name for name in names if is_id(name)), None)
    resources = account = f"{base_url}{_RESOURCES}"
    if organisation is not None:
        account = f"{base_url}dash/o/{organisation}/user-details/"
    return {
        "resources": resources,
        "new_project": resources,
        "jobs": resources,
        "deployments": resources,
        "access_keys": account,
        "plans": account,
        "sign_up": f"{base_url}auth/signup",
    }


def resource_link(base_url: str | None, kind: str | None, resource_id: str | None) -> str | None:
    """Name the page of a workspace, deployment or job; None when there is none to be named."""
    if base_url is None or kind is None or resource_id is None or not is_id(resource_id):
        return None
    return f"{base_url}{_RESOURCES}/{kind}/{resource_id}"


def cluster_link(base_url: str | None, cluster: Cluster) -> str | None:
    """Name the page of the resource that owns a cluster: it has none of its own."""
    return resource_link(base_url, cluster.owner_kind, cluster.project_id)


def project_link(
    base_url: str | None, project_id: str | None, clusters: Iterable[Cluster]
) -> str | None:
    """Name the page of a project that owns one of the clusters."""
    owned = (cluster for cluster in clusters if cluster.project_id == project_id)
    return next((cluster_link(base_url, cluster) for cluster in owned), None)
