"""A front before a Saturn that fails as it is told to: raw sockets, scripted per request.

    with FaultFront(base_url) as front:
        front.script("GET", "/api/user", Answer(429, headers={"Retry-After": "1"}), Forward())
        ...  # use front.base_url
        assert front.seen("POST", "/start") == 1

Faults of a route are used up one per request; the last one stays. What no script matches is
forwarded. Every request is recorded before its fault happens.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK = 65536


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Fault:
    """What happens to one request. `reply` is the raw answer of the Saturn behind."""

    def play(self, front: FaultFront, peer: socket.socket, request: Request) -> None:
        raise NotImplementedError


class Forward(Fault):
    """No fault."""

    def play(self, front: FaultFront, peer: socket.socket, request: Request) -> None:
        peer.sendall(front.forward(request))


@dataclass(frozen=True)
class Slow(Fault):
    """Forward, but only after so many seconds."""

    seconds: float

    def play(self, front: FaultFront, peer: socket.socket, request: Request) -> None:
        front.pause(self.seconds)
        peer.sendall(front.forward(request))


@dataclass(frozen=True)
class Hang(Fault):
    """Accept the request and never answer (until the front closes or `seconds` are over)."""

    seconds: float = 3600

    def play(self, front: FaultFront, peer: socket.socket, request: Request) -> None:
        front.pause(self.seconds)


@dataclass(frozen=True)
class Drip(Fault):
    """Forward the head, then one byte of the body each `interval` seconds, for ever."""

    interval: float = 1.0

    def play(self, front: FaultFront, peer: socket.socket, request: Request) -> None:
        peer.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
        )
        for _ in range(100000):
            if front.pause(self.interval):
                return
            peer.sendall(b" ")


@dataclass(frozen=True)
class Reset(Fault):
    """Forward, then send only the first `after` bytes of the answer and an RST."""

    after: int = 0

    def play(self, front: FaultFront, peer: socket.socket, request: Request) -> None:
        peer.sendall(front.forward(request)[: self.after])
        # Linger 0: close() sends RST instead of FIN.
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@dataclass(frozen=True)
class Truncate(Fault):
    """Forward all but the last `missing` bytes, and close in an orderly way."""

    missing: int = 1

    def play(self, front: FaultFront, peer: socket.socket, request: Request) -> None:
        peer.sendall(front.forward(request)[: -self.missing])


@dataclass(frozen=True)
class Answer(Fault):
    """Answer in the Saturn's place, which never sees the request."""

    status: int
    body: bytes = b'{"message": "scripted"}'
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def play(self, front: FaultFront, peer: socket.socket, request: Request) -> None:
        phrase = http.client.responses.get(self.status, "Scripted")
        head = [
            f"HTTP/1.1 {self.status} {phrase}",
            f"Content-Type: {self.content_type}",
            f"Content-Length: {len(self.body)}",
            "Connection: close",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        peer.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + self.body)


def bad_gateway() -> Answer:
    """What a proxy in between says: HTML."""
    return Answer(502, b"<html><h1>502 Bad Gateway</h1></html>", "text/html")


def invalid_json() -> Answer:
    """A body that is no JSON, with a head that says it is."""
    return Answer(200, b'{"status": running')


def redirect(location: str) -> Answer:
    """Point elsewhere."""
    return Answer(302, b"", headers={"Location": location})


@dataclass(frozen=True)
class Huge(Fault):
    """Stream a JSON array of so many bytes, chunked."""

    size: int

    def play(self, front: FaultFront, peer: socket.socket, request: Request) -> None:
        peer.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n"
        )
        block = b"0," * (CHUNK // 2)
        for _ in range(self.size // CHUNK):
            peer.sendall(f"{CHUNK:x}\r\n".encode() + block + b"\r\n")
        peer.sendall(b"2\r\n0]\r\n0\r\n\r\n")


class FaultFront:
    """The front, on a free port of this machine, with a thread per connection."""

    def __init__(self, base_url: str) -> None:
        self._upstream = urlsplit(base_url).netloc
        self._scripts: list[tuple[str, str, list[Fault]]] = []
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self._port = 0
        self.requests: list[Request] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    def __enter__(self) -> FaultFront:
        self.open()
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.set()
        self.refuse()

    def open(self) -> None:
        """Listen, on the same port as before."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(128)
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def refuse(self) -> None:
        """Refuse connections until `open` is called again."""
        if self._listener is not None:
            # Wakes the thread that waits in accept().
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def script(self, method: str, part: str, *faults: Fault) -> None:
        """Let requests whose target contains `part` meet these faults, in order."""
        with self._lock:
            self._scripts.insert(0, (method, part, list(faults)))

    def seen(self, method: str, part: str) -> int:
        """Count the requests so far."""
        return sum(one.method == method and part in one.target for one in self.requests)

    def pause(self, seconds: float) -> bool:
        """Wait; true when the front closes meanwhile."""
        return self._closing.wait(seconds)

    def forward(self, request: Request) -> bytes:
        """Ask the Saturn behind; returns its whole answer, raw."""
        connection = http.client.HTTPConnection(self._upstream, timeout=90)
        headers = {**request.headers, "host": self._upstream, "connection": "close"}
        connection.request(request.method, request.target, request.body or None, headers)
        answer = connection.getresponse()
        body = answer.read()
        kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in _HOP_BY_HOP]
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{k}: {v}" for k, v in kept)]
        connection.close()
        head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close"])
        return head.encode() + b"\r\n\r\n" + body

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        with peer, contextlib.suppress(OSError):
            request = _read_request(peer)
            if request is None:
                return
            with self._lock:
                self.requests.append(request)
                fault = self._pick(request)
            fault.play(self, peer, request)

    def _pick(self, request: Request) -> Fault:
        for method, part, faults in self._scripts:
            if method == request.method and part in request.target and faults:
                return faults.pop(0) if len(faults) > 1 else faults[0]
        return Forward()


_HOP_BY_HOP = ("content-length", "transfer-encoding", "connection")


def _read_request(peer: socket.socket) -> Request | None:
    peer.settimeout(30)
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = peer.recv(CHUNK)
        if not chunk:
            return None
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    while len(body) < int(headers.get("content-length", 0)):
        body += peer.recv(CHUNK)
    method, target, _ = first.split(" ")
    return Request(method, target, headers, body)


def main() -> None:
    """Show what the front does to one request: for trying it by hand."""
    import sys

    with FaultFront(sys.argv[1]) as front:
        print(json.dumps({"base_url": front.base_url}), flush=True)
        time.sleep(3600)


if __name__ == "__main__":
    main()
