"""A cluster's workers, as its scheduler describes them: small rows out of a large record.

The record is ``Scheduler.identity()`` of distributed: about 1 KB for each worker, so it is parsed
off the event loop, kept for a moment for all who ask, and never forwarded.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .errors import SaturnError, bad_request
from .records import clean_text, format_time
from .running import check_running

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .saturn import SaturnClient
    from .watch import ClusterWatch

    _Key = tuple[str, SaturnClient]

MAX_AGE = 2.0
"""Seconds that a record is kept."""

MAX_ROWS = 500
"""Rows of one answer."""

_HINT = "Start it to see its workers."
# States (distributed.worker_state_machine) of tasks that a worker has and has not finished.
_PROCESSING = ("executing", "ready", "waiting", "constrained", "long-running", "fetch", "flight")
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Worker:
    """One worker process. Memory in bytes, ``cpu`` in percent of one core, times ISO 8601 UTC.

    ``executing`` are its tasks that run, ``processing`` all that it has and has not finished.
    None stands for what the scheduler does not tell.
    """

    name: str
    address: str
    status: str
    threads: int
    memory_used: int | None
    memory_limit: int | None
    cpu: float | None
    executing: int | None
    processing: int | None
    last_seen: str | None


@dataclass(frozen=True)
class Totals:
    """All workers together; a sum leaves out what is not told, and is None when nothing is."""

    workers: int
    threads: int
    memory_used: int | None
    memory_limit: int | None
    cpu: float | None
    executing: int | None
    processing: int | None


@dataclass(frozen=True)
class Record:
    """What is kept of a scheduler's record; the workers by name."""

    workers: tuple[Worker, ...]
    totals: Totals


_KEYS: dict[str, Callable[[Worker], Any]] = {
    "status": lambda worker: worker.status,
    "threads": lambda worker: worker.threads,
    "memory_used": lambda worker: _or_least(worker.memory_used),
    "memory_limit": lambda worker: _or_least(worker.memory_limit),
    "cpu": lambda worker: _or_least(worker.cpu),
    "executing": lambda worker: _or_least(worker.executing),
    "processing": lambda worker: _or_least(worker.processing),
    "last_seen": lambda worker: worker.last_seen or "",
}


class Workers:
    """Reads schedulers' records through the watch's connection; raises ``SaturnError``."""

    def __init__(self, watch: ClusterWatch, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._watch = watch
        self._clock = clock
        self._kept: dict[_Key, tuple[float, asyncio.Task[Record]]] = {}

    async def page(self, cluster_id: str, offset: str, limit: str, sort: str) -> dict[str, object]:
        """Return some rows in some order: ``{"total", "offset", "rows", "totals"}``.

        ``rows`` are ``Worker``s and ``totals`` is ``Totals``, as objects. ``sort`` is the name of
        one of a worker's fields but its address, with ``-`` before it for the largest first; equal
        ones come by name. ``limit`` is 1 to 500.
        """
        field = sort.removeprefix("-")
        if field not in ("name", *_KEYS):
            raise bad_request(f"sort must be name, {', '.join(_KEYS)}, with or without a -.")
        begin, size = _number("offset", offset, 0, 10**7), _number("limit", limit, 1, MAX_ROWS)
        record = await self.record(cluster_id)
        is_down = sort.startswith("-")
        if field == "name":
            rows = record.workers[::-1] if is_down else record.workers
        else:
            rows = tuple(sorted(record.workers, key=_KEYS[field], reverse=is_down))
        return {
            "total": len(rows),
            "offset": begin,
            "rows": [asdict(row) for row in rows[begin : begin + size]],
            "totals": asdict(record.totals),
        }

    async def metrics(self, cluster_id: str) -> dict[str, object]:
        """Return what the cluster uses now: ``Totals`` as an object, and nothing more."""
        return asdict((await self.record(cluster_id)).totals)

    async def record(self, cluster_id: str) -> Record:
        """Return what a running cluster's scheduler tells, at most two seconds old."""
        client = await self._watch.connector.open()
        # Another user who signs in must not see what the last one could.
        key = (cluster_id, client)
        now = self._clock()
        self._kept = {kept: item for kept, item in self._kept.items() if now - item[0] < MAX_AGE}
        entry = self._kept.get(key)
        if entry is None:
            task = asyncio.get_running_loop().create_task(self._read(cluster_id, client))
            entry = self._kept[key] = (now, task)
            task.add_done_callback(lambda done: self._forget_failed(key, done))
        # A page that goes away must not take the others' answer with it.
        return await asyncio.shield(entry[1])

    def _forget_failed(self, key: _Key, task: asyncio.Task[Record]) -> None:
        """Keep no failure for the next who asks; those who wait for it get it."""
        entry = self._kept.get(key)
        is_failed = task.cancelled() or task.exception() is not None
        if is_failed and entry is not None and entry[1] is task:
            del self._kept[key]

    async def _read(self, cluster_id: str, client: SaturnClient) -> Record:
        await check_running(self._watch, cluster_id, _HINT)
        try:
            body = await client.scheduler_info(cluster_id)
        except SaturnError as error:
            # A cluster that stopped meanwhile gives an odd answer; say what is the matter.
            if error.code in ("conflict", "rejected"):
                await check_running(self._watch, cluster_id, _HINT, is_fresh=True)
            raise
        try:
            return await asyncio.to_thread(parse_record, body)
        except (ValueError, RecursionError):
            raise SaturnError(
                "odd-answer",
                "The cluster's workers cannot be listed",
                "Saturn's answer is not a scheduler's record.",
                "Ask whoever runs this Saturn.",
            ) from None


def parse_record(body: bytes) -> Record:
    """Parse a scheduler's record; raises ``ValueError`` for what is none."""
    # The hook is what makes this fit for a thread: the C parser calls it for each object, and only
    # Python code lets other threads, such as the event loop's, have their turn.
    value = json.loads(body, parse_constant=lambda _: None, object_hook=_trim)
    found = value.get("workers") if isinstance(value, dict) else None
    if not isinstance(found, dict):
        raise ValueError("There is no list of workers.")
    workers = [_worker(address, item) for address, item in found.items() if isinstance(item, dict)]
    # Here, in the thread, because it takes as long as reading does.
    ordered = tuple(sorted(workers, key=lambda worker: _natural(worker.name)))
    return Record(ordered, _totals(ordered))


def _trim(value: dict[str, Any]) -> dict[str, Any]:
    """Drop what distributed measures and nobody here reads: most of the record."""
    value.pop("digests_total_since_heartbeat", None)
    value.pop("bandwidth", None)
    return value


def _worker(address: str, item: Mapping[str, Any]) -> Worker:
    metrics = _mapping(item.get("metrics"))
    executing, processing = _tasks(metrics)
    return Worker(
        name=clean_text(_text(item.get("name"))) or clean_text(address),
        address=clean_text(address),
        status=clean_text(item.get("status"), 40) or "unknown",
        threads=_count(item.get("nthreads")) or 0,
        memory_used=_count(metrics.get("memory")),
        memory_limit=_count(item.get("memory_limit")) or None,
        cpu=_decimal(metrics.get("cpu")),
        executing=executing,
        processing=processing,
        last_seen=_time(item.get("last_seen")),
    )


def _tasks(metrics: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Count the tasks that run, and those that are not finished."""
    counts = metrics.get("task_counts")
    if not isinstance(counts, dict):
        # distributed before 2022.12 counts less, and elsewhere.
        counts = {key: metrics[key] for key in ("executing", "ready") if key in metrics}
        if not counts:
            return None, None
    # A state that no task is in is left out.
    found = {state: _count(counts.get(state)) or 0 for state in _PROCESSING}
    return found["executing"], sum(found.values())


def _totals(workers: tuple[Worker, ...]) -> Totals:
    return Totals(
        workers=len(workers),
        threads=sum(worker.threads for worker in workers),
        memory_used=_sum([worker.memory_used for worker in workers]),
        memory_limit=_sum([worker.memory_limit for worker in workers]),
        cpu=_sum_decimal([worker.cpu for worker in workers]),
        executing=_sum([worker.executing for worker in workers]),
        processing=_sum([worker.processing for worker in workers]),
    )


def _sum(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _sum_decimal(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known), 1) if known else None


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Order names as people do: worker-2 before worker-10."""
    parts = _DIGITS.split(text.casefold())
    # Python refuses to read very long numbers, and a name may be one.
    return [
        (1, int(part[:100]), "") if index % 2 and part.isascii() else (0, 0, part)
        for index, part in enumerate(parts)
    ]


def _text(name: object) -> object:
    """Write a number out: dask numbers its workers unless told names."""
    return str(name) if isinstance(name, int) else name


def _or_least(value: float | None) -> float:
    return -1 if value is None else value


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < 2**60 else None


def _decimal(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(float(value), 1) if math.isfinite(value) and 0 <= value < 1e9 else None


def _time(value: object) -> str | None:
    """Read seconds since 1970."""
    seconds = _decimal(value) if not isinstance(value, int | float) or value < 1e9 else value
    try:
        return (
            None if seconds is None else format_time(datetime.fromtimestamp(seconds, timezone.utc))
        )
    except (ValueError, OverflowError, OSError):
        return None


def _number(name: str, text: str, least: int, most: int) -> int:
    value = int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else -1
    if not least <= value <= most:
        raise bad_request(f"{name} must be a whole number from {least} to {most}.")
    return value
