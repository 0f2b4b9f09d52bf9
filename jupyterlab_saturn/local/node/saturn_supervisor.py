"""Hold one Dask cluster: the scheduler in this process, each worker in its own.

Run by path under an image's interpreter: `python saturn_supervisor.py FD`, where FD is one end
of a socket pair. It imports distributed at once and then waits for its settings, so a
supervisor without a cluster is a warm spare. When the other end of FD closes, the server is
gone: this process and all that it started end at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from typing import Any, Awaitable, Callable

from saturn_channel import Channel, Message
from saturn_quiet import QUIET
from saturn_versions import find_versions

# The same name as in `orphans.py`, which cannot be imported here.
MARK = "JUPYTERLAB_SATURN_LOCAL"
# Seconds between two looks at the workers.
HEAL_INTERVAL = 2.0


class Supervisor:
    """Serve the server's requests for one cluster until it is stopped."""

    def __init__(self, channel: Channel, settings: Message, versions: dict[str, str]) -> None:
        import saturn_processes

        self._channel = channel
        self._versions = versions
        self._settings = settings
        self._ended = asyncio.Event()
        self._tasks: set[Any] = set()
        self._loop = asyncio.get_event_loop()
        self._cluster = saturn_processes.Cluster(settings, channel.send)
        self._operations: dict[str, Callable[[Message], Awaitable[Any]]] = {
            "scale": self._scale,
            "adapt": self._adapt,
            "identity": self._identity,
            "stop": self._stop,
        }

    async def run(self) -> None:
        """Start the scheduler, report, then the workers; return when told or when it ends."""
        threading.Thread(target=self._listen, name="saturn-channel", daemon=True).start()
        # Empty at first: awaiting a cluster waits for its workers too.
        await self._cluster
        scheduler = self._cluster.scheduler
        self._channel.send(
            {
                "event": "ready",
                "scheduler_address": scheduler.address,
                "dashboard_port": scheduler.http_server.port,
                "versions": self._versions,
            }
        )
        self._keep(self._watch_scheduler())
        self._keep(self._watch_workers())
        await self._scale(self._settings)
        await self._ended.wait()

    def _listen(self) -> None:
        while True:
            message = self._channel.receive()
            if message is None:
                end_everything()
            else:
                self._loop.call_soon_threadsafe(self._accept, message)

    def _accept(self, message: Message) -> None:
        self._keep(self._answer(message))

    def _keep(self, work: Awaitable[None]) -> None:
        # The loop itself holds tasks weakly.
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, message: Message) -> None:
        try:
            result = await self._operations[message["op"]](message)
        except Exception as error:  # noqa: BLE001 - the server must get an answer
            reason = f"{type(error).__name__}: {error}"
            self._channel.send({"answer": message["id"], "error": reason})
        else:
            self._channel.send({"answer": message["id"], "result": result})

    async def _watch_scheduler(self) -> None:
        await self._cluster.scheduler.finished()
        if not self._ended.is_set():
            self._channel.send({"event": "closed"})
            self._ended.set()

    async def _watch_workers(self) -> None:
        while not self._ended.is_set():
            await asyncio.sleep(HEAL_INTERVAL)
            self._cluster.heal()

    async def _scale(self, message: Message) -> None:
        self._cluster.resize(message["workers"])

    async def _adapt(self, message: Message) -> None:
        self._cluster.adapt(minimum=message["minimum"], maximum=message["maximum"])

    async def _identity(self, message: Message) -> Any:
        return self._cluster.scheduler.identity()

    async def _stop(self, message: Message) -> None:
        closing = self._cluster.close()
        if closing is not None:
            await asyncio.wait_for(asyncio.ensure_future(_wait(closing)), message["timeout"])
        self._loop.call_soon(self._ended.set)


async def _wait(awaitable: Awaitable[Any]) -> None:
    await awaitable


def end_everything() -> None:
    """End this process and all that it started, at once and without ceremony.

    What tasks have started may have left our process group; it bears our mark all the same.
    """
    import psutil  # comes with distributed, which is there by now

    mark = os.environ.get(MARK)
    for process in psutil.process_iter() if mark else ():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                process.kill()
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def permit_bare_awaitables() -> None:
    """Let `asyncio.wait` take coroutines and servers, as distributed <= 2022.11.1 passes them.

    Python 3.11 forbids it, and these releases cannot start a SpecCluster there.
    """
    original = asyncio.wait

    async def wait(items: Any, **options: Any) -> Any:
        return await original([asyncio.ensure_future(item) for item in items], **options)

    asyncio.wait = wait  # type: ignore[assignment]


def prepare() -> None:
    """Import what a cluster needs; raises `ImportError` when the image lacks it."""
    import dask

    # Before distributed is imported: some settings are read only then.
    dask.config.set(QUIET)
    import saturn_processes  # noqa: F401

    # Without bokeh there are no plots, and all else works.
    with contextlib.suppress(ImportError):
        import distributed.dashboard.scheduler  # noqa: F401


async def supervise(channel: Channel, settings: Message, versions: dict[str, str]) -> None:
    """Run one cluster in the running event loop."""
    await Supervisor(channel, settings, versions).run()


def main() -> None:
    """Prepare, wait for the settings, run the cluster."""
    channel = Channel(int(sys.argv[1]))
    try:
        prepare()
    except ImportError as error:
        reason = f"The image's Python cannot import '{error.name}'; install 'distributed' there."
        channel.send({"event": "failed", "reason": reason})
        sys.exit(1)
    except Exception as error:
        # Old releases beside new ones break in many ways: tornado, click, msgpack, numpy.
        reason = f"'distributed' does not load in the image: {type(error).__name__}: {error}"
        channel.send({"event": "failed", "reason": reason})
        raise
    versions = find_versions()  # while nobody waits for it
    settings = channel.receive()
    if settings is None:
        return
    import saturn_processes

    os.chdir(settings["directory"])
    saturn_processes.redirect_output(settings["logs"] + "/scheduler.log")
    permit_bare_awaitables()
    try:
        asyncio.run(supervise(channel, settings, versions))
    except Exception as error:
        channel.send({"event": "failed", "reason": f"{type(error).__name__}: {error}"})
        raise
    finally:
        sys.stderr.flush()
    # distributed's exit hooks wait for threads that have nothing left to do.
    os._exit(0)


if __name__ == "__main__":
    main()
