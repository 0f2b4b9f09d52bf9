"""Dask's own scheduler, workers and cluster, with Saturn's doors and reports."""

from __future__ import annotations

import os
from typing import Any, Callable, Dict

import dask
from distributed import Nanny, Scheduler, SpecCluster, Worker
from distributed.security import Security

from saturn_doors import TicketGate

LOOPBACK = "127.0.0.1"
MAX_FAILURES = 3

Report = Callable[[Dict[str, Any]], None]


class _Scheduler(Scheduler):  # type: ignore[misc]
    """Dask's scheduler, whose HTTP port asks for a ticket from its first moment on."""

    def __init__(self, *args: Any, ticket: str, **kwargs: Any) -> None:
        self._saturn_ticket = ticket
        super().__init__(*args, **kwargs)

    def start_http_server(self, *args: Any, **kwargs: Any) -> None:
        super().start_http_server(*args, **kwargs)
        server = self.http_server
        server.request_callback = TicketGate(server.request_callback, self._saturn_ticket)


class _Worker(Worker):  # type: ignore[misc]
    """Dask's worker with a log file of its own and no HTTP port."""

    def __init__(self, *args: Any, log_directory: str, **kwargs: Any) -> None:
        redirect_output(f"{log_directory}/worker-{kwargs['name']}.log")
        super().__init__(*args, startup_information={"pid": _pid}, **kwargs)

    def start_http_server(self, *args: Any, **kwargs: Any) -> None:
        """Open nothing: the port would serve metrics to every user of the machine."""


# Identity records and dashboards show the class's name.
_Scheduler.__name__ = "Scheduler"
_Worker.__name__ = "Worker"


def _pid(worker: object) -> int:
    return os.getpid()


def redirect_output(path: str) -> None:
    """Append this process's descriptors 1 and 2 to a private file."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(fd, 1)
    os.dup2(fd, 2)
    os.close(fd)


class Cluster(SpecCluster):  # type: ignore[misc]
    """A SpecCluster that reports what happens to its workers.

    `settings` is the server's first message; `report` takes events for it.
    """

    def __init__(self, settings: dict[str, Any], report: Report) -> None:
        self._report = report
        self._failures = 0
        security = _security(settings)
        scheduler = {
            "ticket": settings["ticket"],
            "host": LOOPBACK,
            "port": 0,
            "protocol": "tls",
            "security": security,
            "dashboard": True,
            "dashboard_address": LOOPBACK + ":0",
        }
        worker = {
            "host": LOOPBACK,
            "protocol": "tls",
            "security": security,
            "nthreads": settings["nthreads"],
            "memory_limit": settings["memory_limit"],
            "local_directory": settings["scratch"],
            "log_directory": settings["logs"],
            "worker_class": _Worker,
            "config": dask.config.config,
        }
        super().__init__(
            scheduler={"cls": _Scheduler, "options": scheduler},
            worker={"cls": Nanny, "options": worker},
            security=security,
            asynchronous=True,
            name=settings["name"],
        )

    async def _correct_state_internal(self) -> None:
        self._report({"event": "target", "workers": len(self.worker_spec)})
        try:
            await super()._correct_state_internal()
        except Exception as error:
            self._failures += 1
            self._report({"event": "trouble", "reason": f"A worker did not start: {error}"})
            raise

    def _update_worker_status(self, op: str, msg: Any) -> None:
        if op == "add":
            self._failures = 0
            for address, worker in msg["workers"].items():
                name, pid = str(worker["name"]), worker.get("pid")
                self._report({"event": "joined", "address": address, "name": name, "pid": pid})
        elif op == "remove":
            self._report({"event": "left", "address": msg})
        # Not SpecCluster's own: it closes a Nanny for good whose worker is away 15 s after any
        # earlier loss, and nobody opens another. Nannies restart workers; `heal` does the rest.
        super(SpecCluster, self)._update_worker_status(op, msg)

    def heal(self) -> None:
        """Replace the Nannies that have closed although they are still wanted.

        Three failures in a row end it, until somebody changes the number of workers.
        """
        if self.status.name != "running" or self._lock.locked() or self._failures >= MAX_FAILURES:
            return
        for name, nanny in list(self.workers.items()):
            if nanny.status.name in ("closed", "failed"):
                del self.workers[name]
        if set(self.worker_spec) - set(self.workers):
            self._correct_state()

    def resize(self, workers: int) -> None:
        """Ask for a fixed number of worker processes."""
        adaptive: Any | None = getattr(self, "_adaptive", None)
        if adaptive is not None:
            # It would take the workers away again.
            adaptive.stop()
        self._failures = 0
        self.scale(workers)


def _security(settings: dict[str, Any]) -> Security:
    pair = {}
    for role in ("scheduler", "worker", "client"):
        pair[f"tls_{role}_key"] = settings["key"]
        pair[f"tls_{role}_cert"] = settings["certificate"]
    return Security(tls_ca_file=settings["authority"], require_encryption=True, **pair)
