"""What the canary's journey runs in."""

from __future__ import annotations

import os
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from browser import Browser, find_chromium
from jupyter import Jupyter
from sweep import Sweeper
from upstream import Upstream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def canary() -> str:
    """A token that nothing else looks like; quoting and base64 change it."""
    return f"Canary+{secrets.token_hex(9)}/{secrets.token_hex(9)}=="


@pytest.fixture
def sweeper(canary: str) -> Sweeper:
    return Sweeper(canary)


@pytest.fixture
def upstream(canary: str) -> Iterator[Upstream]:
    found = Upstream(canary)
    yield found
    found.close()


@pytest.fixture
def jupyter(tmp_path: Path, upstream: Upstream) -> Iterator[Jupyter]:
    found = Jupyter(tmp_path / "home", upstream.url)
    yield found
    found.close()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """A page in a real browser; ``script/test canary`` makes sure that there is one."""
    executable = find_chromium(dict(os.environ))
    assert executable, "No Chromium was found: install one, or name it in CHROMIUM"
    found = Browser(executable, tmp_path / "profile")
    yield found
    found.close()


class _Echo(BaseHTTPRequestHandler):
    """Answers with what it gets."""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def echo() -> Iterator[str]:
    """An address that answers with what it gets."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join(10)
