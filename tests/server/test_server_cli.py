"""The command line: ``jupyter saturn``."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import pytest
from cryptography import x509
from fake_saturn import TOKEN, FakeSaturn, a_cluster, answer
from server_rig import USER, is_status
from test_server_network import DAY, NOW, make_certificate, server_context

from jupyterlab_saturn.vault import FILE_NAME, Vault

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Terminals are POSIX's here.")

COMMAND = [
    sys.executable,
    "-c",
    "import sys; from jupyterlab_saturn.cli import main; sys.argv[0] = 'jupyter-saturn'; main()",
]


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def saturn_config() -> dict[str, Any]:
    return {"local_saturn": False}


@pytest.fixture
def directory(tmp_path: Any, jp_environ: Any) -> Any:
    return tmp_path / "cli" / "saturn"


@pytest.fixture
def run(directory: Any, monkeypatch: Any) -> Any:
    """Run a command; returns its exit code and all that it wrote."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(directory.parent))

    async def start(*arguments: str, typed: str = "", **environ: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **environ},
        )
        written, _ = await asyncio.wait_for(process.communicate(typed.encode()), 60)
        assert process.returncode is not None
        assert TOKEN not in written.decode()
        assert "Traceback" not in written.decode(), written.decode()
        return process.returncode, written.decode()

    return start


async def test_cli_login_status_logout(run: Any, saturn: FakeSaturn, directory: Any) -> None:
    code, text = await run(
        "login", "--base-url", saturn.url, typed=f"export SATURN_TOKEN={TOKEN}\n"
    )
    assert code == 0, text
    assert "as alice of acme" in text
    assert str(directory / FILE_NAME) in text
    vault = Vault(directory)
    assert vault.origins() == (saturn.url.rstrip("/"),)
    # From here on the only stored one is meant.
    code, text = await run("status")
    assert (code, "good, signed in as alice" in text, TOKEN[-4:] in text) == (0, True, True)
    code, text = await run("logout")
    assert (code, "Forgotten" in text) == (0, True), text
    assert vault.origins() == ()
    assert not (directory / FILE_NAME).exists()
    code, text = await run("logout")
    assert (code, "No token" in text) == (0, True)


async def test_cli_logout_of_all_wipes_a_damaged_vault(run: Any, directory: Any) -> None:
    directory.mkdir(parents=True, mode=0o700)
    (directory / FILE_NAME).write_text(f'{{"token": "{TOKEN}')
    (directory / FILE_NAME).chmod(0o600)
    code, text = await run("logout", "--all")
    assert (code, f"Removed: {FILE_NAME}.bad-" in text) == (0, True), text
    assert "No token was stored" not in text
    for path in directory.rglob("*"):
        assert TOKEN.encode() not in path.read_bytes()
    code, text = await run("logout", "--all")
    assert (code, "No token was stored" in text) == (0, True), text


async def test_cli_logout_of_another_saturn_than_the_fixed_one(
    run: Any, saturn: FakeSaturn, directory: Any
) -> None:
    await run("login", f"--base-url={saturn.url}", typed=TOKEN)
    requests = len(saturn.requests)
    fixed = {"SATURN_BASE_URL": "https://a.example"}
    code, text = await run("logout", f"--base-url={saturn.url}", **fixed)
    assert (code, "Forgotten" in text) == (0, True), text
    assert Vault(directory).origins() == ()
    assert len(saturn.requests) == requests


async def test_cli_login_with_the_whole_block(run: Any, saturn: FakeSaturn, directory: Any) -> None:
    block = f"export SATURN_BASE_URL={saturn.url}\nexport SATURN_TOKEN={TOKEN}\n"
    assert (await run("login", typed=block))[0] == 0
    assert Vault(directory).origins() == (saturn.url.rstrip("/"),)
    code, text = await run("login", "--base-url", "https://a.example", typed=block)
    assert (code, "copied together with" in text) == (1, True)
    code, text = await run("login", typed=block, SATURN_BASE_URL="https://a.example")
    assert (code, "copied together with" in text) == (1, True)


async def test_cli_login_that_is_refused(run: Any, saturn: FakeSaturn, directory: Any) -> None:
    saturn.faults[USER] = answer(401, {"message": f"expired {TOKEN}"})
    code, text = await run("login", f"--base-url={saturn.url}", typed=TOKEN)
    assert (code, "expired" in text, "Access Keys" in text) == (1, True, True)
    code, text = await run("login", f"--base-url={saturn.url}", typed=f"{TOKEN} x")
    assert (code, "not a token" in text) == (1, True)
    assert not (directory / FILE_NAME).exists()


async def test_cli_token_is_never_an_argument(run: Any, saturn: FakeSaturn) -> None:
    for words in (["--token", "x-y-z"], ["--token=x-y-z"]):
        code, _ = await run("login", f"--base-url={saturn.url}", *words)
        assert code != 0
    assert saturn.requests == []


async def test_cli_fixed_base_url_cannot_be_left(run: Any, saturn: FakeSaturn) -> None:
    fixed = {"SATURN_BASE_URL": "https://a.example"}
    code, text = await run("login", f"--base-url={saturn.url}", typed=TOKEN, **fixed)
    assert (code, "fixed" in text) == (1, True)
    assert saturn.requests == []


@pytest.mark.parametrize(
    "option", ["--SaturnApp.vault=memory", "--ContentsManager.allow_hidden=True"]
)
async def test_cli_login_where_tokens_stay_in_memory(
    run: Any, saturn: FakeSaturn, directory: Any, option: str
) -> None:
    code, text = await run("login", f"--base-url={saturn.url}", option, typed=TOKEN)
    assert (code, "memory only" in text) == (1, True), text
    assert not (directory / FILE_NAME).exists()


async def test_cli_login_at_a_terminal_does_not_show_the_token(
    run: Any, saturn: FakeSaturn, directory: Any
) -> None:
    outer, inner = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        "login",
        f"--base-url={saturn.url}",
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
    )
    os.close(inner)
    shown = b""

    async def read_until(mark: bytes) -> None:
        nonlocal shown
        while mark not in shown:
            shown += await asyncio.wait_for(asyncio.to_thread(os.read, outer, 1000), 20)

    await read_until(b"not shown): ")
    os.write(outer, f"{TOKEN}\n".encode())
    await read_until(b"for you alone")
    assert await process.wait() == 0
    os.close(outer)
    assert TOKEN.encode() not in shown
    assert Vault(directory).origins() == (saturn.url.rstrip("/"),)


async def test_cli_login_reaches_a_running_server(
    run: Any, app: Any, call: Any, state_when: Any, saturn: FakeSaturn
) -> None:
    await call("PUT", "connection", {"base_url": saturn.url})
    await state_when(is_status("signed-out"))
    assert (await run("login", f"--base-url={saturn.url}", typed=TOKEN))[0] == 0
    await state_when(is_status("ok"))
    assert (await run("logout"))[0] == 0
    await call("POST", "refresh")
    await state_when(is_status("signed-out"))


async def test_cli_doctor_tells_the_steps_apart(run: Any, saturn: FakeSaturn) -> None:
    listener = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    saturn.address = f"tls://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    saturn.clusters = {"secret-id": a_cluster("secret-id", name="secret-name")}
    await run("login", f"--base-url={saturn.url}", typed=TOKEN)
    code, text = await run("doctor", HTTPS_PROXY="http://u:s3cret@127.0.0.1:1")
    assert code == 1
    for line in (
        "ok     Saturn, TCP",
        "ok     Saturn, API",
        "ok     Token",
        "ok     Clusters: 1 (1 running)",
        "ok     Scheduler 1, TCP",
        "FAILED Scheduler 1, TLS",
        "Environment: HTTPS_PROXY",
    ):
        assert line in text, text
    assert "s3cret" not in text
    assert "secret-" not in text
    assert saturn.writes == []
    listener.close()
    await listener.wait_closed()
    code, text = await run("doctor")
    assert "FAILED Scheduler 1, TCP" in text
    assert saturn.address.removeprefix("tls://") not in text
    assert saturn.address.rsplit(":", 1)[1] not in text
    saturn.faults[USER] = answer(200, b"<html>", "text/html")
    code, text = await run("doctor")
    assert (code, "FAILED Saturn, API: not-saturn" in text) == (1, True), text


async def test_cli_doctor_tells_which_tls_a_scheduler_speaks(
    run: Any, saturn: FakeSaturn, tmp_path: Any
) -> None:
    name = x509.DNSName("scheduler")
    _, server = make_certificate(tmp_path, [name], NOW + DAY)
    scheduler = await FakeSaturn().start(context=server_context(server))
    saturn.address = f"tls://127.0.0.1:{scheduler.port}"
    await run("login", f"--base-url={saturn.url}", typed=TOKEN)
    code, text = await run("doctor")
    assert code == 0, text
    assert "ok     Scheduler 1, TLS: It agrees on TLSv1." in text
    await scheduler.stop()


@pytest.mark.parametrize("kind", ["file", "memory"])
async def test_cli_doctor_tells_where_tokens_are_kept(run: Any, kind: str) -> None:
    _, text = await run("doctor", f"--SaturnApp.vault={kind}")
    assert f"Vault: {kind}" in text, text


async def test_cli_doctor_asks_saturn_and_changes_nothing(run: Any, saturn: FakeSaturn) -> None:
    saturn.clusters = {
        "secret-id": a_cluster("secret-id", name="secret-name"),
        "secret-off": a_cluster("secret-off", status="stopped"),
    }
    await run("login", f"--base-url={saturn.url}", typed=TOKEN)
    code, text = await run("doctor", "--saturn")
    assert code == 0, text
    for question in (
        "nobody",
        "user, Bearer",
        "GET /api/dask_clusters/{id}/info?is_external=true",
        "POST /api/dask_clusters/{id}/csr?is_external=true",
    ):
        assert question in text, text
    assert "401 application/json {message:str}" in text
    assert "scheduler_address:tls://" in text
    for secret in ("secret-", "alice", "acme", "127.0.0.1:8786"):
        assert secret not in text.split("question", 1)[1], text
    assert {write.rsplit("/", 1)[1] for write in saturn.writes} == {"csr"}


async def test_cli_doctor_starts_only_what_was_named_and_confirmed(
    run: Any, saturn: FakeSaturn
) -> None:
    await run("login", f"--base-url={saturn.url}", typed=TOKEN)
    code, text = await run("doctor", "--saturn", "--start", typed="yes\n")
    assert (code, "needs a cluster" in text) == (1, True)
    code, text = await run("doctor", "--saturn", "--start", "--cluster=off", typed="no\n")
    assert (code, "Nothing was changed" in text) == (1, True)
    code, text = await run("doctor", "--saturn", "--start", "--cluster=run", typed="yes\n")
    assert (code, "nothing was started" in text) == (0, True)
    assert not [write for write in saturn.writes if not write.endswith("/csr")]


async def test_cli_local_passes_its_arguments_on(run: Any, directory: Any) -> None:
    code, text = await run("local", "--help")
    assert (code, "--state-dir" in text) == (0, True)
    code, text = await run("local", "--users", "many")
    assert (code, "invalid int value" in text) == (2, True)
