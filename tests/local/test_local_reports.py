"""Logs, metrics and history say what the processes really did."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from harness import (
    CLUSTERS,
    LocalServer,
    await_workers,
    dask_client,
    first_cluster,
    start,
    wait_until,
)

from jupyterlab_saturn.local import logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx


@pytest.fixture(scope="module")
def cluster_id(server: LocalServer) -> Iterator[str]:
    """A running cluster of one worker."""
    with server.client() as client:
        found = first_cluster(client)
        start(client, found, 1)
        yield found


def read(client: httpx.Client, cluster_id: str, **query: Any) -> list[dict[str, str]]:
    """Return every line, page after page."""
    lines: list[dict[str, str]] = []
    while True:
        page = client.get(f"{CLUSTERS}/{cluster_id}/logs", params=query).json()
        lines += page["logs"]
        if "next_key" not in page:
            return lines
        query["next_key"] = page["next_key"]


def test_what_a_task_prints_is_in_its_workers_log(client: httpx.Client, cluster_id: str) -> None:
    with dask_client(client, cluster_id) as dask:
        dask.submit(print, "hello from a task").result()
        dask.run_on_scheduler(print, "hello from the scheduler")
    found = {
        line["container_name"]: line
        for line in read(client, cluster_id)
        if line["content"].startswith("hello from")
    }
    assert found["worker"]["content"] == "hello from a task"
    assert found["scheduler"]["content"] == "hello from the scheduler"
    assert found["worker"]["timestamp"].endswith("+00:00")
    pod = found["worker"]["pod_name"]
    assert {line["pod_name"] for line in read(client, cluster_id, pod_name=pod)} == {pod}
    notes = [line["content"] for line in read(client, cluster_id, component="kubecluster")]
    assert notes == ["Starting.", "The cluster is running."]


def test_pages_of_logs_join_without_gap_or_repeat(client: httpx.Client, cluster_id: str) -> None:
    whole = read(client, cluster_id)
    assert len(whole) > 20
    assert read(client, cluster_id, page_size=3) == whole


def test_a_long_log_is_shown_from_its_end_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "worker-0.log"
    path.write_bytes(b"".join(b"line %d\n" % number for number in range(300_000)))
    lines, more = logs._read_file(path, 0, 10)
    assert lines[0].startswith("line 2")
    assert more is not None
    last, end = logs._read_file(path, path.stat().st_size - 100, 1000)
    assert (last[-1], end) == ("line 299999", None)
    logs.trim(tmp_path)
    assert path.stat().st_size > 0
    path.write_bytes(b"x" * (logs.KEPT + 1))
    logs.trim(tmp_path)
    assert path.stat().st_size == 0


def test_metrics_tell_a_busy_worker_from_an_idle_one(client: httpx.Client, cluster_id: str) -> None:
    def work(seconds: float) -> None:
        end = time.time() + seconds
        while time.time() < end:
            pass

    path = f"{CLUSTERS}/{cluster_id}/metrics"
    client.get(path)
    with dask_client(client, cluster_id) as dask:
        dask.submit(work, 2).result()
    metrics = client.get(path, params={"component": "worker"}).json()
    series = metrics["cpu"][0]
    assert series["labels"] == {"component": "worker"}
    # Half a core at least, on a machine that does other things too.
    assert series["stats"]["max"] > 300
    assert series["stats"]["last"] == series["data"][-1]["value"]
    assert 20 * 2**20 < metrics["memory"][0]["stats"]["last"] < 2**31
    assert metrics["network_in"] is None
    assert len(client.get(path).json()["cpu"]) == 2
    assert client.get(path, params={"type": "memory"}).json()["cpu"] is None
    past = {"end": "2021-01-01T00:00:00Z"}
    assert client.get(path, params=past).json()["cpu"] == []


def test_history_keeps_a_worker_that_was_killed(client: httpx.Client, cluster_id: str) -> None:
    with dask_client(client, cluster_id) as dask:
        os.kill(next(iter(dask.run(os.getpid).values())), signal.SIGKILL)
    path = f"{CLUSTERS}/{cluster_id}/history"

    def two() -> Any:
        pods = client.get(path, params={"component": "worker"}).json()["pods"]
        return pods if len(pods) == 2 else None

    pods = wait_until(two, 15, "a second worker")
    assert sorted(pod["status"] for pod in pods) == ["running", "stopped"]
    assert len({pod["pod_name"] for pod in pods}) == 1
    await_workers(client, cluster_id, 1)


def test_a_cluster_that_never_ran_has_nothing_to_report(
    server: LocalServer,
) -> None:
    with server.client(1) as client:
        path = f"{CLUSTERS}/{first_cluster(client)}"
        assert client.get(f"{path}/logs").json() == {"logs": []}
        assert client.get(f"{path}/history").json() == {"pods": []}
        assert client.get(f"{path}/metrics").json() == {"cpu": [], "memory": []}
        summary = client.get(f"{path}/runtimesummary").json()
        assert (summary["status"], summary["scheduler_summary"]["status"]) == ("stopped",) * 2
        assert client.get(f"{path}/status").json() == {"status": "stopped"}


def test_p13_the_api_process_imports_no_dask() -> None:
    code = "import sys, jupyterlab_saturn.local.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "tornado" in loaded
    assert not loaded & {"dask", "distributed", "bokeh", "jupyter_server", "httpx"}
