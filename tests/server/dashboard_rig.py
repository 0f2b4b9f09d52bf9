"""A dashboard that says what it is told to, on loopback, and a browser that sends anything."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketHandler

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from tornado.httputil import HTTPHeaders

PREFIX = "/a-prefix/of-its-own/"
PLOTS = {
    "Individual Task Stream": "/individual-task-stream",
    "Individual CPU": "/individual-cpu",
    "Hardware": "/hardware",
}


@dataclass
class Visit:
    target: str
    headers: HTTPHeaders


@dataclass
class FakeDashboard:
    """``answers`` maps a path below the prefix to (status, headers, body), to raw bytes, or to
    an event that an answer waits for.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    #: What came through websockets, and those that are open.
    messages: list[str | bytes] = field(default_factory=list)
    sockets: list[_Visitor] = field(default_factory=list)
    origin: str = ""
    port: int = 0
    _server: Any = None

    @property
    def link(self) -> str:
        return f"{self.origin}{PREFIX}status"

    def start(
        self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> FakeDashboard:
        application = Application(
            [("(.*)", _Visitor, {"dashboard": self})],
            websocket_max_message_size=64 * 2**20,
            log_function=lambda _: None,
        )
        self._server = HTTPServer(application, ssl_options=context)
        sockets = bind_sockets(0, "127.0.0.1")
        self._server.add_sockets(sockets)
        self.port = sockets[0].getsockname()[1]
        self.origin = f"{'https' if context else 'http'}://{host}:{self.port}"
        self.answers.setdefault(
            "individual-plots.json",
            (200, {"Content-Type": "application/json"}, json.dumps(PLOTS).encode()),
        )
        return self

    async def stop(self) -> None:
        for socket in self.sockets:
            socket.close()
        self._server.stop()
        await self._server.close_all_connections()


class _Visitor(WebSocketHandler):
    def initialize(self, dashboard: FakeDashboard) -> None:
        self.dashboard = dashboard

    async def get(self, path: str) -> None:
        dashboard = self.dashboard
        dashboard.visits.append(Visit(self.request.uri or "", self.request.headers))
        if self.request.headers.get("Upgrade", "").lower() == "websocket":
            await super().get(path)
            return
        answer = dashboard.answers.get(path.removeprefix(PREFIX), (200, {}, b"a page"))
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            answer = (200, {}, b"late")
        if isinstance(answer, bytes):
            stream = self.detach()
            await stream.write(answer)
            stream.close()
            return
        status, headers, body = answer
        self.set_status(status)
        for name, value in headers.items():
            self.set_header(name, value)
        self.finish(body or None)

    head = get

    def select_subprotocol(self, offered: list[str]) -> str | None:
        return offered[0] if offered else None

    def open(self, _: str) -> None:
        self.dashboard.sockets.append(self)

    def on_message(self, message: str | bytes) -> Any:
        self.dashboard.messages.append(message)
        if message == "echo":
            return self.write_message("echo")
        return None

    def on_close(self) -> None:
        self.dashboard.sockets.remove(self)


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name.lower()), None)

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.headers}


async def browse(
    port: int, target: str, method: str = "GET", headers: dict[str, str] | None = None
) -> Answer:
    """Send a request line as it is, which no HTTP library does."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    fields = {"Host": f"127.0.0.1:{port}", "Connection": "close", **(headers or {})}
    lines = [f"{method} {target} HTTP/1.1", *(f"{key}: {value}" for key, value in fields.items())]
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        head, body = await asyncio.wait_for(_read(reader, method), 20)
    finally:
        writer.close()
        await writer.wait_closed()
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = [line.split(":", 1) for line in rest]
    found = [(key.strip().lower(), value.strip()) for key, value in pairs]
    return Answer(int(first.split()[1]) if first else 0, found, body)


async def _read(reader: asyncio.StreamReader, method: str) -> tuple[bytes, bytes]:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).removesuffix(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        return error.partial, b""
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    if method == "HEAD" or length is None:
        return head, b""
    return head, await reader.readexactly(int(length[1]))


async def until(condition: Callable[[], Any], what: str, within: float = 10) -> Any:
    """Wait for a condition's first true value."""
    deadline = asyncio.get_running_loop().time() + within
    while not (found := condition()):
        assert asyncio.get_running_loop().time() < deadline, what
        await asyncio.sleep(0.01)
    return found
