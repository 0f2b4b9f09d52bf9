"""Writes: each is sent once, joined when it is under way already, and read back afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from .connection import is_whole
from .errors import SaturnError, bad_request
from .records import Cluster
from .saturn import SaturnClient

if TYPE_CHECKING:
    from .watch import ClusterWatch

MAX_WORKERS = 10_000
"""Workers that anybody may ask for; Saturn's own limit may be lower."""

READ_BACK = 5.0
"""Seconds that an answer waits for the snapshot to show what was written."""

_GOALS = {
    "start": frozenset({"pending", "running"}),
    "stop": frozenset({"stopping", "stopped"}),
}

_ENDS = frozenset({"stop", "restart"})

_Send = Callable[[SaturnClient], Coroutine[None, None, None]]
_IsThere = Callable[[Cluster], bool]


class Actions:
    """Changes clusters through the watch's connection, so that the pages see it at once.

    ``on_end`` is told of a cluster whose processes are about to end.
    """

    def __init__(self, watch: ClusterWatch, on_end: Callable[[str], None] = lambda _: None) -> None:
        self._watch = watch
        self._on_end = on_end
        self._under_way: dict[tuple[str, ...], asyncio.Task[None]] = {}

    async def act(self, cluster_id: str, action: str) -> None:
        """Start, stop or restart a cluster; raises ``SaturnError``."""
        if action in _ENDS:
            self._on_end(cluster_id)
        goal = _GOALS.get(action, frozenset())
        await self._once(
            (cluster_id, action),
            lambda client: client.act(cluster_id, action),
            lambda cluster: cluster.status in goal,
        )

    async def scale(self, cluster_id: str, body: dict[str, object]) -> None:
        """Set the number of workers, or the limits of an adaptive cluster.

        ``body`` is ``{"workers": n}`` or ``{"minimum": n, "maximum": n}``; all else is refused
        before anything goes upstream. Saturn counts hosts, of which each runs ``nprocs`` workers.
        """
        numbers = _check_scale(body)
        cluster = self._watch.cluster(cluster_id)
        nprocs = cluster.nprocs if cluster else 1
        hosts = [math.ceil(number / nprocs) for number in numbers]
        key = (cluster_id, "scale", *map(str, hosts))
        if len(hosts) == 1:
            await self._once(
                key,
                lambda client: client.scale(cluster_id, hosts[0]),
                lambda cluster: False,
            )
        else:
            await self._once(
                key,
                lambda client: client.adapt(cluster_id, hosts[0], hosts[1]),
                lambda cluster: False,
                adaptive=(numbers[0], numbers[1]),
            )

    async def _once(
        self,
        key: tuple[str, ...],
        send: _Send,
        is_there: _IsThere,
        adaptive: tuple[int, int] | None = None,
    ) -> None:
        """Run an action, or join the same one that is under way."""
        task = self._under_way.get(key)
        if task is None:
            work = self._carry_out(key[0], send, is_there, adaptive)
            task = asyncio.get_running_loop().create_task(work)
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        # A page that goes away must not take the others' action with it.
        await asyncio.shield(task)

    async def _carry_out(
        self,
        cluster_id: str,
        send: _Send,
        is_there: _IsThere,
        adaptive: tuple[int, int] | None,
    ) -> None:
        # Another tab, or an earlier click, may have done it: look before it costs money.
        if self._holds(cluster_id, is_there):
            await self._read_back()
            if self._holds(cluster_id, is_there):
                return
        client = await self._watch.connector.open()
        try:
            await send(client)
        except SaturnError as error:
            await self._read_back()
            is_moot = error.code == "conflict" or error.is_uncertain
            if is_moot and self._holds(cluster_id, is_there):
                return
            raise
        self._watch.note_write(cluster_id, adaptive)
        await self._read_back()

    def _holds(self, cluster_id: str, is_there: _IsThere) -> bool:
        cluster = self._watch.cluster(cluster_id)
        return cluster is not None and is_there(cluster)

    async def _read_back(self) -> None:
        """Refresh the snapshot; a slow Saturn delays the answer no longer than so."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._watch.refresh(after_write=True), READ_BACK)


def _check_scale(body: dict[str, object]) -> tuple[int, ...]:
    """Read the numbers; raises ``SaturnError`` (400)."""
    if set(body) == {"workers"}:
        numbers = [body["workers"]]
    elif set(body) == {"minimum", "maximum"}:
        numbers = [body["minimum"], body["maximum"]]
    else:
        hint = 'Send {"workers": 4}, or {"minimum": 0, "maximum": 8}.'
        raise bad_request("It must hold workers, or minimum and maximum.", hint)
    whole = [n for n in numbers if isinstance(n, int) and is_whole(n, 0, MAX_WORKERS)]
    if len(whole) != len(numbers):
        raise bad_request(f"Workers are counted in whole numbers from 0 to {MAX_WORKERS}.")
    if whole != sorted(whole):
        raise bad_request("The minimum must not be larger than the maximum.")
    return tuple(whole)
