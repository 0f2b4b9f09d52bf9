"""What the benches of the page share: servers, a browser, and a table with bars."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
OTHER = "dask-labextension"
OTHER_VERSION = "7.0.0"
CONFIG = ROOT / "ui-tests" / "jupyter_server_test_config.py"


def free_port() -> str:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def folders(home: Path) -> dict[str, str]:
    """Return the environment of a Jupyter of its own; playwright.config.ts has the same."""
    names = ("CONFIG", "DATA", "RUNTIME")
    lab = {f"JUPYTERLAB_{x}_DIR": str(home / x.lower()) for x in ("SETTINGS", "WORKSPACES")}
    return {**{f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in names}, **lab}


def other_jupyter() -> str | None:
    """Return the `jupyter` of an environment with dask-labextension, made once; None without."""
    home = ROOT / ".cache" / "bench" / OTHER
    jupyter = home / "bin" / "jupyter"
    if not (home / "complete").exists():
        same = [f"{name}=={version(name)}" for name in ("jupyterlab", "jupyter_server")]
        made = subprocess.run([sys.executable, "-m", "venv", str(home)], check=False)
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q"]
        installed = made.returncode == 0 and subprocess.run(
            [*pip, f"{OTHER}=={OTHER_VERSION}", *same], check=False
        )
        if not installed or installed.returncode:
            print(f"{OTHER} {OTHER_VERSION} could not be installed: see above. The rest follows.")
            return None
        (home / "complete").touch()
    return str(jupyter)


@contextlib.contextmanager
def jupyterlab(jupyter: str, home: Path, *options: str) -> Iterator[str]:
    """Run a JupyterLab, as the browser tests do; yields its URL."""
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    environ = {**os.environ, **folders(home), "SATURN_UI_PORT": port}
    url = f"http://127.0.0.1:{port}"
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [jupyter, "lab", "--config", str(CONFIG), *options],
            cwd=home,
            env=environ,
            stdout=log,
            stderr=log,
        )
    try:
        _await(f"{url}/api", process, home / "log")
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(url):
            return
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


@contextlib.contextmanager
def instant_saturn(home: Path, clusters: int, workers: int) -> Iterator[None]:
    """Run a local Saturn without processes, which the Jupyter of `home` joins."""
    state_dir = home / "data" / "saturn" / "local"
    script = Path(__file__).with_name("instant_saturn.py")
    state_dir.parent.mkdir(parents=True, mode=0o700)
    with (home / "saturn.log").open("wb") as log:
        command = [sys.executable, str(script), str(state_dir), str(clusters), str(workers)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while not (state_dir / "info.json").exists():
            assert process.poll() is None, (home / "saturn.log").read_text()
            assert time.monotonic() < deadline, (home / "saturn.log").read_text()
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def in_browser(spec: str, home: Path, **environ: str) -> dict[str, Any]:
    """Run a file of ui-tests/bench with a JupyterLab in `home`; return the figures it wrote."""
    figures = home / "figures.json"
    command = ["npx", "playwright", "test", "--project=bench", "--reporter=line"]
    # The tests' own folder may be in use.
    command += [f"--output={home / 'browser'}", spec]
    everything = {
        **os.environ,
        "PATH": os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ["PATH"]]),
        "SATURN_UI_HOME": str(home),
        "SATURN_UI_PORT": free_port(),
        "SATURN_BENCH_FIGURES": str(figures),
        **environ,
    }
    log = home / "browser.log"
    with log.open("wb") as output:
        done = subprocess.run(
            command,
            cwd=ROOT / "ui-tests",
            env=everything,
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode:
        sys.exit(log.read_text())
    found: dict[str, Any] = json.loads(figures.read_text())
    return found


def head() -> None:
    """Print what the figures depend on."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"JupyterLab {version('jupyterlab')}, {os.cpu_count()} cores, load average {load}")


def show(what: str, value: float, unit: str, bar: float | None = None, note: str = "") -> None:
    """Print one figure, and whether it is within its bar."""
    verdict = "" if bar is None else f"   bar {bar:g}: {'met' if value <= bar else 'MISSED'}"
    print(f"  {what:<58} {value:9.2f} {unit:<4}{note}{verdict}", flush=True)
