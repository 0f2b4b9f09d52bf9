"""Stages, the end of a start, and idle times of a real local Saturn with real Dask."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from server_rig import is_status
from test_server_local import first, make_request

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="The local Saturn needs POSIX."),
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def saturn_config() -> dict[str, Any]:
    return {}


@pytest.fixture
def cluster_id(jp_asyncio_loop: Any, call: Any, state_when: Any) -> str:
    jp_asyncio_loop.run_until_complete(call("GET", "state"))
    state = jp_asyncio_loop.run_until_complete(state_when(is_status("ok"), within=20))
    return str(first(state)["id"])


async def test_stages_of_a_real_start(
    app: Any, call: Any, state_when: Any, cluster_id: str
) -> None:
    state = (await call("GET", "state"))[1]
    assert (state["limits"], state["links"]) == ({"workers": 64}, None)
    project = first(state)["project_id"]
    found = (200, {"owner": "local/user1", "jobs": [], "deployments": []})
    assert await call("GET", f"projects/{project}/resources") == found
    await call("POST", f"clusters/{cluster_id}/start")
    seen: list[str] = []

    def is_up(state: dict[str, Any]) -> bool:
        stage = first(state)["stage"]
        word = stage["step"] if stage else first(state)["status"]
        if word not in seen:
            seen.append(word)
        return first(state)["worker_count"] == 2  # type: ignore[no-any-return]

    app.watch._pace = type(app.watch._pace)(transition=0.05)
    state = await state_when(is_up, within=40)
    order = ["requested", "scheduler", "workers", "running"]
    assert seen == [word for word in order if word in seen]
    assert {"scheduler", "workers", "running"} <= set(seen)
    assert (first(state)["stage"], first(state)["transition_since"]) == (None, None)
    assert first(state)["cost"]["spent"] == 0.0


async def test_stop_calls_a_start_off(call: Any, state_when: Any, cluster_id: str) -> None:
    await call("POST", f"clusters/{cluster_id}/start")
    assert first((await call("GET", "state"))[1])["status"] == "pending"
    assert (await call("POST", f"clusters/{cluster_id}/stop"))[0] == 204
    state = await state_when(lambda s: first(s)["status"] == "stopped", within=20)
    assert first(state)["errors"] == []


async def test_real_work_is_no_idleness(
    app: Any, call: Any, state_when: Any, cluster_id: str
) -> None:
    from distributed import Client
    from distributed.security import Security

    await call("POST", f"clusters/{cluster_id}/start")
    await state_when(lambda s: first(s)["worker_count"] == 2, within=40)
    csr, key = make_request(cluster_id)
    _, signed = await call("POST", f"clusters/{cluster_id}/certificate", {"csr": csr})
    mark = "-----BEGIN CERTIFICATE-----\n"
    leaf, ca, *_ = (mark + piece for piece in signed["chain"].split(mark) if piece)
    security = Security(
        tls_client_cert=leaf, tls_client_key=key, tls_ca_file=ca, require_encryption=True
    )
    now = datetime.now(timezone.utc)
    app.idle.clock = lambda: now

    async def is_idle_after(condition: Any) -> bool:
        """Look, as a minute later, once the scheduler shows what the condition wants."""
        nonlocal now
        client = await app.watch.connector.open()
        deadline = asyncio.get_running_loop().time() + 15
        while not condition(await client.activity(cluster_id)):
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.1)
        now += timedelta(minutes=1)
        await app.idle.step()
        return app.watch.idle.since(cluster_id) is not None

    async with Client(
        signed["address"], security=security, asynchronous=True, timeout=10
    ) as client:
        quiet = lambda sample: sample is not None and not sample.is_busy  # noqa: E731
        await is_idle_after(quiet)
        assert await is_idle_after(quiet)
        future = client.submit(__import__("time").sleep, 8, pure=False)
        assert not await is_idle_after(lambda sample: sample is not None and sample.is_busy)
        future.release()
        assert await client.submit(abs, -5, pure=False) == 5
        # Done and gone before anybody looked: the result's way out betrays it.
        sent = lambda sample: quiet(sample) and any(m[2] for m in sample.marks.values())  # noqa: E731
        assert not await is_idle_after(sent)
        await is_idle_after(quiet)
        assert await is_idle_after(quiet)
    assert (await call("POST", f"clusters/{cluster_id}/stop"))[0] == 204
