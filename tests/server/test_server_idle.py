"""The idle watch: idle times, alerts, the countdown, and that it stops exactly once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from fake_saturn import a_cluster, answer, hang, workers
from server_rig import is_status

from jupyterlab_saturn.activity import parse_activity
from jupyterlab_saturn.pace import Pace

STOP = "POST /api/dask_clusters/run/stop"
INFO = "/api/dask_clusters/run/scheduler_info"
LIST = "/api/dask_clusters"
BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)


class Wall:
    """A clock that is moved by hand, and looks after each step of a minute."""

    def __init__(self, app: Any, call: Any) -> None:
        self._app, self._call = app, call
        self.now = BEGIN
        app.idle.clock = lambda: self.now

    async def look(self, seconds: float = 0) -> dict[str, Any]:
        """Let time go by, read Saturn as the watch would, and return the snapshot."""
        self.now += timedelta(seconds=seconds)
        await self._app.watch.refresh(after_write=True)
        await self._app.idle.step()
        return (await self._call("GET", "state", params={"look": "0"}))[1]  # type: ignore[no-any-return]

    async def minutes(self, count: int) -> dict[str, Any]:
        for _ in range(count - 1):
            await self.look(60)
        return await self.look(60)


@pytest.fixture
def wall(app: Any, call: Any) -> Wall:
    app.watch._pace = Pace(transition=3600, idle=3600)
    return Wall(app, call)


async def settings(call: Any, saturn: Any, action: str, minutes: int = 10) -> None:
    body = {"base_url": saturn.url, "idle_action": action, "idle_minutes": minutes}
    assert (await call("PUT", "connection", body))[0] == 200


def idle_since(state: dict[str, Any], cluster_id: str = "run") -> Any:
    return next(item["idle_since"] for item in state["clusters"] if item["id"] == cluster_id)


def stamp(minutes: float) -> str:
    return (BEGIN + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def stops(saturn: Any) -> int:
    return int(saturn.writes.count(STOP))


async def test_idle_since_the_first_look_without_work(wall: Wall, saturn: Any) -> None:
    saturn.activity["run"] = workers(executing=1)
    assert idle_since(await wall.look()) is None
    saturn.activity["run"] = workers(memory=1)
    # The task ended since the last look: nobody saw when.
    assert idle_since(await wall.look(60)) is None
    # A pause between two tasks is no idle time: it takes two looks.
    assert idle_since(await wall.look(60)) is None
    assert idle_since(await wall.look(60)) == stamp(2)
    assert idle_since(await wall.look(60)) == stamp(2)
    saturn.activity["run"] = workers(memory=1, sent=1)
    # A result was fetched between two looks: something was done.
    assert idle_since(await wall.look(60)) is None
    assert idle_since(await wall.look(60), "off") is None


async def test_a_look_is_cheap(wall: Wall, saturn: Any) -> None:
    for _ in range(10):
        await wall.look(5)
    assert sum(request.path == INFO for request in saturn.requests) == 1
    await wall.look(60)
    assert sum(request.path == INFO for request in saturn.requests) == 2


@pytest.mark.parametrize(
    "fault", [answer(403, {}), answer(404, {}), answer(200, {"workers": []}), answer(500, {})]
)
async def test_what_cannot_be_seen_is_not_idle(
    wall: Wall, call: Any, saturn: Any, fault: Any
) -> None:
    await settings(call, saturn, "stop", 1)
    saturn.faults["GET", INFO] = fault
    state = await wall.minutes(5)
    assert (idle_since(state), state["idle_alerts"]) == (None, [])
    assert state["connection"]["status"] == "ok"
    assert stops(saturn) == 0


async def test_workers_that_are_missing_are_not_idle(wall: Wall, saturn: Any) -> None:
    saturn.activity["run"] = {"workers": {}}
    assert idle_since(await wall.minutes(3)) is None
    saturn.clusters["run"] = a_cluster("run", n_workers=0)
    assert idle_since(await wall.minutes(2)) == stamp(4)


async def test_notify_alerts_once(wall: Wall, call: Any, saturn: Any) -> None:
    await settings(call, saturn, "notify", 3)
    await wall.look()
    assert (await wall.minutes(2))["idle_alerts"] == []
    state = await wall.minutes(1)
    alert = {
        "cluster_id": "run",
        "action": "notify",
        "since": stamp(0),
        "raised_at": stamp(3),
        "deadline": None,
        "problem": None,
    }
    assert state["idle_alerts"] == [alert]
    assert state["idle_watch"] == {"action": "notify", "minutes": 3}
    revision = state["revision"]
    state = await wall.minutes(5)
    assert (state["idle_alerts"], state["revision"]) == ([alert], revision)
    assert (await call("POST", "clusters/run/keep"))[0] == 204
    assert (await wall.minutes(9))["idle_alerts"] == []
    saturn.activity["run"] = workers(executing=1)
    await wall.minutes(1)
    saturn.activity["run"] = workers()
    assert (await wall.minutes(5))["idle_alerts"] != []
    assert stops(saturn) == 0


async def test_stop_counts_down_and_stops_once(wall: Wall, call: Any, saturn: Any) -> None:
    await settings(call, saturn, "stop", 3)
    await wall.look()
    state = await wall.minutes(3)
    assert [(a["action"], a["deadline"]) for a in state["idle_alerts"]] == [("stop", stamp(5))]
    assert idle_since(await wall.look(60)) == stamp(0)
    await wall.look(59)
    assert stops(saturn) == 0
    state = await wall.look(1)
    assert stops(saturn) == 1
    assert saturn.clusters["run"]["status"] == "stopping"
    assert (await wall.minutes(5))["idle_alerts"] == []
    assert stops(saturn) == 1


async def test_keep_running_gives_the_minutes_again(wall: Wall, call: Any, saturn: Any) -> None:
    await settings(call, saturn, "stop", 3)
    await wall.look()
    await wall.minutes(4)
    assert (await call("POST", "clusters/run/keep"))[0] == 204
    assert (await call("GET", "state", params={"look": "0"}))[1]["idle_alerts"] == []
    state = await wall.minutes(2)
    assert (state["idle_alerts"], idle_since(state)) == ([], stamp(0))
    assert len((await wall.minutes(1))["idle_alerts"]) == 1
    assert stops(saturn) == 0


async def test_work_calls_the_countdown_off(wall: Wall, call: Any, saturn: Any) -> None:
    await settings(call, saturn, "stop", 3)
    await wall.look()
    await wall.minutes(4)
    saturn.activity["run"] = workers(executing=2)
    # It is looked at once more when the time is up.
    state = await wall.look(61)
    assert (state["idle_alerts"], idle_since(state)) == ([], None)
    assert stops(saturn) == 0


@pytest.mark.parametrize("path", [INFO, LIST])
async def test_outage_during_the_countdown_stops_nothing(
    wall: Wall, call: Any, saturn: Any, path: str
) -> None:
    await settings(call, saturn, "stop", 3)
    await wall.look()
    await wall.minutes(3)
    saturn.faults["GET", path] = answer(503, {})
    for _ in range(3):
        state = await wall.look(60)
    assert len(state["idle_alerts"]) == 1
    assert stops(saturn) == 0
    # Work may have come and gone meanwhile, so the idle time begins anew.
    saturn.faults.clear()
    state = await wall.look(4 * 60)
    assert (state["idle_alerts"], idle_since(state)) == ([], None)
    assert idle_since(await wall.look(60)) == stamp(10)
    assert stops(saturn) == 0


async def test_short_outage_delays_the_stop(wall: Wall, call: Any, saturn: Any) -> None:
    await settings(call, saturn, "stop", 3)
    await wall.look()
    await wall.minutes(4)
    saturn.faults["GET", INFO] = answer(503, {})
    await wall.look(60)
    assert stops(saturn) == 0
    saturn.faults.clear()
    await wall.look(15)
    assert stops(saturn) == 1


async def test_stop_that_fails_is_told_and_counted_down_again(
    wall: Wall, call: Any, saturn: Any
) -> None:
    await settings(call, saturn, "stop", 3)
    await wall.look()
    saturn.faults["POST", "/api/dask_clusters/run/stop"] = [answer(403, {"message": "not yours"})]
    await wall.minutes(4)
    (alert,) = (await wall.look(60))["idle_alerts"]
    assert (alert["problem"]["reason"], alert["deadline"]) == ("not yours", stamp(7))
    assert stops(saturn) == 1
    await wall.look(119)
    assert stops(saturn) == 1
    await wall.look(1)
    assert (stops(saturn), saturn.clusters["run"]["status"]) == (2, "stopping")


async def test_users_own_stop_is_the_only_one(wall: Wall, call: Any, saturn: Any) -> None:
    await settings(call, saturn, "stop", 3)
    await wall.look()
    await wall.minutes(4)
    assert (await call("POST", "clusters/run/stop"))[0] == 204
    assert (await wall.look(61))["idle_alerts"] == []
    assert stops(saturn) == 1


async def test_stop_that_saturn_shows_late_is_sent_once_a_countdown(
    wall: Wall, call: Any, saturn: Any
) -> None:
    saturn.faults["POST", "/api/dask_clusters/run/stop"] = answer(200, {})  # and it runs on
    await settings(call, saturn, "stop", 3)
    await wall.look()
    await wall.minutes(5)
    for _ in range(3):
        await wall.look(5)
    assert stops(saturn) == 1
    await wall.minutes(2)
    assert stops(saturn) == 2


async def test_keep_comes_in_time_while_another_is_stopped(
    wall: Wall, call: Any, saturn: Any
) -> None:
    saturn.clusters = {key: a_cluster(key) for key in ("run", "too")}
    await settings(call, saturn, "stop", 3)
    await wall.look()
    await wall.minutes(4)

    async def keeps_the_other(request: Any, writer: Any) -> None:
        assert (await call("POST", "clusters/too/keep"))[0] == 204
        await answer(200, {})(request, writer)

    saturn.faults["POST", "/api/dask_clusters/run/stop"] = [keeps_the_other]
    await wall.look(60)
    assert saturn.writes == [STOP]


@pytest.mark.parametrize("action", ["off", "notify"])
async def test_settings_end_the_countdown(wall: Wall, call: Any, saturn: Any, action: str) -> None:
    await settings(call, saturn, "stop", 3)
    await wall.look()
    await wall.minutes(4)
    await settings(call, saturn, action, 3)
    for _ in range(3):
        state = await wall.look(60)
    assert [a["deadline"] for a in state["idle_alerts"]] == [None] * (action == "notify")
    assert stops(saturn) == 0


async def test_countdown_ends_by_itself_without_a_page(
    app: Any, call: Any, saturn: Any, state_when: Any, monkeypatch: Any
) -> None:
    from jupyterlab_saturn import idle, idlewatch

    monkeypatch.setattr(idle, "COUNTDOWN", timedelta(seconds=0.3))
    monkeypatch.setattr(idlewatch, "EVERY", 0.05)
    monkeypatch.setattr(idlewatch, "COUNTING", 0.05)
    idler = app.watch.idle
    await settings(call, saturn, "stop", 1)
    long_ago = datetime.now(timezone.utc) - timedelta(minutes=4)
    idler.keep_only({"run"})
    idler.take("run", parse_activity(workers()), long_ago)
    deadline = asyncio.get_running_loop().time() + 10
    while not stops(saturn):
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.02)
    await state_when(lambda state: state["clusters"][1]["status"] == "stopping")
    assert stops(saturn) == 1


async def test_guard_reads_each_minute_only_while_the_watch_is_on(
    app: Any, call: Any, saturn: Any
) -> None:
    clock = [1000.0]
    app.watch._clock = app.watch._reader._clock = lambda: clock[0]
    await settings(call, saturn, "notify")
    await app.watch.refresh()
    assert app.watch.delay() == 60
    await settings(call, saturn, "off")
    assert app.watch.delay() is None


@pytest.mark.parametrize("steps", range(4))
async def test_server_stops_though_news_come_at_that_moment(
    wall: Wall, app: Any, call: Any, saturn: Any, steps: int
) -> None:
    await settings(call, saturn, "stop", 3)
    await wall.look()
    await wall.minutes(4)  # both loops wait for a time now
    for part in (app.idle, app.watch):
        part._wake.set()
        for _ in range(steps):
            await asyncio.sleep(0)
        stopping = asyncio.ensure_future(part.stop())
        await asyncio.wait({stopping}, timeout=5)
        assert stopping.done()


class TestLocal:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {}

    async def test_guard_does_not_start_the_local_saturn(self, app: Any, call: Any) -> None:
        body = {"idle_action": "stop", "idle_minutes": 1}
        assert (await call("PUT", "connection", body))[0] == 200
        assert app.watch.delay() is None


async def test_guard_asks_nothing_after_a_refusal(app: Any, call: Any, saturn: Any) -> None:
    await settings(call, saturn, "notify")
    saturn.token = "another"
    await app.watch.refresh(after_write=True)
    assert app.watch.delay() is None


async def test_keep_of_what_is_not_idle_is_harmless(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    for cluster_id, status in (("run", 204), ("off", 204), ("nope", 204), ("a b", 404)):
        assert (await call("POST", f"clusters/{cluster_id}/keep"))[0] == status
    assert saturn.writes == []


async def test_hanging_scheduler_does_not_delay_the_list(
    call: Any, state_when: Any, saturn: Any
) -> None:
    saturn.faults["GET", INFO] = hang
    state = await state_when(is_status("ok"))
    assert idle_since(state) is None


@pytest.mark.parametrize(
    ("counts", "is_busy"),
    [
        ({"task_counts": {"executing": 1}}, True),
        ({"task_counts": {"waiting": 3, "memory": 2}}, True),
        ({"task_counts": {"long-running": 1}}, True),
        ({"task_counts": {"memory": 5, "error": 1}}, False),
        ({"task_counts": {}, "cpu": 2.0}, False),
        # Dask 2.30, of the notebooks of 2021.
        ({"executing": 0, "in_memory": 4, "ready": 0, "in_flight": 0}, False),
        ({"executing": 1, "in_memory": 0, "ready": 0, "in_flight": 0}, True),
        ({"executing": 0, "ready": 2}, True),
        ({"task_counts": {"executing": "many"}, "transfer": []}, False),
    ],
)
def test_busy(counts: dict[str, Any], is_busy: bool) -> None:
    sample = parse_activity({"workers": {"a": {"metrics": counts}}})
    assert sample is not None
    assert sample.is_busy is is_busy


@pytest.mark.parametrize(
    "odd", [None, [], {}, {"workers": None}, {"workers": {"a": None}}, {"workers": {"a": {}}}]
)
def test_odd_scheduler_tells_nothing(odd: Any) -> None:
    assert parse_activity(odd) is None
