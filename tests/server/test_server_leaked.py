"""A token that reached JupyterLab's settings all the same: design 4.1, row U4."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from fake_saturn import TOKEN, FakeSaturn, answer
from server_rig import USER, a_credential, is_status

from jupyterlab_saturn.settingsfile import MAX_SIZE, PLUGIN
from jupyterlab_saturn.vault import Vault

OTHER = "another-token-4711"


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def saturn_config(saturn_config: dict[str, Any]) -> dict[str, Any]:
    return {**saturn_config, "local_saturn": False}


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    file = tmp_path / "user-settings" / "jupyterlab-saturn" / "plugin.jupyterlab-settings"
    file.parent.mkdir(parents=True)
    return file


@pytest.fixture
def overrides_file(tmp_path: Path) -> Path:
    directory = tmp_path / "app-settings"
    directory.mkdir()
    return directory / "overrides.json"


@pytest.fixture
def written() -> str:
    """What stands in the user's file when the server starts; a test module or class overrides."""
    return ""


@pytest.fixture
def jp_server_config(
    jp_server_config: Any, settings_file: Path, overrides_file: Path, written: str
) -> Any:
    """JupyterLab is there, with its settings in a place of their own."""
    if written:
        settings_file.write_text(written)
        settings_file.chmod(0o640)
    jp_server_config["ServerApp"]["jpserver_extensions"]["jupyterlab"] = True
    jp_server_config["LabApp"] = {
        "user_settings_dir": str(settings_file.parent.parent),
        "app_settings_dir": str(overrides_file.parent),
        "extra_labextensions_path": [str(Path(sys.prefix) / "share/jupyter/labextensions")],
    }
    return jp_server_config


def codes(answered: tuple[int, Any]) -> list[str]:
    assert answered[0] == 200, answered
    return [notice["code"] for notice in answered[1]["notices"]]


async def test_leak_moves_from_the_file_to_the_vault(
    app: Any,
    call: Any,
    saturn: FakeSaturn,
    state_when: Any,
    settings_file: Any,
    vault_file: Any,
    caplog: Any,
    jp_fetch: Any,
) -> None:
    caplog.set_level("DEBUG")
    text = f"""{{
    // my Saturn
    "baseUrl": "{saturn.url}", /* not {TOKEN} any more */
    'token': '{TOKEN}',
    idleMinutes: 60,
}}"""
    settings_file.write_text(text)
    settings_file.chmod(0o644)
    status, found = await call("POST", "leaked-token", {})
    assert (status, found) == (200, {"notices": [{"code": "moved", "base_url": saturn.url}]})
    assert settings_file.read_text() == text.replace(TOKEN, "")
    assert stat.S_IMODE(settings_file.stat().st_mode) == 0o644
    assert [path.name for path in settings_file.parent.iterdir()] == [settings_file.name]
    stored = Vault(vault_file.parent).get(saturn.url.rstrip("/"))
    assert (stored.token, stored.user) == (TOKEN, "alice")
    served = await jp_fetch("lab", "api", "settings", PLUGIN)
    assert TOKEN not in served.body.decode()
    assert json.loads(served.body)["settings"]["idleMinutes"] == 60
    await call("PUT", "connection", {"base_url": saturn.url})
    await state_when(is_status("ok"))
    assert codes(await call("POST", "leaked-token", {})) == []
    assert TOKEN not in caplog.text


async def test_leak_of_a_page_is_moved_and_told_of_once(
    call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any
) -> None:
    # Two pages hold the same old text; one of them has written it to the file again.
    settings_file.write_text(json.dumps({"token": TOKEN, "baseUrl": saturn.url}))
    body = {"token": TOKEN, "base_url": saturn.url}
    answers = await asyncio.gather(*(call("POST", "leaked-token", body) for _ in range(3)))
    assert [code for found in answers for code in codes(found)] == ["moved"]
    assert TOKEN not in settings_file.read_text()
    assert Vault(vault_file.parent).get(saturn.url.rstrip("/")) is not None


async def test_leak_of_a_pasted_block_goes_where_it_belongs(
    call: Any, saturn: FakeSaturn, vault_file: Any
) -> None:
    other = await FakeSaturn().start()
    block = f"export SATURN_BASE_URL={saturn.url}\nexport SATURN_TOKEN={TOKEN}"
    answered = await call("POST", "leaked-token", {"token": block, "base_url": other.url})
    assert answered[1]["notices"] == [{"code": "moved", "base_url": saturn.url}]
    assert other.requests == []
    await other.stop()


@pytest.mark.parametrize("is_refused", [True, False])
async def test_leak_that_cannot_be_verified_is_kept_for_its_origin(
    call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any, is_refused: bool
) -> None:
    saturn.faults[USER] = answer(401 if is_refused else 503, {})
    settings_file.write_text(json.dumps({"token": TOKEN, "baseUrl": saturn.url}))
    assert codes(await call("POST", "leaked-token", {})) == ["unverified"]
    assert TOKEN not in settings_file.read_text()
    vault = Vault(vault_file.parent)
    assert vault.origins() == (saturn.url.rstrip("/"),)


@pytest.mark.parametrize("is_good", [True, False])
async def test_leak_replaces_a_stored_token_only_when_it_is_good(
    call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any, is_good: bool
) -> None:
    await call("PUT", "connection", {"base_url": saturn.url})
    await call("PUT", "credentials", {"token": TOKEN})
    saturn.token = OTHER if is_good else TOKEN
    settings_file.write_text(json.dumps({"token": OTHER}))
    assert codes(await call("POST", "leaked-token", {})) == ["moved" if is_good else "other"]
    assert OTHER not in settings_file.read_text()
    stored = Vault(vault_file.parent).get(saturn.url.rstrip("/"))
    assert stored.token == saturn.token


@pytest.mark.parametrize(("user", "is_replaced"), [("alice", True), ("bob", False), ("", False)])
async def test_leak_replaces_a_good_token_of_the_same_user_only(
    call: Any,
    saturn: FakeSaturn,
    settings_file: Any,
    vault_file: Any,
    user: str,
    is_replaced: bool,
) -> None:
    users = {f"token {TOKEN}": "alice", f"token {OTHER}": user}

    async def whoever(request: Any, writer: Any) -> None:
        body = {"username": users[request.headers["authorization"]]}
        await answer(200, body)(request, writer)

    saturn.faults[USER] = whoever
    await call("PUT", "connection", {"base_url": saturn.url})
    await call("PUT", "credentials", {"token": TOKEN})
    settings_file.write_text(json.dumps({"token": OTHER}))
    assert codes(await call("POST", "leaked-token", {})) == ["moved" if is_replaced else "other"]
    assert OTHER not in settings_file.read_text()
    stored = Vault(vault_file.parent).get(saturn.url.rstrip("/"))
    assert stored.token == (OTHER if is_replaced else TOKEN)


async def test_leak_replaces_a_refused_token_of_another_user(
    call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any
) -> None:
    origin = saturn.url.rstrip("/")
    Vault(vault_file.parent).put(a_credential(origin, user="bob"))
    saturn.token = OTHER
    settings_file.write_text(json.dumps({"token": OTHER, "baseUrl": saturn.url}))
    assert codes(await call("POST", "leaked-token", {})) == ["moved"]
    assert Vault(vault_file.parent).get(origin).token == OTHER


@pytest.mark.parametrize("base_url", ["", "ftp://a.example", f"https://{TOKEN}.example"])
async def test_leak_without_a_saturn_is_only_removed(
    call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any, base_url: str
) -> None:
    settings_file.write_text(json.dumps({"token": TOKEN, "baseUrl": base_url}))
    status, found = await call("POST", "leaked-token", {})
    assert (status, found) == (200, {"notices": [{"code": "no-base-url", "base_url": None}]})
    assert not json.loads(settings_file.read_text()).get("token")
    assert not vault_file.exists()
    assert saturn.requests == []


async def test_leak_that_is_no_token_is_removed(
    call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any
) -> None:
    settings_file.write_text(json.dumps({"token": f"{TOKEN} {OTHER}", "baseUrl": saturn.url}))
    assert codes(await call("POST", "leaked-token", {})) == ["not-a-token"]
    assert TOKEN not in settings_file.read_text()
    assert not vault_file.exists()


async def test_leak_stays_when_it_cannot_be_stored(
    call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any, caplog: Any
) -> None:
    vault_file.parent.mkdir(parents=True, exist_ok=True)
    vault_file.symlink_to("/dev/full")
    text = json.dumps({"token": TOKEN, "baseUrl": saturn.url})
    settings_file.write_text(text)
    assert codes(await call("POST", "leaked-token", {})) == []
    body = {"token": TOKEN, "base_url": saturn.url}
    status, error = await call("POST", "leaked-token", body)
    assert (status, error["code"]) == (507, "vault")
    assert settings_file.read_text() == text
    assert TOKEN not in caplog.text + json.dumps(error)


BROKEN = {
    "cut": f'{{"token": "{TOKEN}',
    "words": f"token = {TOKEN}",
    "list": f'["{TOKEN}", "token"]',
    "number": '{"token": 5}',
    "null": '{"token": null}',
    "binary": f'{{"token": "{TOKEN}"}}'.encode("utf-16").decode("latin-1"),
    "long": f'{{"token": "{TOKEN}"}}' + " " * MAX_SIZE,
    "empty": "",
    "no word of the list": '{"idleAction": "never"}',
    "no number": '{"idleMinutes": "30"}',
}


@pytest.mark.parametrize("name", BROKEN)
async def test_u4_file_that_cannot_be_understood_is_left_alone_and_told_of(
    call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any, name: str
) -> None:
    data = BROKEN[name].encode("latin-1")
    settings_file.write_bytes(data)
    before = settings_file.stat()
    assert codes(await call("POST", "leaked-token", {})) == ["unusable"]
    after = settings_file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert settings_file.read_bytes() == data
    assert not vault_file.exists()


async def test_u4_file_that_fits_the_schema_is_not_told_of(call: Any, settings_file: Any) -> None:
    assert codes(await call("POST", "leaked-token", {})) == []
    settings_file.write_text('{ /* mine */ "idleMinutes": 60, "unknown": [1] }')
    assert codes(await call("POST", "leaked-token", {})) == []


@pytest.mark.skipif(os.name != "posix", reason="Symbolic links are POSIX's.")
async def test_leak_in_a_linked_file_leaves_the_link(
    call: Any, saturn: FakeSaturn, settings_file: Any, tmp_path: Any
) -> None:
    kept = tmp_path / "dotfiles.json"
    kept.write_text(json.dumps({"token": TOKEN, "baseUrl": saturn.url}))
    settings_file.symlink_to(kept)
    assert codes(await call("POST", "leaked-token", {})) == ["moved"]
    assert settings_file.is_symlink()
    assert TOKEN not in kept.read_text()


async def test_leak_written_with_escapes_is_scrubbed(
    call: Any, saturn: FakeSaturn, settings_file: Any
) -> None:
    escaped = "".join(f"\\u{ord(c):04x}" for c in TOKEN)
    settings_file.write_text(f'{{"baseUrl": "{saturn.url}", "token": "{escaped}"}}')
    assert codes(await call("POST", "leaked-token", {})) == ["moved"]
    assert json.loads(settings_file.read_text()) == {"baseUrl": saturn.url}


@pytest.mark.parametrize(
    "body",
    [{"token": [TOKEN]}, {"token": TOKEN, "base_url": [TOKEN]}, {"token": TOKEN, TOKEN: 1}],
)
async def test_t14_bad_leak_is_refused_without_echo(call: Any, caplog: Any, body: Any) -> None:
    caplog.set_level("DEBUG")
    status, error = await call("POST", "leaked-token", body)
    assert (status, error["code"]) == (400, "bad-request")
    assert TOKEN not in json.dumps(error) + caplog.text


async def test_leak_in_overrides_is_not_used(
    call: Any, saturn: FakeSaturn, overrides_file: Any, vault_file: Any, caplog: Any
) -> None:
    text = json.dumps({PLUGIN: {"token": TOKEN, "baseUrl": saturn.url}, "x:y": {"token": "z"}})
    overrides_file.write_text(text)
    found = (await call("POST", "leaked-token", {}))[1]
    assert found["notices"] == [{"code": "overrides", "base_url": None}]
    assert codes(await call("POST", "leaked-token", {})) == []
    assert overrides_file.read_text() == text
    assert "overrides.json holds a token" in caplog.text
    assert TOKEN not in caplog.text
    assert not vault_file.exists()
    assert saturn.requests == []


class TestAtStart:
    @pytest.fixture
    def written(self, saturn: FakeSaturn) -> str:
        return json.dumps({"token": TOKEN, "baseUrl": saturn.url})

    async def test_leak_is_moved_before_any_page_reads_it(
        self, app: Any, call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any
    ) -> None:
        assert json.loads(settings_file.read_text()) == {"token": "", "baseUrl": saturn.url}
        assert stat.S_IMODE(settings_file.stat().st_mode) == 0o640
        origin = saturn.url.rstrip("/")
        assert Vault(vault_file.parent).get(origin) == a_credential(origin)
        assert saturn.requests == [], "nothing is asked before somebody looks"
        assert codes(await call("POST", "leaked-token", {})) == ["moved"]
        assert codes(await call("POST", "leaked-token", {})) == []


class TestAtStartWithoutSaturn:
    """The base URL may stand in an admin's defaults, which only the pages put together."""

    @pytest.fixture
    def written(self) -> str:
        return json.dumps({"token": TOKEN})

    async def test_leak_waits_for_a_page_to_say_whose_it_is(
        self, app: Any, call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any
    ) -> None:
        assert TOKEN in settings_file.read_text()
        body = {"token": TOKEN, "base_url": saturn.url}
        assert codes(await call("POST", "leaked-token", body)) == ["moved"]
        assert TOKEN not in settings_file.read_text()
        assert Vault(vault_file.parent).origins() == (saturn.url.rstrip("/"),)


class TestFixed:
    """An admin fixed the base URL: a token of another Saturn is kept, and sent nowhere."""

    @pytest.fixture
    def saturn_config(self, saturn: FakeSaturn, saturn_config: Any) -> dict[str, Any]:
        return {**saturn_config, "base_url": saturn.url}

    async def test_t8_leak_of_another_saturn_is_not_sent(
        self, call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any
    ) -> None:
        other = await FakeSaturn().start()
        settings_file.write_text(json.dumps({"token": TOKEN, "baseUrl": other.url}))
        assert codes(await call("POST", "leaked-token", {})) == ["unverified"]
        assert other.requests == saturn.requests == []
        assert Vault(vault_file.parent).origins() == (other.url.rstrip("/"),)
        settings_file.write_text(json.dumps({"token": OTHER}))
        saturn.token = OTHER
        assert codes(await call("POST", "leaked-token", {})) == ["moved"]
        assert other.requests == []
        await other.stop()


class TestEnvironment:
    @pytest.fixture
    def environment(self, saturn: FakeSaturn) -> dict[str, str]:
        return {"SATURN_BASE_URL": saturn.url, "SATURN_TOKEN": TOKEN}

    async def test_leak_does_not_beat_the_environment(
        self, call: Any, saturn: FakeSaturn, settings_file: Any, vault_file: Any
    ) -> None:
        settings_file.write_text(json.dumps({"token": OTHER, "baseUrl": saturn.url}))
        assert codes(await call("POST", "leaked-token", {})) == ["environment"]
        assert OTHER not in settings_file.read_text()
        assert not vault_file.exists()
        assert saturn.requests == []


@pytest.mark.parametrize("more", [{"unknown": 1}, {"idleMinutes": "x"}, {"autoAttach": "x"}])
async def test_leak_beside_a_bad_setting_is_in_no_log(
    app: Any, jp_fetch: Any, settings_file: Any, caplog: Any, more: Any
) -> None:
    caplog.set_level("DEBUG")
    # Our server has not looked yet, and JupyterLab's validator tells what it refuses.
    settings_file.write_text(json.dumps({"token": TOKEN, **more}))
    await jp_fetch("lab", "api", "settings", PLUGIN)
    assert TOKEN not in caplog.text
