"""Reads all that the snapshot needs from Saturn, and no more often than it has to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import SaturnError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .records import Cluster, Size
    from .saturn import SaturnClient
    from .summaries import Summary

SIZES_AGE = 600.0
"""Seconds that sizes and prices are kept."""

MAX_SUMMARIES = 50
"""Clusters whose parts are looked at in one reading; the others keep what is known."""

MAX_WORKERS = 10_000
"""Workers that a cluster may be asked for, where Saturn tells no limit; its own may be lower."""

_PARALLEL = 8
_UNKNOWN = frozenset({"forbidden", "not-found", "rejected", "conflict"})


@dataclass(frozen=True)
class Reading:
    """One good look at Saturn. A summary that could not be read is missing."""

    user: str
    sizes: tuple[Size, ...]
    clusters: tuple[Cluster, ...]
    summaries: dict[str, Summary]
    #: Clusters that Saturn lists, and whose parts it does not let this user see.
    forbidden: frozenset[str]
    max_workers: int = MAX_WORKERS


class Reader:
    """Reads through one client; what seldom changes is kept between two readings."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.forget()

    def forget(self) -> None:
        """Forget all that was read, and the client with its token."""
        self._client: SaturnClient | None = None
        self._user: str | None = None
        self._sizes: tuple[Size, ...] = ()
        self._max_workers = MAX_WORKERS
        self._sizes_at = float("-inf")
        self._summaries: dict[str, tuple[float, Cluster, Summary | None]] = {}

    def forget_user(self) -> None:
        """Ask who the user is once more, after a failure or a change of the token."""
        self._user = None

    async def read(self, client: SaturnClient, max_age: float) -> Reading:
        """Read; summaries of clusters at rest may be ``max_age`` seconds old.

        Raises ``SaturnError`` when the user or the list cannot be read.
        """
        if client is not self._client:
            self.forget()
            self._client = client
        user = await client.user() if self._user is None else self._user
        clusters = await client.clusters()
        self._user = user or ""
        await self._read_sizes(client)
        await self._read_summaries(client, clusters, max_age)
        known = {key: entry[2] for key, entry in self._summaries.items()}
        return Reading(
            self._user,
            self._sizes,
            clusters,
            {key: summary for key, summary in known.items() if summary is not None},
            frozenset(key for key, summary in known.items() if summary is None),
            self._max_workers,
        )

    async def _read_sizes(self, client: SaturnClient) -> None:
        if self._clock() - self._sizes_at < SIZES_AGE:
            return
        try:
            offer = await client.offer()
        except SaturnError as error:
            # Prices are a help; the list works without them. Broken lines end the reading.
            if error.code not in _UNKNOWN | {"not-saturn"}:
                raise
        else:
            self._sizes, self._max_workers = offer.sizes, offer.max_workers or MAX_WORKERS
        self._sizes_at = self._clock()

    async def _read_summaries(
        self, client: SaturnClient, clusters: tuple[Cluster, ...], max_age: float
    ) -> None:
        active = [item for item in clusters if _needs_summary(item)]
        kept = {item.id for item in active}
        self._summaries = {key: val for key, val in self._summaries.items() if key in kept}
        due = sorted((item for item in active if self._is_due(item, max_age)), key=self._read_at)
        gate = asyncio.Semaphore(_PARALLEL)

        async def read(cluster: Cluster) -> None:
            async with gate:
                summary = await _summary(client, cluster.id)
            self._summaries[cluster.id] = (self._clock(), cluster, summary)

        calls = (read(cluster) for cluster in due[:MAX_SUMMARIES])
        for fault in await asyncio.gather(*calls, return_exceptions=True):
            if fault is not None:
                raise fault

    def _is_due(self, cluster: Cluster, max_age: float) -> bool:
        entry = self._summaries.get(cluster.id)
        if entry is None or cluster.status == "pending" or entry[1] != cluster:
            return True
        # Why a cluster has failed does not change.
        return cluster.status != "error" and self._clock() - entry[0] >= max_age

    def _read_at(self, cluster: Cluster) -> float:
        entry = self._summaries.get(cluster.id)
        return entry[0] if entry else float("-inf")


def _needs_summary(cluster: Cluster) -> bool:
    """Tell whether the record leaves open how far the cluster's parts have come."""
    is_open = cluster.status == "running" and cluster.n_running is None
    return is_open or cluster.status in ("pending", "error")


async def _summary(client: SaturnClient, cluster_id: str) -> Summary | None:
    """Read one summary; None when Saturn does not give it for this cluster."""
    try:
        return await client.summary(cluster_id)
    except SaturnError as error:
        if error.code in _UNKNOWN:
            return None
        raise
