"""Joining the local Saturn, against a stub process in its place."""

from __future__ import annotations

import asyncio
import fcntl
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from server_rig import is_status

from jupyterlab_saturn import lease, locks
from jupyterlab_saturn.errors import SaturnError
from jupyterlab_saturn.lease import LocalSaturn, clean_environment

STUB = """
import fcntl, http.server, json, os, sys, threading, time
directory = sys.argv[sys.argv.index("--state-dir") + 1]
with open("calls", "a") as file:
    file.write(json.dumps([sys.argv[1:], dict(os.environ), os.getsid(0), os.getcwd()]) + "\\n")
mode = open("mode").read() if os.path.exists("mode") else ""
if mode == "exit": sys.exit(7)
lock = open("lock", "a")
try: fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError: sys.exit(3)
time.sleep(0.2)  # Locked, and what a dead one wrote is all there is to read.
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        line = f"{self.path} {self.headers['Authorization']}\\n"
        with open("asked", "a") as file: file.write(line)
        self.send_response(200 if mode != "deny" else 401)
        self.end_headers()
        self.wfile.write(b'{"ok": true}\\n'); self.wfile.flush()
        self.connection.recv(1)
        os._exit(0)
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
url = f"http://127.0.0.1:{server.server_port}/"
user = {"name": "u", "token": "local-token", "project_id": "p"}
info = {"base_url": url, "pid": os.getpid(), "users": [user]}
with open("info.new", "w") as file: json.dump(info, file)
os.replace("info.new", "info.json")
threading.Timer(30, lambda: os._exit(9)).start()
server.serve_forever()
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "saturn" / "local"


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a stub in the place of ``python -m jupyterlab_saturn.local``."""
    path = tmp_path / "python"
    code = tmp_path / "stub.py"
    code.write_text(STUB)
    path.write_text(f'#!/bin/sh\nexec {sys.executable} {code} "$@"\n')
    path.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(path))
    return path


def make(directory: Path, **files: str) -> None:
    """Make the directory with these files in it."""
    directory.mkdir(parents=True, mode=0o700)
    for name, text in files.items():
        (directory / name.replace("_", ".")).write_text(text)


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def calls(directory: Path) -> list[Any]:
    return [json.loads(line) for line in (directory / "calls").read_text().splitlines()]


async def until_free(directory: Path) -> None:
    deadline = asyncio.get_running_loop().time() + 10
    while locks.is_held(directory):
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.02)


async def test_join_starts_one_and_leave_lets_it_go(
    stub: Path, directory: Path, monkeypatch: Any
) -> None:
    for name in ("SATURN_TOKEN", "JUPYTER_TOKEN", "JPY_SESSION_NAME", "JUPYTERHUB_API_TOKEN"):
        monkeypatch.setenv(name, "secret")
    local = LocalSaturn(directory)
    joined = await local.join()
    assert joined.token == "local-token"
    assert "local-token" not in repr(joined)
    assert await local.join() is joined
    ((argv, environment, session, cwd),) = calls(directory)
    assert argv == [
        "-m",
        "jupyterlab_saturn.local",
        "--port",
        "0",
        "--state-dir",
        str(directory),
        "--lease",
    ]
    assert "secret" not in environment.values()
    assert session != os.getsid(0)
    assert Path(cwd) == directory
    assert (mode_of(directory), mode_of(directory / "server.log")) == (0o700, 0o600)
    await local.leave()
    assert not local.is_joined
    await until_free(directory)


async def test_two_servers_share_one(stub: Path, directory: Path) -> None:
    one, two = LocalSaturn(directory), LocalSaturn(directory)
    found = await asyncio.gather(one.join(), two.join())
    assert found[0] == found[1]
    assert (directory / "asked").read_text().splitlines() == ["/local/lease token local-token"] * 2
    await one.leave()
    await two.leave()
    await until_free(directory)


async def test_broken_lease_is_joined_again(stub: Path, directory: Path) -> None:
    local = LocalSaturn(directory)
    first = await local.join()
    pid = json.loads((directory / "info.json").read_text())["pid"]
    os.kill(pid, 9)
    await asyncio.wait({local._lease}, timeout=5)
    assert not local.is_joined
    second = await local.join()
    assert second.base_url != first.base_url
    await local.leave()
    await until_free(directory)


async def test_lock_that_outlives_the_port_is_waited_for(stub: Path, directory: Path) -> None:
    """The kernel may close a dead process's sockets before it frees its locks."""
    users = [{"name": "u", "token": "old-token", "project_id": "p"}]
    make(directory, info_json=json.dumps({"base_url": "http://127.0.0.1:9/", "users": users}))
    local = LocalSaturn(directory)
    with (directory / "lock").open("a") as dead:
        fcntl.flock(dead, fcntl.LOCK_EX)
        joining = asyncio.ensure_future(local.join())
        await asyncio.sleep(0.12)
    assert (await joining).token == "local-token"
    await local.leave()
    await until_free(directory)


async def test_nothing_is_sent_while_the_lock_is_free(stub: Path, directory: Path) -> None:
    """A file left by a dead one names a port that may be a stranger's by now."""
    asked = []

    async def stranger(reader: Any, writer: Any) -> None:
        asked.append(await reader.read(100))
        writer.close()

    server = await asyncio.start_server(stranger, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    users = [{"name": "u", "token": "old-token", "project_id": "p"}]
    stale = {"base_url": f"http://127.0.0.1:{port}/", "pid": 1, "users": users}
    make(directory, lock="", info_json=json.dumps(stale))
    local = LocalSaturn(directory)
    assert (await local.join()).token == "local-token"
    assert asked == []
    await local.leave()
    server.close()
    await server.wait_closed()
    await until_free(directory)


@pytest.mark.parametrize(
    "info",
    [
        "",
        "[]",
        '{"base_url": "http://127.0.0.1:1/", "users": []}',
        '{"base_url": "https://evil.example/", "users": [{"token": "t"}]}',
        '{"base_url": "http://evil.example/", "users": [{"token": "t"}]}',
    ],
)
async def test_odd_file_is_not_believed(directory: Path, info: str, monkeypatch: Any) -> None:
    make(directory, info_json=info)
    monkeypatch.setattr(lease, "START_TIMEOUT", 0.2)
    with (directory / "lock").open("a") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        with pytest.raises(SaturnError) as failure:
            await LocalSaturn(directory).join()
    assert failure.value.code == "local-failed"


async def test_start_that_fails_is_told(stub: Path, directory: Path) -> None:
    make(directory, mode="exit")
    with pytest.raises(SaturnError) as failure:
        await LocalSaturn(directory).join()
    assert "exit code 7" in failure.value.reason


async def test_lease_that_is_denied_is_told(stub: Path, directory: Path) -> None:
    make(directory, mode="deny")
    local = LocalSaturn(directory)
    with pytest.raises(SaturnError) as failure:
        await local.join()
    assert failure.value.code == "local-failed"
    assert not local.is_joined
    await until_free(directory)


async def test_directory_that_cannot_be_made_is_told(stub: Path, directory: Path) -> None:
    make(directory.parent, local="a file")
    with pytest.raises(SaturnError) as failure:
        await LocalSaturn(directory).join()
    assert failure.value.code == "local-failed"


def test_environment_keeps_what_is_no_secret() -> None:
    given = {"PATH": "p", "SATURN_BASE_URL": "x", "JPY_API_TOKEN": "x", "JUPYTER_TOKEN": "x"}
    assert clean_environment(given) == {"PATH": "p"}


class TestWithoutTheExtra:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {}

    async def test_install_line_is_told(self, state_when: Any, monkeypatch: Any) -> None:
        find = importlib.util.find_spec
        monkeypatch.setattr(
            importlib.util,
            "find_spec",
            lambda name, *args: None if name == "bokeh" else find(name, *args),
        )
        state = await state_when(is_status("no-local"))
        problem = state["connection"]["problem"]
        assert "bokeh" in problem["reason"]
        assert 'pip install "jupyterlab-saturn[local]"' in problem["hint"]

    async def test_windows_is_told(self, state_when: Any, monkeypatch: Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(lease, "_SYSTEM", "nt")
            state = await state_when(is_status("no-local"))
        assert "Windows" in state["connection"]["problem"]["reason"]
