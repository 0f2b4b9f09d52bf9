"""Making, changing and deleting clusters: rows C9 to C12, N5, N9, N10."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from fake_saturn import a_cluster, answer, hang, reset_after
from server_rig import is_status

LIST = "/api/dask_clusters"
PROJECT = "f" * 32
NEW = {"project_id": PROJECT, "n_workers": 3, "worker_size": "medium", "scheduler_size": "medium"}


def one(state: dict[str, Any], cluster_id: str) -> dict[str, Any]:
    return next(item for item in state["clusters"] if item["id"] == cluster_id)


async def test_create_is_sent_as_saturn_knows_it_and_priced(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    status, made = await call("POST", "clusters", {**NEW, "nthreads": 2})
    assert status == 201
    assert made == {"id": "new2", "price_per_hour": 2.0}
    (sent,) = (json.loads(r.body) for r in saturn.requests if r.method == "POST")
    settings = {key: NEW[key] for key in ("n_workers", "worker_size", "scheduler_size")}
    assert sent == {**settings, "nthreads": 2, "resource": {"workspace_id": PROJECT}}
    _, state = await call("GET", "state")
    assert one(state, "new2")["status"] == "stopped"
    assert one(state, "new2")["project_id"] == PROJECT


async def test_create_for_a_job(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    body = {"project_id": PROJECT, "project_kind": "job"}
    assert (await call("POST", "clusters", body))[0] == 201
    assert one((await call("GET", "state"))[1], "new2")["owner_kind"] == "job"


BAD = [
    {"n_workers": -1},
    {"n_workers": 1.5},
    {"n_workers": "three"},
    {"n_workers": True},
    {"n_workers": None},
    {"n_workers": 10_001},
    {"n_workers": 10**9},
    {"nprocs": 0},
    {"nthreads": 0},
    {"nthreads": 257},
    {"n_workers": 5000, "nprocs": 3},
    {"worker_size": "gigantic"},
    {"worker_size": 5},
    {"scheduler_size": None},
    {"worker_is_spot": "yes"},
    {"owner": "me"},
    {"status": "running"},
    {"tags": {}},
]


@pytest.mark.parametrize("bad", [*BAD, {"project_id": ""}, {"project_id": "../x"}, {"id": "a"}])
async def test_c9_bad_create_is_refused_before_anything_is_sent(
    call: Any, state_when: Any, saturn: Any, bad: dict[str, Any]
) -> None:
    await state_when(is_status("ok"))
    status, error = await call("POST", "clusters", {**NEW, **bad})
    assert (status, error["code"]) == (400, "bad-request")
    assert saturn.writes == []


@pytest.mark.parametrize(
    "bad", [*BAD, {}, {"project_id": PROJECT}, {"n_workers": 2, "nprocs": 6000}]
)
async def test_c9_bad_edit_is_refused_before_anything_is_sent(
    call: Any, state_when: Any, saturn: Any, bad: dict[str, Any]
) -> None:
    await state_when(is_status("ok"))
    body = json.dumps(bad).encode()
    status, error = await call("PATCH", "clusters/off", body)
    assert (status, error["code"]) == (400, "bad-request")
    assert saturn.writes == []


async def test_create_for_a_project_that_has_one(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    status, error = await call("POST", "clusters", {**NEW, "project_id": "0" * 32})
    assert (status, error["code"]) == (409, "conflict")
    assert saturn.writes == []


async def test_c11_create_clicked_five_times_is_one(
    app: Any, call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    answers = await asyncio.gather(*(app.actions.create(NEW) for _ in range(5)))
    assert answers == [{"id": "new2", "price_per_hour": 2.0}] * 5
    assert (await call("POST", "clusters", NEW))[0] == 409
    assert saturn.writes == [f"POST {LIST}"]


async def test_n5_create_whose_answer_is_lost_is_read_back(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))

    async def creates_and_resets(request: Any, writer: Any) -> None:
        saturn.clusters["late"] = a_cluster("late", status="stopped", workspace_id=PROJECT)
        await reset_after(0)(request, writer)

    saturn.faults["POST", LIST] = creates_and_resets
    status, made = await call("POST", "clusters", NEW)
    assert (status, made["id"]) == (201, "late")
    assert saturn.writes == [f"POST {LIST}"]


async def test_n5_create_that_hangs_says_that_it_may_still_happen(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    saturn.faults["POST", LIST] = hang
    status, error = await call("POST", "clusters", NEW)
    assert (status, error["code"]) == (504, "timeout")
    assert "may still happen" in error["hint"]
    assert "tried again by itself" not in error["hint"]
    assert saturn.writes == [f"POST {LIST}"]


async def test_create_that_conflicts_is_no_success(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))

    async def elsewhere(request: Any, writer: Any) -> None:
        saturn.clusters["theirs"] = a_cluster("theirs", workspace_id=PROJECT)
        await answer(409, {"message": "This project has a cluster already."})(request, writer)

    saturn.faults["POST", LIST] = elsewhere
    status, error = await call("POST", "clusters", NEW)
    assert (status, error["code"]) == (409, "conflict")


async def test_edit_shows_in_the_next_state(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    status, told = await call("PATCH", "clusters/off", {"n_workers": 4, "nthreads": 8})
    assert (status, told) == (200, {"warnings": [], "price_per_hour": 2.5})
    assert saturn.writes == [f"PATCH {LIST}/off"]
    row = one((await call("GET", "state"))[1], "off")
    assert (row["n_workers"], row["nthreads"], row["threads"]) == (4, 8, 32)
    assert row["price_per_hour"] == 2.5
    # It is so already: nothing is sent.
    assert (await call("PATCH", "clusters/off", {"n_workers": 4}))[0] == 200
    assert len(saturn.writes) == 1


async def test_edit_passes_saturns_warnings_on(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    told = a_cluster("run", warnings=["It is up: nothing was\u202e changed."])
    saturn.faults["PATCH", f"{LIST}/run"] = answer(200, told)
    status, body = await call("PATCH", "clusters/run", {"n_workers": 9})
    assert (status, body["warnings"]) == (200, ["It is up: nothing was changed."])


async def test_edit_of_what_no_record_tells_is_sent(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    for _ in range(2):
        assert (await call("PATCH", "clusters/off", {"worker_is_spot": True}))[0] == 200
    assert len(saturn.writes) == 2


async def test_delete(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    assert (await call("DELETE", "clusters/off"))[0] == 204
    assert [item["id"] for item in (await call("GET", "state"))[1]["clusters"]] == ["run"]
    status, error = await call("DELETE", "clusters/off")
    assert (status, error["code"]) == (404, "not-found")


async def test_delete_of_an_active_cluster_must_be_said(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    status, error = await call("DELETE", "clusters/run")
    assert (status, error["code"]) == (409, "conflict")
    for odd in ("yes", "1", ""):
        assert (await call("DELETE", "clusters/run", params={"active": odd}))[0] == 400
    assert saturn.writes == []
    assert (await call("DELETE", "clusters/run", params={"active": "true"}))[0] == 204
    (sent,) = (r for r in saturn.requests if r.method == "DELETE")
    assert sent.query == {"allow_active": ["true"]}


async def test_n5_delete_whose_answer_is_lost_is_read_back(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))

    async def deletes_and_resets(request: Any, writer: Any) -> None:
        del saturn.clusters["off"]
        await reset_after(0)(request, writer)

    saturn.faults["DELETE", f"{LIST}/off"] = deletes_and_resets
    assert (await call("DELETE", "clusters/off"))[0] == 204
    saturn.faults["DELETE", f"{LIST}/run"] = reset_after(0)
    status, error = await call("DELETE", "clusters/run", params={"active": "true"})
    assert (status, error["code"]) == (502, "unreachable")
    assert "may still happen" in error["hint"]
    assert saturn.writes == [f"DELETE {LIST}/off", f"DELETE {LIST}/run"]


async def test_limit_is_saturns_own(call: Any, state_when: Any, saturn: Any) -> None:
    options = {"server_options": {"size": [], "max_workers": 64}}
    saturn.faults["GET", f"{LIST}/info"] = answer(200, options)
    state = await state_when(is_status("ok"))
    assert state["limits"] == {"workers": 64}
    for method, path, body in (
        ("PUT", "clusters/run/scale", {"workers": 65}),
        ("PATCH", "clusters/run", {"n_workers": 65}),
        ("PATCH", "clusters/run", {"nprocs": 33}),
        ("POST", "clusters", {"project_id": PROJECT, "n_workers": 65}),
    ):
        status, error = await call(method, path, body)
        assert status == 400
        assert "64" in error["reason"]
    assert saturn.writes == []
