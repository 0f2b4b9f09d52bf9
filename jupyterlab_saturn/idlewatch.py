"""The idle watch: looks after running clusters, with or without a page.

Saturn never shuts down a cluster that is used from outside, so somebody has to. With ``notify``
an alert appears in the snapshot; with ``stop`` it has a deadline that users can call off, and at
the deadline the cluster is looked at once more: only one that shows itself idle then is stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import anyio

from .errors import SaturnError
from .idle import DEFAULT_MINUTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from .actions import Actions
    from .activity import Sample
    from .records import Cluster
    from .watch import ClusterWatch

EVERY = 60.0
"""Seconds between two looks at a cluster, and between two readings of Saturn."""

COUNTING = 15.0
"""The same while a countdown runs."""

_PARALLEL = 8


class IdleWatch:
    """Samples the activity of running clusters after a poll, and acts on what it shows."""

    def __init__(
        self, watch: ClusterWatch, actions: Actions, log: logging.Logger | None = None
    ) -> None:
        self._watch = watch
        self._actions = actions
        self._tracker = watch.idle
        self._log = log or logging.getLogger(__name__)
        self.clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
        self._wake = asyncio.Event()
        self._stepping = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._tried: dict[str, datetime] = {}
        self._is_over = False
        watch.listeners.append(self._on_news)

    @property
    def action(self) -> str:
        """What is done about idle clusters: off until a page has said otherwise."""
        return self._watch.connector.settings.idle_action or "off"

    @property
    def minutes(self) -> int:
        """Minutes after which a cluster counts as idle."""
        return self._watch.connector.settings.idle_minutes or DEFAULT_MINUTES

    def keep(self, cluster_id: str) -> None:
        """Leave an idle cluster as it is."""
        self._tracker.keep(cluster_id, self.clock())
        self._watch.publish()
        self._on_news()

    async def stop(self) -> None:
        """Look no more, whatever news come."""
        self._is_over = True
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def step(self) -> None:
        """Look where a look is due, raise and withdraw alerts, stop what has to be stopped."""
        async with self._stepping:
            await self._step()

    def _on_news(self) -> None:
        """Think anew: Saturn was read, or the settings have changed."""
        if self._is_over:
            return
        self._pace()
        self._wake.set()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def _pace(self) -> None:
        is_counting = bool(self._tracker.deadlines)
        self._watch.guard(None if self.action == "off" else COUNTING if is_counting else EVERY)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.step()
            except Exception:  # noqa: BLE001 - one odd answer must not end the watch
                self._log.exception("The idle watch met an error")
            with anyio.move_on_after(self._pause()):
                await self._wake.wait()

    async def _step(self) -> None:
        running = self._running()
        if running is None:
            return
        ids = {cluster.id for cluster in running}
        self._tracker.keep_only(ids)
        self._tried = {key: when for key, when in self._tried.items() if key in ids}
        await self._look([cluster for cluster in running if self._is_due(cluster)])
        self._tracker.watch(self.action, self.minutes, self.clock())
        self._pace()
        self._watch.publish()
        for cluster in running:
            # Anew for each: while one was stopped, the user may have kept the next.
            if self._shall_end(cluster.id):
                await self._end(cluster.id)

    def _shall_end(self, cluster_id: str) -> bool:
        """Tell whether a countdown is over, and a look just now saw no work.

        A cluster that showed nothing is not stopped: its work cannot be seen.
        """
        now, seen = self.clock(), self._tracker.seen(cluster_id)
        is_fresh = seen is not None and (now - seen).total_seconds() < COUNTING / 2
        return is_fresh and self.action == "stop" and self._tracker.is_due(cluster_id, now)

    def _pause(self) -> float | None:
        """Wait for the next deadline, or (None) for the next reading of Saturn."""
        now = self.clock()
        ahead = [(end - now).total_seconds() for end in self._tracker.deadlines]
        # One that has passed waits for a look that shows something: the next reading.
        return min((seconds for seconds in ahead if seconds > 0), default=None)

    def _running(self) -> list[Cluster] | None:
        """List the running clusters; None while Saturn cannot be read."""
        clusters = self._watch.fresh_clusters
        if clusters is None:
            return None
        return [cluster for cluster in clusters if cluster.status == "running"]

    def _is_due(self, cluster: Cluster) -> bool:
        now, tried = self.clock(), self._tried.get(cluster.id)
        if tried is None or self._tracker.is_due(cluster.id, now):
            return True
        every = COUNTING if self._tracker.is_counting(cluster.id) else EVERY
        # A reading comes a little early or late.
        return (now - tried).total_seconds() >= every - 1

    async def _look(self, clusters: list[Cluster]) -> None:
        gate = asyncio.Semaphore(_PARALLEL)

        async def look(cluster: Cluster) -> None:
            async with gate:
                sample = await self._sample(cluster)
            self._tried[cluster.id] = self.clock()
            self._tracker.take(cluster.id, sample, self.clock())

        await asyncio.gather(*(look(cluster) for cluster in clusters))

    async def _sample(self, cluster: Cluster) -> Sample | None:
        try:
            client = await self._watch.connector.open()
            sample = await client.activity(cluster.id)
        except SaturnError:
            return None
        is_adaptive = cluster.adaptive is not None or cluster.id in self._watch.history.adaptive
        is_lost = sample is not None and sample.is_empty and cluster.n_workers > 0
        # Workers that should be there and are not: tasks may be waiting for them.
        return None if is_lost and not is_adaptive else sample

    async def _end(self, cluster_id: str) -> None:
        self._log.info("The idle watch stops cluster %s", cluster_id)
        try:
            await self._actions.act(cluster_id, "stop")
        except SaturnError as error:
            self._tracker.postpone(cluster_id, error.to_json(), self.clock())
            self._watch.publish()
        else:
            # Not published: as a rule the cluster is stopping by now, and the next step sees it.
            self._tracker.postpone(cluster_id, None, self.clock())
