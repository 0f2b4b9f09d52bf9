"""Real kernels, and a real cluster for them to attach to."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from harness import LocalServer, first_cluster, start
from kernels import launch, sign_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx
    from page import Page


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
    return sign_for(http, cluster)


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
