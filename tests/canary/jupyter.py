"""A Jupyter server all of whose places are in one directory, and who listens to its kernels."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import zmq
from browser import until
from jupyter_client.blocking.client import BlockingKernelClient
from jupyterlab import galata

if TYPE_CHECKING:
    from collections.abc import Iterator

API = "jupyterlab-saturn/api"

# The library that speaks HTTP to Saturn tells its own loggers every header of every answer.
LOGGERS = {name: {"level": "DEBUG", "handlers": ["console"]} for name in ("httpx", "httpcore")}


class Jupyter:
    """``jupyter lab`` at DEBUG, with a home, a root directory and a temporary one of its own."""

    def __init__(self, home: Path, base_url: str) -> None:
        self.home = home
        self.work = home / "work"
        self.log = home / "server.log"
        self.token = secrets.token_hex(16)
        self.work.mkdir(parents=True)
        options = {
            "ServerApp.root_dir": str(self.work),
            "ServerApp.port": "0",
            "ServerApp.allow_root": "True",
            "Application.logging_config": json.dumps({"loggers": LOGGERS}),
            "LabApp.expose_app_in_browser": "True",
            "LabServerApp.extra_labextensions_path": str(Path(galata.__file__).parent),
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--debug"]
                + [f"--{name}={value}" for name, value in options.items()],
                cwd=self.work,
                env=self._environment(base_url),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(lambda: bool(self._info()), "the Jupyter server")
        self.url = json.loads(self._info()[0].read_text())["url"]
        until(self._answers, "its first answer")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def call(self, method: str, path: str, data: bytes = b"{}") -> int:
        """Make a request as a script does; returns the status."""
        headers = {"Authorization": f"token {self.token}"}
        url = f"{self.url}{API}/{path}"
        request = httpx.Request(method, url, content=data, headers=headers)
        with httpx.Client(timeout=30) as client:
            return client.send(request).status_code

    def connection_file(self) -> Path:
        """Find the file with the ports and the key of the newest kernel."""
        files = sorted((self.home / "runtime").glob("kernel-*.json"), key=os.path.getmtime)
        return files[-1]

    @property
    def vault(self) -> Path:
        return self.home / "data" / "saturn" / ".tokens.json"

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}api", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def _info(self) -> list[Path]:
        return list((self.home / "runtime").glob("jpserver-*.json"))

    def _environment(self, base_url: str) -> dict[str, str]:
        places = {
            "HOME": ".",
            "TMPDIR": "tmp",
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
            "XDG_CACHE_HOME": "cache",
            "XDG_CONFIG_HOME": "xdg",
            "XDG_DATA_HOME": "share",
        }
        for place in places.values():
            (self.home / place).mkdir(exist_ok=True)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SATURN_", "JUPYTER", "PYTEST_", "IPYTHON"))
        }
        own = {name: str(self.home / place) for name, place in places.items()}
        return {**kept, **own, "SATURN_BASE_URL": base_url, "JUPYTER_TOKEN": self.token}


class Listener:
    """Two who listen to a kernel: a second client, and one without the key on iopub."""

    def __init__(self, connection_file: Path) -> None:
        self.frames: list[bytes] = []
        self._is_over = threading.Event()
        self._client = BlockingKernelClient(connection_file=str(connection_file))
        self._client.load_connection_file()
        self._client.start_channels()
        info = json.loads(connection_file.read_text())
        self._context = zmq.Context()
        self._keyless = self._context.socket(zmq.SUB)
        self._keyless.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
        self._keyless.setsockopt(zmq.SUBSCRIBE, b"")
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> list[bytes]:
        """Stop listening, and return all frames that came."""
        self._is_over.set()
        self._thread.join(10)
        self.frames += [repr(message).encode() for message in self._messages()]
        self._client.stop_channels()
        self._keyless.close(0)
        self._context.term()
        return self.frames

    def _messages(self) -> Iterator[dict[str, Any]]:
        channels = ("iopub", "shell", "stdin", "control")
        for channel in (getattr(self._client, f"{name}_channel") for name in channels):
            while channel.msg_ready():
                yield channel.get_msg(timeout=1)

    def _listen(self) -> None:
        while not self._is_over.is_set():
            if self._keyless.poll(100):
                self.frames += self._keyless.recv_multipart()
