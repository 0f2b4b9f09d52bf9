"""What Saturn tells, read tolerantly: a field that is missing or odd never breaks the rest.

Field names are those of Saturn's REST API (``GET /api/dask_clusters`` and its neighbours).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

ID_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What an id may look like: it becomes part of a URL."""

MAX_NAME = 200
"""Characters of a name that are kept."""

MAX_MESSAGE = 500
"""Characters of a warning, an error or a reason that are kept."""

MAX_MESSAGES = 20
"""Warnings (or errors) of one cluster that are kept."""

OWNER_KINDS = ("workspace", "deployment", "job")
"""What can own a cluster: a project, in the word of 2021."""

_FRACTION = re.compile(r"(?<=:\d\d)\.\d+")
# Control characters, the marks that turn the direction of text, invisible spaces and lone
# surrogates: they can disguise a name, or break the JSON that we answer.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_STATUS = {
    "pending": "pending",
    "running": "running",
    "ready": "running",
    "stopping": "stopping",
    "stopped": "stopped",
    "closed": "stopped",
    "completed": "stopped",
    "error": "error",
}
_UNITS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)b?", re.IGNORECASE)


@dataclass(frozen=True)
class Size:
    """A machine size and its price, in US dollars per hour."""

    name: str
    display: str
    cores: int
    memory_bytes: int | None
    gpu: int
    gpu_type: str | None
    price_per_hour: float | None


@dataclass(frozen=True)
class Offer:
    """What clusters may be made of; no more workers than so many, None where it is not told."""

    sizes: tuple[Size, ...]
    max_workers: int | None


@dataclass(frozen=True)
class Owner:
    """Whose a cluster is: ``path`` is "organisation/name"; "" for what is not told."""

    name: str
    organisation: str
    path: str = ""


NO_OWNER = Owner("", "")


@dataclass(frozen=True)
class Cluster:
    """One Dask cluster as Saturn's list has it.

    ``n_workers`` counts hosts, each of which runs ``nprocs`` workers, and so does ``adaptive``
    (minimum, maximum). That and ``n_running``, which counts workers, are told by the local
    Saturn only; elsewhere they are None.
    """

    id: str
    name: str
    project_id: str | None
    status: str
    status_text: str | None
    n_workers: int
    nprocs: int
    nthreads: int
    worker_size: str
    scheduler_size: str
    created_at: str | None
    warnings: tuple[str, ...]
    errors: tuple[str, ...]
    n_running: int | None
    adaptive: tuple[int, int] | None
    owner_kind: str | None = None
    owner: Owner = NO_OWNER


@dataclass(frozen=True)
class Token:
    """What Saturn's list of tokens tells of one."""

    scope: str
    expires_at: str | None


def clean_text(value: object, limit: int = MAX_NAME) -> str:
    """Make text of Saturn's safe to show: no control characters, bounded, "" if it is not text."""
    if not isinstance(value, str):
        return ""
    spaced = " ".join(value[: 4 * limit].split())
    text = _UNSAFE.sub("", spaced).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def is_id(value: object) -> bool:
    """Tell whether this can be the id of a cluster."""
    return isinstance(value, str) and ID_PATTERN.fullmatch(value) is not None


def parse_memory(value: object) -> int | None:
    """Read "4Gi", "4 GB", "512MiB" or a number of bytes; None when it is neither."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    match = _MEMORY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or len(match[1]) > 20:
        return None
    base = 1024 if match[3] else 1000
    return int(float(match[1]) * base ** _UNITS[match[2].lower()])


def parse_time(value: object) -> str | None:
    """Bring a time of Saturn's into ISO 8601, UTC, with a Z; None when it is none."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        # Python 3.10 reads neither the Z nor the fraction, and seconds are what is shown.
        moment = datetime.fromisoformat(_FRACTION.sub("", value.replace("Z", "+00:00")))
        return format_time(moment)
    except (ValueError, OverflowError):
        return None


def format_time(moment: datetime) -> str:
    """Write a time as the snapshot has it; a time without a zone is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    text = aware.astimezone(timezone.utc).isoformat(timespec="seconds")
    return text.replace("+00:00", "Z")


def parse_offer(value: object) -> Offer:
    """Read ``GET /api/dask_clusters/info``; ``max_workers`` is told by the local Saturn only."""
    options = as_mapping(as_mapping(value).get("server_options"))
    return Offer(parse_sizes(options.get("size")), as_count(options.get("max_workers")))


def parse_sizes(value: object) -> tuple[Size, ...]:
    """Read a list of sizes; () when it is none."""
    return tuple(
        Size(
            name=clean_text(item["name"]),
            display=clean_text(item.get("display")) or clean_text(item["name"]),
            cores=as_count(item.get("cores")) or 0,
            memory_bytes=parse_memory(item.get("memory")),
            gpu=as_count(item.get("gpu")) or 0,
            gpu_type=clean_text(item.get("gpu_type")) or None,
            price_per_hour=_price(item.get("price_per_hour")),
        )
        for item in map(as_mapping, as_list(value)[:500])
        if clean_text(item.get("name"))
    )


def parse_cluster(value: object) -> Cluster | None:
    """Read one record; None when it has no id that could be acted on."""
    record = as_mapping(value)
    cluster_id = record.get("id")
    if not isinstance(cluster_id, str) or not is_id(cluster_id):
        return None
    word = clean_text(record.get("status"), 64)
    status = _STATUS.get(word.lower(), "unknown")
    owners = ((kind, clean_text(record.get(f"{kind}_id"))) for kind in OWNER_KINDS)
    owner_kind, project_id = next((pair for pair in owners if pair[1]), (None, None))
    n_workers, nprocs, nthreads = (as_count(record.get(key)) for key in _COUNTS)
    return Cluster(
        id=cluster_id,
        name=clean_text(record.get("name")),
        project_id=project_id,
        status=status,
        status_text=(word or None) if status == "unknown" else None,
        n_workers=n_workers or 0,
        nprocs=nprocs or 1,
        nthreads=nthreads or 1,
        worker_size=clean_text(record.get("worker_size")),
        scheduler_size=clean_text(record.get("scheduler_size")),
        created_at=parse_time(record.get("created_at")),
        warnings=_messages(record.get("warnings")),
        errors=_messages(record.get("errors")),
        n_running=as_count(record.get("n_running")),
        adaptive=_limits(record.get("adaptive")),
        owner_kind=owner_kind,
        owner=parse_owner(record),
    )


def parse_owner(value: object) -> Owner:
    """Read the owner in a cluster's record."""
    owner = as_mapping(as_mapping(value).get("owner"))
    name = clean_text(owner.get("identity_name")) or clean_text(owner.get("name"))
    return Owner(name, clean_text(owner.get("org_name")), clean_text(owner.get("name")))


def parse_tokens(value: object) -> tuple[Token, ...]:
    """Read the tokens of ``GET /api/tokens``; () when there are none."""
    records = map(as_mapping, as_list(as_mapping(value).get("tokens"))[:1_000])
    return tuple(
        Token(clean_text(item.get("scope")), parse_time(item.get("expires_at")))
        for item in records
        if item
    )


_COUNTS = ("n_workers", "nprocs", "nthreads")


def as_mapping(value: object) -> dict[str, Any]:
    """Pass an object on; {} for all else."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """Pass an array on; [] for all else."""
    return value if isinstance(value, list) else []


def as_count(value: object) -> int | None:
    """Pass a number of things on; None for all else, true and 3.0 included."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= 1_000_000 else None


def _price(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1e6 and math.isfinite(value) else None


def _limits(value: object) -> tuple[int, int] | None:
    limits = as_mapping(value)
    minimum, maximum = as_count(limits.get("minimum")), as_count(limits.get("maximum"))
    return None if minimum is None or maximum is None else (minimum, maximum)


def _messages(value: object) -> tuple[str, ...]:
    texts = (clean_text(item, MAX_MESSAGE) for item in as_list(value)[:MAX_MESSAGES])
    return tuple(text for text in texts if text)
