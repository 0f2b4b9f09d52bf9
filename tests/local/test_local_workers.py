"""Workers: scaled, lost, retired, busy, and back."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import psutil
from harness import (
    CLUSTERS,
    addresses,
    await_workers,
    dask_client,
    first_cluster,
    gone,
    start,
    wait_until,
)

if TYPE_CHECKING:
    import httpx


def test_scaling_and_restarting(client: httpx.Client) -> None:
    cluster_id = first_cluster(client)
    start(client, cluster_id)
    assert client.post(f"{CLUSTERS}/{cluster_id}/scale", json={"n": 1}).status_code == 204
    await_workers(client, cluster_id, 1)
    before = addresses(client, cluster_id)
    assert client.post(f"{CLUSTERS}/{cluster_id}/restart").status_code == 200
    await_workers(client, cluster_id, 1)
    assert addresses(client, cluster_id) != before
    assert client.post(f"{CLUSTERS}/{cluster_id}/close").json()["status"] == "stopped"


def test_c4_a_killed_worker_comes_back(client: httpx.Client) -> None:
    cluster_id = first_cluster(client)
    start(client, cluster_id)
    with dask_client(client, cluster_id) as dask:
        victim = next(iter(dask.run(os.getpid).values()))
        os.kill(victim, signal.SIGKILL)

        def replaced() -> bool:
            pids = worker_pids(client, cluster_id)
            return len(pids) == 2 and victim not in pids

        wait_until(replaced, 15, "a new worker")
        assert dask.submit(sum, [1, 2]).result() == 3
    client.post(f"{CLUSTERS}/{cluster_id}/close")


def worker_pids(client: httpx.Client, cluster_id: str) -> set[int]:
    """Return the process ids of the live workers: a pod's uid ends in its own."""
    pods = client.get(f"{CLUSTERS}/{cluster_id}/workers/runtimesummary").json()["workers"]
    return {int(pod["uid"].rpartition("-")[2]) for pod in pods}


def test_c4_a_worker_comes_back_that_is_away_15_s_after_an_earlier_loss(
    client: httpx.Client,
) -> None:
    # distributed's `lost-worker-timeout` looks just then, and would close its Nanny for good.
    cluster_id = first_cluster(client)
    start(client, cluster_id, 1)
    for pause in (14.8, 0):
        (victim,) = worker_pids(client, cluster_id)
        os.kill(victim, signal.SIGKILL)
        killed = time.monotonic()
        wait_until(lambda gone=victim: worker_pids(client, cluster_id) - {gone}, 14, "a new one")
        time.sleep(max(0, killed + pause - time.monotonic()))
    time.sleep(1)
    await_workers(client, cluster_id, 1, 1)
    client.post(f"{CLUSTERS}/{cluster_id}/close")


def test_a_retired_workers_place_is_filled(client: httpx.Client) -> None:
    cluster_id = first_cluster(client)
    start(client, cluster_id, 2)
    before = worker_pids(client, cluster_id)
    with dask_client(client, cluster_id) as dask:
        dask.retire_workers([next(iter(dask.scheduler_info()["workers"]))])
    wait_until(lambda: len(worker_pids(client, cluster_id)) == 2, 15, "a worker in its place")
    wait_until(lambda: worker_pids(client, cluster_id) - before, 15, "a new one")
    await_workers(client, cluster_id, 2)
    client.post(f"{CLUSTERS}/{cluster_id}/close")


def test_a_busy_cluster_stops_within_ten_seconds(client: httpx.Client) -> None:
    cluster_id = first_cluster(client)
    start(client, cluster_id, 2)

    def hold_the_interpreter() -> None:
        import re

        # Backtracks for ever in C, and no other thread of the worker runs meanwhile.
        re.match(r"(a+)+$", "a" * 60 + "b")

    with dask_client(client, cluster_id) as dask:
        family = [psutil.Process(pid) for pid in dask.run(os.getpid).values()]
        futures = [dask.submit(hold_the_interpreter), dask.submit(time.sleep, 100)]
        wait_until(lambda: len(sum(dask.processing().values(), ())) == 2, 10, "both at work")
        del futures
        began = time.monotonic()
        assert client.post(f"{CLUSTERS}/{cluster_id}/close").json()["status"] == "stopped"
        assert time.monotonic() - began < 10
    gone(family, 0.5)


def test_scaling_ends_adaptivity(client: httpx.Client) -> None:
    cluster_id = first_cluster(client)
    start(client, cluster_id, 1)
    bounds = {"minimum": 0, "maximum": 2}
    assert client.post(f"{CLUSTERS}/{cluster_id}/adapt", json=bounds).status_code == 204
    assert client.get(f"{CLUSTERS}/{cluster_id}").json()["adaptive"] == bounds
    await_workers(client, cluster_id, 0)
    assert client.post(f"{CLUSTERS}/{cluster_id}/scale", json={"n": 1}).status_code == 204
    assert client.get(f"{CLUSTERS}/{cluster_id}").json()["adaptive"] is None
    await_workers(client, cluster_id, 1)
    # An adaptive loop takes an idle worker away after three looks, one a second.
    time.sleep(6)
    await_workers(client, cluster_id, 1, 0.1)
    client.post(f"{CLUSTERS}/{cluster_id}/close")
