"""Where Saturn is: rows U5 to U7, security T8."""

from __future__ import annotations

from typing import Any

import pytest
from fake_saturn import TOKEN, FakeSaturn, a_cluster
from hypothesis import example, given, settings
from hypothesis import strategies as st
from server_rig import API, is_status

from jupyterlab_saturn.connection import normalise_base_url
from jupyterlab_saturn.errors import SaturnError
from jupyterlab_saturn.projects import matches_project


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", None),
        ("  ", None),
        ("app.saturn.example", "https://app.saturn.example/"),
        (" https://App.Saturn.Example/dash/o/x?y=1#z ", "https://app.saturn.example/"),
        ("https://app.saturn.example:443", "https://app.saturn.example/"),
        ("https://app.saturn.example:8443/", "https://app.saturn.example:8443/"),
        ("http://127.0.0.1:8900", "http://127.0.0.1:8900/"),
        ("localhost:8900/api", "http://localhost:8900/"),
        ("http://[::1]:8900", "http://[::1]:8900/"),
        ("https://10.0.0.7", "https://10.0.0.7/"),
        ("https://\uff11\uff10.0.0.7", "https://10.0.0.7/"),
        ("https://[::ffff:10.0.0.7]", "https://10.0.0.7/"),
        ("https://bücher.example", "https://xn--bcher-kva.example/"),
    ],
)
def test_u7_base_url_is_normalised(text: str, url: str | None) -> None:
    assert normalise_base_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "http://app.saturn.example",
        "http://10.0.0.7",
        "https://user:s3cret@app.saturn.example",
        "https://user@app.saturn.example",
        "javascript:alert(1)",
        "javascript://app.saturn.example/%0aalert(1)",
        "ftp://app.saturn.example",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://app.saturn.example:0",
        "https://app.saturn.example:99999",
        "https://app.saturn.example:x",
        "https://app saturn.example",
        "https://app.saturn.example\\@evil.example",
        "https://app.saturn.example\r\nX: y",
        "https://app.saturn.example\u202e",
        "https://[::1",
        "https://-",
        "https://169.254.169.254/",
        "https://0.0.0.0/",
        "https://\uff11\uff16\uff19.254.169.254/",
        "https://[::ffff:169.254.169.254]/",
        "https://[::ffff:0.0.0.0]/",
        "https://2852039166/",
        "https://0xa9fea9fe/",
        "https://169.254.43518/",
        "http://[::1%evil.com]/",
        "https://[fe80::1%25eth0]/",
        "http://localhost.evil.example",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        TOKEN,
        "https://" + "a" * 300,
    ],
)
async def test_u7_base_url_is_refused(call: Any, saturn: Any, text: str) -> None:
    with pytest.raises(SaturnError):
        normalise_base_url(text)
    status, error = await call("PUT", "connection", {"base_url": text, "project": ""})
    assert status == 400
    assert "s3cret" not in str(error)


HOSTS = st.lists(
    st.sampled_from(
        [
            "a",
            "B",
            "\xfc",
            "\uff11",
            "1",
            "0x7f",
            "169",
            "254",
            ".",
            "\u3002",
            "-",
            "_",
            "%",
            "xn--",
            ":",
            "[",
            "]",
            "::",
            "ffff",
            "localhost",
            "\uff4c",
            "/",
            "?",
            "#",
        ]
    ),
    max_size=12,
).map("".join)


@given(st.sampled_from(["", "https://", "http://", "HTTPS://"]), HOSTS | st.text(max_size=30))
@example("https://", "\uff11\uff16\uff19.254.169.254")
@settings(max_examples=500, deadline=None)
def test_u7_normalising_twice_changes_nothing(scheme: str, host: str) -> None:
    try:
        url = normalise_base_url(f"{scheme}{host}")
    except SaturnError:
        return
    assert url is None or normalise_base_url(url) == url


@pytest.mark.parametrize(
    "body",
    [
        {"base_url": 1},
        {"base_url": "a" * 501},
        {"project": []},
        {"token": TOKEN},
        {"nonsense": 1},
        {"idle_action": "explode"},
        {"idle_action": 3},
        {"idle_minutes": 0},
        {"idle_minutes": 1.5},
        {"idle_minutes": True},
        {"idle_minutes": 10**9},
    ],
)
async def test_connection_bad_settings_are_refused(call: Any, body: Any) -> None:
    status, error = await call("PUT", "connection", body)
    assert (status, error["code"]) == (400, "bad-request")
    assert TOKEN not in str(error)


async def test_connection_of_the_environment_wins(call: Any, saturn: Any) -> None:
    body = {
        "base_url": "https://other.example",
        "project": "p",
        "idle_action": "notify",
        "idle_minutes": 30,
    }
    status, found = await call("PUT", "connection", body)
    assert status == 200
    assert (found["base_url"], found["base_url_source"]) == (saturn.url, "environment")
    assert (found["project"], found["project_source"]) == ("p", "settings")


@pytest.mark.parametrize("minutes", [30, 30.0])
async def test_connection_whole_minutes_are_taken(app: Any, call: Any, minutes: float) -> None:
    body = {"base_url": "https://other.example", "idle_minutes": minutes}
    assert (await call("PUT", "connection", body))[0] == 200
    settings = app.watch.connector.settings
    assert settings.base_url == "https://other.example/"
    assert (settings.idle_minutes, type(settings.idle_minutes)) == (30, int)


@pytest.mark.parametrize("minutes", ["1.5", "0.0", "1e300", "1e999", '"30"'])
async def test_connection_odd_minutes_are_named(app: Any, call: Any, minutes: str) -> None:
    body = f'{{"project": "p", "idle_minutes": {minutes}}}'.encode()
    status, error = await call("PUT", "connection", body)
    assert (status, error["code"]) == (400, "bad-request")
    assert "idle_minutes" in str(error)
    assert app.watch.connector.settings.project is None


HEX = "0123456789abcdef0123456789ABCDEF"


@pytest.mark.parametrize(
    ("project", "is_match"),
    [
        (HEX, True),
        (HEX.lower(), True),
        (f"https://app.x.example/dash/resources/{HEX}?tab=1", True),
        (f"https://evil.example/{HEX}", True),
        ("my project", True),
        ("https://app.x.example/dash/o/me/my-project", False),
        ("https://app.x.example/dash/my project/x", True),
        ("other", False),
        (HEX + "0", False),
        ("f" * 32, False),
    ],
)
def test_u6_project(project: str, is_match: bool) -> None:
    assert matches_project(project, (HEX.lower(), "my project")) is is_match


async def test_u6_project_comes_first(call: Any, saturn: Any) -> None:
    saturn.clusters = {
        "a": a_cluster("a", name="a"),
        "b": a_cluster("b", name="B", workspace_id="1" * 32),
        "c": a_cluster("c", name="c", workspace_id=None, job_id="1" * 32),
    }
    await call("PUT", "connection", {"project": f"{saturn.url}dash/projects/{'1' * 32}"})
    await call("POST", "refresh")
    _, state = await call("GET", "state")
    assert [item["id"] for item in state["clusters"]] == ["b", "c", "a"]
    url = f"{saturn.url}dash/resources/workspace/{'1' * 32}"
    assert state["project"] == {"id": "1" * 32, "name": "B", "url": url}
    await call("PUT", "connection", {"project": "nowhere"})
    _, state = await call("GET", "state")
    assert state["project"] is None
    assert [item["id"] for item in state["clusters"]] == ["a", "b", "c"]


class TestAdmin:
    @pytest.fixture
    def saturn_config(self, saturn: Any) -> dict[str, Any]:
        return {"base_url": saturn.url.rstrip("/")}

    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"SATURN_BASE_URL": "https://other.example", "SATURN_TOKEN": TOKEN}

    async def test_t8_token_of_another_origin_is_not_sent(
        self, call: Any, state_when: Any, saturn: Any
    ) -> None:
        state = await state_when(is_status("signed-out"))
        assert state["connection"]["base_url"] == saturn.url
        assert state["connection"]["base_url_source"] == "admin"
        assert state["connection"]["token"]["configured"] is False
        status, error = await call("POST", "clusters/run/stop")
        assert (status, error["code"]) == (409, "signed-out")
        assert saturn.requests == []


class TestSettings:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {}

    @pytest.fixture
    def saturn_config(self) -> dict[str, Any]:
        return {"local_saturn": False}

    async def test_no_local_is_told(self, state_when: Any) -> None:
        state = await state_when(is_status("no-local"))
        assert state["local"] is True
        assert "switched off" in state["connection"]["problem"]["reason"]

    async def test_settings_take_effect_and_go_back(
        self, call: Any, state_when: Any, saturn: Any
    ) -> None:
        await state_when(is_status("no-local"))
        _, found = await call("PUT", "connection", {"base_url": saturn.url})
        assert (found["base_url"], found["base_url_source"]) == (saturn.url, "settings")
        await state_when(is_status("signed-out"))
        assert saturn.requests == []
        await call("PUT", "connection", {"base_url": None})
        state = await state_when(is_status("no-local"))
        assert state["connection"]["base_url_source"] == "default"


class TestStrayToken:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"SATURN_TOKEN": TOKEN}

    async def test_token_without_base_url_is_sent_nowhere(
        self, call: Any, state_when: Any, saturn: Any
    ) -> None:
        state = await state_when(is_status("signed-out"))
        assert "SATURN_BASE_URL" in state["connection"]["problem"]["reason"]
        await call("PUT", "connection", {"base_url": saturn.url})
        await state_when(is_status("signed-out"))
        assert saturn.requests == []


class TestMove:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {}

    async def test_t8_poll_under_way_does_not_survive_a_move(
        self, app: Any, call: Any, state_when: Any, saturn: Any
    ) -> None:
        from jupyterlab_saturn.credentials import Credential, Credentials

        origin = saturn.url.rstrip("/")
        app.watch.connector._credentials = Credentials(Credential(origin, TOKEN, "environment"))
        await call("PUT", "connection", {"base_url": saturn.url})
        await state_when(is_status("ok"))
        other = await FakeSaturn().start()
        await call("PUT", "connection", {"base_url": other.url})
        state = await state_when(is_status("signed-out"))
        assert state["clusters"] == []
        assert other.requests == []
        await other.stop()


async def test_credentials_never_say_the_token(jp_fetch: Any) -> None:
    response = await jp_fetch(API, "credentials")
    assert TOKEN.encode() not in response.body
    assert response.headers["Cache-Control"] == "no-store"
