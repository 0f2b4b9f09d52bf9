"""A token goes to the origin that it was entered for, and nowhere else: security.md T8."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from fake_saturn import CSR, TOKEN, FakeSaturn, a_cluster, answer
from server_rig import USER, is_status

WRITES = [
    ("POST", "clusters/off/start", {}),
    ("POST", "clusters/run/stop", {}),
    ("POST", "clusters/run/restart", {}),
    ("PUT", "clusters/run/scale", {"workers": 3}),
    ("POST", "clusters/run/certificate", {"csr": CSR}),
]


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def saturn_config(saturn_config: dict[str, Any]) -> dict[str, Any]:
    return {**saturn_config, "local_saturn": False}


@pytest.fixture
def signed_in(connected: None, call: Any, jp_asyncio_loop: Any) -> None:
    body = {"token": TOKEN}
    assert jp_asyncio_loop.run_until_complete(call("PUT", "credentials", body))[0] == 200


@pytest.fixture
def other(jp_asyncio_loop: Any) -> Any:
    """Another Saturn, or whoever plays one."""
    fake = FakeSaturn({"run": a_cluster("run"), "off": a_cluster("off", status="stopped")})
    jp_asyncio_loop.run_until_complete(fake.start())
    yield fake
    jp_asyncio_loop.run_until_complete(fake.stop())


@pytest.mark.usefixtures("signed_in")
async def test_origin_changed_base_url_gets_nothing_before_a_token_is_entered_for_it(
    call: Any, other: FakeSaturn, state_when: Any
) -> None:
    await state_when(is_status("ok"))
    await call("PUT", "connection", {"base_url": other.url})
    await state_when(is_status("signed-out"))
    await call("POST", "refresh")
    for method, path, body in WRITES:
        assert (await call(method, path, body))[0] == 409
    assert (await call("GET", "projects"))[0] == 409
    assert other.requests == []
    other.token = "other-token-4711"
    assert (await call("PUT", "credentials", {"token": other.token}))[0] == 200
    await state_when(is_status("ok"))
    sent = {request.headers["authorization"] for request in other.requests}
    assert sent == {f"token {other.token}"}


@pytest.mark.usefixtures("signed_in")
async def test_origin_token_that_the_new_saturn_refuses_is_not_followed_by_the_old_one(
    call: Any, other: FakeSaturn
) -> None:
    await call("PUT", "connection", {"base_url": other.url})
    assert (await call("PUT", "credentials", {"token": "wrong-token-4711"}))[0] == 502
    await call("POST", "refresh")
    assert all(TOKEN not in str(request.headers) for request in other.requests)


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize("key", ["base_url", "address", "cluster", "saturn"])
async def test_origin_is_not_chosen_by_what_a_notebook_names(
    call: Any, saturn: FakeSaturn, other: FakeSaturn, state_when: Any, key: str
) -> None:
    # Metadata reaches the server at most as an id, as a body and as a query.
    await state_when(is_status("ok"))
    saturn.requests.clear()
    body = {"csr": CSR, key: other.url}
    refusal = 409 if key == "base_url" else 400  # this one is known, and only compared
    assert (await call("POST", "clusters/run/certificate", body))[0] == refusal
    assert saturn.requests == []
    query = {key: other.url}
    status, found = await call("POST", "clusters/run/certificate", {"csr": CSR}, params=query)
    assert (status, found["address"]) == (200, saturn.address)
    for name in (
        other.url,
        f"//127.0.0.1:{other.port}",
        f"@127.0.0.1:{other.port}/",
        "..",
        "run?x",
    ):
        status, _ = await call("POST", f"clusters/{quote(name, safe='')}/certificate", {"csr": CSR})
        assert status in (400, 404)
    assert other.requests == []
    assert {request.path for request in saturn.requests} == {
        "/api/dask_clusters/run/info",
        "/api/dask_clusters/run/csr",
    }


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_origin_redirect_to_another_host_is_refused_before_anything_is_sent(
    call: Any, saturn: FakeSaturn, other: FakeSaturn, state_when: Any, status: int
) -> None:
    await state_when(is_status("ok"))
    for location in (other.url, f"//127.0.0.1:{other.port}/api/user", f"{other.url}?token={TOKEN}"):
        saturn.faults["*"] = answer(status, b"", Location=location)
        for method, path, body in WRITES:
            code, error = await call(method, path, body)
            assert code >= 400
            assert TOKEN not in json.dumps(error)
        await call("POST", "refresh")
        body = {"token": TOKEN}
        assert (await call("PUT", "credentials", body))[1]["code"] == "not-saturn"
    assert other.requests == []


@pytest.mark.usefixtures("signed_in")
async def test_origin_differs_by_scheme_host_and_port(
    call: Any, saturn: FakeSaturn, state_when: Any
) -> None:
    await state_when(is_status("ok"))
    for url in (f"http://localhost:{saturn.port}/", f"https://127.0.0.1:{saturn.port}/"):
        saturn.requests.clear()
        await call("PUT", "connection", {"base_url": url})
        await state_when(is_status("signed-out"))
        assert saturn.requests == []
    saturn.faults[USER] = answer(401, {})
    await call("PUT", "connection", {"base_url": saturn.url})
    await state_when(is_status("refused"))
