"""A cluster's workers and what they use: ``GET clusters/{id}/workers`` and ``…/metrics``."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from fake_saturn import FakeSaturn, Request, answer, hang, send

from jupyterlab_saturn import saturn as client_module
from jupyterlab_saturn.workers import parse_record

INFO = ("GET", "/api/dask_clusters/run/scheduler_info")
GB = 2**30


def a_worker(name: object, **changes: Any) -> dict[str, Any]:
    metrics = {
        "task_counts": {"executing": 2, "ready": 3, "memory": 7, "flight": 1},
        "cpu": 99.96,
        "memory": GB,
        "digests_total_since_heartbeat": {"a": 1.0},
        "bandwidth": {"total": 1e8},
    }
    return {
        "type": "Worker",
        "name": name,
        "nthreads": 2,
        "memory_limit": 4 * GB,
        "last_seen": 1_700_000_000.25,
        "status": "running",
        "metrics": {**metrics, **changes.pop("metrics", {})},
        **changes,
    }


def a_record(*workers: dict[str, Any]) -> dict[str, Any]:
    found = {f"tls://10.0.0.1:{n}": worker for n, worker in enumerate(workers)}
    return {"type": "Scheduler", "id": "s", "services": {"dashboard": 8787}, "workers": found}


async def test_rows_and_totals(app: Any, call: Any, saturn: FakeSaturn) -> None:
    saturn.faults[INFO] = answer(200, a_record(a_worker("w-10"), a_worker("w-9", nthreads=4)))
    status, found = await call("GET", "clusters/run/workers")
    assert status == 200
    assert found["total"] == 2
    assert found["rows"][1] == {
        "name": "w-10",
        "address": "tls://10.0.0.1:0",
        "status": "running",
        "threads": 2,
        "memory_used": GB,
        "memory_limit": 4 * GB,
        "cpu": 100.0,
        "executing": 2,
        "processing": 6,
        "last_seen": "2023-11-14T22:13:20Z",
    }
    assert found["rows"][0]["name"] == "w-9", "in the order of people"
    totals = {
        "workers": 2,
        "threads": 6,
        "memory_used": 2 * GB,
        "memory_limit": 8 * GB,
        "cpu": 200.0,
        "executing": 4,
        "processing": 12,
    }
    assert found["totals"] == totals
    assert await call("GET", "clusters/run/metrics") == (200, totals)


async def test_pages_and_orders(app: Any, call: Any, saturn: FakeSaturn) -> None:
    workers = [a_worker(n, metrics={"cpu": n % 3, "memory": -n}) for n in range(12)]
    saturn.faults[INFO] = answer(200, a_record(*workers))

    async def names(**query: str) -> list[int]:
        status, found = await call("GET", "clusters/run/workers", params=query)
        assert (status, found["total"]) == (200, 12)
        return [int(row["name"]) for row in found["rows"]]

    assert await names() == list(range(12))
    assert await names(offset="3", limit="2") == [3, 4]
    assert await names(offset="11", limit="5") == [11]
    assert await names(offset="50") == []
    assert await names(sort="-name", limit="2") == [11, 10]
    assert await names(sort="cpu", limit="5") == [0, 3, 6, 9, 1]
    assert await names(sort="-cpu", limit="3") == [2, 5, 8]
    for query in (
        {"sort": "host"},
        {"sort": "--cpu"},
        {"sort": ""},
        {"limit": "0"},
        {"limit": "501"},
        {"limit": "x"},
        {"offset": "-1"},
        {"offset": "1.5"},
        {"offset": "9" * 30},
        {"offset": "٣"},
    ):
        before = len(saturn.requests)
        status, error = await call("GET", "clusters/run/workers", params=query)
        assert (status, error["code"]) == (400, "bad-request"), query
        assert len(saturn.requests) == before


@pytest.mark.usefixtures("no_idle_watch")
async def test_one_reading_for_all_who_ask(app: Any, call: Any, saturn: FakeSaturn) -> None:
    body = a_record(a_worker("a"))

    async def slow(_: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        await send(writer, 200, json.dumps(body).encode())

    saturn.faults[INFO] = slow
    paths = ["workers", "metrics"] * 5
    answers = await asyncio.gather(*(call("GET", f"clusters/run/{path}") for path in paths))
    assert {status for status, _ in answers} == {200}

    def readings() -> int:
        return sum(request.path == INFO[1] for request in saturn.requests)

    assert readings() == 1
    assert (await call("GET", "clusters/run/metrics"))[0] == 200
    assert readings() == 1
    # Another connection begins anew: it may be another user's.
    saturn.faults[INFO] = answer(200, a_record())
    app.watch.connector.renew(saturn.url.rstrip("/"))
    assert (await call("GET", "clusters/run/metrics"))[1]["workers"] == 0


@pytest.mark.usefixtures("no_idle_watch")
async def test_failures_are_not_kept(app: Any, call: Any, saturn: FakeSaturn) -> None:
    saturn.faults[INFO] = [answer(409, {"message": "not now"}), answer(200, a_record())]
    status, error = await call("GET", "clusters/run/workers")
    assert (status, error["code"]) == (409, "conflict")
    status, found = await call("GET", "clusters/run/workers")
    assert (status, found["rows"]) == (200, [])
    status, error = await call("GET", "clusters/off/workers")
    assert (status, error["code"]) == (409, "not-running")
    status, error = await call("GET", "clusters/nope/metrics")
    assert (status, error["code"]) == (404, "not-found")


async def test_a_cluster_that_stopped_meanwhile(app: Any, call: Any, saturn: FakeSaturn) -> None:
    async def stop(request: Request, writer: asyncio.StreamWriter) -> None:
        saturn.clusters["run"]["status"] = "stopped"
        await answer(409, {"message": "Cluster is not running."})(request, writer)

    saturn.faults[INFO] = stop
    status, error = await call("GET", "clusters/run/workers")
    assert (status, error["code"]) == (409, "not-running")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"null", b'{"workers": []}', b"<html>", b"[" * 100_000, b"\xff", b'{"a":1'],
)
async def test_odd_records(app: Any, call: Any, saturn: FakeSaturn, body: bytes) -> None:
    saturn.faults[INFO] = answer(200, body)
    status, error = await call("GET", "clusters/run/workers")
    assert (status, error["code"]) == (502, "odd-answer")


async def test_records_have_a_cap(
    app: Any, call: Any, saturn: FakeSaturn, monkeypatch: Any
) -> None:
    assert client_module.MAX_SCHEDULER_INFO == 64 * 2**20
    monkeypatch.setattr(client_module, "MAX_SCHEDULER_INFO", 2000)
    saturn.faults[INFO] = answer(200, a_record(*map(a_worker, range(50))))
    status, error = await call("GET", "clusters/run/workers")
    assert (status, error["code"]) == (502, "not-saturn")
    saturn.faults[INFO] = hang
    status, error = await call("GET", "clusters/run/workers")
    assert (status, error["code"]) == (504, "timeout")


def test_odd_workers_are_borne() -> None:
    odd = {
        "a": {"name": "old", "metrics": {"executing": 1, "ready": 4, "memory": 5, "cpu": 3}},
        "b": {"name": None},
        "c": "nonsense",
        "d": {
            "name": "<b>\u202ex\n",
            "nthreads": "2",
            "memory_limit": 0,
            "metrics": [],
            "last_seen": "x",
        },
        "e": {"name": 5, "status": 7, "last_seen": 1e30, "metrics": {"cpu": 1e400, "memory": True}},
        "f": {
            "name": "9" * 5000,
            "nthreads": -1,
            "last_seen": float("nan"),
            "metrics": {"cpu": -1},
        },
        "g": {"name": "²", "metrics": {"task_counts": {"executing": "x", "ready": 1}}},
    }
    record = parse_record(json.dumps({"workers": odd}).encode())
    rows = {worker.address: worker for worker in record.workers}
    assert set(rows) == set("abdefg")
    assert (rows["a"].executing, rows["a"].processing, rows["a"].memory_used) == (1, 5, 5)
    assert (rows["b"].name, rows["b"].status, rows["b"].cpu) == ("b", "unknown", None)
    assert (rows["d"].name, rows["d"].threads, rows["d"].memory_limit) == ("<b>x", 0, None)
    assert (rows["e"].name, rows["e"].cpu, rows["e"].memory_used) == ("5", None, None)
    assert (rows["e"].last_seen, rows["f"].last_seen, rows["f"].cpu) == (None, None, None)
    assert (rows["g"].executing, rows["g"].processing) == (0, 1)
    assert (record.totals.workers, record.totals.memory_limit) == (6, None)
    assert parse_record(b'{"workers": {}}').totals.cpu is None
