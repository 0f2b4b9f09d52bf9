"""Real kernels, and a real cluster for them to attach to."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from harness import LocalServer, addresses, first_cluster, start
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx


@pytest.fixture(scope="session")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a local Saturn whose first cluster runs with two workers."""
    server = LocalServer(tmp_path_factory.mktemp("kernel") / "state").start()
    with server.client() as found:
        start(found, first_cluster(found))
        yield found
    server.close()


@pytest.fixture
def cluster(http: httpx.Client) -> dict[str, Any]:
    """The running cluster, as the page names it."""
    return {
        "id": first_cluster(http),
        "name": "first-steps",
        "project_id": None,
        "base_url": str(http.base_url),
    }


@pytest.fixture
def sign(http: httpx.Client, cluster: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Sign a kernel's question, as the page does through the server."""

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        path = f"/api/dask_clusters/{cluster['id']}/csr"
        signed = http.post(path, content=question["csr"])
        assert signed.status_code == 200, signed.text
        address = addresses(http, cluster["id"])["scheduler_address"]
        return {"address": address, "chain": signed.text}

    return answer


def launch(python: str) -> Iterator[Page]:
    manager = KernelManager()
    # The kernel of that interpreter, whatever is installed on this machine.
    manager._kernel_spec = KernelSpec(
        argv=[python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="Python",
        language="python",
    )
    manager.start_kernel()
    page = Page(manager)
    yield page
    page.close()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def page() -> Iterator[Page]:
    """A fresh kernel that has distributed."""
    yield from launch(sys.executable)


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter with ipykernel and nothing of Dask."""
    place: Path = tmp_path_factory.mktemp("bare") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    python = str(place / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "ipykernel"], check=True)
    return python


@pytest.fixture
def bare_page(bare_python: str) -> Iterator[Page]:
    """A fresh kernel without distributed."""
    yield from launch(bare_python)
