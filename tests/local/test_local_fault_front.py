"""The fault front does what its scripts say, on real sockets."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx
import pytest
from fault_front import (
    Answer,
    Drip,
    FaultFront,
    Forward,
    Hang,
    Huge,
    Reset,
    Slow,
    Truncate,
    bad_gateway,
    invalid_json,
    redirect,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness import LocalServer

USER = "/api/user"


@pytest.fixture
def front(server: LocalServer) -> Iterator[FaultFront]:
    with FaultFront(server.info["base_url"]) as found:
        yield found


@pytest.fixture
def client(server: LocalServer, front: FaultFront) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"token {server.info['users'][0]['token']}"}
    with httpx.Client(
        base_url=front.base_url, headers=headers, timeout=1, trust_env=False
    ) as found:
        yield found


def test_it_forwards_and_records(client: httpx.Client, front: FaultFront) -> None:
    assert client.get(USER).json()["username"] == "user1"
    assert client.post("/api/dask_clusters/nothing/start").status_code == 404
    assert (front.seen("GET", USER), front.seen("POST", "/start")) == (1, 1)


def test_n1_refused(client: httpx.Client, front: FaultFront) -> None:
    front.refuse()
    with pytest.raises(httpx.ConnectError):
        client.get(USER)
    front.open()
    assert client.get(USER).status_code == 200


def test_n3_hang_and_n4_drip(client: httpx.Client, front: FaultFront) -> None:
    front.script("GET", USER, Hang())
    with pytest.raises(httpx.ReadTimeout):
        client.get(USER)
    front.script("GET", USER, Drip(0.05))
    began = time.monotonic()
    # A timeout of each read never fires: the whole call needs a deadline of its own.
    with client.stream("GET", USER) as answer:
        for _ in answer.iter_raw(1):
            if time.monotonic() - began > 1.5:
                break
    assert time.monotonic() - began > 1.5


@pytest.mark.parametrize("after", [0, 10, 60])
def test_n5_reset(client: httpx.Client, front: FaultFront, after: int) -> None:
    front.script("GET", USER, Reset(after), Forward())
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        client.get(USER)
    assert client.get(USER).status_code == 200


def test_n6_truncate(client: httpx.Client, front: FaultFront) -> None:
    front.script("GET", USER, Truncate(5))
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(USER)


@pytest.mark.parametrize("status", [401, 403, 404, 409, 429, 500])
def test_n7_to_n12_answers(client: httpx.Client, front: FaultFront, status: int) -> None:
    front.script("GET", USER, Answer(status, headers={"Retry-After": "7"}), Forward())
    found = client.get(USER)
    assert (found.status_code, found.headers["Retry-After"]) == (status, "7")
    assert client.get(USER).status_code == 200


def test_n13_to_n19_odd_answers(client: httpx.Client, front: FaultFront) -> None:
    front.script(
        "GET", USER, bad_gateway(), invalid_json(), redirect("http://other.invalid/"), Huge(2**20)
    )
    assert "text/html" in client.get(USER).headers["Content-Type"]
    with pytest.raises(ValueError):
        client.get(USER).json()
    assert client.get(USER).headers["Location"] == "http://other.invalid/"
    assert len(client.get(USER).json()) == 2**19 + 1


def test_slow(client: httpx.Client, front: FaultFront) -> None:
    front.script("GET", USER, Slow(0.3))
    began = time.monotonic()
    assert client.get(USER).status_code == 200
    assert time.monotonic() - began > 0.3
