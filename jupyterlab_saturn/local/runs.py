"""One run of one cluster: its status, its stage, its pods, from the events of its processes."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .backend import Link
from .metrics import Meter
from .records import now

if TYPE_CHECKING:
    from .backend import Event
    from .certificates import Authority

STOPPED = "stopped"
PENDING = "pending"
RUNNING = "running"
STOPPING = "stopping"
ERROR = "error"

# A change asked for while the scheduler was not up yet.
Wish = Callable[[Link], Awaitable[None]]

# Pods that ended are remembered for the history, up to this many a run.
MAX_PAST_PODS = 200


@dataclass
class Pod:
    """A process as Saturn names it: `component` is kubecluster, scheduler or worker."""

    name: str
    component: str
    pid: int
    started_at: str = field(default_factory=now)
    ended_at: str | None = None
    reason: str | None = None

    @property
    def status(self) -> str:
        """Saturn's word for its state."""
        if self.ended_at is None:
            return RUNNING
        return ERROR if self.reason else STOPPED


class Run:
    """What happened since the cluster was started. Holds no Dask and no HTTP."""

    def __init__(self, prefix: str, authority: Authority, ticket: str, target: int) -> None:
        self.authority = authority
        self.ticket = ticket
        self.status = PENDING
        self.reason = ""
        self.troubles: list[str] = []
        self.address = ""
        self.dashboard = ""
        # Of what the image has, by package.
        self.versions: dict[str, str] = {}
        self.target = target
        self.started_at = now()
        self.link: Link | None = None
        # Hosts, while the load decides; None while the number is fixed.
        self.bounds: tuple[int, int] | None = None
        self.wish: Wish | None = None
        self.supervisor: Pod | None = None
        self.scheduler: Pod | None = None
        self.workers: dict[str, Pod] = {}
        self.past: list[Pod] = []
        self.notes: list[tuple[str, str]] = []
        self.meter = Meter()
        self.ended = False
        self._prefix = prefix
        self._changed: asyncio.Future[None] | None = None

    @property
    def stage(self) -> str:
        """How far a start has come, for a person."""
        if self.status == PENDING:
            if self.supervisor is None:
                return "starting the supervisor"
            return "starting the scheduler"
        if self.status == RUNNING and len(self.workers) < self.target:
            return f"{len(self.workers)} of {self.target} workers"
        return self.status

    @property
    def pods(self) -> list[Pod]:
        """Every pod, the present ones first."""
        heads = [pod for pod in (self.supervisor, self.scheduler) if pod]
        return [*heads, *self.workers.values(), *self.past]

    def note(self, line: str) -> None:
        """Write a line into the log of the part that Saturn calls kubecluster."""
        self.notes.append((now(), line))

    def launched(self, link: Link) -> None:
        """Take the line to the processes."""
        self.link = link
        self.supervisor = Pod(f"{self._prefix}-kubecluster", "kubecluster", link.pid)
        if self.ended:
            self._bury(self.reason)
        self._notify()

    def apply(self, event: Event) -> None:
        """Take in one event of the supervisor."""
        handler: Callable[[Event], None] = getattr(self, f"_on_{event['event']}")
        handler(event)
        self._notify()

    def fail(self, reason: str) -> None:
        """End in `error`; the first reason is the cause, later ones are consequences."""
        if self.status != STOPPING and self.status != ERROR:
            self.status, self.reason = ERROR, reason
        self._notify()

    def begin_stop(self) -> None:
        """Note that somebody asked for the end."""
        self.status = STOPPING
        self._notify()

    def end(self) -> None:
        """Note that no process is left."""
        self._bury(None)
        self.ended = True
        if self.status != ERROR:
            self.status = STOPPED
        self._notify()

    async def until(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Wait for a condition on this run, at most `timeout` seconds; tells whether it holds."""
        deadline = time.monotonic() + timeout
        while not condition():
            if self._changed is None or self._changed.done():
                self._changed = asyncio.get_running_loop().create_future()
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            await asyncio.wait([self._changed], timeout=None if left == math.inf else left)
        return True

    def _notify(self) -> None:
        if self._changed is not None and not self._changed.done():
            self._changed.set_result(None)

    def _on_ready(self, event: Event) -> None:
        assert self.supervisor is not None  # noqa: S101
        self.scheduler = Pod(f"{self._prefix}-scheduler", "scheduler", self.supervisor.pid)
        self.address = event["scheduler_address"]
        self.versions = event.get("versions", {})
        port = event["dashboard_port"]
        self.dashboard = f"http://127.0.0.1:{port}/{self.ticket}/status"
        if self.status == PENDING:
            self.status = RUNNING

    def _on_target(self, event: Event) -> None:
        self.target = event["workers"]

    def _on_joined(self, event: Event) -> None:
        name = f"{self._prefix}-worker-{event['name']}"
        self.workers[event["address"]] = Pod(name, "worker", event["pid"])

    def _on_left(self, event: Event) -> None:
        pod = self.workers.pop(event["address"], None)
        if pod is not None:
            pod.ended_at = now()
            self.past = [pod, *self.past][:MAX_PAST_PODS]

    def _on_trouble(self, event: Event) -> None:
        self.troubles = [*self.troubles, event["reason"]][-10:]

    def _on_failed(self, event: Event) -> None:
        self.fail(event["reason"])

    def _on_closed(self, event: Event) -> None:
        # A client asked the scheduler to shut down: that is a stop, not an accident.
        self.begin_stop()

    def _on_exited(self, event: Event) -> None:
        if self.status in (PENDING, RUNNING):
            self.fail(_exit_reason(event["code"]))
        self._bury(self.reason or None)
        self.end()

    def _bury(self, reason: str | None) -> None:
        ended_at = now()
        for pod in self.pods:
            if pod.ended_at is None:
                pod.ended_at, pod.reason = ended_at, reason
        self.past = [*self.workers.values(), *self.past][:MAX_PAST_PODS]
        self.workers = {}
        self.address = self.dashboard = ""


def _exit_reason(code: Any) -> str:  # noqa: ANN401
    if isinstance(code, int) and code < 0:
        return f"The scheduler's process was killed by signal {-code}."
    return f"The scheduler's process ended by itself with code {code}."
