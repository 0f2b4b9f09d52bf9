"""Notebooks and kernels on a platform: an environment, what the platform adds, and a Saturn."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness import LocalServer, first_cluster, start
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

if TYPE_CHECKING:
    from jupyter_client.blocking.client import BlockingKernelClient
    from nbformat import NotebookNode

HERE = Path(__file__).parent
STANDINS = HERE / "standins"
KERNEL = "platform"
LIMIT = 120  # seconds for one cell
USER = ("SATURN_TOKEN", "SATURN_BASE_URL", "SATURN_IS_INTERNAL", "PYTHONPATH", "http_proxy")


def write_cells(*asked: tuple[str, dict[str, Any]]) -> list[Any]:
    """Return what functions of the extension write: each is named, with its options."""
    done = subprocess.run(
        ["node", str(HERE / "write_cells.cjs")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written: list[Any] = json.loads(done.stdout)
    return written


def connect_cell(**options: Any) -> str:
    source: str = write_cells(("connectCell", options))[0]
    return source


def texts(cell: Any) -> str:
    """Return all that a cell showed, as text; of an error what a page would show."""
    shown = []
    for output in cell.outputs:
        if output.output_type == "stream":
            shown.append(output.text)
        elif output.output_type == "error":
            shown.append("\n".join(output.traceback))
        else:
            shown.append(output.data.get("text/plain", ""))
    return "".join(shown)


class Platform:
    """An environment's interpreter, with the stand-in of a platform if it is asked for."""

    def __init__(self, python: Path, scratch: Path, standin: str = "") -> None:
        self.python = python
        spec = {
            "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": "Python 3",
            "language": "python",
        }
        place = Path(os.environ["JUPYTER_PATH"]) / "kernels" / KERNEL
        place.mkdir(parents=True, exist_ok=True)
        (place / "kernel.json").write_text(json.dumps(spec))
        self.environ = {name: value for name, value in os.environ.items() if name not in USER}
        self.environ["IPYTHONDIR"] = str(scratch)
        if standin:
            self.environ["PYTHONPATH"] = str(STANDINS / standin)
        if standin == "colab":
            startup = scratch / "profile_default" / "startup"
            startup.mkdir(parents=True, exist_ok=True)
            (startup / "colab.py").write_text("import google.colab\n")  # it is always loaded there

    def execute(self, *sources: str, **environ: str) -> NotebookNode:
        """Run a notebook to its end, errors or not; nobody is there to be asked."""
        notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
        client = NotebookClient(notebook, kernel_name=KERNEL, timeout=LIMIT, allow_errors=True)
        client.execute(env={**self.environ, **environ})
        return notebook

    def show(self, *sources: str, **environ: str) -> list[str]:
        """Run a notebook and return what each cell showed."""
        return [texts(cell) for cell in self.execute(*sources, **environ).cells]

    def kernel(self, **environ: str) -> Kernel:
        return Kernel({**self.environ, **environ})


class Kernel:
    """A kernel whose user answers what is asked."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.manager = KernelManager(kernel_name=KERNEL)
        self.manager.start_kernel(env=environ)
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.asked: list[dict[str, Any]] = []

    def run(self, source: str, *answers: str) -> str:
        """Run a cell and return what it showed; without answers there is no stdin."""
        shown: list[str] = []
        left = list(answers)

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                shown.append(content["text"])
            elif message["msg_type"] == "error":
                shown.append("\n".join(content["traceback"]) + "\n")

        def answer(message: dict[str, Any]) -> None:
            self.asked.append(message["content"])
            self.client.input(left.pop(0))

        self.client.execute_interactive(
            source,
            allow_stdin=bool(answers),
            output_hook=hear,
            stdin_hook=answer if answers else None,
            timeout=LIMIT,
        )
        return "".join(shown)

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


class Saturn:
    """A local Saturn whose clusters run under an environment's interpreter."""

    def __init__(self, python: Path, state_dir: Path) -> None:
        arguments = ("--users", "2", "--image", f"platform={python}")
        self.server = LocalServer(state_dir, *arguments).start()
        self.url: str = self.server.info["base_url"]
        self.token: str = self.server.info["users"][0]["token"]
        with self.server.client() as http:
            self.cluster_id = first_cluster(http)

    def start(self, workers: int = 1) -> None:
        with self.server.client() as http:
            start(http, self.cluster_id, workers)

    def stop(self) -> None:
        with self.server.client() as http:
            assert http.post(f"/api/dask_clusters/{self.cluster_id}/close").status_code == 200

    def status(self) -> str:
        with self.server.client() as http:
            found: str = http.get(f"/api/dask_clusters/{self.cluster_id}").json()["status"]
            return found

    def connect(self, **options: Any) -> str:
        """Return a connect cell for the cluster."""
        named = {"clusterId": self.cluster_id, "clusterName": "first-steps"}
        return connect_cell(baseUrl=self.url, **{**named, **options})
