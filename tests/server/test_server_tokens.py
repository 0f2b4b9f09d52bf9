"""Tokens in use: bound to their Saturn, replaced, forgotten, fixed by others."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from fake_saturn import TOKEN, FakeSaturn, a_cluster, answer, hang
from server_rig import LIST, USER, is_status

from jupyterlab_saturn.credentials import Credential
from jupyterlab_saturn.errors import SaturnError
from jupyterlab_saturn.vault import Vault

TOKENS = ("GET", "/api/tokens")


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def saturn_config(saturn_config: dict[str, Any]) -> dict[str, Any]:
    return {**saturn_config, "local_saturn": False}


@pytest.mark.usefixtures("connected")
async def test_t8_block_for_another_saturn(call: Any, saturn: FakeSaturn, state_when: Any) -> None:
    other = await FakeSaturn().start()
    block = f"export SATURN_BASE_URL={other.url}\nexport SATURN_TOKEN={TOKEN}\n"
    # Its own base URL says where it belongs; the connection's Saturn never sees it.
    status, error = await call("PUT", "credentials", {"token": block, "base_url": saturn.url})
    assert (status, error["code"]) == (400, "other-origin")
    status, found = await call("PUT", "credentials", {"token": block})
    assert (status, found["base_url"]) == (200, other.url)
    assert found["stored"] == [other.url]
    await state_when(is_status("signed-out"))
    assert saturn.requests == []
    await call("PUT", "connection", {"base_url": other.url})
    await state_when(is_status("ok"))
    assert saturn.requests == []
    await other.stop()


@pytest.mark.usefixtures("connected")
async def test_t8_two_saturns_never_mix_tokens(
    call: Any, saturn: FakeSaturn, state_when: Any
) -> None:
    other = await FakeSaturn({"x": a_cluster("x")}, token="other-token-4711").start()
    await call("PUT", "credentials", {"token": TOKEN})
    await call("PUT", "credentials", {"token": other.token, "base_url": other.url})
    await state_when(is_status("ok"))
    for here, there in ((other, saturn), (saturn, other)) * 2:
        there.requests.clear()
        await call("PUT", "connection", {"base_url": here.url})
        # What was sent before the move may arrive after it; nothing is read there any more.
        assert not [item for item in there.requests if (item.method, item.path) in (LIST, USER)]
        shown = {item.headers["authorization"] for item in there.requests}
        assert shown <= {f"token {there.token}"}
        state = await state_when(is_status("ok"))
        assert state["connection"]["base_url"] == here.url
        assert {c["id"] for c in state["clusters"]} == here.clusters.keys()
        assert all(r.headers["authorization"] == f"token {here.token}" for r in here.requests)
    new = await FakeSaturn().start()
    await call("PUT", "connection", {"base_url": new.url})
    await state_when(is_status("signed-out"))
    assert new.requests == []
    await asyncio.gather(other.stop(), new.stop())


@pytest.mark.usefixtures("connected")
async def test_signin_call_under_way_survives_a_switch(
    app: Any, call: Any, saturn: FakeSaturn, state_when: Any
) -> None:
    await call("PUT", "credentials", {"token": TOKEN})
    await state_when(is_status("ok"))
    arrived, go = asyncio.Event(), asyncio.Event()

    async def slow(request: Any, writer: Any) -> None:
        arrived.set()
        await go.wait()
        await answer(200, {"scheduler_address": saturn.address})(request, writer)

    saturn.faults["GET", "/api/dask_clusters/run/info"] = slow
    client = app.watch.connector._client
    task = asyncio.ensure_future(client.scheduler_address("run", is_external=True))
    await arrived.wait()
    await call("PUT", "connection", {"base_url": None})
    go.set()
    assert await task == saturn.address
    with pytest.raises(SaturnError, match="moved"):
        await client.scheduler_address("run", is_external=True)
    assert client._http._http is None


@pytest.mark.usefixtures("connected")
async def test_signout_wipes_everywhere(
    app: Any, call: Any, saturn: FakeSaturn, state_when: Any, vault_file: Any, jp_data_dir: Any
) -> None:
    await call("PUT", "credentials", {"token": TOKEN})
    await state_when(is_status("ok"))
    client = app.watch.connector._client
    arrived = asyncio.Event()

    async def stall(request: Any, writer: Any) -> None:
        arrived.set()
        await hang(request, writer)

    saturn.faults["GET", "/api/dask_clusters/run/info"] = stall
    task = asyncio.ensure_future(client.scheduler_address("run", is_external=True))
    await arrived.wait()
    status, found = await call("DELETE", "credentials")
    assert status == 200
    assert (found["configured"], found["forgotten"], found["stored"]) == (False, True, [])
    with pytest.raises(SaturnError, match=r"moved|unreachable"):
        await task
    _, state = await call("GET", "state")
    assert state["connection"]["status"] == "signed-out"
    assert state["clusters"] == []
    count = len(saturn.requests)
    status, error = await call("POST", "clusters/run/stop")
    assert (status, error["code"]) == (409, "signed-out")
    assert len(saturn.requests) == count
    assert not vault_file.exists()
    for path in jp_data_dir.rglob("*"):
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes()
    status, found = await call("DELETE", "credentials")
    assert (status, found["forgotten"]) == (200, False)


@pytest.mark.usefixtures("connected")
async def test_signout_leaves_no_token_in_memory(
    call: Any, saturn: FakeSaturn, state_when: Any
) -> None:
    def held() -> int:
        gc.collect()
        found = (item for item in gc.get_objects() if isinstance(item, Credential))
        return sum(item.token == saturn.token for item in found)

    saturn.token = "held-token-4711"
    await call("PUT", "credentials", {"token": saturn.token})
    await state_when(is_status("ok"))
    assert held() > 0
    await call("DELETE", "credentials")
    await state_when(is_status("signed-out"))
    assert held() == 0


@pytest.mark.usefixtures("connected")
async def test_signout_of_another_saturn(call: Any, saturn: FakeSaturn, state_when: Any) -> None:
    other = await FakeSaturn().start()
    for url in (saturn.url, other.url):
        await call("PUT", "credentials", {"token": TOKEN, "base_url": url})
    query = {"base_url": other.url}
    status, found = await call("DELETE", "credentials", params=query)
    assert (status, found["forgotten"], found["stored"]) == (200, True, [saturn.url])
    await state_when(is_status("ok"))
    await other.stop()


@pytest.mark.usefixtures("connected")
async def test_n24_new_token_resumes_at_once(
    app: Any, call: Any, saturn: FakeSaturn, state_when: Any
) -> None:
    await call("PUT", "credentials", {"token": TOKEN})
    before = await state_when(is_status("ok"))
    saturn.token = "rotated-token-4711"
    await call("POST", "refresh")
    state = await state_when(is_status("refused"))
    assert state["connection"]["token"]["configured"] is True
    assert state["clusters"] == before["clusters"]
    assert app.watch.delay() is None
    await call("PUT", "credentials", {"token": saturn.token})
    # What was read as the same user stays in sight meanwhile.
    _, state = await call("GET", "state")
    assert [c["id"] for c in state["clusters"]] == [c["id"] for c in before["clusters"]]
    assert state["connection"]["problem"] is None
    saturn.clusters["new"] = a_cluster("new")
    await call("POST", "refresh")
    _, state = await call("GET", "state")
    assert len(state["clusters"]) == 3


@pytest.mark.usefixtures("connected")
async def test_signin_as_somebody_else_shows_nothing_of_before(
    call: Any, saturn: FakeSaturn, state_when: Any
) -> None:
    await call("PUT", "credentials", {"token": TOKEN})
    await state_when(is_status("ok"))
    saturn.faults[USER] = answer(200, {"username": "bob"})
    saturn.faults[LIST] = [None, hang]
    await call("PUT", "credentials", {"token": TOKEN})
    _, state = await call("GET", "state")
    assert state["clusters"] == []
    assert state["connection"]["user"] is None


@pytest.mark.usefixtures("connected")
async def test_signin_by_another_server_is_noticed(
    call: Any, saturn: FakeSaturn, state_when: Any, vault_file: Any
) -> None:
    await state_when(is_status("signed-out"))
    other = Vault(vault_file.parent)
    other.put(Credential(saturn.url.rstrip("/"), TOKEN, "vault"))
    await state_when(is_status("ok"))
    other.forget(saturn.url.rstrip("/"))
    await call("POST", "refresh")
    await state_when(is_status("signed-out"))


class TestEnvironment:
    @pytest.fixture
    def environment(self, saturn: FakeSaturn) -> dict[str, str]:
        return {"SATURN_BASE_URL": saturn.url, "SATURN_TOKEN": TOKEN}

    @pytest.mark.parametrize("method", ["PUT", "DELETE"])
    async def test_signin_environment_wins(
        self, call: Any, saturn: FakeSaturn, vault_file: Any, method: str
    ) -> None:
        body = {"token": "another-token-1"} if method == "PUT" else None
        status, error = await call(method, "credentials", body)
        assert (status, error["code"]) == (409, "read-only")
        assert "SATURN_TOKEN" in error["reason"]
        assert saturn.requests == []
        _, found = await call("GET", "credentials")
        assert (found["source"], found["read_only"]) == ("environment", True)
        assert not vault_file.exists()

    async def test_signout_of_what_is_stored_below_the_environment(
        self, call: Any, saturn: FakeSaturn, vault_file: Any
    ) -> None:
        vault, origin = Vault(vault_file.parent), saturn.url.rstrip("/")
        for stored in (origin, "https://other.example"):
            vault.put(Credential(stored, "older-token-1", "vault"))
        for url in ("https://other.example/", saturn.url):
            status, found = await call("DELETE", "credentials", params={"base_url": url})
            assert (status, found["forgotten"]) == (200, True)
        assert (found["source"], found["stored"]) == ("environment", [])
        assert vault.origins() == ()
        assert saturn.requests == []


class TestAdmin:
    @pytest.fixture
    def saturn_config(self, saturn: FakeSaturn, saturn_config: Any) -> dict[str, Any]:
        return {**saturn_config, "base_url": saturn.url, "vault": "memory"}

    async def test_admin_base_url_cannot_be_left(
        self, call: Any, saturn: FakeSaturn, state_when: Any, jp_data_dir: Any
    ) -> None:
        other = await FakeSaturn().start()
        _, found = await call("PUT", "connection", {"base_url": other.url})
        assert (found["base_url"], found["base_url_source"]) == (saturn.url, "admin")
        body = {"token": TOKEN, "base_url": other.url}
        status, error = await call("PUT", "credentials", body)
        assert (status, error["code"]) == (409, "fixed")
        # Forgetting sends nothing.
        status, found = await call("DELETE", "credentials", params={"base_url": other.url})
        assert (status, found["forgotten"]) == (200, False)
        assert other.requests == []
        status, found = await call("PUT", "credentials", {"token": TOKEN})
        assert (status, found["vault"]) == (200, "memory")
        await state_when(is_status("ok"))
        for path in jp_data_dir.rglob("*"):
            assert not path.is_file() or TOKEN.encode() not in path.read_bytes()
        await other.stop()


class TestServed:
    """The root directory holds Jupyter's data directory."""

    has_hidden = False

    @pytest.fixture
    def jp_root_dir(self, jp_data_dir: Any) -> Any:
        return jp_data_dir.parent

    @pytest.fixture
    def jp_server_config(self, jp_server_config: Any) -> Any:
        jp_server_config["ContentsManager"] = {"allow_hidden": self.has_hidden}
        return jp_server_config

    @pytest.mark.usefixtures("connected")
    async def test_t13_contents_never_show_the_token(
        self, app: Any, call: Any, jp_fetch: Any, vault_file: Any, jp_root_dir: Any
    ) -> None:
        from tornado.httpclient import HTTPClientError

        _, found = await call("PUT", "credentials", {"token": TOKEN})
        assert found["vault"] == ("memory" if self.has_hidden else "file")
        assert vault_file.exists() is not self.has_hidden
        parts = vault_file.relative_to(jp_root_dir).parts
        sibling = ("..", jp_root_dir.name, *parts)
        for path in (("api", "contents", *parts), ("files", *parts), ("files", *sibling)):
            with pytest.raises(HTTPClientError) as failure:
                await jp_fetch(*path)
            assert failure.value.code in (400, 403, 404)


class TestServedHidden(TestServed):
    has_hidden = True
