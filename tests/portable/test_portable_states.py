"""What the connect cell does with a Saturn and a cluster in every state."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest
from odd_saturn import OddSaturn
from platforms import connect_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from platforms import Kernel, Platform, Saturn

USER = {"id": "u1", "username": "ada"}
CLUSTER = {
    "id": "c1",
    "name": "dask",
    "status": "running",
    "n_workers": 3,
    "worker_size": "large",
    "scheduler_size": "medium",
    "workspace_id": "p1",
    "errors": [],
}
SIZES = {
    "server_options": {
        "size": [
            {"name": "large", "price_per_hour": 0.5},
            {"name": "medium", "price_per_hour": "0.25"},
        ]
    }
}
CANARY = "canary-0123456789abcdef"
FOUND = {
    "/api/user": (200, USER),
    "/api/dask_clusters/c1": (200, CLUSTER),
    "/api/dask_clusters/info": (200, SIZES),
}
BEFORE = "import os; before = dict(os.environ)"
RESTORED = 'print(dict(os.environ) == before, "client" in globals())'


@pytest.fixture(scope="module")
def saturn(saturns: Callable[[str], Saturn]) -> Saturn:
    return saturns("plain")


@pytest.fixture
def kernel(
    platform: Callable[..., Platform], kernels: Callable[..., Kernel], saturn: Saturn
) -> Kernel:
    return kernels(platform("plain"), SATURN_TOKEN=saturn.token)


@pytest.fixture
def odd() -> Iterator[Callable[..., OddSaturn]]:
    made: list[OddSaturn] = []

    def make(answers: dict[str, tuple[Any, ...]]) -> OddSaturn:
        made.append(OddSaturn(answers))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def told(
    platform: Callable[..., Platform], kernels: Callable[..., Kernel], odd: Callable[..., OddSaturn]
) -> Callable[..., list[str]]:
    """Return a function that connects to an odd Saturn and returns the lines that are shown."""

    def show(answers: dict[str, tuple[Any, ...]], **options: Any) -> list[str]:
        kernel = kernels(platform("plain"), SATURN_TOKEN=CANARY)
        kernel.run(BEFORE)
        given = {"baseUrl": odd(answers).url, "clusterId": "c1", **options}
        lines = kernel.run(connect_cell(**given)).splitlines()
        assert kernel.run(RESTORED) == "True False\n"
        assert CANARY not in "\n".join(lines)
        return lines

    return show


def test_a_stopped_cluster_is_not_started_unasked(kernel: Kernel, saturn: Saturn) -> None:
    saturn.stop()
    (line,) = kernel.run(saturn.connect()).splitlines()
    assert line == (
        "Saturn: first-steps is stopped (workers: 2, small; it is free while it runs). "
        "Set START_IF_STOPPED = True and run this cell again, or start it in Saturn."
    )
    assert saturn.status() == "stopped"
    assert kernel.run('print("client" in globals())') == "False\n"


def test_a_stopped_cluster_is_started_with_the_workers_asked_for(
    kernel: Kernel, saturn: Saturn
) -> None:
    saturn.stop()
    kernel.run(BEFORE)
    shown = kernel.run(saturn.connect(startIfStopped=True, nWorkers=3)).splitlines()
    assert shown[0] == "Starting first-steps: workers: 3, small; it is free while it runs."
    assert shown[1] == "Connected to first-steps, which is running."
    assert kernel.run("client.wait_for_workers(3, timeout=60); print('three')") == "three\n"
    assert kernel.run(RESTORED) == "True True\n"


def test_a_cluster_that_fails_to_start_says_why(told: Callable[..., list[str]]) -> None:
    failed = {**CLUSTER, "status": "error", "errors": ["No node of this size is free."]}
    lines = told(
        {
            **FOUND,
            "/api/dask_clusters/c1": (200, failed),
            "/api/dask_clusters/c1/start": (200, failed),
        },
        startIfStopped=True,
    )
    assert lines == [
        "Starting dask: workers: 3, large; it costs about $1.75 an hour while it runs.",
        "Saturn: dask did not start: No node of this size is free.",
    ]


def test_a_start_that_is_refused_says_why(told: Callable[..., list[str]]) -> None:
    stopped = {**FOUND, "/api/dask_clusters/c1": (200, {**CLUSTER, "status": "stopped"})}
    refusal = (403, {"message": "The plan has no hours left."})
    lines = told({**stopped, "/api/dask_clusters/c1/start": refusal}, startIfStopped=True)
    assert lines[-1] == "Saturn: Saturn did not start dask (HTTP 403). The plan has no hours left."


def test_an_unknown_price_is_not_made_up(told: Callable[..., list[str]]) -> None:
    stopped = {**FOUND, "/api/dask_clusters/c1": (200, {**CLUSTER, "status": "stopped"})}
    (line,) = told({**stopped, "/api/dask_clusters/info": (200, {"server_options": []})})
    assert "(workers: 3, large; it costs an unknown price while it runs)" in line


@pytest.mark.parametrize("status", [204, 401])
def test_no_content_and_unauthorized_are_refusals(
    told: Callable[..., list[str]], status: int
) -> None:
    (line,) = told({"/api/user": (status, {})})
    assert line.startswith(
        "Saturn: Saturn refused the token from the environment variable SATURN_TOKEN: it is wrong, "
    )


@pytest.mark.parametrize(
    "answer", [(200, "<html>Sign in</html>"), (404, "no"), (200, [1]), (200, "")]
)
def test_another_kind_of_server_is_told_from_a_saturn(
    told: Callable[..., list[str]], answer: tuple[Any, ...]
) -> None:
    (line,) = told({"/api/user": answer})
    assert f"does not answer like a Saturn (HTTP {answer[0]})." in line


def test_trouble_of_saturn_is_called_so(told: Callable[..., list[str]]) -> None:
    (line,) = told({"/api/user": (503, "<html>")})
    assert line.endswith("has trouble (HTTP 503). Try again later.")


def test_the_token_follows_no_redirect(
    told: Callable[..., list[str]], odd: Callable[..., OddSaturn]
) -> None:
    elsewhere = odd({"/api/user": (200, USER)})
    (line,) = told({"/api/user": (302, "", ("Location", elsewhere.url + "api/user"))})
    assert "does not answer like a Saturn (HTTP 302)." in line
    assert elsewhere.seen == []


def test_a_server_that_is_not_there_cannot_be_reached(kernel: Kernel) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # taken, and nobody listens
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/"
        (line,) = kernel.run(connect_cell(baseUrl=url)).splitlines()
    assert line.startswith(f"Saturn: {url} cannot be reached (")
    assert line.endswith("Check SATURN_BASE_URL and your network.")


def test_a_proxy_does_not_get_what_is_for_this_machine(
    platform: Callable[..., Platform],
    kernels: Callable[..., Kernel],
    odd: Callable[..., OddSaturn],
    saturn: Saturn,
) -> None:
    proxy = odd({})
    through = {"http_proxy": proxy.url, "SATURN_TOKEN": saturn.token}
    kernel = kernels(platform("plain"), **through)
    assert "does not show" in kernel.run(saturn.connect(clusterId="0" * 32))
    assert proxy.seen == []


def test_the_token_of_one_resource_need_not_see_its_user(
    told: Callable[..., list[str]],
) -> None:
    answers = {**FOUND, "/api/user": (403, {"message": "Not in the scope."})}
    answers["/api/dask_clusters/c1"] = (200, {**CLUSTER, "status": "stopped"})
    (line,) = told(answers)
    assert line.startswith("Saturn: dask is stopped (workers: 3, large; it costs about $1.75")


def test_a_failure_inside_of_dask_saturn_is_one_sentence(told: Callable[..., list[str]]) -> None:
    # The cluster is there, and the answer about its address repeats the token.
    answers = {**FOUND, "/api/dask_clusters/c1/info?is_external=true": (500, {"message": CANARY})}
    (line,) = told(answers)
    assert line == "Saturn: ValueError: [token]"


def test_a_scheduler_out_of_reach_is_said_to_be(
    platform: Callable[..., Platform], kernels: Callable[..., Kernel], saturn: Saturn
) -> None:
    # Its address is asked for once more by dask-saturn, so nobody need be there for long.
    saturn.start()
    kernel = kernels(platform("plain"), SATURN_TOKEN=saturn.token, DASK_DISTRIBUTED__COMM__X="1")
    block = (
        "import socket, distributed.comm.tcp as tcp\n"
        "async def refuse(*_, **__): raise OSError('no route')\n"
        "tcp.BaseTCPConnector.connect = refuse\n"
        "import distributed; _client = distributed.Client\n"
        "distributed.Client = lambda *a, **k: _client(*a, **{**k, 'timeout': 1})"
    )
    kernel.run(block)
    (line,) = kernel.run(saturn.connect()).splitlines()
    assert line.startswith("Saturn: The scheduler at tls://127.0.0.1:")
    assert "The install cell makes them so." in line


def test_the_clusters_to_choose_from_are_named(told: Callable[..., list[str]]) -> None:
    both = {"dask_clusters": [CLUSTER, {**CLUSTER, "id": "c2", "name": "gpu"}]}
    (line,) = told({**FOUND, "/api/dask_clusters": (200, both)}, clusterId="")
    assert line == "Saturn: Set CLUSTER_ID to the cluster that you mean: dask (c1), gpu (c2)."
    (line,) = told({**FOUND, "/api/dask_clusters": (200, {"dask_clusters": []})}, clusterId="")
    assert line.startswith("Saturn: There is no cluster yet.")


def test_a_project_names_its_one_cluster(told: Callable[..., list[str]]) -> None:
    stopped = {**CLUSTER, "status": "stopped"}
    both = {"dask_clusters": [{**stopped, "id": "c2", "workspace_id": "p2"}, stopped]}
    (line,) = told({**FOUND, "/api/dask_clusters": (200, both)}, clusterId="", projectId="p1")
    assert line.startswith("Saturn: dask is stopped")


def test_an_unknown_cluster_is_named(told: Callable[..., list[str]]) -> None:
    (line,) = told(FOUND, clusterId="c9", clusterName="old one")
    assert line == "Saturn: Saturn does not show the cluster old one to this token (HTTP 404)."


def test_without_dask_saturn_the_install_cell_is_named(
    platform: Callable[..., Platform], saturn: Saturn
) -> None:
    (shown,) = platform("bare-3.12").show(saturn.connect(), SATURN_TOKEN=saturn.token)
    assert shown == "Saturn: distributed is not installed here. Run the install cell first."


def test_a_dead_client_is_replaced_and_a_live_one_kept(kernel: Kernel, saturn: Saturn) -> None:
    saturn.start()
    assert "Connected to first-steps, which" in kernel.run(saturn.connect())
    kernel.run("first = client")
    assert "already: nothing to do." in kernel.run(saturn.connect())
    assert kernel.run("print(client is first); client.close()") == "True\n"
    assert "Connected to first-steps, which" in kernel.run(saturn.connect())
    assert kernel.run("print(client is first, client.status)") == "False running\n"


def test_versions_that_differ_are_told(
    platform: Callable[..., Platform],
    kernels: Callable[..., Kernel],
    saturns: Callable[[str], Saturn],
) -> None:
    saturn = saturns("sagemaker-3.12")
    saturn.start()
    kernel = kernels(platform("plain"), SATURN_TOKEN=saturn.token)
    shown = kernel.run(saturn.connect()).splitlines()
    assert [line for line in shown if "differ" in line] == [
        "Versions differ: python is 3.11 here and 3.12 on the cluster."
    ]
