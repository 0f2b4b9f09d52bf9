"""How far a cluster's parts have come, and what keeps them (``GET {id}/runtimesummary``).

Read tolerantly, as everything of Saturn's. The fields are Saturn's, whose words in turn are those
of Kubernetes: pods with containers, and conditions that hold or do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .records import MAX_MESSAGE, as_count, as_list, as_mapping, clean_text

STEPS = ("requested", "supervisor", "scheduler", "workers")
"""What a start waits for, in this order."""

# They only repeat that a part is not up yet.
_PLAIN = frozenset({"Ready", "ContainersReady", "Initialized", "Available"})
_MAX_PARTS = 50


@dataclass(frozen=True)
class Detail:
    """The platform's own reason for a start that hangs or fails.

    ``part`` is cluster, supervisor, scheduler or worker. ``reason`` is one word, such as
    ImagePullBackOff or OOMKilled; ``message`` a sentence. At least one of them is there.
    """

    part: str
    reason: str | None
    message: str | None


@dataclass(frozen=True)
class Summary:
    """What a start waits for (one of ``STEPS``); hosts are counted, not processes."""

    step: str
    workers_ready: int
    workers_failed: int
    detail: Detail | None


def parse_summary(value: object, workers: object = None) -> Summary:
    """Read a runtime summary; what is missing counts as not there yet.

    ``workers`` is the summary of the workers alone, where it was asked for: the first one counts
    them, and only the second says why they failed.
    """
    record = as_mapping(value)
    supervisor = as_mapping(record.get("kubecluster_summary"))
    scheduler = as_mapping(record.get("scheduler_summary"))
    counts = as_mapping(record.get("worker_summary"))
    pods = as_list(as_mapping(workers).get("workers"))[:_MAX_PARTS]
    errors = (clean_text(item, MAX_MESSAGE) for item in as_list(record.get("errors"))[:_MAX_PARTS])
    told = next((Detail("cluster", None, text) for text in errors if text), None)
    found = [
        _why("scheduler", scheduler),
        _why("supervisor", supervisor),
        *(_why("worker", as_mapping(pod)) for pod in pods),
        _why("cluster", record),
    ]
    return Summary(
        step=_step(supervisor, scheduler),
        workers_ready=as_count(counts.get("running_count")) or 0,
        workers_failed=as_count(counts.get("error_count")) or 0,
        detail=told or next((detail for detail in found if detail), None),
    )


def _step(supervisor: dict[str, Any], scheduler: dict[str, Any]) -> str:
    if scheduler.get("status") == "running":
        return "workers"
    if supervisor.get("status") == "running" or as_count(supervisor.get("running_count")):
        return "scheduler"
    is_there = supervisor.get("status") == "pending" and supervisor.get("active_count") != 0
    return "supervisor" if is_there else "requested"


def _why(part: str, record: dict[str, Any]) -> Detail | None:
    """Find the reason in a pod, or in what manages pods."""
    kinds = ("init_container_summaries", "container_summaries")
    containers = [as_mapping(item) for kind in kinds for item in as_list(record.get(kind))]
    for item in [*containers[:_MAX_PARTS], record]:
        reason, message = _condition(item)
        reason = _reason(item) or _reason(as_mapping(item.get("previous"))) or reason
        if reason or message:
            return Detail(part, reason, message)
    return None


def _reason(record: dict[str, Any]) -> str | None:
    # A container that has done its work says "Completed".
    found = clean_text(record.get("reason")) or None
    return None if found == "Completed" else found


def _condition(record: dict[str, Any]) -> tuple[str | None, str | None]:
    """Find the reason and the message of the first condition that is as it should not be."""
    for item in map(as_mapping, as_list(record.get("conditions"))[:_MAX_PARTS]):
        kind = clean_text(item.get("type"))
        is_bad = item.get("status") == ("True" if kind == "ReplicaFailure" else "False")
        reason = clean_text(item.get("reason")) or None
        message = clean_text(item.get("message"), MAX_MESSAGE) or None
        if is_bad and kind not in _PLAIN and (reason or message):
            return reason, message
    return None, None
