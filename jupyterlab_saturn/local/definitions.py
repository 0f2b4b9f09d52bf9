"""The settings of a cluster, from untrusted JSON to a record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .errors import bad_request
from .sizes import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .records import Cluster

# Per cluster. A larger number is a typing error, not a wish.
MAX_WORKERS = 64
MAX_PROCESSES = 16
MAX_THREADS = 64
MAX_TEXT = 255

Settings = dict[str, Any]


def whole(name: str, value: object, low: int, high: int) -> int:
    """Return `value` if it is a whole number within the bounds (400 otherwise)."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise bad_request(f"'{name}' must be a whole number from {low} to {high}.")
    return value


def text(name: str, value: object) -> str:
    """Return `value` if it is a string of bearable length (400 otherwise)."""
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise bad_request(f"'{name}' must be a text of at most {MAX_TEXT} characters.")
    return value


def _size(name: str, value: object) -> str:
    if not isinstance(value, str) or value not in SIZES:
        raise bad_request(f"'{name}' must be one of {', '.join(SIZES)}.")
    if SIZES[value].view()["disabled"]:
        raise bad_request(f"This machine has less memory than the size '{value}' needs.")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise bad_request(f"'{name}' must be true or false.")
    return value


def _tags(name: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > 64:
        raise bad_request(f"'{name}' must be an object of at most 64 texts.")
    return {text(name, key): text(name, item) for key, item in value.items()}


_CHECKS: dict[str, Callable[[str, object], Any]] = {
    "n_workers": lambda name, value: whole(name, value, 0, MAX_WORKERS),
    "nprocs": lambda name, value: whole(name, value, 1, MAX_PROCESSES),
    "nthreads": lambda name, value: whole(name, value, 1, MAX_THREADS),
    "worker_size": _size,
    "scheduler_size": _size,
    "worker_is_spot": _flag,
    "tags": _tags,
    "subdomain": text,
}


def parse_settings(body: Mapping[str, Any]) -> Settings:
    """Check the known settings of a request; null and unknown keys count as not given."""
    found = {}
    for name, check in _CHECKS.items():
        if body.get(name) is not None:
            found[name] = check(name, body[name])
    return found


def apply_settings(cluster: Cluster, settings: Settings) -> Cluster:
    """Return the definition with the settings in place.

    Raises `ApiError` 400 for more processes than one cluster may have.
    """
    changed = replace(cluster, **settings)
    check_processes(changed.n_workers, changed.nprocs)
    return changed


def check_processes(hosts: int, nprocs: int) -> int:
    """Return the number of worker processes on so many hosts, or refuse it (400)."""
    if hosts * nprocs > MAX_WORKERS:
        raise bad_request(f"A cluster may have {MAX_WORKERS} worker processes here, no more.")
    return hosts * nprocs


def parse_scale(body: Mapping[str, Any]) -> int:
    """Read `{"n": hosts}`."""
    return whole("n", body.get("n"), 0, MAX_WORKERS)


def parse_adapt(body: Mapping[str, Any]) -> tuple[int, int]:
    """Read `{"minimum": hosts, "maximum": hosts}`."""
    minimum = whole("minimum", body.get("minimum"), 0, MAX_WORKERS)
    maximum = whole("maximum", body.get("maximum"), 0, MAX_WORKERS)
    if minimum > maximum:
        raise bad_request("'minimum' must not be above 'maximum'.")
    return minimum, maximum
