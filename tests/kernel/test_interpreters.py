"""Attaching in kernels of every Python found here, old and new, each with a cluster of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from harness import CLUSTERS, LocalServer, await_workers, first_cluster
from interpreters import KERNELS, MissingError, kernel_python
from kernels import launch, sign_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    import httpx

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def pythons() -> Iterator[dict[str, Future[Path]]]:
    """The interpreters, which are made several at a time."""
    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(kernel_python, name) for name in KERNELS}


@pytest.mark.parametrize("name", list(KERNELS))
def test_k8_a_kernel_attaches_to_a_cluster_of_its_own_versions(
    name: str, pythons: dict[str, Future[Path]], tmp_path: Path
) -> None:
    try:
        python = str(pythons[name].result(timeout=300))
    except MissingError as error:
        pytest.skip(str(error))
    server = LocalServer(tmp_path / "state", "--no-spare", "--image", f"{name}={python}").start()
    kernels = launch(python)
    try:
        with server.client() as http:
            cluster = _start(http)
            page = next(kernels)
            told = page.attach(sign_for(http, cluster), cluster)
            assert told["outcome"] == {"code": "attached"}
            ran = page.run(
                "import sys, dask\n"
                "there = client.submit(lambda: sys.version_info[:2]).result()\n"
                "print(there == sys.version_info[:2], dask.__version__)"
            )
            same, _, version = ran.partition(" ")
            assert same == "True"
            print(f"{name}: attached with dask {version}")
            assert page.detach()["attached"] is None
    finally:
        kernels.close()
        server.close()


def _start(http: httpx.Client) -> dict[str, Any]:
    cluster_id = first_cluster(http)
    assert http.post(f"{CLUSTERS}/{cluster_id}/scale", json={"n": 1}).status_code == 204
    assert http.post(f"{CLUSTERS}/{cluster_id}/start").status_code == 200
    await_workers(http, cluster_id, 1, 60)
    return {
        "id": cluster_id,
        "name": "first-steps",
        "project_id": None,
        "base_url": str(http.base_url),
    }
