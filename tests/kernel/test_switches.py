"""One kernel that goes from cluster to cluster: the schedulers see one client of it at most."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from harness import LocalServer, addresses, dask_client, first_cluster, start
from kernels import launch, sign_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from page import Page

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture
def accounts(tmp_path: Any) -> Iterator[list[httpx.Client]]:
    """Two accounts of one Saturn, each with a running cluster."""
    server = LocalServer(tmp_path / "state", "--users", "2").start()
    clients = [server.client(user) for user in (0, 1)]
    for http in clients:
        start(http, first_cluster(http), 1)
    yield clients
    for http in clients:
        http.close()
    server.close()


def reference(http: httpx.Client, name: str) -> dict[str, Any]:
    """Return the cluster of an account, as the page names it."""
    base_url = str(http.base_url)
    return {"id": first_cluster(http), "name": name, "project_id": None, "base_url": base_url}


def clients_of(http: httpx.Client) -> int:
    """Count the clients of the scheduler of an account's cluster, but for the one that asks."""

    def names(dask_scheduler: Any) -> list[str]:
        return list(dask_scheduler.clients)

    with dask_client(http, first_cluster(http)) as dask:
        found = dask.run_on_scheduler(names)
        return len([name for name in found if name not in (dask.id, "fire-and-forget")])


def test_k11_ten_switches_leave_one_client_on_the_schedulers(
    page: Page, accounts: list[httpx.Client]
) -> None:
    refs = [reference(http, f"of account {number}") for number, http in enumerate(accounts)]
    for turn in range(11):
        here, there = turn % 2, (turn + 1) % 2
        report = page.attach(sign_for(accounts[here], refs[here]), refs[here])
        assert report["attached"]["cluster"] == refs[here]
        assert page.run("print(client.submit(len, 'abc').result())") == "3"
        assert (clients_of(accounts[here]), clients_of(accounts[there])) == (1, 0)
    page.detach()
    assert [clients_of(http) for http in accounts] == [0, 0]


def test_k11_two_kernels_are_on_clusters_of_two_accounts(
    page: Page, accounts: list[httpx.Client]
) -> None:
    kernels = launch(sys.executable)
    pages = [page, next(kernels)]
    refs = [reference(http, f"of account {number}") for number, http in enumerate(accounts)]
    try:
        for one, http, ref in zip(pages, accounts, refs, strict=True):
            assert one.attach(sign_for(http, ref), ref)["attached"]["cluster"] == ref
        assert [clients_of(http) for http in accounts] == [1, 1]
        found = [
            one.run("print(cluster.name, client.scheduler.address)").rpartition(" ")
            for one in pages
        ]
        assert [name for name, _, _ in found] == [ref["name"] for ref in refs]
        assert [address for _, _, address in found] == [
            addresses(http, ref["id"])["scheduler_address"]
            for http, ref in zip(accounts, refs, strict=True)
        ]
        # A certificate of one account opens no cluster of the other.
        stranger = sign_for(accounts[0], refs[0])
        address = addresses(accounts[1], refs[1]["id"])["scheduler_address"]
        page.detach()
        report = page.attach(lambda asked: {**stranger(asked), "address": address}, refs[1])
        assert report["outcome"]["code"] == "unreachable"
        assert [clients_of(http) for http in accounts] == [0, 1]
    finally:
        kernels.close()  # type: ignore[attr-defined]


def test_k4_a_restart_leaves_one_client_on_the_scheduler(
    page: Page, accounts: list[httpx.Client]
) -> None:
    http = accounts[0]
    ref = reference(http, "mine")
    for _ in range(3):
        assert page.attach(sign_for(http, ref), ref)["outcome"] == {"code": "attached"}
        assert clients_of(http) == 1
        page.manager.restart_kernel(now=True)
        page.client.wait_for_ready(timeout=60)
    assert page.attach(sign_for(http, ref), ref)["outcome"] == {"code": "attached"}
    assert clients_of(http) == 1
