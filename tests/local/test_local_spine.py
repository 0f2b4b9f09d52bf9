"""The spine: a cluster of real processes, a certificate, a computation, an end."""

from __future__ import annotations

import os
import signal
import socket
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import psutil
import pytest
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_l4_a_signal_ends_it_cleanly(
    make_server: Callable[..., LocalServer], number: signal.Signals
) -> None:
    server = make_server().start()
    with server.client() as client:
        start(client, first_cluster(client))
    family = server.family()
    assert server.end(number, seconds=10) == 0
    gone(family, 0.5)
    assert not (server.state_dir / "info.json").exists()


def test_l4_a_second_interrupt_changes_nothing(make_server: Callable[..., LocalServer]) -> None:
    server = make_server().start()
    with server.client() as client:
        start(client, first_cluster(client))
    family = server.family()
    os.kill(server.pid, signal.SIGINT)
    assert server.end(signal.SIGINT, seconds=10) == 0
    gone(family, 0.5)


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


def test_l7_a_second_server_refuses_and_names_the_first(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare").start()
    second = LocalServer(server.state_dir, "--no-spare")
    second.log = server.log.with_name("second.log")
    assert second.spawn().wait(10) == 3
    assert f"process {server.pid}" in second.log.read_text()
    assert (server.state_dir / "info.json").exists()
    server.end(signal.SIGKILL)
    server.start()


def test_the_port_is_kept(make_server: Callable[..., LocalServer]) -> None:
    server = make_server("--no-spare", "--port", "0").start()
    port, users = server.port, server.info["users"]
    server.end()
    server.start()
    assert (server.port, server.info["users"]) == (port, users)


def test_l1_a_taken_port_is_left_alone(make_server: Callable[..., LocalServer]) -> None:
    server = make_server("--no-spare").start()
    port = server.port
    server.end()
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        server.start()
        assert server.port != port
        other = make_server("--port", str(port))
        assert other.spawn().wait(10) == 4
        assert f"Port {port}" in other.log.read_text()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


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


def hold(server: LocalServer) -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    token = server.info["users"][0]["token"]
    connection.request("GET", "/local/lease", headers={"Authorization": f"token {token}"})
    answer = connection.getresponse()
    assert (answer.status, answer.readline()) == (200, b'{"ok": true}\n')
    # Keeps the socket open for as long as the caller keeps the connection.
    connection.answer = answer  # type: ignore[attr-defined]
    return connection


def drop(connection: HTTPConnection) -> None:
    connection.answer.close()  # type: ignore[attr-defined]
    connection.close()


def test_a_lease_keeps_it_alive_and_its_end_ends_it(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare", "--lease").start()
    first = hold(server)
    second = hold(server)
    drop(first)
    assert server.process is not None
    time.sleep(6)  # longer than the 5 s after the last: one is still held
    assert server.process.poll() is None
    began = time.monotonic()
    drop(second)
    assert server.process.wait(15) == 0
    assert time.monotonic() - began > 4
