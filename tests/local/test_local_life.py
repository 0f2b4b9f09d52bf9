"""One server per directory, on its own port, for as long as it is needed."""

from __future__ import annotations

import os
import signal
import socket
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest
from harness import (
    LocalServer,
    first_cluster,
    gone,
    start,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_l4_a_signal_ends_it_cleanly(
    make_server: Callable[..., LocalServer], number: signal.Signals
) -> None:
    server = make_server().start()
    with server.client() as client:
        start(client, first_cluster(client))
    family = server.family()
    assert server.end(number, seconds=10) == 0
    gone(family, 0.5)
    assert not (server.state_dir / "info.json").exists()


def test_l4_a_second_interrupt_changes_nothing(make_server: Callable[..., LocalServer]) -> None:
    server = make_server().start()
    with server.client() as client:
        start(client, first_cluster(client))
    family = server.family()
    os.kill(server.pid, signal.SIGINT)
    assert server.end(signal.SIGINT, seconds=10) == 0
    gone(family, 0.5)


def test_l7_a_second_server_refuses_and_names_the_first(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare").start()
    second = LocalServer(server.state_dir, "--no-spare")
    second.log = server.log.with_name("second.log")
    assert second.spawn().wait(10) == 3
    assert f"process {server.pid}" in second.log.read_text()
    assert (server.state_dir / "info.json").exists()
    server.end(signal.SIGKILL)
    server.start()


def test_the_port_is_kept(make_server: Callable[..., LocalServer]) -> None:
    server = make_server("--no-spare", "--port", "0").start()
    port, users = server.port, server.info["users"]
    server.end()
    server.start()
    assert (server.port, server.info["users"]) == (port, users)


def test_l1_a_taken_port_is_left_alone(make_server: Callable[..., LocalServer]) -> None:
    server = make_server("--no-spare").start()
    port = server.port
    server.end()
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        server.start()
        assert server.port != port
        other = make_server("--port", str(port))
        assert other.spawn().wait(10) == 4
        assert f"Port {port}" in other.log.read_text()


def hold(server: LocalServer) -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    token = server.info["users"][0]["token"]
    connection.request("GET", "/local/lease", headers={"Authorization": f"token {token}"})
    answer = connection.getresponse()
    assert (answer.status, answer.readline()) == (200, b'{"ok": true}\n')
    # Keeps the socket open for as long as the caller keeps the connection.
    connection.answer = answer  # type: ignore[attr-defined]
    return connection


def drop(connection: HTTPConnection) -> None:
    connection.answer.close()  # type: ignore[attr-defined]
    connection.close()


def test_a_lease_keeps_it_alive_and_its_end_ends_it(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare", "--lease").start()
    first = hold(server)
    second = hold(server)
    drop(first)
    assert server.process is not None
    time.sleep(6)  # longer than the 5 s after the last: one is still held
    assert server.process.poll() is None
    began = time.monotonic()
    drop(second)
    assert server.process.wait(15) == 0
    assert time.monotonic() - began > 4
