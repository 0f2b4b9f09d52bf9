"""Whether a cluster works, going by what its scheduler tells of its workers.

The scheduler's record (``GET {id}/scheduler_info``, which is Dask's ``Scheduler.identity()``)
has the metrics of each worker's last heartbeat: how many tasks are in which state, and how often
data went in and out since the worker started. The latter betrays tasks between two looks.
"""

from __future__ import annotations

from dataclasses import dataclass

from .records import as_count, as_mapping, clean_text

# States of tasks that keep nothing busy. Dask up to 2022 has single counts instead.
_RESTING = frozenset({"memory", "in_memory", "error", "released", "forgotten"})
_OLD_COUNTS = ("executing", "ready", "in_flight")


@dataclass(frozen=True)
class Sample:
    """One look: whether a task is there to be done, and per worker what changes with work."""

    is_busy: bool
    marks: dict[str, tuple[object, ...]]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no worker that could work."""
        return not self.marks

    def is_idle_since(self, before: Sample | None) -> bool:
        """Tell whether nothing was done since the look before, as far as can be seen."""
        if self.is_busy:
            return False
        if before is None:
            return True
        return all(before.marks.get(key, mark) == mark for key, mark in self.marks.items())


def parse_activity(value: object) -> Sample | None:
    """Read a scheduler's record; None when it does not tell."""
    record = as_mapping(value)
    workers = record.get("workers")
    if not isinstance(workers, dict):
        return None
    marks: dict[str, tuple[object, ...]] = {}
    is_busy = False
    for address, worker in workers.items():
        metrics = as_mapping(as_mapping(worker).get("metrics"))
        if not metrics:
            # It has joined and not yet reported, or this is no Dask that we know.
            return None
        counts = as_mapping(metrics.get("task_counts")) or {
            name: metrics.get(name) for name in (*_OLD_COUNTS, "in_memory")
        }
        is_busy = is_busy or any(
            (as_count(count) or 0) > 0 for state, count in counts.items() if state not in _RESTING
        )
        marks[clean_text(address)] = _mark(counts, as_mapping(metrics.get("transfer")))
    return Sample(is_busy, marks)


def _mark(counts: dict[str, object], transfer: dict[str, object]) -> tuple[object, ...]:
    held = sum(as_count(counts.get(state)) or 0 for state in _RESTING)
    moved = (transfer.get(f"{way}_count_total") for way in ("incoming", "outgoing"))
    return (held, *(count if isinstance(count, int) else None for count in moved))
