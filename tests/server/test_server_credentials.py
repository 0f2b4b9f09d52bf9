"""The token of the environment."""

from __future__ import annotations

import os
from typing import Any

import pytest
from fake_saturn import TOKEN, FakeSaturn, answer
from server_rig import in_hours, is_status

from jupyterlab_saturn.credentials import Credentials, describe, take_from_environment
from jupyterlab_saturn.transport import TRIES

TOKENS = ("GET", "/api/tokens")
URL = "https://app.saturn.example/x"


def test_token_is_bound_to_the_base_url_and_taken_away() -> None:
    environment = {"SATURN_TOKEN": f" {TOKEN}\n", "SATURN_BASE_URL": URL, "OTHER": "1"}
    found = take_from_environment(environment, keep=False)
    assert found is not None
    assert (found.token, found.origin, found.hint) == (TOKEN, "https://app.saturn.example", "6789")
    assert environment == {"SATURN_BASE_URL": URL, "OTHER": "1"}
    assert TOKEN not in repr(found)


def test_token_stays_when_told_to() -> None:
    environment = {"SATURN_TOKEN": TOKEN}
    assert take_from_environment(environment, keep=True) is not None
    assert environment == {"SATURN_TOKEN": TOKEN}


@pytest.mark.parametrize("base_url", ["", "http://app.saturn.example", "javascript:x"])
def test_token_without_a_good_base_url_is_bound_to_nothing(base_url: str) -> None:
    environment = {"SATURN_TOKEN": TOKEN, "SATURN_BASE_URL": base_url}
    credentials = Credentials(take_from_environment(environment, keep=False))
    assert credentials.has_stray_token
    for origin in ("", "https://app.saturn.example", "http://app.saturn.example"):
        found = credentials.for_origin(origin)
        assert found is None


@pytest.mark.parametrize("token", ["", " ", "a b", "a\nb", "tökén", "a" * 5000])
def test_text_that_is_no_token(token: str, caplog: Any) -> None:
    environment = {"SATURN_TOKEN": token, "SATURN_BASE_URL": URL}
    assert take_from_environment(environment, keep=False) is None
    assert "SATURN_TOKEN" not in environment
    told = [
        "SATURN_TOKEN is ignored: it holds spaces or characters that no token has, or is too long."
    ]
    assert caplog.messages == (told if token.strip() else [])


def test_hint_of_a_short_token_says_nothing() -> None:
    environment = {"SATURN_TOKEN": "short", "SATURN_BASE_URL": URL}
    assert describe(take_from_environment(environment, keep=False))["hint"] == ""


async def test_server_takes_the_token_out_of_its_environment(app: Any) -> None:
    assert "SATURN_TOKEN" not in os.environ
    assert "SATURN_BASE_URL" in os.environ


class TestInside:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "SATURN_IS_INTERNAL": "true"}

    async def test_token_stays_inside_saturn(self, app: Any) -> None:
        assert os.environ["SATURN_TOKEN"] == TOKEN


class TestKept:
    @pytest.fixture
    def saturn_config(self) -> dict[str, Any]:
        return {"keep_environment_token": True}

    async def test_token_stays_when_the_admin_says_so(self, app: Any) -> None:
        assert os.environ["SATURN_TOKEN"] == TOKEN


@pytest.mark.parametrize("is_broken", [False, True])
async def test_n24_end_and_scope_are_asked_once(
    call: Any, saturn: FakeSaturn, state_when: Any, is_broken: bool
) -> None:
    end = in_hours(23)
    saturn.tokens = [{"id": "t", "expires_at": end, "scope": None}]
    if is_broken:
        saturn.faults[TOKENS] = answer(500, {})
    await state_when(is_status("ok"))
    for _ in range(2):
        assert (await call("POST", "refresh"))[0] == 204
    _, state = await call("GET", "state")
    token = state["connection"]["token"]
    assert token["source"] == "environment"
    assert token["expires_at"] == (None if is_broken else end)
    assert len(token["warnings"]) == (0 if is_broken else 1)
    _, found = await call("GET", "credentials")
    assert found["scope"] == (None if is_broken else "user")
    # Tried anew when it breaks, as every reading, but not with each poll.
    asked = [item for item in saturn.requests if (item.method, item.path) == TOKENS]
    assert len(asked) == (TRIES if is_broken else 1)
