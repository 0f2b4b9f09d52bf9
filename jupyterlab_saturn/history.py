"""What this server saw of the clusters over time: since when, and what it has cost meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .records import format_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from .records import Cluster

GAP = 120.0
"""Seconds between two readings after which a cluster that ended counts only as long as seen."""


@dataclass
class _Entry:
    """One cluster. ``spent`` is up to ``counted``, and None once a price was unknown."""

    status: str
    since: datetime
    seen: datetime
    counted: datetime
    moving_since: datetime | None = None
    running_since: datetime | None = None
    spent: float | None = 0.0
    rate: float | None = None

    def count(self, until: datetime) -> None:
        """Add what it has cost at the present rate."""
        if self.status == "running" and until > self.counted:
            hours = (until - self.counted).total_seconds() / 3600
            is_known = self.spent is not None and self.rate is not None
            self.spent = (self.spent or 0.0) + hours * (self.rate or 0.0) if is_known else None
        self.counted = until


class History:
    """Remembers from reading to reading; forgets when another Saturn is read.

    What it cost is price times time since a cluster was first seen running. It is written down
    when a rate changes, and not as time goes by, which would make a new snapshot each time: to
    ``spent`` add what the rate has come to since ``as_of``.
    """

    def __init__(self) -> None:
        self.adaptive: dict[str, tuple[int, int]] = {}
        self._entries: dict[str, _Entry] = {}
        self._gone: list[_Entry] = []

    def clear(self) -> None:
        """Forget everything."""
        self.adaptive.clear()
        self._entries.clear()
        self._gone.clear()

    def take(
        self,
        clusters: tuple[Cluster, ...],
        rates: Mapping[str, float | None],
        moving: frozenset[str],
        now: datetime,
    ) -> None:
        """Take a reading in; ``rates`` are US dollars per hour, ``moving`` starts or stops."""
        before, self._entries = self._entries, {}
        for cluster in clusters:
            entry = before.pop(cluster.id, None) or _Entry(cluster.status, now, now, now)
            self._entries[cluster.id] = entry
            self._update(entry, cluster.status, rates.get(cluster.id), now)
            entry.moving_since = (entry.moving_since or now) if cluster.id in moving else None
        for entry in before.values():
            self._update(entry, "gone", None, now)
            if entry.running_since is not None:
                self._gone.append(entry)

    def _update(self, entry: _Entry, status: str, rate: float | None, now: datetime) -> None:
        if entry.status != status:
            # Nobody knows when it ended if nobody looked for long.
            is_gap = (now - entry.seen).total_seconds() > GAP
            entry.count(entry.seen if is_gap and status != "running" else now)
            entry.counted = now
            entry.status, entry.since = status, now
        elif entry.rate != rate:
            entry.count(now)
        entry.rate, entry.seen = rate, now
        if status == "running" and entry.running_since is None:
            entry.running_since = entry.counted = now

    def since(self, cluster_id: str) -> str | None:
        """Say when the present status was first seen."""
        entry = self._entries.get(cluster_id)
        return format_time(entry.since) if entry else None

    def moving_since(self, cluster_id: str) -> str | None:
        """Say since when it starts, stops or waits for workers; None when it does not."""
        entry = self._entries.get(cluster_id)
        return format_time(entry.moving_since) if entry and entry.moving_since else None

    def cost(self, cluster_id: str) -> dict[str, object] | None:
        """Say what a cluster has cost; None when it was never seen running."""
        entry = self._entries.get(cluster_id)
        return _cost([entry]) if entry and entry.running_since else None

    def total(self) -> dict[str, object] | None:
        """Say what all clusters have cost, those included that are gone."""
        entries = [*self._gone, *self._entries.values()]
        seen = [entry for entry in entries if entry.running_since is not None]
        return _cost(seen) if seen else None


def _cost(entries: list[_Entry]) -> dict[str, object]:
    """Write costs down, all up to the same moment."""
    moment = max(entry.counted for entry in entries)
    running = [entry for entry in entries if entry.status == "running"]
    is_known = all(entry.spent is not None for entry in entries)
    is_rated = all(entry.rate is not None for entry in running)
    spent = sum(
        (moment - entry.counted).total_seconds() / 3600 * (entry.rate or 0.0) for entry in running
    ) + sum(entry.spent or 0.0 for entry in entries)
    return {
        "spent": round(spent, 4) if is_known and is_rated else None,
        "per_hour": round(sum(entry.rate or 0.0 for entry in running), 4) if is_rated else None,
        "as_of": format_time(moment),
        "since": format_time(min(entry.running_since or moment for entry in entries)),
    }
