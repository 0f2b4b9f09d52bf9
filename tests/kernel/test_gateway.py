"""Kernels behind a real Jupyter Kernel Gateway: attaching works, and nothing secret gets there."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psutil
import pytest
from harness import LocalServer, first_cluster, start, wait_until
from page import MODULE, attach_code, read_report
from tornado.httpclient import HTTPRequest
from tornado.ioloop import IOLoop
from tornado.websocket import WebSocketClientConnection, websocket_connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

JUPYTER_TOKEN = "of-this-test"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@contextmanager
def running(command: list[str], place: Path, url: str, **environ: str) -> Iterator[int]:
    """Run a Jupyter program in a folder of its own; yields its process id when it answers."""
    place.mkdir()
    log = (place / "log").open("wb")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SATURN_")}
    folders = {f"JUPYTER_{name}_DIR": str(place / name) for name in ("DATA", "CONFIG", "RUNTIME")}
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=place,
        env={**kept, **folders, **environ},
        stdout=log,
        stderr=log,
    )

    def answers() -> bool:
        assert process.poll() is None, (place / "log").read_text()
        try:
            return httpx.get(url, trust_env=False).status_code < 500
        except httpx.TransportError:
            return False

    try:
        wait_until(answers, 30, url)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)
        log.close()


class Channels:
    """A kernel's websocket at the Jupyter server, as a page has one."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self._connection = connection
        self._session = uuid.uuid4().hex

    async def send(self, channel: str, kind: str, content: Any, parent: Any = None) -> str:
        message_id = uuid.uuid4().hex
        header = {
            "msg_id": message_id,
            "msg_type": kind,
            "session": self._session,
            "username": "",
            "version": "5.3",
            "date": "2026-01-01T00:00:00Z",
        }
        parts = {"channel": channel, "header": header, "parent_header": parent or {}}
        await self._connection.write_message(
            json.dumps({**parts, "metadata": {}, "content": content, "buffers": []})
        )
        return message_id

    async def execute(
        self, code: str, expression: str, sign: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> dict[str, Any]:
        """Run code as `messages.ts` does, answer what it asks, and return the reply."""
        content = {
            "code": code,
            "silent": True,
            "store_history": False,
            "allow_stdin": True,
            "stop_on_error": False,
            "user_expressions": {"saturn": expression},
        }
        message_id = await self.send("shell", "execute_request", content)
        while True:
            text = await self._connection.read_message()
            assert isinstance(text, str), "the connection has ended"
            message: dict[str, Any] = json.loads(text)
            if message["parent_header"].get("msg_id") != message_id:
                continue
            if message["msg_type"] == "input_request":
                question = json.loads(message["content"]["prompt"])
                value = json.dumps(sign(question))
                await self.send(
                    "stdin", "input_reply", {"status": "ok", "value": value}, message["header"]
                )
            elif message["msg_type"] == "execute_reply":
                return message


def test_k9_a_kernel_behind_a_gateway_is_attached_and_learns_no_token(tmp_path: Path) -> None:
    record = tmp_path / "record"
    gateway_url = f"http://127.0.0.1:{free_port()}"
    jupyter_url = f"http://127.0.0.1:{free_port()}"
    saturn = LocalServer(tmp_path / "state").start()
    token = saturn.info["users"][0]["token"]
    gateway = [
        str(Path(__file__).with_name("recording_gateway.py")),
        str(record),
        f"--KernelGatewayApp.port={gateway_url.rpartition(':')[2]}",
        "--debug",
    ]
    jupyter = [
        *("-m", "jupyter", "server", "--no-browser", "--allow-root", "--debug"),
        f"--ServerApp.port={jupyter_url.rpartition(':')[2]}",
        f"--IdentityProvider.token={JUPYTER_TOKEN}",
        f"--gateway-url={gateway_url}",
    ]
    environ = {"SATURN_BASE_URL": saturn.info["base_url"], "SATURN_TOKEN": token}
    headers = {"Authorization": f"token {JUPYTER_TOKEN}"}
    try:
        with (
            saturn.client() as http,
            running(gateway, tmp_path / "gateway", f"{gateway_url}/api") as gateway_pid,
            running(jupyter, tmp_path / "jupyter", f"{jupyter_url}/api", **environ),
            httpx.Client(
                base_url=jupyter_url, headers=headers, timeout=60, trust_env=False
            ) as page,
        ):
            start(http, first_cluster(http), 1)
            kernel = page.post("/api/kernels", json={"name": "python3"}).json()
            reply = IOLoop(make_current=False).run_sync(
                lambda: attach(page, kernel["id"], first_cluster(http)), timeout=90
            )
            assert read_report(reply)["outcome"] == {"code": "attached"}
            assert read_report(reply)["attached"]["cluster"]["id"] == first_cluster(http)
            processes = [psutil.Process(gateway_pid)]
            processes += processes[0].children(recursive=True)
            assert len(processes) > 1, "the kernel runs below the gateway"
            environments = [repr(process.environ()) for process in processes]
            page.delete(f"/api/kernels/{kernel['id']}")
    finally:
        saturn.close()
    received = record.read_text()
    assert "BEGIN CERTIFICATE-----" in received  # what came back did pass here
    places = [received, (tmp_path / "gateway" / "log").read_text(), *environments]
    assert [place for place in places if token in place] == []


async def attach(page: httpx.Client, kernel_id: str, cluster_id: str) -> dict[str, Any]:
    cluster = {"id": cluster_id, "name": "c", "project_id": None, "base_url": "http://s/"}

    def sign(question: dict[str, Any]) -> dict[str, Any]:
        path = f"/jupyterlab-saturn/api/clusters/{cluster_id}/certificate"
        asked = {"csr": question["csr"], "versions": question["versions"]}
        found: dict[str, Any] = page.post(path, json=asked).raise_for_status().json()
        return found

    url = f"ws{str(page.base_url)[4:]}/api/kernels/{kernel_id}/channels".replace("//api", "/api")
    request = HTTPRequest(url, headers={"Authorization": f"token {JUPYTER_TOKEN}"})
    channels = Channels(await websocket_connect(request))
    reply = await channels.execute(attach_code(cluster), f"{MODULE}.report()", sign)
    await channels.execute("", f"{MODULE}.detach()", sign)
    return reply
