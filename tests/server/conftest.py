"""A real Jupyter server with the extension, in front of a double of Saturn."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from dashboard_rig import FakeDashboard
from fake_saturn import TOKEN, FakeSaturn, a_cluster

# Imported and not named in ``pytest_plugins``: the fixtures are for this directory alone.
from pytest_jupyter.jupyter_server import *  # noqa: F403
from server_rig import API
from tornado.httpclient import HTTPClientError
from tornado.websocket import websocket_connect

from jupyterlab_saturn import transport
from jupyterlab_saturn.pace import Pace
from jupyterlab_saturn.vault import FILE_NAME, Vault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("SATURN_", "JUPYTERHUB_")):
            monkeypatch.delenv(name)
    # Retries pause for seconds; here they need not.
    monkeypatch.setattr(transport, "_BACKOFF", (0.01, 0.02))


@pytest.fixture
def saturn(jp_asyncio_loop: asyncio.AbstractEventLoop) -> Any:
    """A Saturn with one running and one stopped cluster."""
    fake = FakeSaturn({"run": a_cluster("run"), "off": a_cluster("off", status="stopped")})
    jp_asyncio_loop.run_until_complete(fake.start())
    yield fake
    jp_asyncio_loop.run_until_complete(fake.stop())


@pytest.fixture
def saturn_config() -> dict[str, Any]:
    """Options of the extension; a test module or class may override it."""
    return {"connect_timeout": 0.5, "read_timeout": 0.6, "call_timeout": 1.0}


@pytest.fixture
def environment(saturn: FakeSaturn) -> dict[str, str]:
    """The environment that the server starts with."""
    return {"SATURN_BASE_URL": saturn.url, "SATURN_TOKEN": TOKEN}


@pytest.fixture
def jp_server_config(
    environment: dict[str, str],
    saturn_config: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Any]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return {
        "ServerApp": {"jpserver_extensions": {"jupyterlab_saturn": True}},
        "SaturnApp": saturn_config,
    }


@pytest.fixture
def app(jp_serverapp: Any) -> Any:
    (found,) = jp_serverapp.extension_manager.extension_apps["jupyterlab_saturn"]
    return found


@pytest.fixture
def call(jp_fetch: Any) -> Callable[..., Awaitable[tuple[int, Any]]]:
    """Call our API: ``await call("GET", "state")`` gives the status and the parsed body."""

    async def run(method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
        if method in ("POST", "PUT", "PATCH"):
            options["body"] = body if isinstance(body, bytes) else json.dumps(body or {})
        try:
            response = await jp_fetch(API, *path.split("/"), method=method, **options)
        except HTTPClientError as error:
            if error.response is None:
                raise
            response = error.response
        text = response.body.decode() if response.body else ""
        return response.code, json.loads(text) if text else None

    return run


@pytest.fixture
def state_when(call: Any) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Wait until the snapshot fulfils a condition."""

    async def run(condition: Callable[[dict[str, Any]], bool], within: float = 10.0) -> Any:
        deadline = asyncio.get_running_loop().time() + within
        while True:
            _, state = await call("GET", "state")
            if condition(state):
                return state
            assert asyncio.get_running_loop().time() < deadline, state
            await asyncio.sleep(0.02)

    return run


@pytest.fixture
def quick(app: Any) -> Any:
    """A watch that polls many times a second."""
    app.watch._pace = Pace(transition=0.05, idle=0.05, backoff_cap=0.1)
    return app.watch


@pytest.fixture
def no_idle_watch(app: Any) -> None:
    """Leave out the idle watch, which reads schedulers' records of its own accord."""
    app.watch.listeners.clear()


@pytest.fixture
def vault_file(jp_data_dir: Any) -> Any:
    return jp_data_dir / "saturn" / FILE_NAME


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where a vault is that no server uses."""
    return tmp_path / "data" / "saturn"


@pytest.fixture
def vault(directory: Path) -> Vault:
    return Vault(directory)


@pytest.fixture
def file(directory: Path) -> Path:
    """The file of that vault."""
    return directory / FILE_NAME


@pytest.fixture
def connected(app: Any, call: Any, saturn: FakeSaturn, jp_asyncio_loop: Any) -> None:
    jp_asyncio_loop.run_until_complete(call("PUT", "connection", {"base_url": saturn.url}))


@pytest.fixture
def port(http_server_client: Any) -> int:
    return int(http_server_client.get_http_port())


@pytest.fixture
def dashboard(saturn: FakeSaturn, jp_asyncio_loop: asyncio.AbstractEventLoop) -> Any:
    """The dashboard of the running cluster, which does as it is told."""

    async def start() -> FakeDashboard:
        return FakeDashboard().start()

    fake = jp_asyncio_loop.run_until_complete(start())
    saturn.dashboard = fake.link
    yield fake
    jp_asyncio_loop.run_until_complete(fake.stop())


@pytest.fixture
def enter(app: Any, call: Any, jp_serverapp: Any) -> Callable[..., Awaitable[str]]:
    """Mint a ticket, and return the dashboard's path on our server."""

    async def run(cluster_id: str = "run") -> str:
        status, answer = await call("POST", f"clusters/{cluster_id}/dashboard")
        assert (status, answer.get("kind")) == (200, "frame"), answer
        return f"{jp_serverapp.base_url}{answer['path']}"

    return run


@pytest.fixture
def connect(port: int) -> Any:
    """Open a websocket to our server; it is closed after the test."""
    opened = []

    async def run(target: str, subprotocols: list[str] | None = None) -> Any:
        url = f"ws://127.0.0.1:{port}{target}"
        options: dict[str, Any] = {"subprotocols": subprotocols, "max_message_size": 64 * 2**20}
        opened.append(await websocket_connect(url, **options))
        return opened[-1]

    yield run
    for socket in opened:
        socket.close()
