"""Who may do what: security.md T1, T2, T3."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fake_saturn import CSR
from jupyter_server.auth import Authorizer
from server_rig import API, is_status
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def our_paths(app: Any) -> list[str]:
    """Fill in every registered route under our prefix: a new one is found by itself."""
    prefix = re.escape(app.serverapp.base_url.rstrip("/")) + "/jupyterlab-saturn"
    patterns = [
        rule.matcher.regex.pattern
        for group in app.serverapp.web_app.default_router.rules
        for rule in getattr(group.target, "rules", [])
        if hasattr(rule.matcher, "regex")
    ]
    ours = [p.rstrip("$") for p in patterns if re.match(prefix, p) or "jupyterlab-saturn" in p]
    filled = [re.sub(r"\((start)\|[^)]*\)", r"\1", path).replace("([^/]+)", "run") for path in ours]
    return [path.replace("\\", "") for path in filled]


async def send(port: int, method: str, path: str, **headers: str) -> Any:
    body = "{}" if method in ("POST", "PUT", "PATCH") else None
    request = HTTPRequest(
        f"http://127.0.0.1:{port}{path}",
        method=method,
        headers=headers,
        body=body,
        follow_redirects=False,
    )
    return await AsyncHTTPClient().fetch(request, raise_error=False)


@pytest.fixture
def port(http_server_client: Any) -> int:
    return int(http_server_client.get_http_port())


async def test_t1_every_route_and_method_needs_credentials(app: Any, port: int) -> None:
    paths = our_paths(app)
    assert len(paths) == 8
    for path in paths:
        for method in METHODS:
            response = await send(port, method, path)
            assert response.code == 403, (method, path, response.code)
            assert b"clusters" not in (response.body or b"")


async def test_t1_upgrade_needs_credentials(app: Any, port: int) -> None:
    for path in our_paths(app):
        response = await send(port, "GET", path, Upgrade="websocket", Connection="Upgrade")
        assert response.code == 403


async def test_t1_head_and_options_with_credentials(
    app: Any, port: int, jp_auth_header: Any
) -> None:
    for path in our_paths(app):
        for method in ("HEAD", "OPTIONS"):
            response = await send(port, method, path, **jp_auth_header)
            assert response.code in (200, 204)
            assert not response.body


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
        for path in our_paths(app):
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                response = await send(port, method, path, **jp_auth_header)
                assert response.code == 403, (method, path)
                assert json.loads(response.body)["code"] == "http-403"
        assert saturn.writes == []


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


async def cookie_of(port: int, base_url: str, token: str) -> tuple[str, str]:
    pages = [
        await send(port, "GET", f"{base_url}login{query}") for query in ("", f"?token={token}")
    ]
    values = [value for page in pages for value in page.headers.get_list("Set-Cookie")]
    pairs = [value.split(";")[0] for value in values]
    xsrf = next(pair.split("=", 1)[1] for pair in pairs if pair.startswith("_xsrf="))
    return "; ".join(pairs), xsrf


async def test_t3_cookie_needs_xsrf_and_origin(
    app: Any, port: int, jp_serverapp: Any, saturn: Any
) -> None:
    base_url = jp_serverapp.base_url
    cookie, xsrf = await cookie_of(port, base_url, jp_serverapp.identity_provider.token)
    path = f"{base_url}{API}/clusters/off/start"
    assert (await send(port, "GET", f"{base_url}{API}/state", Cookie=cookie)).code == 200
    assert (await send(port, "POST", path, Cookie=cookie)).code == 403
    headers = {"Cookie": cookie, "X-XSRFToken": xsrf}
    foreign = await send(port, "POST", path, Origin="http://evil.example", **headers)
    assert foreign.code in (403, 404)
    rebound = await send(port, "POST", path, Host="evil.example", **headers)
    assert rebound.code == 403
    assert saturn.writes == []
    assert (await send(port, "POST", path, **headers)).code == 204
    assert saturn.writes == ["POST /api/dask_clusters/off/start"]


async def test_t3_signing_in_and_out_needs_xsrf(
    app: Any, port: int, jp_serverapp: Any, saturn: Any
) -> None:
    base_url = jp_serverapp.base_url
    cookie, xsrf = await cookie_of(port, base_url, jp_serverapp.identity_provider.token)
    path = f"{base_url}{API}/credentials"
    for method in ("PUT", "DELETE"):
        assert (await send(port, method, path, Cookie=cookie)).code == 403
        headers = {"Cookie": cookie, "X-XSRFToken": xsrf}
        foreign = await send(port, method, path, Origin="http://evil.example", **headers)
        assert foreign.code in (403, 404)
        # With both it gets as far as our own refusal of an empty body, and of the environment's.
        response = await send(port, method, path, **headers)
        assert json.loads(response.body)["code"] in ("bad-token", "read-only")
    assert saturn.requests == []


async def test_t3_no_get_has_an_effect(
    app: Any, port: int, saturn: Any, state_when: Any, jp_auth_header: Any
) -> None:
    before = await state_when(is_status("ok"))
    for _ in range(2):
        for path in our_paths(app):
            for method in ("GET", "HEAD", "OPTIONS"):
                await send(port, method, path, **jp_auth_header)
    after = await state_when(is_status("ok"))
    assert saturn.writes == []
    assert after["revision"] == before["revision"]
    assert after["connection"] == before["connection"]


class TestStrict:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: Any, monkeypatch: Any) -> Any:
        monkeypatch.setenv("JUPYTER_SERVER_ALLOW_UNAUTHENTICATED_ACCESS", "0")
        return jp_server_config

    async def test_t1_no_warning_of_open_endpoints(self, app: Any, call: Any) -> None:
        # The warning would be an error here, and the extension would not have been loaded.
        assert app.serverapp.web_app.settings["allow_unauthenticated_access"] is False
        assert (await call("GET", "state"))[0] == 200
