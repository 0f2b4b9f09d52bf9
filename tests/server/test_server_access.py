"""Who may do what: security.md T1, T2, T3."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fake_saturn import CSR
from jupyter_server.auth import Authorizer
from jupyter_server.base.handlers import APIHandler
from server_rig import API, is_status
from tornado.web import RequestHandler, authenticated
from tornado.websocket import WebSocketHandler
from walk import DOOR, METHODS, READS, WRITES, fill, let_in, our_paths, send, upgrade, walk


async def test_t1_every_route_and_method_needs_credentials(app: Any, port: int) -> None:
    answers = await walk(app, port)
    assert len(answers) >= len(METHODS) * 13
    assert let_in(answers) == []
    assert not any(b"clusters" in answer.body for answer in answers)


async def test_t1_upgrade_needs_credentials(app: Any, port: int) -> None:
    assert let_in(await upgrade(app, port)) == []


async def test_t1_head_and_options_with_credentials(
    app: Any, port: int, jp_auth_header: Any
) -> None:
    answers = await walk(app, port, ["HEAD", "OPTIONS"], **jp_auth_header)
    door = [answer for answer in answers if DOOR in answer.path]
    others = [answer for answer in answers if DOOR not in answer.path]
    assert let_in(others, 200, 204) == []
    assert not any(answer.body for answer in others)
    # Jupyter's credentials open no dashboard: its ticket does.
    assert door
    assert let_in(door) == []


class Open(RequestHandler):
    """A route as it is when its author forgot all that protects."""

    def get(self, *_: str) -> None:
        self.finish("{}")

    head = post = put = patch = delete = options = get

    def check_xsrf_cookie(self) -> None:
        pass


class OpenSocket(WebSocketHandler):
    def check_origin(self, origin: str) -> bool:
        return True


class HalfOpen(APIHandler):
    """A route that knows who asks, and forgets to ask what they may do."""

    @authenticated
    def post(self, _: str) -> None:
        self.finish("{}")


def add_route(app: Any, handler: Any) -> str:
    pattern = f"{app.serverapp.base_url}{API}/new/([^/]+)"
    app.serverapp.web_app.add_handlers(".*$", [(pattern, handler)])
    return fill(pattern)


async def test_t1_walk_finds_a_new_route_that_is_open(
    app: Any, port: int, jp_serverapp: Any
) -> None:
    path = add_route(app, Open)
    assert let_in(await walk(app, port)) == [f"{method} {path}: 200" for method in METHODS]
    cookie, _ = await cookie_of(port, jp_serverapp)
    found = let_in(await walk(app, port, WRITES, Cookie=cookie))
    assert found == [f"{method} {path}: 200" for method in WRITES]
    assert f"GET {path}: 200" in let_in(await walk(app, port, ["GET"], Host="evil.example"))


async def test_t1_walk_finds_a_new_socket_that_is_open(app: Any, port: int) -> None:
    path = add_route(app, OpenSocket)
    assert let_in(await upgrade(app, port)) == [f"UPGRADE {path}: 101"]


class ReadOnly(Authorizer):
    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return resource != "saturn" or action == "read"


class TestReadOnly:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: Any) -> Any:
        jp_server_config["ServerApp"]["authorizer_class"] = ReadOnly
        return jp_server_config

    async def test_t2_read_only_user(
        self, call: Any, app: Any, saturn: Any, state_when: Any, jp_auth_header: Any, port: int
    ) -> None:
        await state_when(is_status("ok"))
        assert (await call("GET", "credentials"))[0] == 200
        answers = await walk(app, port, WRITES, **jp_auth_header)
        assert let_in(answers) == []
        told = [json.loads(answer.body) for answer in answers if DOOR not in answer.path]
        assert all(body["code"] == "http-403" for body in told)
        assert saturn.writes == []

    async def test_t2_walk_finds_a_new_route_that_asks_nobody(
        self, app: Any, port: int, jp_auth_header: Any
    ) -> None:
        path = add_route(app, HalfOpen)
        found = let_in(await walk(app, port, WRITES, **jp_auth_header))
        assert f"POST {path}: 200" in found


class NoExecute(Authorizer):
    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return resource != "saturn" or action != "execute"


class TestNoExecute:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: Any) -> Any:
        jp_server_config["ServerApp"]["authorizer_class"] = NoExecute
        return jp_server_config

    async def test_t2_certificate_needs_execute(self, call: Any, saturn: Any) -> None:
        status, _ = await call("POST", "clusters/run/certificate", {"csr": CSR})
        assert status == 403
        assert saturn.writes == []
        assert (await call("POST", "clusters/off/start"))[0] == 204


async def cookie_of(port: int, serverapp: Any) -> tuple[str, str]:
    """Sign in to Jupyter as a browser does; returns the cookies, and the XSRF token."""
    token = serverapp.identity_provider.token
    pages = [
        await send(port, "GET", f"{serverapp.base_url}login{query}")
        for query in ("", f"?token={token}")
    ]
    values = [value for page in pages for value in page.headers.get_list("Set-Cookie")]
    pairs = [value.split(";")[0] for value in values]
    xsrf = next(pair.split("=", 1)[1] for pair in pairs if pair.startswith("_xsrf="))
    return "; ".join(pairs), xsrf


async def test_t3_every_write_needs_xsrf(
    app: Any, port: int, jp_serverapp: Any, saturn: Any
) -> None:
    cookie, xsrf = await cookie_of(port, jp_serverapp)
    assert let_in(await walk(app, port, WRITES, Cookie=cookie)) == []
    wrong = {"Cookie": cookie, "X-XSRFToken": xsrf[::-1]}
    assert let_in(await walk(app, port, WRITES, **wrong)) == []
    assert saturn.writes == []
    path = f"{jp_serverapp.base_url}{API}/clusters/off/start"
    right = {"Cookie": cookie, "X-XSRFToken": xsrf}
    assert (await send(port, "POST", path, **right)).code == 204
    assert saturn.writes == ["POST /api/dask_clusters/off/start"]


async def test_t3_foreign_origin_and_host_are_refused(
    app: Any, port: int, jp_serverapp: Any, saturn: Any
) -> None:
    cookie, xsrf = await cookie_of(port, jp_serverapp)
    mine = {"Cookie": cookie, "X-XSRFToken": xsrf}
    # OPTIONS is how a browser asks; the answer allows nothing.
    foreign = await walk(app, port, Origin="http://evil.example", **mine)
    assert let_in([a for a in foreign if a.method != "OPTIONS"], 403, 404) == []
    assert not any("Access-Control-Allow-Origin" in answer.headers for answer in foreign)
    rebound = await walk(app, port, Host="evil.example", **mine)
    assert let_in(rebound) == []
    socket = await upgrade(app, port, Origin="http://evil.example", **mine)
    assert let_in(socket, 403, 404) == []
    assert not any(b"clusters" in answer.body for answer in (*foreign, *rebound, *socket))
    assert saturn.writes == []
    path = f"{jp_serverapp.base_url}{API}/state"
    assert (await send(port, "GET", path, Cookie=cookie)).code == 200


async def test_t3_signing_in_and_out_needs_xsrf(
    app: Any, port: int, jp_serverapp: Any, saturn: Any
) -> None:
    cookie, xsrf = await cookie_of(port, jp_serverapp)
    path = f"{jp_serverapp.base_url}{API}/credentials"
    for method in ("PUT", "DELETE"):
        assert (await send(port, method, path, Cookie=cookie)).code == 403
        headers = {"Cookie": cookie, "X-XSRFToken": xsrf}
        foreign = await send(port, method, path, Origin="http://evil.example", **headers)
        assert foreign.code in (403, 404)
        # With both it gets as far as our own refusal of an empty body, and of the environment's.
        response = await send(port, method, path, **headers)
        assert json.loads(response.body)["code"] in ("bad-token", "read-only")
    assert saturn.requests == []


def files_below(directory: Any) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


QUERIES = ("", "?base_url=https://evil.example&project=x&token=evil", "?_method=DELETE&action=stop")


async def test_t3_no_get_has_an_effect(
    app: Any, port: int, saturn: Any, state_when: Any, jp_auth_header: Any, jp_data_dir: Any
) -> None:
    before = await state_when(is_status("ok"))
    files = files_below(jp_data_dir)
    for query in QUERIES * 2:
        for path in our_paths(app):
            for method in READS:
                await send(port, method, f"{path}{query}", **jp_auth_header)
    after = await state_when(is_status("ok"))
    assert saturn.writes == []
    assert after["revision"] == before["revision"]
    assert after["connection"] == before["connection"]
    assert files_below(jp_data_dir) == files


class TestStrict:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: Any, monkeypatch: Any) -> Any:
        monkeypatch.setenv("JUPYTER_SERVER_ALLOW_UNAUTHENTICATED_ACCESS", "0")
        return jp_server_config

    async def test_t1_no_warning_of_open_endpoints(self, app: Any, call: Any) -> None:
        # The warning would be an error here, and the extension would not have been loaded.
        assert app.serverapp.web_app.settings["allow_unauthenticated_access"] is False
        assert (await call("GET", "state"))[0] == 200
