"""What a cluster shall be: bodies of pages, checked before anything goes upstream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .connection import is_whole
from .errors import SaturnError, bad_request
from .prices import price_of
from .records import OWNER_KINDS, clean_text, is_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .reader import Reading
    from .records import Cluster

MAX_THREADS = 256
"""Threads of one process, and processes of one host, that anybody may ask for."""

_SIZES = ("scheduler_size", "worker_size")
_NUMBERS = {"n_workers": 0, "nprocs": 1, "nthreads": 1}
_DEFAULTS = {"n_workers": 1, "nprocs": 1}
_KEYS = frozenset({*_SIZES, *_NUMBERS, "worker_is_spot"})


@dataclass(frozen=True)
class Definition:
    """The settings that were given, by Saturn's names; ``n_workers`` counts hosts."""

    settings: dict[str, int | str | bool]

    def matches(self, cluster: Cluster) -> bool:
        """Tell whether a cluster has these settings, as far as its record tells."""
        return all(getattr(cluster, key, None) == value for key, value in self.settings.items())

    def price(self, reading: Reading | None, cluster: Cluster | None = None) -> float | None:
        """Estimate what an hour will cost; what is not given is the cluster's."""
        if reading is None:
            return None
        sizes = [self.settings.get(key) or getattr(cluster, key, "") for key in _SIZES]
        hosts = self.settings.get("n_workers", cluster.n_workers if cluster else 1)
        return price_of(reading.sizes, str(sizes[0]), str(sizes[1]), int(hosts))


@dataclass(frozen=True)
class NewCluster:
    """A definition and whose it shall be."""

    project_id: str
    project_kind: str
    definition: Definition


def parse_new(body: Mapping[str, object], reading: Reading | None, limit: int) -> NewCluster:
    """Read what ``POST clusters`` sent; raises ``SaturnError`` (400, or 409 for a second one)."""
    project_id, kind = body.get("project_id"), body.get("project_kind", "workspace")
    if not isinstance(project_id, str) or not is_id(project_id):
        raise bad_request("project_id must be the id of a project.")
    if not isinstance(kind, str) or kind not in OWNER_KINDS:
        raise bad_request(f"project_kind must be one of {', '.join(OWNER_KINDS)}.")
    settings = {key: body[key] for key in body if key not in ("project_id", "project_kind")}
    definition = parse_definition(settings, reading, limit)
    if any(item.project_id == project_id for item in (reading.clusters if reading else ())):
        raise SaturnError(
            "conflict",
            "The project has a cluster already",
            "A workspace, deployment or job has one Dask cluster.",
            "Edit that one, or delete it first.",
            409,
        )
    return NewCluster(project_id, kind, definition)


def parse_edit(
    body: Mapping[str, object], reading: Reading | None, limit: int, cluster: Cluster | None
) -> Definition:
    """Read what ``PATCH clusters/{id}`` sent; raises ``SaturnError`` (400)."""
    if not body:
        raise bad_request("It changes nothing.", 'Send for example {"worker_size": "large"}.')
    return parse_definition(body, reading, limit, cluster)


def parse_definition(
    body: Mapping[str, object], reading: Reading | None, limit: int, cluster: Cluster | None = None
) -> Definition:
    """Read settings of a cluster, where ``cluster`` has those that are not given.

    ``limit`` is how many workers it may have: hosts times processes. Raises ``SaturnError`` (400).
    """
    unknown = sorted(set(body) - _KEYS)
    if unknown:
        raise bad_request(f"{clean_text(unknown[0], 40)!r} is not a setting of a cluster.")
    spot = body.get("worker_is_spot")
    if "worker_is_spot" in body and not isinstance(spot, bool):
        raise bad_request("worker_is_spot must be true or false.")
    numbers = _numbers(body, limit)
    counts = [numbers.get(key, getattr(cluster, key, least)) for key, least in _DEFAULTS.items()]
    if counts[0] * counts[1] > limit:
        raise bad_request(f"A cluster may have {limit} workers, processes of all hosts together.")
    flags = {"worker_is_spot": spot} if isinstance(spot, bool) else {}
    return Definition({**_sizes(body, reading), **numbers, **flags})


def _sizes(body: Mapping[str, object], reading: Reading | None) -> dict[str, str]:
    names = [size.name for size in (reading.sizes if reading else ())]
    found = {}
    for key in (key for key in _SIZES if key in body):
        value = body[key]
        if (
            not isinstance(value, str)
            or clean_text(value) != value
            or (names and value not in names)
        ):
            raise bad_request(f"{key} must be one of {', '.join(names) or 'the sizes'}.")
        found[key] = value
    return found


def _numbers(body: Mapping[str, object], limit: int) -> dict[str, int]:
    found = {}
    for key, least in ((key, least) for key, least in _NUMBERS.items() if key in body):
        value, most = body[key], limit if key == "n_workers" else MAX_THREADS
        if not isinstance(value, int) or not is_whole(value, least, most):
            raise bad_request(f"{key} must be a whole number from {least} to {most}.")
        found[key] = value
    return found
