"""Dashboards' websockets: what passes, how much, and how they end."""

from __future__ import annotations

import asyncio
import contextlib
import socket as sockets
from typing import Any

import pytest
from dashboard_rig import FakeDashboard, browse, until
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClosedError

from jupyterlab_saturn.proxyclient import MAX_MESSAGE
from jupyterlab_saturn.tickets import MAX_SOCKETS


async def test_messages_pass_both_ways(dashboard: FakeDashboard, enter: Any, connect: Any) -> None:
    path = await enter()
    protocols = ["bokeh", "eyJzZXNzaW9uX2lkIjogIngifQ.AbC-_"]
    socket = await connect(f"{path}status/ws?a=b", protocols)
    visit = dashboard.visits[-1]
    assert visit.target.endswith("/status/ws?a=b")
    assert visit.headers["Sec-WebSocket-Protocol"] == ",".join(protocols)
    assert {"Cookie", "Origin", "Authorization", "Referer"}.isdisjoint(visit.headers)
    assert socket.selected_subprotocol == "bokeh"
    assert socket.headers["Content-Security-Policy"] == "sandbox allow-scripts"
    messages: list[str | bytes] = ["text", b"\x00\xff", "", b"", "\u2028\U0001f600", "x" * 2**20]
    for message in messages:
        await socket.write_message(message, binary=isinstance(message, bytes))
    await until(lambda: len(dashboard.messages) == len(messages), "all arrive")
    assert dashboard.messages == messages
    for message in messages:
        await dashboard.sockets[0].write_message(message, binary=isinstance(message, bytes))
    assert [await socket.read_message() for _ in messages] == messages
    socket.close()
    await until(lambda: not dashboard.sockets, "the dashboard's side ends")


@pytest.mark.parametrize(("code", "seen"), [(1000, 1000), (1001, 1001), (4000, 4000), (None, 1011)])
async def test_the_dashboards_end_is_passed_on(
    dashboard: FakeDashboard, enter: Any, connect: Any, port: int, code: int | None, seen: int
) -> None:
    socket = await connect(f"{await enter()}ws")
    await dashboard.sockets[0].write_message("last words")
    if code is None:
        dashboard.sockets[0].ws_connection.stream.close()
    else:
        dashboard.sockets[0].close(code, "a reason")
    assert await socket.read_message() == "last words"
    assert await socket.read_message() is None
    assert (socket.close_code, socket.close_reason) == (seen, None)


async def test_a_browser_that_vanishes(
    dashboard: FakeDashboard, enter: Any, connect: Any, port: int
) -> None:
    socket = await connect(f"{await enter()}ws")
    assert socket.protocol is not None
    assert socket.protocol.stream is not None
    socket.protocol.stream.close()
    await until(lambda: not dashboard.sockets, "the dashboard's side ends")
    socket.close()


async def test_upgrades_are_refused(
    dashboard: FakeDashboard, enter: Any, connect: Any, port: int
) -> None:
    path = await enter()
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
    }
    before = len(dashboard.visits)
    forged = path[:-2] + ("A" if path[-2] != "A" else "B") + "/ws"
    for target, headers, expected in (
        (forged, {}, 403),
        (f"{path}ws", {"Origin": "http://evil.example"}, 403),
        (f"{path}ws", {"Host": "evil.example"}, 403),
        (f"{path}../ws", {}, 404),
        (f"{path}proxy/80/x/ws", {}, 404),
    ):
        found = await browse(port, target, headers={**upgrade, **headers})
        assert found.status == expected, (target, headers)
        assert found["Content-Security-Policy"] == "sandbox allow-scripts"
    assert len(dashboard.visits) == before
    await dashboard.stop()
    with pytest.raises(HTTPClientError) as caught:
        await connect(f"{path}ws")
    assert caught.value.code == 502


async def test_at_most_32_sockets_for_a_user(
    dashboard: FakeDashboard, call: Any, port: int, app: Any, enter: Any, connect: Any
) -> None:
    first, second = await enter(), await enter()
    # Without a cookie each request is a new user's; here they are one.
    for ticket in app.dashboards.tickets._tickets.values():
        ticket.user = "alice"
    opened = [await connect(f"{(first, second)[n % 2]}ws") for n in range(MAX_SOCKETS)]
    for path in (first, second):
        with pytest.raises(HTTPClientError) as caught:
            await connect(f"{path}ws")
        assert caught.value.code == 429
    assert len(dashboard.sockets) == MAX_SOCKETS
    opened.pop().close()
    await until(lambda: len(dashboard.sockets) < MAX_SOCKETS, "one has ended")
    opened.append(await connect(f"{first}ws"))
    other = await connect(f"{await enter()}ws")
    for socket in (*opened, other):
        socket.close()
    await until(lambda: not dashboard.sockets, "all have ended")
    assert not any(ticket.sockets for ticket in app.dashboards.tickets._tickets.values())


async def test_messages_have_a_cap(
    dashboard: FakeDashboard, enter: Any, connect: Any, port: int
) -> None:
    path = await enter()
    socket = await connect(f"{path}ws")
    await socket.write_message("x" * MAX_MESSAGE)
    await until(lambda: dashboard.messages, "the largest arrives", within=20)
    assert len(dashboard.messages[0]) == MAX_MESSAGE
    # The connection is cut while the rest of it is on its way.
    with contextlib.suppress(WebSocketClosedError):
        await socket.write_message("x" * (MAX_MESSAGE + 1))
    assert await socket.read_message() is None
    await until(lambda: not dashboard.sockets, "the dashboard's side ends")
    assert len(dashboard.messages) == 1
    socket = await connect(f"{path}ws")
    await dashboard.sockets[0].write_message(b"x" * MAX_MESSAGE, binary=True)
    assert len(await socket.read_message() or b"") == MAX_MESSAGE
    with contextlib.suppress(WebSocketClosedError):
        await dashboard.sockets[0].write_message(b"x" * (MAX_MESSAGE + 1), binary=True)
    assert await socket.read_message() is None
    await until(lambda: not dashboard.sockets, "the dashboard's side ends")


async def test_a_slow_reader_slows_the_dashboard_down(
    dashboard: FakeDashboard, enter: Any, port: int
) -> None:
    """What a stuck browser does not read stays with the dashboard, not in our memory."""
    path = await enter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**12)
    writer.get_extra_info("socket").setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 2**12)
    writer.write(
        f"GET {path}ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    sent = 0

    async def send() -> None:
        nonlocal sent
        while True:
            await dashboard.sockets[0].write_message(b"x" * 2**20, binary=True)
            sent += 1

    sending = asyncio.create_task(send())
    still = 0
    # It stops within what the buffers of two connections hold.
    while still < 10:
        before = sent
        await asyncio.sleep(0.05)
        still = still + 1 if sent == before else 0
        assert sent < 64, "nobody reads, and it goes on"
    sending.cancel()
    writer.close()
    await writer.wait_closed()
    await until(lambda: not dashboard.sockets, "the dashboard's side ends")
