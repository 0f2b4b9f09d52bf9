"""Local Saturns for tests: real processes, ended afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness import LocalServer, addresses, first_cluster, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[..., LocalServer]]:
    """Return a function that makes a server (not started) on a fresh state directory."""
    made: list[LocalServer] = []

    def make(*arguments: str, **environ: str) -> LocalServer:
        server = LocalServer(tmp_path / f"state{len(made)}", *arguments, **environ)
        made.append(server)
        return server

    yield make
    for server in made:
        server.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """A started server with two users, shared by the tests of one file."""
    found = LocalServer(tmp_path_factory.mktemp("shared") / "state", "--users", "2")
    found.start()
    yield found
    found.close()


@pytest.fixture
def client(server: LocalServer) -> Iterator[httpx.Client]:
    """The first user's client of the shared server."""
    with server.client() as found:
        yield found


@pytest.fixture(scope="module")
def up(server: LocalServer) -> Iterator[dict[str, str]]:
    """A running cluster of the first user: its id, address and dashboard link."""
    with server.client() as client:
        cluster_id = first_cluster(client)
        start(client, cluster_id, 1)
        yield {"id": cluster_id, **addresses(client, cluster_id)}
