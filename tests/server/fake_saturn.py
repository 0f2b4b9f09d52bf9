"""A Saturn on a raw socket that can be told to misbehave: a double at the network's edge."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "canary-token-0123456789"


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


Fault = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


def pem(label: str, body: bytes = b"\x30\x03\x02\x01\x00") -> str:
    text = base64.b64encode(body).decode()
    lines = "\n".join(text[i : i + 64] for i in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"


CSR = pem("CERTIFICATE REQUEST")
CHAIN = pem("CERTIFICATE") + pem("CERTIFICATE", b"\x30\x03\x02\x01\x01")


def a_cluster(cluster_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": cluster_id,
        "name": f"cluster {cluster_id}",
        "workspace_id": "0" * 32,
        "status": "running",
        "n_workers": 2,
        "nprocs": 1,
        "nthreads": 2,
        "worker_size": "medium",
        "scheduler_size": "medium",
        "created_at": "2026-11-22T13:02:09+00:00",
        "warnings": [],
        "errors": [],
        "owner": {"name": "acme/alice", "identity_name": "alice", "org_name": "acme"},
        **changes,
    }


SIZE = {
    "name": "medium",
    "display": "Medium - 2 cores - 4 GB RAM",
    "cores": 2,
    "memory": "4Gi",
    "price_per_hour": 0.5,
}


@dataclass
class FakeSaturn:
    """``faults`` maps (method, path) or a method to what to do instead; a list is used up."""

    clusters: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: dict[Any, Fault | list[Fault | None]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    address: str = "tls://127.0.0.1:8786"
    dashboard: str = ""
    token: str = TOKEN
    scheme: str = "token"
    tokens: list[dict[str, Any]] = field(default_factory=list)
    jobs: list[dict[str, Any]] = field(default_factory=list)
    deployments: list[dict[str, Any]] = field(default_factory=list)
    activity: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    port: int = 0
    _server: Any = None

    @property
    def writes(self) -> list[str]:
        return [f"{r.method} {r.path}" for r in self.requests if r.method != "GET"]

    async def start(self, port: int = 0, context: Any = None) -> FakeSaturn:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        return self

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for task in [t for t in asyncio.all_tasks() if t.get_name() == f"fake-{self.port}"]:
                task.cancel()
                await asyncio.wait({task})
            await self._server.wait_closed()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.set_name(f"fake-{self.port}")
        try:
            while (request := await _read(reader)) is not None:
                self.requests.append(request)
                fault = self._fault(request)
                if fault is not None:
                    await fault(request, writer)
                    return
                status, body, kind = self._answer(request)
                await send(writer, status, body, kind)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _fault(self, request: Request) -> Fault | None:
        for key in ((request.method, request.path), request.method, "*"):
            fault = self.faults.get(key)
            if isinstance(fault, list):
                if fault:
                    return fault.pop(0)
            elif fault is not None:
                return fault
        return None

    def _answer(self, request: Request) -> tuple[int, bytes, str]:
        if request.headers.get("authorization") != f"{self.scheme} {self.token}":
            return _json(401, {"message": "no user"})
        path = request.path.removeprefix("/api/")
        if path == "user":
            return _json(200, {"id": "u1", "username": "alice", "email": "a@b.c"})
        if path == "tokens":
            return _json(200, {"tokens": self.tokens})
        if path == "dask_clusters/info":
            return _json(200, {"server_options": {"size": [SIZE]}})
        if path in ("jobs", "deployments"):
            return _json(200, {path: getattr(self, path)})
        if path == "dask_clusters":
            return self._create(request) if request.method == "POST" else self._list(request)
        _, cluster_id, *rest = [*path.split("/"), ""]
        cluster = self.clusters.get(cluster_id)
        if cluster is None:
            return _json(404, {"message": "not found"})
        return self._act(cluster, "/".join(rest).strip("/"), request)

    def _list(self, request: Request) -> tuple[int, bytes, str]:
        return _json(200, {"dask_clusters": list(self.clusters.values())})

    def _create(self, request: Request) -> tuple[int, bytes, str]:
        body = json.loads(request.body)
        resource = body.pop("resource")
        cluster = a_cluster(f"new{len(self.clusters)}", status="stopped", workspace_id=None)
        cluster.update(**body, **resource)
        self.clusters[cluster["id"]] = cluster
        return _json(201, cluster)

    def _define(self, cluster: dict[str, Any], request: Request) -> tuple[int, bytes, str]:
        if request.method == "DELETE":
            del self.clusters[cluster["id"]]
            return 204, b"", ""
        cluster.update(json.loads(request.body or b"{}"))
        return _json(200, cluster)

    def _act(self, cluster: dict[str, Any], verb: str, request: Request) -> tuple[int, bytes, str]:
        if verb == "":
            return self._define(cluster, request)
        if verb == "scheduler_info":
            return _json(200, self.activity.get(cluster["id"], workers()))
        if verb == "runtimesummary":
            return _json(200, summary(cluster))
        if verb == "info":
            return _json(200, {"scheduler_address": self.address, "dashboard_link": self.dashboard})
        if verb == "csr":
            return 200, CHAIN.encode(), "application/x-pem-file"
        if verb in ("start", "restart"):
            cluster["status"] = "pending"
        elif verb == "stop":
            cluster["status"] = "stopping"
        elif verb == "scale":
            cluster["n_workers"] = json.loads(request.body)["n"]
            return 204, b"", ""
        elif verb == "adapt":
            return 204, b"", ""
        return _json(200, cluster)


def workers(executing: int = 0, memory: int = 0, sent: int = 0) -> dict[str, Any]:
    """Describe a scheduler with one worker, as ``Scheduler.identity()`` does."""
    metrics = {
        "task_counts": {"executing": executing, "memory": memory},
        "transfer": {"incoming_count_total": 0, "outgoing_count_total": sent},
    }
    return {"type": "Scheduler", "workers": {"tls://127.0.0.1:1": {"metrics": metrics}}}


def summary(cluster: dict[str, Any]) -> dict[str, Any]:
    is_up = cluster["status"] == "running"
    word = "running" if is_up else "pending"
    return {
        "status": cluster["status"],
        "kubecluster_summary": {"status": "running"},
        "scheduler_summary": {"status": word},
        "worker_summary": {"running_count": cluster["n_workers"] if is_up else 0},
    }


async def _read(reader: asyncio.StreamReader) -> Request | None:
    line = await reader.readline()
    if not line:
        return None
    method, target, _ = line.decode().split()
    headers = {}
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Request(method, parts.path, parse_qs(parts.query), headers, body)


def _json(status: int, value: Any) -> tuple[int, bytes, str]:
    return status, json.dumps(value).encode(), "application/json"


async def send(
    writer: asyncio.StreamWriter,
    status: int,
    body: bytes,
    kind: str = "application/json",
    **headers: str,
) -> None:
    lines = [f"HTTP/1.1 {status} X"]
    if status != 204:
        lines += [f"Content-Type: {kind}"] if kind else []
        lines += [f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    await writer.drain()


def answer(status: int, value: Any = b"", kind: str = "application/json", **headers: str) -> Fault:
    """Answer with this status and body (bytes are sent as they are, all else as JSON)."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()

    async def fault(_: Request, writer: asyncio.StreamWriter) -> None:
        await send(writer, status, body, kind, Connection="close", **headers)

    return fault


async def hang(_: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def drip(_: Request, writer: asyncio.StreamWriter) -> None:
    """Send one byte of the body now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


def reset_after(count: int) -> Fault:
    """Reset the connection (RST) after so many bytes of a good answer."""

    async def fault(_: Request, writer: asyncio.StreamWriter) -> None:
        text = (
            b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{"id"'
        )
        writer.write(text[:count])
        await writer.drain()
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return fault


def raw(text: bytes) -> Fault:
    """Send these bytes and close."""

    async def fault(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(text)
        await writer.drain()

    return fault
