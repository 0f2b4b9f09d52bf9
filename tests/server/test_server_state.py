from __future__ import annotations

import json
from typing import Any

from server_rig import API, is_status
from tornado.httpclient import HTTPClientError

from jupyterlab_saturn.app import EVENT_SCHEMA


async def test_state_first_look_answers_at_once(call: Any, saturn: Any) -> None:
    status, state = await call("GET", "state")
    assert status == 200
    assert state["connection"]["status"] == "starting"
    assert state["revision"] == 0
    assert state["clusters"] == []
    assert saturn.requests == []


async def test_state_shows_the_contract(state_when: Any, saturn: Any) -> None:
    state = await state_when(is_status("ok"))
    token = {
        "configured": True,
        "source": "environment",
        "hint": "6789",
        "expires_at": None,
        "warnings": [],
    }
    assert state["connection"] == {
        "base_url": saturn.url,
        "base_url_source": "environment",
        "status": "ok",
        "problem": None,
        "user": "alice",
        "token": token,
    }
    assert state["local"] is False
    assert state["stale_since"] is None
    assert state["checked_at"].endswith("Z")
    off, run = state["clusters"]
    assert run == {
        "id": "run",
        "name": "cluster run",
        "project_id": "0" * 32,
        "status": "running",
        "owner_kind": "workspace",
        "url": f"{saturn.url}dash/resources/workspace/{'0' * 32}",
        "status_text": None,
        "stage": None,
        "stage_detail": None,
        "transition_since": None,
        "since": run["since"],
        "idle_since": None,
        "worker_count": 2,
        "worker_target": 2,
        "adaptive": None,
        "n_workers": 2,
        "nprocs": 1,
        "nthreads": 2,
        "threads": 4,
        "memory_bytes": 8 * 2**30,
        "worker_size": "medium",
        "scheduler_size": "medium",
        "price_per_hour": 1.5,
        "cost": {
            "spent": 0.0,
            "per_hour": 1.5,
            "as_of": run["since"],
            "since": run["since"],
        },
        "created_at": "2026-11-22T13:02:09Z",
        "warnings": [],
        "errors": [],
    }
    assert (off["status"], off["worker_count"]) == ("stopped", 0)
    assert state["limits"] == {"workers": 10_000}
    assert state["idle_watch"] == {"action": "off", "minutes": 30}
    assert state["idle_alerts"] == []


async def test_state_etag(jp_fetch: Any, state_when: Any) -> None:
    await state_when(is_status("ok"))
    response = await jp_fetch(API, "state")
    assert response.headers["Cache-Control"] == "no-store"
    etag = response.headers["ETag"]
    try:
        await jp_fetch(API, "state", headers={"If-None-Match": etag})
        raise AssertionError("It was not 304.")
    except HTTPClientError as error:
        assert error.code == 304


async def test_state_event_carries_the_revision_only(
    jp_ws_fetch: Any, state_when: Any, call: Any
) -> None:
    socket = await jp_ws_fetch("api", "events", "subscribe")
    state = await state_when(is_status("ok"))
    event = json.loads(await socket.read_message())
    assert event["schema_id"] == EVENT_SCHEMA
    assert event["revision"] == state["revision"] == 1
    assert {key for key in event if not key.startswith("__")} == {"schema_id", "revision"}
    await call("POST", "refresh")
    _, again = await call("GET", "state")
    assert again["revision"] == 1
    socket.close()
