"""Writes: each is sent once, joined when it is under way already, and read back afterwards."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio

from .connection import is_whole
from .definitions import parse_edit, parse_new
from .errors import SaturnError, bad_request

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from .records import Cluster
    from .saturn import SaturnClient
    from .watch import ClusterWatch

READ_BACK = 5.0
"""Seconds that an answer waits for the snapshot to show what was written."""

_GOALS = {
    "start": frozenset({"pending", "running"}),
    "stop": frozenset({"stopping", "stopped"}),
}
_ACTIVE = frozenset({"pending", "running", "stopping"})

_ENDS = frozenset({"stop", "restart"})


@dataclass(frozen=True)
class _Write:
    """What is sent, and how the snapshot shows that it is so.

    ``looks_first`` spares a write when it is so already, whoever did it. ``adaptive`` are limits
    to be remembered.
    """

    cluster_id: str
    send: Callable[[SaturnClient], Coroutine[None, None, object]]
    is_done: Callable[[], bool]
    looks_first: bool = True
    adaptive: tuple[int, int] | None = None


class Actions:
    """Changes clusters through the watch's connection, so that the pages see it at once.

    ``on_end`` is told of a cluster whose processes are about to end.
    """

    def __init__(self, watch: ClusterWatch, on_end: Callable[[str], None] = lambda _: None) -> None:
        self._watch = watch
        self._on_end = on_end
        self._under_way: dict[tuple[str, ...], asyncio.Task[object]] = {}

    async def act(self, cluster_id: str, action: str) -> None:
        """Start, stop or restart a cluster; raises ``SaturnError``.

        To stop one that is starting calls the start off.
        """
        if action in _ENDS:
            self._on_end(cluster_id)
        goal = _GOALS.get(action, frozenset())
        await self._once(
            (cluster_id, action),
            _Write(
                cluster_id,
                lambda client: client.act(cluster_id, action),
                lambda: self._holds(cluster_id, lambda cluster: cluster.status in goal),
            ),
        )

    async def match(self, cluster_id: str, python: str) -> None:
        """Restart a cluster of the local Saturn under an interpreter of this machine."""
        if not self._watch.connector.is_local:
            raise SaturnError(
                "not-local",
                "Only the local Saturn takes a kernel's Python",
                "This cluster runs in the cloud, in an image of its own.",
                "Choose an image with the kernel's versions there, or match the cluster.",
                409,
            )
        client = await self._watch.connector.open()
        await client.set_python(cluster_id, python)
        await self.act(cluster_id, "restart")

    async def scale(self, cluster_id: str, body: dict[str, object]) -> None:
        """Set the number of workers, or the limits of an adaptive cluster.

        ``body`` is ``{"workers": n}`` or ``{"minimum": n, "maximum": n}``; all else is refused
        before anything goes upstream. Saturn counts hosts, of which each runs ``nprocs`` workers.
        """
        numbers = _check_scale(body, self._watch.max_workers)
        cluster = self._watch.cluster(cluster_id)
        nprocs = cluster.nprocs if cluster else 1
        hosts = [math.ceil(number / nprocs) for number in numbers]
        key = (cluster_id, "scale", *map(str, hosts))
        if len(hosts) == 1:
            write = _Write(
                cluster_id, lambda client: client.scale(cluster_id, hosts[0]), lambda: False
            )
        else:
            write = _Write(
                cluster_id,
                lambda client: client.adapt(cluster_id, hosts[0], hosts[1]),
                lambda: False,
                adaptive=(numbers[0], numbers[1]),
            )
        await self._once(key, write)

    async def create(self, body: dict[str, object]) -> dict[str, object]:
        """Make a cluster for a project; it is not started. Answers its id and price."""
        reading = self._watch.reading
        new = parse_new(body, reading, self._watch.max_workers)
        resource = {f"{new.project_kind}_id": new.project_id}
        settings = new.definition.settings
        await self._once(
            ("", "create", new.project_id, repr(sorted(settings.items()))),
            _Write(
                "",
                lambda client: client.create(resource, settings),
                lambda: self._of_project(new.project_id) is not None,
                looks_first=False,
            ),
        )
        made = self._of_project(new.project_id)
        price = new.definition.price(self._watch.reading, made)
        return {"id": made.id if made else None, "price_per_hour": price}

    async def edit(self, cluster_id: str, body: dict[str, object]) -> dict[str, object]:
        """Change settings of a cluster; answers Saturn's warnings and the price.

        Saturn may leave one that is up as it is, and then its warnings say so.
        """
        reading, cluster = self._watch.reading, self._watch.cluster(cluster_id)
        definition = parse_edit(body, reading, self._watch.max_workers, cluster)
        settings = definition.settings
        warnings = await self._once(
            (cluster_id, "edit", repr(sorted(settings.items()))),
            _Write(
                cluster_id,
                lambda client: client.update(cluster_id, settings),
                lambda: self._holds(cluster_id, definition.matches),
            ),
        )
        price = definition.price(self._watch.reading, self._watch.cluster(cluster_id))
        told = warnings if isinstance(warnings, tuple) else ()
        return {"warnings": list(told), "price_per_hour": price}

    async def delete(self, cluster_id: str, *, allow_active: bool) -> None:
        """Delete a cluster; one that is up only with ``allow_active`` (409)."""
        cluster = self._watch.cluster(cluster_id)
        if cluster is not None and cluster.status in _ACTIVE and not allow_active:
            raise SaturnError(
                "conflict",
                "The cluster is up",
                "One that runs, starts or stops is not deleted by mistake.",
                "Stop it first, or say that it is to be stopped and deleted.",
                409,
            )
        self._on_end(cluster_id)
        await self._once(
            (cluster_id, "delete"),
            _Write(
                cluster_id,
                lambda client: client.delete(cluster_id, allow_active=allow_active),
                lambda: self._is_gone(cluster_id),
                looks_first=False,
            ),
        )

    async def _once(self, key: tuple[str, ...], write: _Write) -> object:
        """Run a write, or join the same one that is under way."""
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._carry_out(write))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        # A page that goes away must not take the others' action with it.
        return await asyncio.shield(task)

    async def _carry_out(self, write: _Write) -> object:
        # Another tab, or an earlier click, may have done it: look before it costs money.
        if write.looks_first and write.is_done():
            await self._read_back()
            if write.is_done():
                return None
        client = await self._watch.connector.open()
        try:
            result = await write.send(client)
        except SaturnError as error:
            await self._read_back()
            is_moot = error.is_uncertain or (write.looks_first and error.code == "conflict")
            if is_moot and write.is_done():
                return None
            raise
        self._watch.note_write(write.cluster_id, write.adaptive)
        await self._read_back()
        return result

    def _holds(self, cluster_id: str, is_so: Callable[[Cluster], bool]) -> bool:
        cluster = self._watch.cluster(cluster_id)
        return cluster is not None and is_so(cluster)

    def _is_gone(self, cluster_id: str) -> bool:
        fresh = self._watch.fresh_clusters
        return fresh is not None and all(cluster.id != cluster_id for cluster in fresh)

    def _of_project(self, project_id: str) -> Cluster | None:
        clusters = self._watch.reading.clusters if self._watch.reading else ()
        return next((item for item in clusters if item.project_id == project_id), None)

    async def _read_back(self) -> None:
        """Refresh the snapshot; a slow Saturn delays the answer no longer than so."""
        with anyio.move_on_after(READ_BACK):
            await self._watch.refresh(after_write=True)


def _check_scale(body: dict[str, object], limit: int) -> tuple[int, ...]:
    """Read the numbers; raises ``SaturnError`` (400)."""
    if set(body) == {"workers"}:
        numbers = [body["workers"]]
    elif set(body) == {"minimum", "maximum"}:
        numbers = [body["minimum"], body["maximum"]]
    else:
        hint = 'Send {"workers": 4}, or {"minimum": 0, "maximum": 8}.'
        raise bad_request("It must hold workers, or minimum and maximum.", hint)
    whole = [n for n in numbers if isinstance(n, int) and is_whole(n, 0, limit)]
    if len(whole) != len(numbers):
        raise bad_request(f"Workers are counted in whole numbers from 0 to {limit}.")
    if whole != sorted(whole):
        raise bad_request("The minimum must not be larger than the maximum.")
    return tuple(whole)
