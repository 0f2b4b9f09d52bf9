"""The owners of clusters, and which of them the setting ``project`` means.

Saturn's API lists no owners by themselves (none that the public clients know), so what has no
cluster is not found. A cluster has the name of the resource that owns it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .connection import normalise_base_url
from .errors import SaturnError

if TYPE_CHECKING:
    from .reader import Reading
    from .records import Cluster

_PROJECT_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def list_projects(clusters: tuple[Cluster, ...]) -> list[dict[str, object]]:
    """List the owners by name, each with the number of its clusters."""
    owned: dict[str, list[Cluster]] = {}
    for cluster in sorted(clusters, key=lambda item: (item.name.casefold(), item.id)):
        if cluster.project_id:
            owned.setdefault(cluster.project_id, []).append(cluster)
    return [
        {"id": key, "name": found[0].name or key, "clusters": len(found)}
        for key, found in owned.items()
    ]


def find_project(
    setting: str | None, base_url: str | None, reading: Reading | None
) -> tuple[dict[str, str] | None, SaturnError | None]:
    """Find the owner that the setting names, or say why there is none.

    The setting is an id, a name, or the URL of a page; no page is ever contacted.
    """
    if setting is None:
        return None, None
    problem = _check_origin(setting, base_url)
    if problem is not None or reading is None:
        return None, problem
    for cluster in reading.clusters:
        if cluster.project_id and matches_project(setting, (cluster.project_id, cluster.name)):
            return {"id": cluster.project_id, "name": cluster.name}, None
    return None, _no_project()


def matches_project(project: str, values: tuple[str | None, ...]) -> bool:
    """Tell whether the setting names one of these ids or names."""
    found = _PROJECT_ID.search(project)
    if found is not None:
        wanted = found[0].lower()
        return any(value is not None and value.lower() == wanted for value in values)
    if _SCHEME.match(project):
        path = urlsplit(project).path
        return any(value in path.split("/") for value in values if value)
    return project in values


def _check_origin(setting: str, base_url: str | None) -> SaturnError | None:
    """Refuse the page of another Saturn: ids of one mean nothing to the other."""
    if _SCHEME.match(setting) is None or base_url is None:
        return None
    try:
        origin = normalise_base_url(setting)
    except SaturnError as error:
        hint = "Enter the id or the name of the project, or the address of its page."
        return SaturnError(
            "bad-project", "The project's address cannot be used", error.reason, hint, 400
        )
    if origin == base_url:
        return None
    return SaturnError(
        "project-elsewhere",
        "The project is of another Saturn",
        f"Its address is at {origin}, and the connection leads to {base_url}.",
        f"Set the base URL to {origin}, or choose a project of this Saturn.",
        409,
    )


def _no_project() -> SaturnError:
    """Say that there is none, without repeating the setting: it may be a token, pasted astray."""
    return SaturnError(
        "no-project",
        "The project was not found",
        "No cluster that you may see belongs to what the setting names.",
        "Choose another project; one without a cluster is not listed.",
        404,
    )
