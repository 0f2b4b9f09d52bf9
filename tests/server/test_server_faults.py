"""What the network may do: rows N1 to N12 of the fault list."""

from __future__ import annotations

import asyncio
import email.utils
import socket
import time
from typing import Any

import pytest
from fake_saturn import TOKEN, answer, drip, hang, raw, reset_after
from server_rig import LIST, USER, fail, is_status

from jupyterlab_saturn.app import SaturnApp
from jupyterlab_saturn.failures import retry_after


def test_limits_are_those_of_the_fault_list() -> None:
    traits = SaturnApp.class_traits()
    names = ("connect_timeout", "read_timeout", "call_timeout")
    assert [traits[name].default_value for name in names] == [5.0, 10.0, 12.0]


async def test_n1_connect_refused(call: Any, state_when: Any, saturn: Any, quick: Any) -> None:
    before = await state_when(is_status("ok"))
    port = saturn.port
    await saturn.stop()
    state = await state_when(is_status("unreachable"))
    assert [item["id"] for item in state["clusters"]] == ["off", "run"]
    assert state["stale_since"] is not None
    assert state["checked_at"] == before["checked_at"]
    assert "refuses connections" in state["connection"]["problem"]["reason"]
    revision = state["revision"]
    failures = quick._failures
    await state_when(lambda _: quick._failures > failures + 5)
    # One outage is one change, however many polls fail.
    assert (await call("GET", "state"))[1]["revision"] == revision
    await saturn.start(port)
    state = await state_when(is_status("ok"))
    assert state["stale_since"] is None


@pytest.fixture
def black_hole() -> Any:
    """A port whose backlog is full: it never accepts."""
    sockets = [socket.socket()]
    sockets[0].bind(("127.0.0.1", 0))
    sockets[0].listen(0)
    for _ in range(4):
        sockets.append(socket.socket())
        sockets[-1].setblocking(False)
        sockets[-1].connect_ex(sockets[0].getsockname())
    yield sockets[0].getsockname()[1]
    for item in sockets:
        item.close()


class TestBlackHole:
    @pytest.fixture
    def environment(self, black_hole: int) -> dict[str, str]:
        return {"SATURN_BASE_URL": f"http://127.0.0.1:{black_hole}", "SATURN_TOKEN": TOKEN}

    @pytest.fixture
    def saturn_config(self) -> dict[str, Any]:
        return {"connect_timeout": 1.0, "call_timeout": 6.0}

    async def test_n2_connect_timeout_leaves_the_loop_alive(self, call: Any) -> None:
        gaps: list[float] = []

        async def tick() -> None:
            last = time.perf_counter()
            while True:
                await asyncio.sleep(0.01)
                now = time.perf_counter()
                gaps.append(now - last)
                last = now

        ticker = asyncio.ensure_future(tick())
        began = time.perf_counter()
        await call("POST", "refresh")
        took = time.perf_counter() - began
        ticker.cancel()
        _, state = await call("GET", "state")
        assert state["connection"]["status"] == "unreachable"
        assert state["connection"]["problem"]["code"] == "timeout"
        assert 0.9 < took < 1.9, "once the time to connect, not twice"
        assert sorted(gaps)[int(len(gaps) * 0.95)] < 0.05


async def test_n3_never_answers(call: Any, saturn: Any) -> None:
    began = time.perf_counter()
    found = await fail(call, saturn, hang)
    assert (found["status"], found["problem"]["code"]) == ("unreachable", "timeout")
    assert time.perf_counter() - began < 2.5


async def test_n4_slow_body_meets_the_deadline_of_the_call(call: Any, saturn: Any) -> None:
    began = time.perf_counter()
    found = await fail(call, saturn, drip)
    assert found["problem"]["code"] == "timeout"
    assert 0.9 < time.perf_counter() - began < 3.0


@pytest.mark.parametrize("count", [0, 5, 17, 40, 75, 87])
async def test_n5_reset_read_is_tried_three_times(call: Any, saturn: Any, count: int) -> None:
    found = await fail(call, saturn, reset_after(count))
    assert found["status"] == "unreachable"
    assert [r.path for r in saturn.requests] == ["/api/user"] * 3


async def test_n5_reset_read_then_good(call: Any, saturn: Any) -> None:
    found = await fail(call, saturn, [reset_after(0), reset_after(40)])
    assert found["status"] == "ok"


@pytest.mark.parametrize(
    "text",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"\x00\x01\x02 garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 200_000,
    ],
)
async def test_n6_broken_framing_is_as_a_reset(call: Any, saturn: Any, text: bytes) -> None:
    found = await fail(call, saturn, raw(text))
    assert found["status"] == "unreachable"
    assert len(saturn.requests) == 3


@pytest.mark.parametrize("key", [USER, LIST])
async def test_n7_401_stops_the_polling(
    call: Any, saturn: Any, quick: Any, app: Any, key: Any
) -> None:
    found = await fail(call, saturn, answer(401, {"message": "bad token"}), key)
    assert found["status"] == "refused"
    assert found["problem"]["reason"] == "bad token"
    assert found["token"]["configured"] is True
    assert quick.delay() is None
    count = len(saturn.requests)
    for _ in range(20):
        await call("GET", "state")
    assert len(saturn.requests) == count


async def test_n7_403_at_the_door_is_refused(call: Any, saturn: Any, quick: Any) -> None:
    # A token of one resource may not ask who it is; what may not list either is no token.
    found = await fail(call, saturn, answer(403, {}))
    assert (found["status"], found["user"]) == ("ok", None)
    assert (await fail(call, saturn, answer(403, {}), LIST))["status"] == "refused"
    assert quick.delay() is None


async def test_n7_refresh_of_the_user_tries_again(call: Any, saturn: Any) -> None:
    assert (await fail(call, saturn, answer(401, {})))["status"] == "refused"
    assert (await fail(call, saturn, []))["status"] == "ok"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1", 1),
        ("3600", 60),
        ("0", 0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        (email.utils.formatdate(time.time() + 9000, usegmt=True), 60),
        (email.utils.formatdate(time.time() - 9000, usegmt=True), 0),
        ("Mon, 99 Foo 2026", None),
    ],
)
def test_n11_retry_after(text: str, seconds: float | None) -> None:
    assert retry_after(text) == seconds


async def test_n11_too_many_requests_waits_as_told(call: Any, saturn: Any, app: Any) -> None:
    fault = answer(429, {}, Retry_After="3600")
    found = await fail(call, saturn, fault)
    assert found["status"] == "unreachable"
    assert "60 seconds" in found["problem"]["reason"]
    # Waiting is the watch's part: a call does not sit on it.
    assert len(saturn.requests) == 1
    assert 59 < app.watch.delay() <= 60


async def test_n11_garbage_is_a_backoff(call: Any, saturn: Any, app: Any) -> None:
    await fail(call, saturn, answer(429, {}, Retry_After="whenever"))
    assert len(saturn.requests) == 3
    assert 1 < app.watch.delay() <= 4


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("body", [{}, [], None, {"message": None}, {"message": {"a": 1}}])
async def test_n12_server_error_is_tried_again(
    call: Any, saturn: Any, status: int, body: Any
) -> None:
    found = await fail(call, saturn, answer(status, body))
    assert found["status"] == "unreachable"
    assert str(status) in found["problem"]["reason"]
    assert len(saturn.requests) == 3
