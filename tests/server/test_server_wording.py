"""What the user is told to do: a local Saturn that is gone, writes that may still happen."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fake_saturn import TOKEN, FakeSaturn, answer, hang, reset_after

from jupyterlab_saturn.credentials import Credential
from jupyterlab_saturn.errors import SaturnError
from jupyterlab_saturn.failures import transport_failure
from jupyterlab_saturn.saturn import SaturnClient
from jupyterlab_saturn.transport import Limits

STOP = ("POST", "/api/dask_clusters/run/stop")


async def problem(saturn: FakeSaturn, source: str, *, is_write: bool = False) -> SaturnError:
    credential = Credential(saturn.url.rstrip("/"), TOKEN, source)
    client = SaturnClient(saturn.url, credential, Limits(0.5, 0.3, 0.6))
    try:
        await (client.act("run", "stop") if is_write else client.clusters())
    except SaturnError as error:
        return error
    finally:
        await client.close()
    raise AssertionError("It worked.")


@pytest.mark.parametrize("is_write", [False, True])
async def test_local_saturn_that_is_gone(saturn: FakeSaturn, is_write: bool) -> None:
    await saturn.stop()
    error = await problem(saturn, "local", is_write=is_write)
    assert error.title == "The local Saturn has stopped answering"
    assert "base URL" not in error.hint
    assert "started again by itself" in error.hint
    assert "server.log" in error.hint
    assert not error.is_uncertain


async def test_local_saturn_that_hangs(saturn: FakeSaturn) -> None:
    saturn.faults["GET"] = hang
    error = await problem(saturn, "local")
    assert error.title == "The local Saturn has stopped answering"
    assert (error.code, error.status) == ("timeout", 504)
    assert "end its process" in error.hint


async def test_remote_saturn_that_is_gone(saturn: FakeSaturn) -> None:
    await saturn.stop()
    error = await problem(saturn, "vault")
    assert error.title == f"{saturn.url.rstrip('/')} cannot be reached"
    assert error.hint == "Check the network and the base URL. It is tried again by itself."
    error = await problem(saturn, "vault", is_write=True)
    assert error.hint == "Nothing was changed. Check the network and the base URL."
    assert not error.is_uncertain


@pytest.mark.parametrize("source", ["local", "vault"])
@pytest.mark.parametrize("fault", [hang, reset_after(0), reset_after(60), answer(504, b"<html>")])
async def test_n5_write_without_an_answer_may_still_happen(
    saturn: FakeSaturn, source: str, fault: Any
) -> None:
    saturn.faults[STOP] = fault
    error = await problem(saturn, source, is_write=True)
    assert error.is_uncertain
    assert error.hint.startswith("It may still happen")
    assert "by itself" not in error.hint
    assert len(saturn.writes) == 1


async def test_write_that_came_too_often_changed_nothing(saturn: FakeSaturn) -> None:
    saturn.faults[STOP] = answer(429, {"message": "slow down"}, Retry_After="30")
    error = await problem(saturn, "vault", is_write=True)
    assert not error.is_uncertain
    assert error.hint == "Nothing was changed. Try again then."


def test_proxy_that_refuses_has_passed_nothing_on() -> None:
    error = transport_failure("https://a.example", httpx.ProxyError("no"), is_write=True)
    assert not error.is_uncertain
    assert "Nothing was changed" in error.hint
