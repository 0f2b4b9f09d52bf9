"""What counts as a look at the panel, and how old what it shows is: design 4.3."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from fake_saturn import TOKEN, FakeSaturn, answer
from server_rig import API, LIST, is_status
from tornado.httpclient import HTTPClientError

from jupyterlab_saturn.credentials import Credential, Credentials
from jupyterlab_saturn.errors import SaturnError

CHECKED_AT = "Saturn-Checked-At"


@pytest.fixture
def times(monkeypatch: Any) -> list[datetime]:
    """The times that the watch reads next, a second apart."""
    from jupyterlab_saturn import watch

    begin = datetime(2026, 1, 1, tzinfo=timezone.utc)
    found = [begin + timedelta(seconds=second) for second in range(60)]
    monkeypatch.setattr(watch, "_now", lambda: found.pop(0))
    return found


@pytest.fixture
def get_state(jp_fetch: Any) -> Any:
    """Read the state, and return the whole answer, whatever its status is."""

    async def run(etag: str = "") -> Any:
        try:
            headers = {"If-None-Match": etag} if etag else {}
            return await jp_fetch(API, "state", params={"look": "0"}, headers=headers)
        except HTTPClientError as error:
            return error.response

    return run


async def settle() -> None:
    """Give a poll that should not be there the time to show."""
    for _ in range(20):
        await asyncio.sleep(0.01)


class TestLocal:
    """Nothing is configured, so a look starts the local Saturn."""

    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {}

    @pytest.fixture
    def joins(self, app: Any, monkeypatch: Any) -> list[str]:
        """How often the local Saturn was to be joined; it never can be."""
        found: list[str] = []

        async def join() -> None:
            found.append("join")
            raise SaturnError("no-local", "There is none", "", "")

        monkeypatch.setattr(app.watch.connector._local, "join", join)
        return found

    async def test_settings_alone_do_not_start_the_local_saturn(
        self, app: Any, call: Any, state_when: Any, joins: list[str]
    ) -> None:
        for body in ({"project": "p"}, {"base_url": "https://other.example"}, {"base_url": None}):
            assert (await call("PUT", "connection", body))[0] == 200
            await settle()
            assert app.watch.delay() is None
        assert joins == []
        await state_when(is_status("no-local"))
        assert joins == ["join"]

    async def test_write_to_another_saturn_does_not_start_the_local_one(
        self, app: Any, call: Any, saturn: FakeSaturn, joins: list[str]
    ) -> None:
        await call("PUT", "connection", {"base_url": saturn.url})
        app.watch.note_write("run", None)
        await call("PUT", "connection", {"base_url": None})
        await settle()
        assert joins == []

    @pytest.mark.parametrize("query", ["1", "", "00", "false", " 0", None])
    async def test_all_but_look_0_is_a_look(
        self, call: Any, joins: list[str], query: str | None
    ) -> None:
        options = {} if query is None else {"params": {"look": query}}
        await call("GET", "state", **options)
        await settle()
        assert joins == ["join"]

    async def test_look_0_does_not_start_the_local_saturn(
        self, app: Any, call: Any, joins: list[str]
    ) -> None:
        found = await call("GET", "state", params={"look": "0"})
        await settle()
        assert joins == []
        assert app.watch.delay() is None
        assert found == await call("GET", "state")


async def test_look_0_renews_no_look(app: Any, call: Any, state_when: Any) -> None:
    seen = await state_when(is_status("ok"))
    now = app.watch._looked_at + 89
    app.watch._clock = lambda: now
    assert app.watch.delay() == 0
    _, state = await call("GET", "state", params={"look": "0"})
    assert state["clusters"] == seen["clusters"]
    now += 1
    assert app.watch.delay() is None


class TestMove:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {}

    @pytest.fixture
    def saturn_config(self) -> dict[str, Any]:
        return {"local_saturn": False}

    async def test_settings_wake_the_watch_while_somebody_looks(
        self, app: Any, call: Any, state_when: Any, saturn: FakeSaturn
    ) -> None:
        vault = Credentials(Credential(saturn.url.rstrip("/"), TOKEN, "environment"))
        app.watch.connector._credentials = vault
        await state_when(is_status("no-local"))
        await call("PUT", "connection", {"base_url": saturn.url})
        for _ in range(200):
            if app.watch.checked_at is not None:
                break
            await asyncio.sleep(0.02)
        assert ("GET", LIST[1]) in {(r.method, r.path) for r in saturn.requests}


async def test_write_is_followed_without_a_look(app: Any, call: Any, saturn: FakeSaturn) -> None:
    app.watch._pace = type(app.watch._pace)(transition=0.05)
    assert (await call("POST", "clusters/off/start"))[0] == 204
    before = len(saturn.requests)
    for _ in range(200):
        if len(saturn.requests) > before + 4:
            break
        await asyncio.sleep(0.02)
    assert len(saturn.requests) > before + 4


async def test_stale_since_is_the_last_good_reading(
    call: Any, saturn: FakeSaturn, times: list[datetime]
) -> None:
    async def read() -> dict[str, Any]:
        await call("POST", "refresh")
        return (await call("GET", "state", params={"look": "0"}))[1]  # type: ignore[no-any-return]

    saturn.faults[LIST] = answer(400, {})
    assert (await read())["stale_since"] is None, "nothing was ever read"
    del saturn.faults[LIST]
    good = await read()
    assert good["stale_since"] is None
    saturn.faults[LIST] = answer(400, {})
    for _ in range(3):
        times.pop(0)
        state = await read()
        assert state["stale_since"] == state["checked_at"] == good["checked_at"]
    del saturn.faults[LIST]
    state = await read()
    assert state["stale_since"] is None
    assert state["checked_at"] > good["checked_at"]


async def test_every_state_says_when_saturn_was_read(
    call: Any, get_state: Any, saturn: FakeSaturn, times: list[datetime]
) -> None:
    assert CHECKED_AT not in (await get_state()).headers
    await call("POST", "refresh")
    first = await get_state()
    assert first.headers[CHECKED_AT].endswith("Z")
    times.pop(0)
    await call("POST", "refresh")
    same = await get_state(first.headers["ETag"])
    assert same.code == 304
    assert same.headers[CHECKED_AT] > first.headers[CHECKED_AT]
    saturn.faults[LIST] = answer(400, {})
    await call("POST", "refresh")
    failed = await get_state(first.headers["ETag"])
    assert failed.code == 200
    assert failed.headers[CHECKED_AT] == same.headers[CHECKED_AT]
