"""Signing in: which tokens are kept, and what is told of them."""

from __future__ import annotations

import json
import socket
import ssl
from typing import Any

import pytest
from fake_saturn import TOKEN, FakeSaturn, answer, hang
from server_rig import LIST, USER, in_hours, is_status

TOKENS = ("GET", "/api/tokens")


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def saturn_config(saturn_config: dict[str, Any]) -> dict[str, Any]:
    return {**saturn_config, "local_saturn": False}


@pytest.mark.usefixtures("connected")
async def test_signin_says_as_whom(
    call: Any, saturn: FakeSaturn, state_when: Any, vault_file: Any
) -> None:
    await state_when(is_status("signed-out"))
    assert saturn.requests == []
    status, found = await call("PUT", "credentials", {"token": f" {TOKEN}\n"})
    assert status == 200
    expected = {
        "configured": True,
        "source": "vault",
        "hint": TOKEN[-4:],
        "expires_at": None,
        "warnings": [],
        "base_url": saturn.url,
        "user": "alice",
        "organisation": "acme",
        "scope": "user",
        "read_only": False,
        "vault": "file",
        "stored": [saturn.url],
        "has_local": False,
    }
    assert found == expected
    state = await state_when(is_status("ok"))
    assert state["connection"]["user"] == "alice"
    assert state["connection"]["token"]["hint"] == TOKEN[-4:]
    assert await call("GET", "credentials") == (200, expected)
    assert TOKEN not in json.dumps([found, state])
    assert json.loads(vault_file.read_text())["tokens"].keys() == {saturn.url.rstrip("/")}
    assert saturn.writes == []


@pytest.mark.usefixtures("connected")
async def test_signin_with_the_other_header_form(
    call: Any, saturn: FakeSaturn, state_when: Any
) -> None:
    saturn.scheme = "Bearer"
    assert (await call("PUT", "credentials", {"token": TOKEN}))[0] == 200
    await state_when(is_status("ok"))
    assert saturn.requests[-1].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.usefixtures("connected")
async def test_signin_with_a_token_of_one_resource(
    call: Any, saturn: FakeSaturn, state_when: Any
) -> None:
    saturn.faults[USER] = answer(403, {"message": "not for this token"})
    status, found = await call("PUT", "credentials", {"token": TOKEN})
    assert status == 200
    assert (found["user"], found["organisation"]) == ("alice", "acme")
    assert (found["scope"], found["expires_at"]) == ("resource", None)
    state = await state_when(is_status("ok"))
    assert len(state["clusters"]) == 2


@pytest.mark.usefixtures("connected")
async def test_signin_tells_a_limited_token(call: Any, saturn: FakeSaturn) -> None:
    saturn.faults[TOKENS] = answer(403, {"message": "limited"})
    saturn.faults[LIST] = answer(500, b"")
    status, found = await call("PUT", "credentials", {"token": TOKEN})
    assert (status, found["scope"], found["organisation"]) == (200, "resource", None)


def html(status: int) -> Any:
    return answer(status, b"<html>hello</html>", "text/html")


WRONG = [
    ("401", {}, "refused", "Access Keys"),
    ("403", {USER: answer(403, {}), LIST: answer(403, {})}, "refused", "Connect Externally"),
    ("204", {USER: answer(204)}, "refused", "/api/user/token"),
    ("expired", {USER: answer(401, {"message": "token expired"})}, "expired", "Access Keys"),
    ("html", {USER: html(200)}, "not-saturn", "base URL"),
    ("404", {USER: html(404)}, "not-saturn", "base URL"),
    ("json", {USER: answer(200, {"hello": 1})}, "not-saturn", "base URL"),
    ("moved", {USER: answer(302, b"", Location="https://x.example/")}, "not-saturn", "base URL"),
    ("503", {USER: answer(503, b"")}, "unavailable", "again"),
    ("hang", {USER: hang}, "timeout", "network"),
]


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(
    ("faults", "code", "hint"), [x[1:] for x in WRONG], ids=[x[0] for x in WRONG]
)
async def test_signin_that_fails_stores_nothing(
    call: Any, saturn: FakeSaturn, vault_file: Any, caplog: Any, faults: Any, code: str, hint: str
) -> None:
    caplog.set_level("DEBUG")
    saturn.faults.update(faults)
    wrong = "wrong-canary-8731-0000" if not faults else TOKEN
    status, error = await call("PUT", "credentials", {"token": wrong})
    assert status >= 400
    assert error["code"] == code
    assert hint in error["hint"]
    assert wrong not in json.dumps(error)
    assert wrong not in caplog.text
    assert not vault_file.exists()
    assert (await call("GET", "credentials"))[1]["configured"] is False


async def test_signin_where_nobody_listens(call: Any, vault_file: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        _, error = await call("PUT", "credentials", {"token": TOKEN, "base_url": url})
    assert error["code"] == "unreachable"
    assert not vault_file.exists()


async def test_signin_with_tls_trouble(
    call: Any, vault_file: Any, tmp_path: Any, jp_asyncio_loop: Any
) -> None:
    import ipaddress

    from cryptography import x509
    from test_server_network import DAY, NOW, make_certificate

    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    _, server = make_certificate(tmp_path, [address], NOW + DAY)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server)
    saturn = await FakeSaturn().start(context=context)
    url = saturn.url.replace("http:", "https:")
    _, error = await call("PUT", "credentials", {"token": TOKEN, "base_url": url})
    assert error["code"] == "tls"
    assert "ca_bundle" in error["hint"]
    assert saturn.requests == []
    assert not vault_file.exists()
    await saturn.stop()


async def test_signin_without_a_saturn(call: Any, app: Any) -> None:
    status, error = await call("PUT", "credentials", {"token": TOKEN})
    assert (status, error["code"]) == (400, "no-base-url")
    status, error = await call("DELETE", "credentials")
    assert (status, error["code"]) == (400, "no-base-url")


async def test_signout_without_a_saturn_removes_what_was_left(call: Any, vault_file: Any) -> None:
    vault_file.parent.mkdir(parents=True, mode=0o700)
    for ending in ("bad-20260101T000000", "0123456789abcdef.tmp"):
        vault_file.with_name(f"{vault_file.name}.{ending}").write_text(TOKEN)
    await call("DELETE", "credentials")
    assert list(vault_file.parent.glob(f"{vault_file.name}.*")) == [
        vault_file.with_name(f"{vault_file.name}.lock")
    ]


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"token": None},
        {"token": ""},
        {"token": f"{TOKEN} {TOKEN}"},
        {"token": f"{TOKEN}\u20ac"},
        {"token": TOKEN * 400},
        {"token": [TOKEN]},
        {"token": {"token": TOKEN}},
        {"token": TOKEN, "base_url": 3},
        {"token": TOKEN, "base_url": f"ftp://{TOKEN}"},
        {"token": TOKEN, "base_url": TOKEN},
        {"token": TOKEN, "base_url": f"https://{TOKEN}.example"},
        {"token": TOKEN, "base_url": f"https://u:{TOKEN}@a.example"},
        {"token": "good-token-12345", TOKEN: 1},
        {TOKEN: TOKEN},
        [TOKEN],
        TOKEN,
        f'{{"token": "{TOKEN}'.encode(),
        f'{{"token": "{TOKEN}\x00"}}'.encode(),
        f'{{"token": NaN, "x": "{TOKEN}"}}'.encode(),
        b"\xff" + TOKEN.encode(),
        TOKEN.encode() * 4000,
        b'{"a":' * 30_000 + TOKEN.encode(),
    ],
)
async def test_t14_bad_body_is_refused_without_echo(
    call: Any, saturn: FakeSaturn, vault_file: Any, caplog: Any, body: Any
) -> None:
    caplog.set_level("DEBUG")
    status, error = await call("PUT", "credentials", body)
    assert status == 400
    assert TOKEN not in json.dumps(error)
    assert TOKEN not in caplog.text
    assert saturn.requests == []
    assert not vault_file.exists()


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(
    ("ends", "is_told", "warns"),
    [((23,), True, True), ((25,), True, False), ((23, 23), True, True), ((23, 99), False, False)],
)
async def test_signin_warns_before_the_end(
    call: Any, saturn: FakeSaturn, ends: Any, is_told: bool, warns: bool
) -> None:
    times = {hours: in_hours(hours) for hours in ends}
    saturn.tokens = [{"id": "t", "expires_at": times[hours], "scope": None} for hours in ends]
    _, found = await call("PUT", "credentials", {"token": TOKEN})
    assert found["expires_at"] == (times[ends[0]] if is_told else None)
    assert bool(found["warnings"]) is warns
    _, state = await call("GET", "state")
    assert state["connection"]["token"]["expires_at"] == found["expires_at"]
    assert state["connection"]["token"]["warnings"] == found["warnings"]


@pytest.mark.usefixtures("connected")
async def test_l5_token_that_cannot_be_stored(
    call: Any, saturn: FakeSaturn, state_when: Any, vault_file: Any
) -> None:
    await state_when(is_status("signed-out"))
    vault_file.parent.mkdir(parents=True, exist_ok=True)
    vault_file.symlink_to("/dev/full")
    status, error = await call("PUT", "credentials", {"token": TOKEN})
    assert (status, error["code"]) == (507, "vault")
    assert TOKEN not in json.dumps(error)
    await state_when(is_status("signed-out"))


@pytest.mark.usefixtures("connected")
async def test_t14_words_of_saturn_do_not_repeat_the_token(
    call: Any, saturn: FakeSaturn, caplog: Any
) -> None:
    caplog.set_level("DEBUG")
    saturn.faults["GET", "/api/tokens"] = answer(200, {"tokens": []}, X_Echo=TOKEN)
    saturn.faults[USER] = answer(200, {"username": f"I am {TOKEN}"}, Set_Cookie=f"a={TOKEN}")
    status, found = await call("PUT", "credentials", {"token": TOKEN})
    assert status == 200
    assert TOKEN not in json.dumps(found)
    assert "[token]" in caplog.text, "the HTTP library logs the headers of answers"
    assert TOKEN not in caplog.text
