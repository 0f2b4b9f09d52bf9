"""Hostile and broken requests to the API (row L12)."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

from harness import (
    CLUSTERS,
    LocalServer,
)

if TYPE_CHECKING:
    import httpx


def test_l12_hostile_requests_are_refused(
    server: LocalServer, client: httpx.Client, up: dict[str, str]
) -> None:
    for expected, method, path, options in hostile(up["id"]):
        found = client.request(method, path, **options)
        assert found.status_code in expected, (method, path, found.status_code)
        assert found.json()["message"], path
    assert client.get("/api/user").status_code == 200
    assert raw(server, b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n")[:12] != b"HTTP/1.1 200"
    assert raw(server, b"NONSENSE\r\n\r\n")[:12] != b"HTTP/1.1 200"
    big = b"POST /api/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n"
    assert raw(server, big)[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 413")


def hostile(cluster_id: str) -> list[tuple[tuple[int, ...], str, str, dict[str, Any]]]:
    one = f"{CLUSTERS}/{cluster_id}"
    deep = b'{"a":' * 100_000
    return [
        ((404,), "GET", f"{CLUSTERS}/..%2f..%2fetc%2fpasswd", {}),
        ((404,), "GET", "/api/dask_clusters/%00/status", {}),
        ((404,), "GET", f"{CLUSTERS}/" + "f" * 32, {}),
        ((405,), "PUT", one, {"json": {}}),
        ((405,), "GET", f"{one}/start", {}),
        ((405,), "GET", f"{one}/start", {"headers": {"X-HTTP-Method-Override": "POST"}}),
        ((400,), "POST", f"{one}/scale", {"content": b'{"n": 3'}),
        ((400,), "POST", f"{one}/scale", {"content": b"[3]"}),
        ((400,), "POST", f"{one}/scale", {"content": b"\xff\xfe"}),
        ((400,), "POST", f"{one}/scale", {"content": b'{"n": NaN}'}),
        ((400,), "POST", f"{one}/scale", {"content": deep}),
        ((400,), "POST", f"{one}/scale", {}),
        *(
            ((400,), "POST", f"{one}/scale", {"json": {"n": wrong}})
            for wrong in (-1, 1.5, "3", None, True, 10**9, [], {})
        ),
        ((400,), "POST", f"{one}/adapt", {"json": {"minimum": 3, "maximum": 1}}),
        ((400,), "POST", f"{one}/adapt", {"json": {"minimum": 0, "maximum": 10**9}}),
        ((400,), "PATCH", one, {"json": {"worker_size": "planet"}}),
        ((400,), "PATCH", one, {"json": {"tags": {"a": 1}}}),
        ((400,), "PATCH", one, {"json": {"n_workers": 60, "nprocs": 2}}),
        ((400,), "PATCH", one, {"json": {"image": "none such"}}),
        ((400,), "GET", f"{CLUSTERS}?page_size=0", {}),
        ((400,), "GET", f"{CLUSTERS}?page_size=nine", {}),
        ((400,), "GET", f"{CLUSTERS}?next_key=gone", {}),
        ((400,), "POST", CLUSTERS, {"json": {"resource": {"job_id": "x"}}}),
        ((400,), "POST", CLUSTERS, {"json": {"resource": 7}}),
        ((404,), "POST", CLUSTERS, {"json": {"project_id": "f" * 32}}),
        ((400,), "POST", f"{one}/csr", {"content": b"not a request"}),
        ((400,), "POST", "/api/tokens", {"json": {"expires_in": -5}}),
        ((400,), "POST", "/api/tokens", {"json": {"description": "x" * 256}}),
        ((400,), "POST", "/api/tokens", {"json": {"scope": "root"}}),
        ((404,), "DELETE", "/api/tokens/" + "f" * 32, {}),
        ((400,), "POST", "/api/workspaces", {"json": {"name": " "}}),
        ((400,), "GET", f"{one}/logs?component=nothing", {}),
        ((400,), "GET", f"{one}/metrics?start=yesterday", {}),
    ]


def raw(server: LocalServer, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), 5) as stream:
        stream.sendall(data)
        return stream.recv(1000)


def test_l12_slow_connections_do_not_slow_others(server: LocalServer, client: httpx.Client) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port), 5) for _ in range(50)]
    try:
        for one in slow:
            one.sendall(b"POST /api/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Le")
        times = []
        for _ in range(40):
            began = time.perf_counter()
            assert client.get("/api/user").status_code == 200
            times.append(time.perf_counter() - began)
        assert sorted(times)[37] <= 0.1
    finally:
        for one in slow:
            one.close()
