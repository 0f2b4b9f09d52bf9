"""A local Saturn with many clusters and no processes: what the benches of the page look at.

    python instant_saturn.py STATE_DIR CLUSTERS WORKERS

It is the real server with the instant backend of its tests, so a Jupyter server of that data
directory joins it. Every cluster that runs says that it has WORKERS workers.
"""

from __future__ import annotations

import asyncio
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests" / "local"))

from instant import InstantLink  # noqa: E402

from jupyterlab_saturn.local.__main__ import parse_arguments  # noqa: E402
from jupyterlab_saturn.local.accounts import Accounts  # noqa: E402
from jupyterlab_saturn.local.files import private_directory  # noqa: E402
from jupyterlab_saturn.local.local_backend import LocalBackend  # noqa: E402
from jupyterlab_saturn.local.records import new_id  # noqa: E402
from jupyterlab_saturn.local.server import serve  # noqa: E402
from jupyterlab_saturn.local.store import Store  # noqa: E402
from jupyterlab_saturn.local.tokens import Tokens  # noqa: E402

if TYPE_CHECKING:
    from jupyterlab_saturn.local.backend import Listener, Plan


class ManyLink(InstantLink):
    """A scheduler with very many workers."""

    workers_told = 0

    async def identity(self) -> dict[str, Any]:
        """Return as much for each worker as ``Scheduler.identity()`` does."""
        rows = (a_worker(index) for index in range(self.workers_told))
        return {"type": "Scheduler", "workers": {row["host"] + row["id"]: row for row in rows}}


def a_worker(index: int) -> dict[str, Any]:
    """Describe a worker; the fields are those of distributed 2026."""
    return {
        "type": "Worker",
        "id": str(index),
        "host": f"tls://10.{index >> 16}.{index >> 8 & 255}.{index & 255}:",
        "name": str(index),
        "resources": {},
        "local_directory": f"/home/jovyan/dask-scratch-space/worker-{index:08}",
        "nthreads": 4,
        "memory_limit": 16 * 2**30,
        "last_seen": 1_767_225_600.0 + index % 7,
        "services": {"dashboard": 40_000 + index % 20_000},
        "status": "running",
        "nanny": f"tls://10.0.0.1:{index}",
        "metrics": {
            "task_counts": {"executing": 4, "memory": index % 90, "ready": index % 50},
            "bandwidth": {"total": 100_000_000, "workers": {}, "types": {}},
            "digests_total_since_heartbeat": {"tick-duration": 0.5, "latency": 0.001},
            "managed_bytes": index,
            "spilled_bytes": {"memory": 0, "disk": 0},
            "transfer": {"incoming_bytes": 0, "incoming_count_total": 0, "outgoing_count_total": 0},
            "event_loop_interval": 0.02,
            "cpu": float(index % 400),
            "memory": index % 17 * 10**9,
            "time": 1_767_225_600.0,
            "host_net_io": {"read_bps": 1234.5, "write_bps": 1234.5},
            "num_fds": 40,
        },
    }


class ManyBackend(LocalBackend):
    """Launches nothing: its clusters are up at once."""

    def recover(self) -> None:
        """Nothing was left behind."""

    def warm(self) -> None:
        """Nothing needs a spare."""

    async def launch(self, plan: Plan, listener: Listener) -> Any:  # noqa: ANN401
        """Return a link without a process behind it."""
        link = ManyLink(plan, listener)
        asyncio.get_running_loop().call_soon(link.come_up)
        return link

    async def close(self) -> None:
        """Nothing was started."""


def fill(state_dir: Path, clusters: int) -> None:
    """Write a state with that many clusters, each of a project of its own."""
    private_directory(state_dir)
    store = Store(state_dir / "state.json")
    accounts = Accounts(store, Tokens(store), ("local",))
    accounts.ensure_users(1)
    (project,) = store.state.projects.values()
    (cluster,) = store.state.clusters.values()
    projects, made = dict(store.state.projects), dict(store.state.clusters)
    for number in range(1, clusters):
        other = dataclasses.replace(project, id=new_id(), name=f"project {number}")
        projects[other.id] = other
        one = dataclasses.replace(
            cluster, id=new_id(), project_id=other.id, subdomain=f"{cluster.subdomain}-{number}"
        )
        made[one.id] = one
    store.update(projects=projects, clusters=made)


def main() -> None:
    """Fill the directory and serve until a signal."""
    state_dir, clusters = Path(sys.argv[1]), int(sys.argv[2])
    ManyLink.workers_told = int(sys.argv[3])
    fill(state_dir, clusters)
    asyncio.run(serve(parse_arguments(["--state-dir", str(state_dir)]), ManyBackend))


if __name__ == "__main__":
    main()
