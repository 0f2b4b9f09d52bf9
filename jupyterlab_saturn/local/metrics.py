"""What the processes use, sampled with psutil."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import psutil

from .errors import bad_request

if TYPE_CHECKING:
    from .runs import Run

# Seconds between samples, and how many are kept: an hour's.
INTERVAL = 10.0
KEPT = 360
TYPES = ("cpu", "memory")


@dataclass(frozen=True)
class Sample:
    """One look at one process: millicores since the last look, resident bytes now."""

    time: datetime
    cpu: float
    memory: int


@dataclass
class _Series:
    component: str
    process: psutil.Process
    samples: deque[Sample] = field(default_factory=lambda: deque(maxlen=KEPT))


class Meter:
    """The samples of one run's pods. Per-process network use is not known to the system."""

    def __init__(self) -> None:
        self._series: dict[str, _Series] = {}

    def sample(self, run: Run) -> None:
        """Look at each live pod once; the supervisor and the scheduler are one process."""
        now = datetime.now(timezone.utc)
        for pod in run.pods:
            if pod.ended_at is not None or pod.component == "kubecluster":
                continue
            series = self._series.get(pod.name)
            try:
                if series is None or series.process.pid != pod.pid:
                    series = _Series(pod.component, psutil.Process(pod.pid))
                    # The first call only starts the count.
                    series.process.cpu_percent()
                    self._series[pod.name] = series
                cpu = series.process.cpu_percent() * 10
                memory = series.process.memory_info().rss
            except psutil.Error:
                continue
            series.samples.append(Sample(now, cpu, memory))

    def view(
        self,
        component: str | None = None,
        only: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> dict[str, Any]:
        """Return saturn-api's `Metrics`: cpu in millicores, memory in bytes.

        Raises `ApiError` 400 for a type that there is not.
        """
        if only is not None and only not in (*TYPES, "network_in", "network_out", "gpu"):
            raise bad_request(f"'type' must be one of {', '.join(TYPES)}.")
        found: dict[str, Any] = dict.fromkeys(
            ("cpu", "memory", "network_in", "network_out", "gpu", "gpu_memory")
        )
        for kind in TYPES:
            if only in (None, kind):
                found[kind] = [
                    view
                    for name, series in self._series.items()
                    if component in (None, series.component)
                    and (view := _view(name, series, kind, start, end))
                ]
        return found


def parse_time(name: str, value: str | None) -> datetime | None:
    """Read an ISO 8601 time; one without a zone is UTC (400 when it is not a time)."""
    if value is None:
        return None
    try:
        # Python 3.10 does not read the Z.
        found = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        raise bad_request(f"'{name}' must be an ISO 8601 time.") from None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def _view(
    name: str, series: _Series, kind: str, start: datetime | None, end: datetime | None
) -> dict[str, Any] | None:
    samples = [
        one
        for one in series.samples
        if (start is None or one.time >= start) and (end is None or one.time <= end)
    ]
    if not samples:
        return None
    values = [getattr(one, kind) for one in samples]
    return {
        "pod_name": name,
        "labels": {"component": series.component},
        "stats": {
            "avg": sum(values) / len(values),
            "min": min(values),
            "max": max(values),
            "last": values[-1],
        },
        "data": [
            {"datetime": one.time.isoformat(), "value": getattr(one, kind)} for one in samples
        ],
    }
