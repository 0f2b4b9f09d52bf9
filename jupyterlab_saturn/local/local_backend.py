"""The real backend: supervisors on this machine, one of them imported ahead of time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from .orphans import end_marked
from .supervisors import Supervisor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .backend import Listener, Plan

log = logging.getLogger(__name__)

# Seconds until a used spare is replaced, so that it does not compete with the start it served.
SPARE_DELAY = 4.0


class LocalBackend:
    """Bring clusters up as processes (a `backend.Backend`).

    `images` maps names to interpreters; the first is the default, and the spare's. Every
    cluster has a directory under `directory`. `instance` marks the processes.
    """

    def __init__(
        self, directory: Path, instance: str, images: Mapping[str, str], *, spare: bool = True
    ) -> None:
        self._directory = directory
        self._instance = instance
        self._images = images
        self._default = next(iter(images))
        self._has_spare = spare
        self._spare: asyncio.Task[Supervisor] | None = None
        self._links: set[Supervisor] = set()
        self._timer: asyncio.TimerHandle | None = None

    def recover(self) -> None:
        """End what an earlier server of this directory left behind, when it was killed."""
        left = end_marked(f"{self._instance}/")
        if left:
            log.warning("Ended %d processes of an earlier server.", left)
        for scratch in self._directory.glob("*/scratch"):
            shutil.rmtree(scratch, ignore_errors=True)

    def warm(self) -> None:
        """Start the spare in the background."""
        if self._has_spare and self._spare is None:
            self._spare = asyncio.create_task(self._spawn(self._default))

    async def launch(self, plan: Plan, listener: Listener) -> Supervisor:
        """Start a supervisor; raises `OSError` when there can be no process."""
        image = plan.image or self._default
        is_default = image == self._default and not plan.python
        link = await self._take_spare() if is_default else None
        link = link or await self._spawn(image, plan.python)
        self._links = {other for other in self._links if other.is_alive} | {link}
        try:
            link.configure(plan, self._directory / plan.cluster_id, listener)
        except BaseException:
            # A full disk, or a process that died just now: it has no cluster to serve.
            await link.end()
            raise
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(SPARE_DELAY, self.warm)
        return link

    def logs(self, cluster_id: str) -> Path:
        """Return the directory of a cluster's logs, which may not be there yet."""
        return self._directory / cluster_id / "logs"

    def forget(self, cluster_id: str) -> None:
        """Remove a deleted cluster's files."""
        shutil.rmtree(self._directory / cluster_id, ignore_errors=True)

    async def close(self) -> None:
        """End every process."""
        if self._timer is not None:
            self._timer.cancel()
        spare = await self._take_spare()
        await asyncio.gather(*(link.end() for link in [*self._links, *([spare] if spare else [])]))
        end_marked(f"{self._instance}/")

    async def _take_spare(self) -> Supervisor | None:
        task, self._spare = self._spare, None
        if task is None:
            return None
        with contextlib.suppress(OSError):
            link = await task
            if link.is_alive:
                return link
        return None

    async def _spawn(self, image: str, python: str = "") -> Supervisor:
        chosen = python or self._python(image)
        return await Supervisor.spawn(chosen, self._directory, self._instance)

    def _python(self, image: str) -> str:
        if image not in self._images:
            raise OSError(f"there is no image '{image}' any more")
        if not Path(self._images[image]).is_file():
            raise OSError(f"the interpreter of the image '{image}' is not there")
        return self._images[image]
