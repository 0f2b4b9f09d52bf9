"""Start, stop, restart, scale: faults C9 to C12, N5, N8 to N10."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from fake_saturn import a_cluster, answer, hang, raw, reset_after
from server_rig import is_status

START = "/api/dask_clusters/off/start"


def one(state: dict[str, Any], cluster_id: str) -> dict[str, Any]:
    return next(item for item in state["clusters"] if item["id"] == cluster_id)


@pytest.mark.parametrize(
    ("cluster_id", "action", "word"),
    [("off", "start", "pending"), ("run", "stop", "stopping"), ("run", "restart", "pending")],
)
async def test_action_shows_in_the_next_state(
    call: Any, state_when: Any, saturn: Any, cluster_id: str, action: str, word: str
) -> None:
    await state_when(is_status("ok"))
    status, body = await call("POST", f"clusters/{cluster_id}/{action}")
    assert (status, body) == (204, None)
    _, state = await call("GET", "state")
    assert one(state, cluster_id)["status"] == word
    assert saturn.writes == [f"POST /api/dask_clusters/{cluster_id}/{action}"]


async def test_start_shows_its_stage(call: Any, state_when: Any) -> None:
    await state_when(is_status("ok"))
    await call("POST", "clusters/off/start")
    _, state = await call("GET", "state")
    stage = {"step": "scheduler", "workers_ready": 0, "workers_total": 2, "workers_failed": 0}
    assert one(state, "off")["stage"] == stage


async def test_action_before_any_look(call: Any, saturn: Any) -> None:
    assert (await call("POST", "clusters/off/start"))[0] == 204
    assert saturn.clusters["off"]["status"] == "pending"


async def test_scale_shows_in_the_next_state(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    assert (await call("PUT", "clusters/run/scale", {"workers": 5}))[0] == 204
    assert json.loads(saturn.requests[-3].body or b"{}") in ({"n": 5}, {})
    _, state = await call("GET", "state")
    assert one(state, "run")["worker_target"] == 5
    assert one(state, "run")["price_per_hour"] == 3.0


async def test_scale_counts_hosts(call: Any, state_when: Any, saturn: Any) -> None:
    saturn.clusters["run"] = a_cluster("run", nprocs=2)
    await state_when(is_status("ok"))
    await call("PUT", "clusters/run/scale", {"workers": 5})
    assert saturn.clusters["run"]["n_workers"] == 3
    _, state = await call("GET", "state")
    assert one(state, "run")["worker_target"] == 6


async def test_scale_adaptive_is_remembered(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    limits = {"minimum": 0, "maximum": 8}
    assert (await call("PUT", "clusters/run/scale", limits))[0] == 204
    _, state = await call("GET", "state")
    assert one(state, "run")["adaptive"] == limits
    await call("PUT", "clusters/run/scale", {"workers": 1})
    _, state = await call("GET", "state")
    assert one(state, "run")["adaptive"] is None


@pytest.mark.parametrize(
    "body",
    [
        b'{"workers": -1}',
        b'{"workers": 1.5}',
        b'{"workers": 3.0}',
        b'{"workers": 1000000000}',
        b'{"workers": 10001}',
        b'{"workers": NaN}',
        b'{"workers": Infinity}',
        b'{"workers": "three"}',
        b'{"workers": true}',
        b'{"workers": null}',
        b'{"workers": [1]}',
        b'{"workers": 1, "minimum": 0}',
        b'{"minimum": 0}',
        b'{"minimum": 5, "maximum": 1}',
        b'{"minimum": 0, "maximum": 1000000000}',
        b"{}",
        b"[]",
        b"null",
        b"{",
        b"",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"workers": ' + b"1" * 5000 + b"}",
        b'{"workers": 1' + b" " * 70_000 + b"}",
    ],
)
async def test_c9_c10_bad_scale_is_refused_before_anything_is_sent(
    call: Any, saturn: Any, body: bytes
) -> None:
    status, error = await call("PUT", "clusters/run/scale", body)
    assert status == 400
    assert set(error) == {"code", "title", "reason", "hint", "request_id"}
    assert error["code"] == "bad-request"
    assert saturn.requests == []


async def test_c11_five_clicks_start_once(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    answers = await asyncio.gather(*(call("POST", "clusters/off/start") for _ in range(5)))
    assert [status for status, _ in answers] == [204] * 5
    assert (await call("POST", "clusters/off/start"))[0] == 204
    assert saturn.writes == [f"POST {START}"]


async def test_c11_page_that_goes_away_does_not_cancel(
    app: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    first = asyncio.ensure_future(app.actions.act("off", "start"))
    second = asyncio.ensure_future(app.actions.act("off", "start"))
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert saturn.writes == [f"POST {START}"]


async def test_c12_reason_is_shown_and_nothing_is_sent_again(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    saturn.faults["POST", START] = answer(400, {"message": "Monthly\u202e limit of $100 reached"})
    status, error = await call("POST", "clusters/off/start")
    assert status == 502
    assert error["reason"] == "Monthly limit of $100 reached"
    assert len(saturn.writes) == 1


async def test_n5_reset_write_is_not_sent_again(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    for count in (0, 10, 60, 95):
        saturn.requests.clear()
        saturn.faults["POST", START] = reset_after(count)
        status, error = await call("POST", "clusters/off/start")
        assert (status, error["code"]) == (502, "unreachable")
        assert len(saturn.writes) == 1
        # What became of it was read back.
        assert any(r.path == "/api/dask_clusters" for r in saturn.requests)


async def test_n5_lost_answer_to_a_start_that_worked(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))

    async def starts_and_resets(request: Any, writer: Any) -> None:
        saturn.clusters["off"]["status"] = "pending"
        await reset_after(0)(request, writer)

    saturn.faults["POST", START] = starts_and_resets
    assert (await call("POST", "clusters/off/start"))[0] == 204
    assert len(saturn.writes) == 1


async def test_n3_write_that_hangs_ends_in_time(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    saturn.faults["POST", START] = hang
    status, error = await call("POST", "clusters/off/start")
    assert (status, error["code"]) == (504, "timeout")
    assert len(saturn.writes) == 1


async def test_n8_forbidden_for_one_cluster(call: Any, state_when: Any, saturn: Any) -> None:
    saturn.clusters["mine"] = a_cluster("mine")
    saturn.faults["GET", "/api/dask_clusters/run/runtimesummary"] = answer(403, {"message": "no"})
    saturn.faults["POST", "/api/dask_clusters/run/stop"] = answer(403, {"message": "not yours"})
    state = await state_when(is_status("ok"))
    assert one(state, "run")["worker_count"] is None
    assert "does not let you see" in one(state, "run")["warnings"][0]
    assert one(state, "mine")["worker_count"] == 2
    status, error = await call("POST", "clusters/run/stop")
    assert (status, error["code"], error["reason"]) == (403, "forbidden", "not yours")
    assert (await call("GET", "state"))[1]["connection"]["status"] == "ok"


@pytest.mark.parametrize("cluster_id", ["nope", "..", "a%2Fb", "x" * 65, "%00", "a b"])
async def test_unknown_cluster_is_404(
    call: Any, state_when: Any, saturn: Any, cluster_id: str
) -> None:
    await state_when(is_status("ok"))
    status, error = await call("POST", f"clusters/{cluster_id}/start")
    assert status == 404
    assert error["code"] in ("not-found", "http-404")
    assert set(saturn.writes) <= {"POST /api/dask_clusters/nope/start"}


async def test_n9_deleted_elsewhere_leaves_the_list(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    del saturn.clusters["run"]
    status, error = await call("POST", "clusters/run/stop")
    assert (status, error["code"]) == (404, "not-found")
    _, state = await call("GET", "state")
    assert [item["id"] for item in state["clusters"]] == ["off"]
    assert state["connection"]["status"] == "ok"


async def test_n10_conflict_is_success_when_already_there(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))

    async def elsewhere(request: Any, writer: Any) -> None:
        saturn.clusters["off"]["status"] = "running"
        await answer(409, {"message": "It is running."})(request, writer)

    saturn.faults["POST", START] = elsewhere
    assert (await call("POST", "clusters/off/start"))[0] == 204
    _, state = await call("GET", "state")
    assert one(state, "off")["status"] == "running"


async def test_n10_conflict_is_told_otherwise(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    saturn.faults["POST", START] = answer(409, {"message": "The volume is busy."})
    status, error = await call("POST", "clusters/off/start")
    assert (status, error["code"], error["reason"]) == (409, "conflict", "The volume is busy.")


async def test_n6_garbage_after_a_write(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    saturn.faults["POST", START] = raw(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    )
    status, error = await call("POST", "clusters/off/start")
    assert (status, error["code"]) == (502, "unreachable")
    assert len(saturn.writes) == 1
