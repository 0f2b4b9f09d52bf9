"""What Saturn and the network may do: rows N1 to N25 of the fault list."""

from __future__ import annotations

import asyncio
import email.utils
import gzip
import socket
import time
from typing import Any

import psutil
import pytest
from conftest import is_status
from fake_saturn import TOKEN, FakeSaturn, a_cluster, answer, drip, hang, raw, reset_after

from jupyterlab_saturn.app import SaturnApp
from jupyterlab_saturn.failures import retry_after
from jupyterlab_saturn.watch import Pace

USER = ("GET", "/api/user")
LIST = ("GET", "/api/dask_clusters")


@pytest.fixture
def quick(app: Any) -> Any:
    """A watch that polls many times a second."""
    app.watch._pace = Pace(transition=0.05, idle=0.05, backoff_cap=0.1)
    return app.watch


async def fail(call: Any, saturn: Any, fault: Any, key: Any = USER) -> dict[str, Any]:
    """Read Saturn once with a fault, and return the connection."""
    saturn.faults[key] = fault
    assert (await call("POST", "refresh"))[0] == 204
    _, state = await call("GET", "state")
    return state["connection"]


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
        assert 0.4 < took < 0.95, "once the time to connect (0.5 s), not twice"
        assert sorted(gaps)[int(len(gaps) * 0.95)] < 0.05


async def test_n3_never_answers(call: Any, saturn: Any) -> None:
    began = time.perf_counter()
    found = await fail(call, saturn, hang)
    assert (found["status"], found["problem"]["code"]) == ("unreachable", "timeout")
    assert time.perf_counter() - began < 1.5


async def test_n4_slow_body_meets_the_deadline_of_the_call(call: Any, saturn: Any) -> None:
    began = time.perf_counter()
    found = await fail(call, saturn, drip)
    assert found["problem"]["code"] == "timeout"
    assert 0.9 < time.perf_counter() - began < 2.0


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
    assert (await fail(call, saturn, answer(403, {})))["status"] == "refused"
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


@pytest.mark.parametrize("status", [502, 504])
async def test_n13_gateway_page_is_not_shown(call: Any, saturn: Any, status: int) -> None:
    page = b"<html><script>alert(1)</script>secret</html>"
    found = await fail(call, saturn, answer(status, page, "text/html"))
    assert str(status) in found["problem"]["reason"]
    assert "<" not in str(found)
    assert "secret" not in str(found)


async def test_n14_html_instead_of_json(
    call: Any, state_when: Any, saturn: Any, quick: Any
) -> None:
    page = answer(200, b"<html>Sign in</html>", "text/html; charset=utf-8")
    saturn.faults["*"] = page
    await call("POST", "refresh")
    state = await state_when(is_status("not-saturn"))
    assert "text/html" in state["connection"]["problem"]["reason"]
    failures = quick._failures
    await state_when(lambda _: quick._failures > failures + 3)
    with_token = [r for r in saturn.requests if "authorization" in r.headers]
    assert len(with_token) == 1, "what is not Saturn sees the token once"
    # It recovers by itself: the probe without a token meets Saturn again.
    del saturn.faults["*"]
    await state_when(is_status("ok"))


async def test_n15_204_is_not_signed_in(call: Any, saturn: Any) -> None:
    assert (await fail(call, saturn, answer(204)))["status"] == "refused"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"x"', b"1", b"{}", b"[" * 100_000, b"1" * 5000, b"\xff"],
)
@pytest.mark.parametrize("key", [USER, LIST])
async def test_n16_odd_json_is_not_saturn(call: Any, saturn: Any, key: Any, body: bytes) -> None:
    found = await fail(call, saturn, answer(200, body), key)
    word = "refused" if (key, body) == (USER, b"null") else "not-saturn"
    assert found["status"] == word


async def test_n16_borne_oddities(call: Any, saturn: Any) -> None:
    body = b'\xef\xbb\xbf{"id": NaN, "id": "u", "username": "bob", "x": Infinity, "y": -1e999}'
    found = await fail(call, saturn, answer(200, body))
    assert (found["status"], found["user"]) == ("ok", "bob")


async def test_n16_unknown_status_is_shown_verbatim(call: Any, saturn: Any) -> None:
    saturn.clusters["run"]["status"] = "Hibernating<b>"
    await call("POST", "refresh")
    _, state = await call("GET", "state")
    run = next(item for item in state["clusters"] if item["id"] == "run")
    assert (run["status"], run["status_text"]) == ("unknown", "Hibernating<b>")


async def test_n17_endless_body_is_cut(call: Any, saturn: Any) -> None:
    sent = 0

    async def endless(_: Any, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while sent < 500 * 2**20:
            writer.write(b" " * 2**16)
            await writer.drain()
            sent += 2**16

    before = psutil.Process().memory_info().rss
    found = await fail(call, saturn, endless, LIST)
    assert "larger than 8 MiB" in found["problem"]["reason"]
    assert sent < 32 * 2**20
    assert psutil.Process().memory_info().rss - before < 64 * 2**20


async def test_n17_gzip_bomb_is_cut(call: Any, saturn: Any) -> None:
    bomb = gzip.compress(b" " * (256 * 2**20), 1)
    before = psutil.Process().memory_info().rss
    fault = answer(200, bomb, Content_Encoding="gzip")
    found = await fail(call, saturn, fault, LIST)
    assert "larger than 8 MiB" in found["problem"]["reason"]
    assert psutil.Process().memory_info().rss - before < 64 * 2**20


async def test_n17_gzip_is_understood(call: Any, saturn: Any) -> None:
    body = gzip.compress(b'{"username": "zed"}')
    assert (await fail(call, saturn, answer(200, body, Content_Encoding="gzip")))["user"] == "zed"
    bad = answer(200, b"not gzip", Content_Encoding="gzip")
    saturn.faults[LIST] = bad
    await call("POST", "refresh")
    assert (await call("GET", "state"))[1]["connection"]["status"] == "not-saturn"


async def test_n17_very_many_clusters_are_cut(call: Any, saturn: Any) -> None:
    saturn.clusters = {
        f"c{number}": {"id": f"c{number}", "status": "stopped"} for number in range(20_000)
    }
    await call("POST", "refresh")
    _, state = await call("GET", "state")
    assert len(state["clusters"]) == 5000


async def test_n18_cursor_that_repeats_ends_the_list(call: Any, saturn: Any) -> None:
    page = {"dask_clusters": [a_cluster("run")], "next_key": "again"}
    found = await fail(call, saturn, answer(200, page), LIST)
    assert found["status"] == "ok"
    assert sum(r.path == LIST[1] for r in saturn.requests) == 2


async def test_n18_endless_list_ends(call: Any, saturn: Any) -> None:
    pages = 0

    async def next_page(request: Any, writer: Any) -> None:
        nonlocal pages
        pages += 1
        await answer(200, {"dask_clusters": [], "next_key": str(pages)})(request, writer)

    assert (await fail(call, saturn, next_page, LIST))["status"] == "ok"
    assert pages == 100


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_n19_redirect_is_not_followed(
    call: Any, saturn: Any, jp_asyncio_loop: Any, status: int
) -> None:
    other = await FakeSaturn().start()
    found = await fail(call, saturn, answer(status, b"", Location=f"{other.url}api/user"))
    assert found["status"] == "not-saturn"
    assert other.requests == []
    await other.stop()


async def test_n19_redirect_loop_is_not_followed(call: Any, saturn: Any) -> None:
    await fail(call, saturn, answer(302, b"", Location="/api/user"))
    assert len(saturn.requests) == 1


async def test_n23_clock_that_is_off_is_named(call: Any, saturn: Any) -> None:
    date = email.utils.formatdate(time.time() - 86_400, usegmt=True)
    fault = answer(401, {"message": "Token expired"}, Date=date)
    found = await fail(call, saturn, fault)
    assert found["status"] == "expired"
    assert "differs from Saturn's by 24 h" in found["problem"]["reason"]
    now = email.utils.formatdate(time.time(), usegmt=True)
    found = await fail(call, saturn, answer(401, {"message": "Token expired"}, Date=now))
    assert "differs" not in found["problem"]["reason"]


async def test_n24_token_expires_while_open(
    call: Any, state_when: Any, saturn: Any, quick: Any
) -> None:
    await state_when(is_status("ok"))
    saturn.faults["*"] = answer(401, {"message": "The token has expired"})
    state = await state_when(is_status("expired"))
    assert len(state["clusters"]) == 2
    revision = state["revision"]
    await call("POST", "refresh")
    assert (await call("GET", "state"))[1]["revision"] == revision
    saturn.faults.clear()
    await call("POST", "refresh")
    assert (await call("GET", "state"))[1]["connection"]["status"] == "ok"


async def test_token_is_redacted_from_what_saturn_says(call: Any, saturn: Any) -> None:
    found = await fail(call, saturn, answer(401, {"message": f"bad token {TOKEN}!"}))
    assert found["problem"]["reason"] == "bad token [token]!"


async def test_t14_token_is_in_no_log_and_no_answer(
    call: Any, jp_fetch: Any, saturn: Any, caplog: Any
) -> None:
    caplog.set_level("DEBUG")
    for fault in (None, answer(401, {"message": TOKEN}), reset_after(10), answer(500, b"<x>")):
        found = await fail(call, saturn, fault or [])
        assert TOKEN not in str(found)
        _, error = await call("POST", "clusters/run/stop", b'{"token": "' + TOKEN.encode())
        assert TOKEN not in str(error)
    for path in ("connection", "clusters/run/scale", "clusters/run/certificate"):
        method = "POST" if path.endswith("certificate") else "PUT"
        _, error = await call(method, path, b'{"base_url": "' + TOKEN.encode())
        assert TOKEN not in str(error)
    assert TOKEN not in caplog.text
