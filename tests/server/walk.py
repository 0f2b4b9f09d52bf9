"""Walks over every route of ours, however it came to be registered."""

from __future__ import annotations

import asyncio
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

READS = ("GET", "HEAD", "OPTIONS")
WRITES = ("POST", "PUT", "PATCH", "DELETE")
METHODS = (*READS, *WRITES)
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AQIDBAUGBwgJCgsMDQ4PEA==",
}
DOOR = "/api/dashboard/"
"""What only a ticket opens."""

SAMPLES = ("run", "start", "0", "0" * 32, "a/b", "")
"""What stands for a part of a path: an id, an action, a number, a tail."""


@dataclass(frozen=True)
class Answer:
    """What a route said to one request."""

    method: str
    path: str
    code: int
    body: bytes
    headers: Any


def our_paths(app: Any) -> list[str]:
    """Fill in every registered route under our prefix: a new one is found by itself."""
    patterns = [
        rule.matcher.regex.pattern
        for group in app.serverapp.web_app.default_router.rules
        for rule in getattr(group.target, "rules", [])
        if hasattr(rule.matcher, "regex")
    ]
    return [fill(pattern) for pattern in patterns if "jupyterlab-saturn" in pattern]


def fill(pattern: str) -> str:
    """Find a path that a pattern matches; raises ``AssertionError`` rather than skip one."""
    plain = re.sub(r"\((?:\?:|\?P<\w+>)?(?:[^()\\]|\\.)*\)", "\0", pattern.rstrip("$"))
    pieces = re.sub(r"\\(.)", r"\1", plain).split("\0")
    for samples in itertools.product(SAMPLES, repeat=len(pieces) - 1):
        path = "".join(itertools.chain(*itertools.zip_longest(pieces, samples, fillvalue="")))
        if re.fullmatch(pattern, path):
            return path
    raise AssertionError(f"No sample fits {pattern}: add one to SAMPLES")


async def send(port: int, method: str, path: str, **headers: str) -> Any:
    """Make one request, as it is: no credentials, no redirect."""
    body = "{}" if method in ("POST", "PUT", "PATCH") else None
    request = HTTPRequest(
        f"http://127.0.0.1:{port}{path}",
        method=method,
        headers=headers,
        body=body,
        follow_redirects=False,
        request_timeout=10,
    )
    return await AsyncHTTPClient().fetch(request, raise_error=False)


async def walk(
    app: Any, port: int, methods: Iterable[str] = METHODS, **headers: str
) -> list[Answer]:
    """Make every request to every route."""
    answers = []
    for path in our_paths(app):
        for method in methods:
            response = await send(port, method, path, **headers)
            body = response.body or b""
            answers.append(Answer(method, path, response.code, body, response.headers))
    return answers


async def upgrade(app: Any, port: int, **headers: str) -> list[Answer]:
    """Ask every route for a websocket, on a bare socket: Tornado's client waits for ever at 101."""
    answers = []
    for path in our_paths(app):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        fields = {"Host": f"127.0.0.1:{port}", **UPGRADE, **headers}
        lines = [f"GET {path} HTTP/1.1", *(f"{key}: {value}" for key, value in fields.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        status = await asyncio.wait_for(reader.readline(), 10)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        writer.close()
        answers.append(Answer("UPGRADE", path, int(status.split()[1]), head, {}))
    return answers


def let_in(answers: list[Answer], *refusals: int) -> list[str]:
    """List the requests that were not refused."""
    return [f"{a.method} {a.path}: {a.code}" for a in answers if a.code not in (refusals or (403,))]
