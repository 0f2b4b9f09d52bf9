"""A dashboard's ticket: whose it is, how it dies, and that no log has it. T7, T14, T19."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from weakref import WeakSet

import pytest
from dashboard_rig import FakeDashboard, browse, until
from fake_saturn import TOKEN, FakeSaturn, a_cluster, answer
from server_rig import is_status
from test_server_access import cookie_of

from jupyterlab_saturn import redaction
from jupyterlab_saturn import tickets as module
from jupyterlab_saturn.tickets import IDLE_SECONDS, MAX_OF_USER, MAX_SECONDS, MAX_TICKETS


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def saturn_config() -> dict[str, Any]:
    limits = {"connect_timeout": 0.5, "read_timeout": 0.6, "call_timeout": 1.0}
    return {**limits, "local_saturn": False}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(app: Any) -> Clock:
    found = Clock()
    app.dashboards.tickets._clock = found
    return found


@pytest.fixture(autouse=True)
def _signed_in(connected: None, call: Any, jp_asyncio_loop: Any) -> None:
    status, _ = jp_asyncio_loop.run_until_complete(call("PUT", "credentials", {"token": TOKEN}))
    assert status == 200


async def status_of(port: int, path: str, **headers: str) -> int:
    return (await browse(port, f"{path}status", headers=headers)).status


def secret_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


async def test_t19_tickets_are_long_and_never_the_same(
    dashboard: FakeDashboard, enter: Any, port: int
) -> None:
    found = [secret_of(await enter()) for _ in range(5)]
    assert len(set(found)) == 5
    assert all(len(secret) >= 43 for secret in found)  # 256 bits
    for secret in (
        found[0][:-1],
        found[0] + "A",
        found[0].swapcase(),
        "",
        "run",
        "%00",
        "x" * 5000,
    ):
        path = f"/a%40b/jupyterlab-saturn/api/dashboard/{secret}/"
        assert await status_of(port, path) == 403, secret


async def test_t19_a_ticket_is_its_users_alone(
    dashboard: FakeDashboard, call: Any, port: int, jp_serverapp: Any
) -> None:
    base_url = jp_serverapp.base_url
    alice, xsrf = await cookie_of(port, jp_serverapp)
    bob, _ = await cookie_of(port, jp_serverapp)
    found = await browse(
        port,
        f"{base_url}jupyterlab-saturn/api/clusters/run/dashboard",
        "POST",
        {"Cookie": alice, "X-XSRFToken": xsrf, "Content-Length": "0"},
    )
    assert found.status == 200
    secret = found.body.decode().partition("dashboard/")[2].partition("/")[0]
    path = f"{base_url}jupyterlab-saturn/api/dashboard/{secret}/"
    assert await status_of(port, path, Cookie=alice) == 200
    assert await status_of(port, path) == 200, "a sandboxed frame sends no cookie"
    assert await status_of(port, path, Cookie=bob) == 403
    for origin, expected in (
        ("null", 200),
        (f"http://127.0.0.1:{port}", 200),
        ("http://evil.example", 403),
        (f"http://127.0.0.1:{port + 1}", 403),
        ("", 403),
        ("http://[", 403),
        (f"http://a@127.0.0.1:{port}", 403),
        (f"ftp://127.0.0.1:{port}", 403),
    ):
        assert await status_of(port, path, Origin=origin) == expected, origin
    answer = await browse(port, f"{path}status", headers={"Cookie": f"username-127-0-0-1-{port}=x"})
    assert (answer.status, answer["Set-Cookie"]) == (200, None), "no login is cleared"


class TestOpenToAll:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: Any) -> Any:
        jp_server_config["ServerApp"]["allow_origin"] = "*"
        return jp_server_config

    async def test_t7_jupyters_own_cors_is_not_ours(
        self, dashboard: FakeDashboard, enter: Any, port: int
    ) -> None:
        path = await enter()
        answer = await browse(port, f"{path}status", headers={"Origin": "null"})
        assert answer.status == 200
        assert not {name for name in answer.names if name.startswith("access-control")}
        assert await status_of(port, path, Origin="http://evil.example") == 403


async def assert_ended(socket: Any) -> None:
    """Expect that the server ends a websocket, because its ticket has died."""
    assert await asyncio.wait_for(socket.read_message(), 10) is None
    assert socket.close_code == 1008


async def test_t19_a_ticket_runs_out(
    dashboard: FakeDashboard, enter: Any, connect: Any, port: int, clock: Clock, app: Any
) -> None:
    path = await enter()
    for _ in range(3):
        clock.now += IDLE_SECONDS - 1
        assert await status_of(port, path) == 200
    clock.now += IDLE_SECONDS
    assert await status_of(port, path) == 403
    path, start = await enter(), clock.now
    socket = await connect(f"{path}ws")
    clock.now += 3 * IDLE_SECONDS
    app.dashboards.sweep()
    assert await status_of(port, path) == 200, "an open websocket is a use"
    socket.close()
    await until(lambda: not dashboard.sockets, "the websocket ends")
    path = await enter()
    while clock.now - start < MAX_SECONDS - IDLE_SECONDS:
        clock.now += IDLE_SECONDS - 1
        assert await status_of(port, path) == 200
    socket = await connect(f"{path}ws")
    clock.now = start + 3 * IDLE_SECONDS + MAX_SECONDS
    app.dashboards.sweep()
    await assert_ended(socket)
    assert await status_of(port, path) == 403
    await until(lambda: not dashboard.sockets, "the dashboard's side ends as well")


async def test_t19_the_sweep_comes_by_itself(
    dashboard: FakeDashboard, enter: Any, connect: Any, port: int, clock: Clock, monkeypatch: Any
) -> None:
    monkeypatch.setattr("jupyterlab_saturn.dashboard.SWEEP_EVERY", 0.05)
    socket = await connect(f"{await enter()}ws")
    clock.now += MAX_SECONDS
    await assert_ended(socket)


async def sign_out(call: Any, saturn: FakeSaturn) -> None:
    assert (await call("DELETE", "credentials"))[0] == 200


async def sign_in_again(call: Any, saturn: FakeSaturn) -> None:
    saturn.token = "canary-token-9876543210"
    assert (await call("PUT", "credentials", {"token": saturn.token}))[0] == 200


async def move(call: Any, saturn: FakeSaturn) -> None:
    body = {"base_url": "https://other.example"}
    assert (await call("PUT", "connection", body))[0] == 200


async def stop(call: Any, saturn: FakeSaturn) -> None:
    assert (await call("POST", "clusters/run/stop"))[0] == 204


async def restart(call: Any, saturn: FakeSaturn) -> None:
    # So quickly that no poll sees it stopped.
    saturn.faults[("POST", "/api/dask_clusters/run/restart")] = answer(200, {})
    assert (await call("POST", "clusters/run/restart"))[0] == 204
    _, state = await call("GET", "state")
    assert [item["status"] for item in state["clusters"] if item["id"] == "run"] == ["running"]


async def stop_elsewhere(call: Any, saturn: FakeSaturn) -> None:
    saturn.clusters["run"]["status"] = "stopped"
    assert (await call("POST", "refresh"))[0] == 204


async def delete_elsewhere(call: Any, saturn: FakeSaturn) -> None:
    del saturn.clusters["run"]
    assert (await call("POST", "refresh"))[0] == 204


ENDS = (sign_out, sign_in_again, move, stop, restart, stop_elsewhere, delete_elsewhere)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
async def test_t19_a_ticket_dies(
    dashboard: FakeDashboard,
    enter: Any,
    connect: Any,
    call: Any,
    saturn: FakeSaturn,
    port: int,
    end: Any,
) -> None:
    path = await enter()
    socket = await connect(f"{path}ws")
    await socket.write_message("echo")
    assert await socket.read_message() == "echo"
    assert await status_of(port, path) == 200
    await end(call, saturn)
    visits = len(dashboard.visits)
    assert await status_of(port, path) == 403
    await assert_ended(socket)
    assert len(dashboard.visits) == visits
    await until(lambda: not dashboard.sockets, "the dashboard's side ends as well")


async def test_t19_other_clusters_tickets_live_on(
    dashboard: FakeDashboard, enter: Any, call: Any, saturn: FakeSaturn, port: int
) -> None:
    saturn.clusters["two"] = a_cluster("two")
    await call("POST", "refresh")
    one, two = await enter("run"), await enter("two")
    await stop(call, saturn)
    assert (await status_of(port, one), await status_of(port, two)) == (403, 200)


async def test_t19_a_stop_while_a_ticket_is_made(
    dashboard: FakeDashboard, call: Any, app: Any, port: int, jp_serverapp: Any, monkeypatch: Any
) -> None:
    """The ticket that is answered with is dead already."""
    original = app.dashboards.http.fetch

    async def fetch(*args: Any) -> Any:
        found = await original(*args)
        await call("DELETE", "credentials")
        return found

    monkeypatch.setattr(app.dashboards.http, "fetch", fetch)
    _, answer = await call("POST", "clusters/run/dashboard")
    monkeypatch.undo()
    assert await status_of(port, f"{jp_serverapp.base_url}{answer['path']}") == 403


async def test_tickets_are_bounded(
    dashboard: FakeDashboard, enter: Any, port: int, clock: Clock, app: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(module, "MAX_TICKETS", 3)
    assert MAX_TICKETS > 3
    found = []
    for _ in range(4):
        clock.now += 1
        found.append(await enter())
    assert [await status_of(port, path) for path in found] == [403, 200, 200, 200]


async def test_many_tickets_of_one_user_are_in_no_others_way(
    dashboard: FakeDashboard, enter: Any, app: Any, clock: Clock
) -> None:
    secret = secret_of(await enter())
    tickets = app.dashboards.tickets
    mine = tickets.find(secret)
    secrets = []
    for _ in range(MAX_TICKETS):
        clock.now += 1
        secrets.append(tickets.mint("another", "run", mine.upstream, mine.client).secret)
    assert tickets.find(secret) is mine
    good = [tickets.find(secret) is not None for secret in secrets]
    assert good == [False] * (MAX_TICKETS - MAX_OF_USER) + [True] * MAX_OF_USER


async def test_t14_no_log_has_a_ticket(
    dashboard: FakeDashboard,
    enter: Any,
    connect: Any,
    call: Any,
    app: Any,
    port: int,
    caplog: Any,
    monkeypatch: Any,
    state_when: Any,
) -> None:
    await state_when(is_status("ok"))
    caplog.set_level(logging.DEBUG)
    path = await enter()
    secret = secret_of(path)
    # Whoever else logs it, the filter of tokens takes it out as well; here each way is tried alone.
    app.serverapp.log.warning("somebody logs %s", path)
    assert secret not in caplog.text
    monkeypatch.setattr(redaction, "_HOLDERS", WeakSet())
    referer = {"Referer": f"http://127.0.0.1:{port}{path}status"}
    odd = (200, {"Location": f"http://evil.example{path}"}, b"")
    dashboard.answers["odd"] = (302, *odd[1:])
    for method, target, expected in (
        ("GET", f"{path}status?x={'y'}", 200),
        ("GET", path.rstrip("/"), 404),
        ("GET", f"{path}../x", 404),
        ("GET", f"{path}odd", 502),
        ("POST", path, 405),
        ("PUT", path, 405),
        ("BREW", path, 405),
        ("GET", f"{path}status/", 200),
    ):
        found = await browse(port, target, method, referer)
        assert found.status == expected, (method, target)
    socket = await connect(f"{path}ws")
    dashboard.sockets[0].close(1001)
    assert await socket.read_message() is None

    async def fail(*args: Any) -> Any:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr(app.dashboards.http, "fetch", fail)
        assert (await browse(port, f"{path}status", headers=referer)).status == 500
    assert "a fault of ours" in caplog.text
    await dashboard.stop()
    assert (await browse(port, f"{path}status", headers=referer)).status == 502
    await call("DELETE", "credentials")
    assert (await browse(port, f"{path}status", headers=referer)).status == 403
    assert "/dashboard/[ticket]/" in caplog.text
    assert secret not in caplog.text
    assert all(secret not in str(vars(record)) for record in caplog.records)
