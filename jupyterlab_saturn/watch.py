"""The one poller of Saturn: all pages read its snapshot, however many they are."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import anyio

from . import __version__
from .errors import SaturnError
from .failures import unexpected
from .history import History
from .idle import IdleTracker
from .pace import Pace
from .reader import MAX_WORKERS, Reader
from .records import Cluster, format_time
from .snapshot import State, remember, render, render_connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from .connection import Settings
    from .connector import Connector
    from .reader import Reading

_HALTING = frozenset({"signed-out", "refused", "expired", "no-local"})
_MOVING = frozenset({"pending", "stopping"})


class ClusterWatch:
    """Polls while somebody looks or something moves, and tells the pages when it changed.

    ``emit`` gets the new revision. ``clock`` is monotonic, in seconds.
    """

    def __init__(
        self,
        connector: Connector,
        emit: Callable[[int], None],
        *,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
        log: logging.Logger | None = None,
    ) -> None:
        self.connector = connector
        self.instance = secrets.token_hex(8)
        self.revision = 0
        self._emit = emit
        self._pace = pace or Pace()
        self._clock = clock
        self._log = log or logging.getLogger(__name__)
        self._reader = Reader(clock)
        self._state = State()
        #: When Saturn was last read well; None when it never was.
        self.checked_at: str | None = None
        self.history = History()
        self.idle = IdleTracker()
        #: Called when Saturn was read, or settings have come.
        self.listeners: list[Callable[[], None]] = []
        self._guard: float | None = None
        self._body = self._render()
        self._looked_at = self._read_at = self._moves_until = float("-inf")
        self._failures = 0
        self._pause = 0.0
        self._loop_task: asyncio.Task[None] | None = None
        self._poll_task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()

    @property
    def etag(self) -> str:
        """Name the present snapshot; the time of the reading does not change it."""
        return f'"{self.instance}-{self.revision}"'

    def look(self) -> dict[str, object]:
        """Return the snapshot at once, and keep it fresh for a while: somebody looks."""
        self._looked_at = self._clock()
        self._keep_going()
        return self.snapshot()

    def snapshot(self) -> dict[str, object]:
        """Return what is known, without a reason to read Saturn."""
        return {
            "revision": self.revision,
            "instance": self.instance,
            "version": __version__,
            "checked_at": self.checked_at,
            **self._body,
        }

    def cluster(self, cluster_id: str) -> Cluster | None:
        """Find a cluster in the last good reading."""
        reading = self._state.reading
        found = (item for item in (reading.clusters if reading else ()) if item.id == cluster_id)
        return next(found, None)

    @property
    def reading(self) -> Reading | None:
        """The last good reading."""
        return self._state.reading

    @property
    def fresh_clusters(self) -> tuple[Cluster, ...] | None:
        """The clusters of the last reading; None when it failed, or there was none."""
        is_fresh = self._state.reading is not None and self._state.problem is None
        return self._state.reading.clusters if self._state.reading and is_fresh else None

    @property
    def max_workers(self) -> int:
        """How many workers a cluster may be asked for."""
        return self._state.reading.max_workers if self._state.reading else MAX_WORKERS

    @property
    def user(self) -> str:
        """Say as whom the last good reading was done, "" when that is not known."""
        return self._state.reading.user if self._state.reading else ""

    async def clusters(self) -> tuple[Cluster, ...]:
        """List the clusters, reading Saturn if that was not done yet; raises ``SaturnError``.

        The local Saturn is not started for it.
        """
        if self._state.reading is None and self.connector.is_local:
            return ()
        if self._state.reading is None:
            await self.refresh()
        if self._state.reading is None:
            raise self._state.problem or unexpected()
        return self._state.reading.clusters

    def note_write(self, cluster_id: str, adaptive: tuple[int, int] | None) -> None:
        """Remember that a cluster is about to change, and between which limits it may."""
        self._moves_until = self._clock() + self._pace.write
        self.history.adaptive.pop(cluster_id, None)
        if adaptive is not None:
            self.history.adaptive[cluster_id] = adaptive
        self._keep_going()

    def guard(self, pause: float | None) -> None:
        """Read Saturn at least every so many seconds, without a look; None ends it."""
        if pause != self._guard:
            self._guard = pause
            self._keep_going()

    async def configure(self, settings: Settings) -> dict[str, object]:
        """Take settings over; returns the connection that they lead to.

        It is no look: a page does this when it loads, and the local Saturn must not start then.
        """
        if self.connector.configure(settings):
            self._start_anew(State())
        self.publish()
        self._tell()
        self._wake.set()
        await self.connector.tidy()
        return render_connection(self.connector, self._state)

    async def renew(self, origin: str, user: str | None) -> None:
        """Go on with the token that is stored for an origin now, or without one (None).

        What was read stays if it was read as the same user.
        """
        if not self.connector.renew(origin):
            return
        reading = self._state.reading
        is_same = reading is not None and reading.user == user
        self._start_anew(State(reading, None, self._state.stale_since) if is_same else State())
        self._reader.forget()
        await self.connector.tidy(at_once=user is None)
        if user is None:
            # Without a token this asks nobody, and the answer tells how things are.
            await self.refresh()
        self.publish()
        self.look()

    async def refresh(self, *, after_write: bool = False) -> None:
        """Read Saturn now, joining a poll under way; never raises for Saturn's faults.

        ``after_write`` asks for a poll that began after this call.
        """
        task = self._poll_task
        if task is not None and not task.done():
            await asyncio.wait({task})
            if not after_write and not task.cancelled():
                return
        if self._poll_task is None or self._poll_task.done():
            self._poll_task = asyncio.get_running_loop().create_task(self._poll())
        await asyncio.wait({self._poll_task})

    async def stop(self) -> None:
        """Stop polling and close what was opened."""
        tasks = [task for task in (self._loop_task, self._poll_task) if task is not None]
        self._loop_task = None
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.connector.close()

    def _keep_going(self) -> None:
        """Have the loop think anew about the next poll; starts it when it does not run yet."""
        self._wake.set()
        if self._loop_task is None:
            self._loop_task = asyncio.get_running_loop().create_task(self._run())

    def _start_anew(self, state: State) -> None:
        if self._poll_task is not None:
            self._poll_task.cancel()
        self._state = state
        if state.reading is None:
            self.checked_at = None
            self.history.clear()
            self.idle.keep_only(set())
            # A write to the old Saturn is no reason to read, or to start, the new one.
            self._moves_until = float("-inf")
        self._failures, self._read_at = 0, float("-inf")

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            delay = self.delay()
            if delay == 0:
                await self.refresh()
                continue
            with anyio.move_on_after(delay):
                await self._wake.wait()

    def delay(self) -> float | None:
        """Say in how many seconds the next poll is due; None when there is no reason for one."""
        now = self._clock()
        problem = self._state.problem
        if problem is not None and problem.code in _HALTING:
            return 0.0 if self.connector.has_new_token else None
        is_moving = now < self._moves_until or any(
            cluster.status in _MOVING
            for cluster in (self._state.reading.clusters if self._state.reading else ())
        )
        is_looked_at = now - self._looked_at < self._pace.look
        guard = None if self.connector.would_start_local else self._guard
        pause = self._pace.pause(is_moving, is_looked_at, guard)
        due = None if pause is None else self._read_at + (self._pause if self._failures else pause)
        return None if due is None else max(0.0, due - now)

    async def _poll(self) -> None:
        try:
            client = await self.connector.open()
            problem = self._state.problem
            if problem is not None and problem.code == "not-saturn":
                # Something else answered (a captive portal?): it must not see the token again.
                await client.probe()
            is_moving = self._clock() < self._moves_until
            max_age = self._pace.transition if is_moving else self._pace.idle
            reading = await self._reader.read(client, max_age)
        except SaturnError as error:
            self._fail(error)
        except Exception:  # noqa: BLE001 - one odd answer must not end the watch
            self._log.exception("Saturn could not be read")
            self._fail(unexpected())
        else:
            self._failures = 0
            self._state = State(reading)
            now = _now()
            self.checked_at = format_time(now)
            remember(self.history, reading, now)
        self._read_at = self._clock()
        self.publish()
        self._tell()
        if self._state.problem is None:
            await self.connector.learn()
            self.publish()

    def _fail(self, error: SaturnError) -> None:
        """Keep the last good data, and wait longer from failure to failure."""
        self._reader.forget_user()
        self._failures += 1
        self._pause = self._pace.backoff(self._failures, error.retry_after)
        self._state = State(self._state.reading, error, stale_since=self.checked_at)

    def publish(self) -> None:
        """Count the revision up and tell the pages, if what they would read has changed."""
        body = self._render()
        if body != self._body:
            self._body = body
            self.revision += 1
            self._emit(self.revision)

    def _tell(self) -> None:
        for listener in self.listeners:
            listener()

    def _render(self) -> dict[str, object]:
        return render(self.connector, self._state, self.history, self.idle)


def _now() -> datetime:
    return datetime.now(timezone.utc)
