"""A backend without processes: clusters that are up at once, or fail as they are told to."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyterlab_saturn.local.backend import Event, Listener, Plan


class InstantLink:
    """Workers that exist in name only."""

    pid = 1

    def __init__(self, plan: Plan, listener: Listener) -> None:
        self.plan = plan
        self.tell = listener
        self.workers: list[str] = []
        self.asked: list[Any] = []
        self.stopped = False

    def come_up(self) -> None:
        address = "tls://127.0.0.1:1"
        self.tell({"event": "ready", "scheduler_address": address, "dashboard_port": 2})
        self.resize(self.plan.workers)

    def resize(self, count: int) -> None:
        self.tell({"event": "target", "workers": count})
        while len(self.workers) > count:
            self.tell({"event": "left", "address": self.workers.pop()})
        while len(self.workers) < count:
            self.workers.append(f"tls://127.0.0.1:{100 + len(self.workers)}")
            name = str(len(self.workers) - 1)
            self.tell({"event": "joined", "address": self.workers[-1], "name": name, "pid": 1})

    async def scale(self, workers: int) -> None:
        self.asked.append(("scale", workers))
        self.resize(workers)

    async def adapt(self, minimum: int, maximum: int) -> None:
        self.asked.append(("adapt", minimum, maximum))

    async def identity(self) -> dict[str, Any]:
        return {"type": "Scheduler", "workers": {}}

    async def stop(self) -> None:
        self.stopped = True
        self.tell({"event": "exited", "code": 0})


class InstantBackend:
    """`script` decides what follows a launch: events, or an exception; None comes up at once."""

    def __init__(self, script: list[Event] | OSError | None = None) -> None:
        self.script = script
        self.links: list[InstantLink] = []

    async def launch(self, plan: Plan, listener: Listener) -> InstantLink:
        if isinstance(self.script, OSError):
            raise self.script
        link = InstantLink(plan, listener)
        self.links.append(link)
        loop = asyncio.get_running_loop()
        if self.script is None:
            loop.call_soon(link.come_up)
        for event in self.script or ():
            loop.call_soon(listener, event)
        return link

    def logs(self, cluster_id: str) -> Path:
        return Path("/nonexistent") / cluster_id

    def forget(self, cluster_id: str) -> None:
        pass

    async def close(self) -> None:
        pass
