"""The spine: a cluster of real processes, a certificate, a computation, an end."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from harness import (
    CLUSTERS,
    LocalServer,
    addresses,
    await_status,
    await_workers,
    dask_client,
    first_cluster,
    gone,
    start,
    summary,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


def test_the_journey_of_the_panel(server: LocalServer, client: httpx.Client) -> None:
    clusters = client.get(CLUSTERS).json()["dask_clusters"]
    assert [(one["name"], one["status"], one["n_workers"]) for one in clusters] == [
        ("first-steps", "stopped", 2)
    ]
    cluster_id = clusters[0]["id"]

    started = client.post(f"{CLUSTERS}/{cluster_id}/start")
    assert (started.status_code, started.json()["status"]) == (200, "pending")
    await_workers(client, cluster_id, 2)

    with dask_client(client, cluster_id) as dask:
        pids = set(dask.run(os.getpid).values())
        assert dask.gather(dask.map(lambda x: x**2, range(10))) == [x**2 for x in range(10)]
    family = {process.pid for process in server.family()}
    assert len(pids) == 2
    assert pids <= family
    assert os.getpid() not in pids

    assert client.post(f"{CLUSTERS}/{cluster_id}/stop").json()["status"] == "stopping"
    await_status(client, cluster_id, "stopped")
    assert not pids & {process.pid for process in server.family()}


def test_a_start_reports_its_progress(make_server: Callable[..., LocalServer]) -> None:
    server = make_server("--no-spare").start()
    with server.client() as client:
        cluster_id = first_cluster(client)
        client.post(f"{CLUSTERS}/{cluster_id}/start")
        seen: list[tuple[str, str]] = []

        def complete() -> bool:
            found = summary(client, cluster_id)
            seen.append((found["status"], found["stage"]))
            return bool(found["worker_summary"]["running_count"] == 2)

        wait_until(complete, 30, "two workers")
    assert ("pending", "starting the scheduler") in seen
    assert ("running", "0 of 2 workers") in seen
    assert seen[-1] == ("running", "running")


def test_dask_saturns_start_is_held_until_the_cluster_is_ready(client: httpx.Client) -> None:
    # As it sends it: JSON without a Content-Type, no id, and settings for a stopped cluster.
    body = b'{"n_workers": 1, "nthreads": 2}'
    answer = client.post(f"{CLUSTERS}?is_external=true", content=body)
    assert answer.json()["status"] == "ready"
    assert answer.json()["errors"] == answer.json()["warnings"] == []
    cluster_id = answer.json()["id"]
    assert addresses(client, cluster_id)["scheduler_address"].startswith("tls://127.0.0.1:")
    again = client.post(CLUSTERS, content=b'{"n_workers": 3}').json()
    assert (again["status"], again["id"], again["n_workers"]) == ("ready", cluster_id, 1)
    assert "n_workers" in again["warnings"][0]
    client.post(f"{CLUSTERS}/{cluster_id}/close")


def test_a_start_uses_the_spare_and_another_takes_its_place(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server().start()
    spare = wait_until(server.family, 10, "the spare")[0].pid
    with server.client() as client:
        cluster_id = first_cluster(client)
        start(client, cluster_id, 0)
        await_status(client, cluster_id, "running")
        with dask_client(client, cluster_id) as dask:
            assert dask.run_on_scheduler(os.getpid) == spare
        wait_until(lambda: len(server.family()) == 2, 15, "a new spare")
        os.kill(next(one.pid for one in server.family() if one.pid != spare), signal.SIGKILL)
        client.post(f"{CLUSTERS}/{cluster_id}/restart")
        # A dead spare is no reason for a failed start.
        await_status(client, cluster_id, "running")


def test_a_clients_shutdown_is_a_stop(client: httpx.Client) -> None:
    cluster_id = first_cluster(client)
    start(client, cluster_id, 1)
    with dask_client(client, cluster_id) as dask:
        dask.shutdown()
    found = await_status(client, cluster_id, "stopped")
    assert found["errors"] == []
    assert (found["scheduler_url"], found["url"]) == ("", "")


def test_l2_no_process_outlives_a_killed_server(make_server: Callable[..., LocalServer]) -> None:
    server = make_server().start()
    with server.client() as client:
        cluster_id = first_cluster(client)
        start(client, cluster_id)
    family = server.family()
    assert len(family) >= 4
    server.end(signal.SIGKILL)
    gone(family, 5)

    server.start()
    with server.client() as client:
        assert first_cluster(client) == cluster_id
        start(client, cluster_id)


def test_l3_a_killed_supervisor_takes_its_workers_along(client: httpx.Client) -> None:
    cluster_id = first_cluster(client)
    start(client, cluster_id)
    with dask_client(client, cluster_id) as dask:
        supervisor = dask.run_on_scheduler(os.getpid)
        workers = list(dask.run(os.getpid).values())
    os.kill(supervisor, signal.SIGKILL)
    found = await_status(client, cluster_id, "error", seconds=5)
    assert found["errors"] == ["The scheduler's process was killed by signal 9."]
    wait_until(lambda: not any(is_alive(pid) for pid in workers), 5, "no worker")
    start(client, cluster_id)
    client.post(f"{CLUSTERS}/{cluster_id}/close")


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
