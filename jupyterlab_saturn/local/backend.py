"""What the states need of the processes: two small protocols."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

# From a supervisor: {"event": name, …}. The names and fields are those of `runs.Run`'s
# `_on_…` methods; "exited" comes last, always.
Event = Mapping[str, Any]
Listener = Callable[[Event], None]


@dataclass(frozen=True)
class Plan:
    """All that a backend needs to bring a cluster up. Keys and certificates are PEM text.

    `python`, where it is not "", is the interpreter instead of the image's.
    """

    cluster_id: str
    name: str
    image: str
    python: str
    nthreads: int
    memory_limit: int
    workers: int
    ticket: str
    authority: str
    key: str
    certificate: str


class Link(Protocol):
    """A cluster's processes."""

    @property
    def pid(self) -> int:
        """The supervisor's process id, which is also its session's."""

    async def scale(self, workers: int) -> None:
        """Ask for that many worker processes."""

    async def adapt(self, minimum: int, maximum: int) -> None:
        """Let the load decide between two numbers of worker processes."""

    async def identity(self) -> dict[str, Any]:
        """Return the scheduler's own record."""

    async def stop(self) -> None:
        """End every process, gently for some seconds, then by force."""


class Backend(Protocol):
    """What can bring clusters up."""

    async def launch(self, plan: Plan, listener: Listener) -> Link:
        """Start a supervisor; raises `OSError` when there can be no process."""

    def logs(self, cluster_id: str) -> Path:
        """Return the directory of a cluster's logs, which may not be there yet."""

    def forget(self, cluster_id: str) -> None:
        """Remove a deleted cluster's files."""

    async def close(self) -> None:
        """End whatever is left, the spare too."""
