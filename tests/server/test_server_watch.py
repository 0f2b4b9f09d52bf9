"""When Saturn is polled: design 4.3, rows N25 and P2."""

from __future__ import annotations

import asyncio
import itertools
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from fake_saturn import answer
from server_rig import is_status

from jupyterlab_saturn.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(app: Any) -> Clock:
    found = Clock()
    app.watch._clock = app.watch._reader._clock = found
    return found


LIST = "/api/dask_clusters"


def polls(saturn: Any) -> int:
    return sum(request.path == LIST for request in saturn.requests)


def test_pace_is_that_of_the_design() -> None:
    assert Pace() == Pace(transition=2, idle=15, look=90, write=30, backoff_cap=60)


async def test_watch_does_nothing_before_a_look(app: Any, saturn: Any) -> None:
    assert app.watch.delay() is None
    assert saturn.requests == []


async def test_watch_polls_every_15_s_while_somebody_looks(
    app: Any, clock: Clock, state_when: Any, saturn: Any, call: Any
) -> None:
    await state_when(is_status("ok"))
    assert polls(saturn) == 1
    assert app.watch.delay() == 15
    clock.now += 10
    for _ in range(20):
        await call("GET", "state")
    assert (app.watch.delay(), polls(saturn)) == (5, 1)
    clock.now += 5
    await state_when(lambda _: polls(saturn) == 2)
    clock.now += 89
    assert app.watch.delay() == 0
    clock.now += 1
    assert app.watch.delay() is None


async def test_watch_wakes_at_the_next_look(
    app: Any, clock: Clock, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    clock.now += 3600
    assert app.watch.delay() is None
    await state_when(lambda _: polls(saturn) == 2)


@pytest.mark.parametrize("status", ["pending", "stopping"])
async def test_watch_polls_every_2_s_in_transition_without_a_look(
    app: Any, clock: Clock, state_when: Any, saturn: Any, status: str
) -> None:
    saturn.clusters["run"]["status"] = status
    await state_when(is_status("ok"))
    assert app.watch.delay() == 2
    clock.now += 3600
    assert app.watch.delay() == 0


async def test_watch_follows_a_write_for_a_while(
    app: Any, clock: Clock, state_when: Any, call: Any
) -> None:
    await state_when(is_status("ok"))
    await call("PUT", "clusters/run/scale", {"workers": 4})
    assert app.watch.delay() == 2
    clock.now += 31
    await call("POST", "refresh")
    assert app.watch.delay() == 15


async def test_n25_outage_of_five_minutes(
    app: Any, clock: Clock, state_when: Any, saturn: Any, call: Any
) -> None:
    await state_when(is_status("ok"))
    saturn.faults["GET", LIST] = answer(400, {})
    delays = []
    for _ in range(12):
        await call("POST", "refresh")
        delays.append(app.watch.delay())
        clock.now += delays[-1]
    assert delays[0] <= 4
    assert all(30 <= delay <= 60 for delay in delays[-4:])
    saturn.faults.clear()
    await call("POST", "refresh")
    assert (await call("GET", "state"))[1]["connection"]["status"] == "ok"
    assert app.watch.delay() == 15


async def test_p2_many_looks_are_one_poll(app: Any, saturn: Any, call: Any) -> None:
    await asyncio.gather(*(call("GET", "state") for _ in range(20)))
    await asyncio.gather(*(call("POST", "refresh") for _ in range(5)))
    assert polls(saturn) <= 2


async def test_refresh_after_a_write_reads_anew(app: Any, saturn: Any) -> None:
    asked, gate = asyncio.Event(), asyncio.Event()

    async def slow(request: Any, writer: Any) -> None:
        asked.set()
        body = {"dask_clusters": list(map(dict, saturn.clusters.values()))}
        await gate.wait()
        await answer(200, body)(request, writer)

    saturn.faults["GET", LIST] = [slow]
    early = asyncio.ensure_future(app.watch.refresh())
    await asked.wait()
    saturn.clusters["off"]["status"] = "pending"
    late = [asyncio.ensure_future(app.watch.refresh(after_write=True)) for _ in range(3)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(early, *late)
    assert app.watch.cluster("off").status == "pending"
    assert polls(saturn) == 2


async def test_since_is_when_the_status_was_first_seen(
    app: Any, saturn: Any, call: Any, monkeypatch: Any
) -> None:
    from jupyterlab_saturn import watch

    begin = datetime(2026, 1, 1, tzinfo=timezone.utc)
    times = (begin + timedelta(seconds=second) for second in itertools.count())
    monkeypatch.setattr(watch, "_now", lambda: next(times))

    async def since() -> str:
        await call("POST", "refresh")
        _, state = await call("GET", "state")
        return next(item["since"] for item in state["clusters"] if item["id"] == "run")

    first = await since()
    assert await since() == first
    saturn.clusters["run"]["status"] = "stopping"
    assert await since() > first


async def test_sizes_that_are_denied_leave_the_list(call: Any, saturn: Any) -> None:
    saturn.faults["GET", f"{LIST}/info"] = answer(403, {})
    await call("POST", "refresh")
    _, state = await call("GET", "state")
    assert state["connection"]["status"] == "ok"
    assert state["sizes"] == []
    assert state["clusters"][0]["price_per_hour"] is None


async def test_unexpected_error_ends_neither_the_watch_nor_the_answer(
    app: Any, call: Any, state_when: Any, monkeypatch: Any
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("secret detail")

    with monkeypatch.context() as patch:
        patch.setattr(app.watch._reader, "read", broken)
        await call("POST", "refresh")
        _, state = await call("GET", "state")
        assert state["connection"]["problem"]["code"] == "internal"
        assert "secret detail" not in str(state)
        patch.setattr(app.watch, "refresh", broken)
        status, error = await call("POST", "refresh")
        assert (status, error["code"]) == (500, "http-500")
        assert "secret detail" not in str(error)
        assert "Traceback" not in str(error)
    await call("POST", "refresh")
    await state_when(is_status("ok"))
