"""How long clusters have been idle, and whom that concerns: no clock, no network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from .records import format_time

if TYPE_CHECKING:
    from datetime import datetime

    from .activity import Sample

DEFAULT_MINUTES = 30
"""Minutes after which a cluster counts as idle where the settings name none."""

COUNTDOWN = timedelta(minutes=2)
"""How long a user may object before an idle cluster is stopped."""

GAP = timedelta(minutes=5)
"""A longer time without a look begins the idle time anew: nobody knows what was done in it."""


@dataclass
class _Idler:
    """One running cluster; ``since`` is None while it works or nothing is known."""

    sample: Sample | None = None
    seen: datetime | None = None
    since: datetime | None = None
    kept: datetime | None = None


@dataclass
class Alert:
    """Somebody should know that a cluster is idle; with a ``deadline`` it is about to stop.

    ``failure`` is why stopping it failed; it is tried again at the next deadline.
    """

    cluster_id: str
    since: datetime
    raised: datetime
    deadline: datetime | None
    failure: dict[str, str] | None = None

    def to_json(self) -> dict[str, object]:
        """Describe it as the snapshot has it."""
        return {
            "cluster_id": self.cluster_id,
            "action": "notify" if self.deadline is None else "stop",
            "since": format_time(self.since),
            "raised_at": format_time(self.raised),
            "deadline": format_time(self.deadline) if self.deadline else None,
            "problem": self.failure,
        }


class IdleTracker:
    """Knows the running clusters' idle times and the alerts that come of them."""

    def __init__(self) -> None:
        self._idlers: dict[str, _Idler] = {}
        self._alerts: dict[str, Alert] = {}

    def keep_only(self, running: set[str]) -> None:
        """Forget the clusters that do not run any more."""
        self._idlers = {key: self._idlers.get(key) or _Idler() for key in running}
        self._alerts = {key: alert for key, alert in self._alerts.items() if key in running}

    def take(self, cluster_id: str, sample: Sample | None, now: datetime) -> None:
        """Take a look at a running cluster in; None when it showed nothing."""
        idler = self._idlers.get(cluster_id)
        if idler is None or sample is None:
            return
        is_gap = idler.seen is None or now - idler.seen > GAP
        if not sample.is_idle_since(idler.sample):
            idler.since = None
        elif idler.since is None or is_gap:
            idler.since, idler.kept = now, None
        idler.sample, idler.seen = sample, now
        if idler.since is None or is_gap:
            self._alerts.pop(cluster_id, None)

    def seen(self, cluster_id: str) -> datetime | None:
        """Say when a look last showed something."""
        idler = self._idlers.get(cluster_id)
        return idler.seen if idler else None

    def since(self, cluster_id: str) -> str | None:
        """Say since when a cluster is idle; None when it works or nothing is known.

        One look is not enough: the pause between two tasks is none.
        """
        idler = self._idlers.get(cluster_id)
        if idler is None or idler.since is None or idler.since == idler.seen:
            return None
        return format_time(idler.since)

    def watch(self, action: str, minutes: int, now: datetime) -> None:
        """Raise the alerts that are due; ``action`` is off, notify or stop."""
        if action == "off":
            self._alerts.clear()
        for cluster_id, idler in self._idlers.items():
            alert = self._alerts.get(cluster_id)
            if alert is not None and (alert.deadline is None) != (action == "notify"):
                del self._alerts[cluster_id]
                alert = None
            is_told = action == "notify" and idler.kept is not None
            if alert is not None or idler.since is None or action == "off" or is_told:
                continue
            if now - (idler.kept or idler.since) >= timedelta(minutes=minutes):
                deadline = now + COUNTDOWN if action == "stop" else None
                self._alerts[cluster_id] = Alert(cluster_id, idler.since, now, deadline)

    def keep(self, cluster_id: str, now: datetime) -> None:
        """Take back an alert: the user wants the cluster as it is.

        A notification comes once in an idle time; a countdown comes again after the minutes.
        """
        self._alerts.pop(cluster_id, None)
        idler = self._idlers.get(cluster_id)
        if idler is not None:
            idler.kept = now

    def postpone(self, cluster_id: str, failure: dict[str, str] | None, now: datetime) -> None:
        """Count down once more after a stop, which failed for a reason or (None) was accepted.

        Saturn may call a cluster running for a while after it has accepted the stop.
        """
        alert = self._alerts.get(cluster_id)
        if alert is not None:
            alert.failure, alert.deadline = failure, now + COUNTDOWN

    def is_counting(self, cluster_id: str) -> bool:
        """Tell whether a cluster's countdown runs."""
        alert = self._alerts.get(cluster_id)
        return alert is not None and alert.deadline is not None

    def is_due(self, cluster_id: str, now: datetime) -> bool:
        """Tell whether a cluster's countdown is over."""
        alert = self._alerts.get(cluster_id)
        return alert is not None and alert.deadline is not None and alert.deadline <= now

    @property
    def deadlines(self) -> list[datetime]:
        """List the ends of the countdowns."""
        return [alert.deadline for alert in self._alerts.values() if alert.deadline]

    def alerts(self) -> list[dict[str, object]]:
        """List the alerts as the snapshot has them, the oldest first."""
        ordered = sorted(self._alerts.values(), key=lambda item: (item.raised, item.cluster_id))
        return [alert.to_json() for alert in ordered]
