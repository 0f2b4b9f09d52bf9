"""The dashboards' proxy over HTTP: security.md T5, T6, T7."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import unquote

import pytest
from dashboard_rig import PREFIX, FakeDashboard, browse, until
from test_server_network import DAY, NOW, make_certificate, server_context

from jupyterlab_saturn import proxyclient
from jupyterlab_saturn.upstream import parse_link

# Written out here once more: a header that is added to the lists of the code must be a decision.
TO_UPSTREAM = frozenset(
    {
        "Accept",
        "Accept-Language",
        "If-Match",
        "If-Modified-Since",
        "If-None-Match",
        "If-Range",
        "If-Unmodified-Since",
        "Range",
    }
)
TO_BROWSER = frozenset(
    {
        "Accept-Ranges",
        "Content-Encoding",
        "Content-Language",
        "Content-Range",
        "Content-Type",
        "ETag",
        "Last-Modified",
        "Retry-After",
    }
)
SANDBOX = "sandbox allow-scripts"
#: Besides what is passed on: our own, and those of HTTP itself.
OUR_OWN = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cache-control",
    "connection",
    "content-length",
    "date",
    "location",
}
#: Of HTTP itself, or the client's own.
CLIENTS_OWN = {"host", "connection", "user-agent", "accept-encoding"}


def assert_sandboxed(answer: Any) -> None:
    assert answer["Content-Security-Policy"] == SANDBOX
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert answer.names <= OUR_OWN | {name.lower() for name in TO_BROWSER}


async def test_pages_are_passed_on(dashboard: FakeDashboard, enter: Any, port: int) -> None:
    path = await enter()
    kind = {"Content-Type": "text/html; charset=utf-8"}
    dashboard.answers["status"] = (200, kind, b"<p>hello</p>")
    found = await browse(port, f"{path}status?theme=dark&x=%2F")
    assert (found.status, found.body) == (200, b"<p>hello</p>")
    assert found["Content-Type"] == "text/html; charset=utf-8"
    assert_sandboxed(found)
    assert dashboard.visits[-1].target == f"{PREFIX}status?theme=dark&x=%2F"
    head = await browse(port, f"{path}status", "HEAD")
    assert (head.status, head.body, head["Content-Length"]) == (200, b"", "12")
    page = "info/worker/tls%3A%2F%2F127.0.0.1%3A4567.html"
    assert (await browse(port, path + page)).status == 200
    assert dashboard.visits[-1].target == PREFIX + page


async def test_t6_every_byte_is_sandboxed(dashboard: FakeDashboard, enter: Any, port: int) -> None:
    path = await enter()
    policy = {"Content-Security-Policy": "default-src *", "Content-Type": "text/html"}
    for status in (200, 206, 304, 400, 404, 418, 500, 503):
        dashboard.answers["page"] = (status, policy, b"")
        found = await browse(port, f"{path}page")
        assert found.status == status
        assert_sandboxed(found)
    dashboard.answers["silent"] = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<p/>"
    found = await browse(port, f"{path}silent")
    assert found["Content-Type"] == "application/octet-stream"
    forged = path[:-2] + ("A" if path[-2] != "A" else "B") + "/status"
    for method, target, expected in (
        ("GET", forged, 403),
        ("GET", path.rstrip("/"), 404),
        ("GET", f"{path}..%2f", 404),
        ("POST", f"{path}status", 405),
        ("OPTIONS", f"{path}status", 405),
    ):
        found = await browse(port, target, method)
        assert found.status == expected, (method, target)
        assert_sandboxed(found)
        assert found["Content-Type"] == "text/plain; charset=utf-8"
        assert b"<" not in found.body
    await dashboard.stop()
    found = await browse(port, f"{path}status")
    assert found.status == 502
    assert_sandboxed(found)


async def test_t7_requests_carry_the_allowed_headers_only(
    dashboard: FakeDashboard, enter: Any, port: int, jp_serverapp: Any
) -> None:
    path = await enter()
    secrets = {
        "Cookie": "username-localhost=secret; _xsrf=2|secret",
        "X-XSRFToken": "2|secret",
        "Referer": f"http://127.0.0.1:{port}{path}status?token=secret",
        "Origin": "null",
        "Proxy-Authorization": "Basic secret",
        "X-Forwarded-For": "10.0.0.1",
        "Forwarded": "for=10.0.0.1",
        "X-Saturn-Ticket": "secret",
        "Upgrade-Insecure-Requests": "1",
        "Sec-Fetch-Site": "cross-site",
        "Accept-Encoding": "br, gzip",
    }
    allowed = dict.fromkeys(TO_UPSTREAM, "*")
    target = f"{path}status?token=secret&theme=dark&%74oken=secret&x=%41"
    found = await browse(port, target, headers={**secrets, **allowed})
    assert found.status == 304
    assert dashboard.visits[-1].target == f"{PREFIX}status?theme=dark&x=%41"
    sent = dashboard.visits[-1].headers
    names = {name.lower() for name in sent}
    assert names <= CLIENTS_OWN | {name.lower() for name in TO_UPSTREAM}
    assert {name.lower() for name in TO_UPSTREAM} <= names
    assert "secret" not in str(sent)
    assert sent["Host"] == f"127.0.0.1:{dashboard.port}"


async def test_t7_answers_carry_the_allowed_headers_only(
    dashboard: FakeDashboard, enter: Any, port: int
) -> None:
    path = await enter()
    evil = {
        "Set-Cookie": "username-x=evil; Path=/",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Credentials": "true",
        "Strict-Transport-Security": "max-age=99999999",
        "Clear-Site-Data": '"*"',
        "Refresh": "0;url=http://evil.example",
        "Link": "<http://evil.example>; rel=preload",
        "Service-Worker-Allowed": "/",
        "Content-Security-Policy": "default-src *",
        "X-Frame-Options": "DENY",
        "Alt-Svc": 'h2="evil.example"',
        "Report-To": "{}",
        "SourceMap": "http://evil.example",
        "WWW-Authenticate": "Basic",
        "X-Anything": "1",
    }
    good = {name: "1" for name in TO_BROWSER if name != "Content-Encoding"}
    dashboard.answers["page"] = (200, {**evil, **good}, b"x")
    found = await browse(port, f"{path}page")
    assert_sandboxed(found)
    assert {name.lower() for name in good} <= found.names
    assert "evil" not in str(found.headers)


# Every form that has led a proxy astray, and some more; {i} is the internal service.
TAILS = (
    "/{i}/", "//{i}/", "///{i}", "@{i}/", ":80@{i}/", "http://{i}/", "http:/{i}/", "https:{i}",
    "..", "../", "../../", "../secret", "./../secret", "a/../../secret", "a/./../../secret",
    "%2e%2e/secret", "%2e%2e%2fsecret", "%2E%2E/%2E%2E/secret", "..%2f..%2fsecret",
    "%2f..%2fsecret",
    "%2f%2f{i}/", "%252e%252e%252fsecret", "%25252e%25252e/secret", "..%252fsecret", "..%5csecret",
    "..\\secret", "\\\\{i}\\", "%5c%5c{i}", "/\\{i}", "\\/{i}", "%0d%0aHost:%20{i}", "a%0aGET%20/",
    "a%00b", "a\x01b", "\tsecret", "..;/secret", "%c0%ae%c0%ae/secret", "\u00e9", "#@{i}/", "a b",
    "?@{i}/#x\\", "proxy/80/{i}/", "PROXY/80/{i}/", "%70roxy/80/{i}/", "a//b", "[{i}]/", "{{}}",
    "a?x=<script>", "a?x=\\", "a%", "a%zz", "x" * 9000, "a?" + "x" * 9000,
)  # fmt: skip


@pytest.mark.parametrize("form", TAILS, ids=range(len(TAILS)))
async def test_t5_no_path_leads_elsewhere(
    dashboard: FakeDashboard, enter: Any, port: int, form: str
) -> None:
    internal = FakeDashboard().start()
    path = await enter()
    before = len(dashboard.visits)
    tail = form.format(i=f"127.0.0.1:{internal.port}")
    for target in (f"{path}{tail}", f"{path}x/{tail}", f"{path.rstrip('/')}{tail}"):
        found = await browse(port, target)
        assert found.status in (0, 200, 400, 403, 404), target
        assert b"secret" not in found.body
    assert internal.visits == []
    for visit in dashboard.visits[before:]:
        seen = unquote(unquote(visit.target.partition("?")[0])).replace("\\", "/")
        assert visit.target.startswith(PREFIX)
        assert ".." not in seen.replace("..;", "").split("/")
        assert visit.headers["Host"] == f"127.0.0.1:{dashboard.port}"
    await internal.stop()


async def test_t5_whole_urls_and_two_requests_in_one(
    dashboard: FakeDashboard, enter: Any, port: int
) -> None:
    internal = FakeDashboard().start()
    path = await enter()
    before = len(dashboard.visits)
    for target in (
        f"http://127.0.0.1:{internal.port}/",
        f"http://127.0.0.1:{internal.port}{path}status",
        f"{path}a HTTP/1.1\r\nHost: evil\r\n\r\nGET /secret",
    ):
        await browse(port, target)
    found = await browse(port, f"{path}a", headers={"Host": "evil.example"})
    assert found.status == 403
    found = await browse(port, f"{path}a", headers={"X-Forwarded-Host": "evil.example"})
    assert found.status == 200
    assert internal.visits == []
    assert {visit.target for visit in dashboard.visits[before:]} == {f"{PREFIX}a"}
    await internal.stop()


REDIRECTS = {
    "workers": "workers",
    "../of-its-own/workers": "workers",
    "{o}{p}workers?a=b#c": "workers?a=b#c",
    "//127.0.0.1:{port}{p}status": "status",
    "{p}": "",
    "{p}info/worker/tls%3A%2F%2Fx.html": "info/worker/tls%3A%2F%2Fx.html",
    "?theme=dark": "page?theme=dark",
}
FOREIGN = (
    "http://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "/", "..",
    "/secret", "/a-prefix/of-its-own", "/a-prefix/of-its-own/../../secret", "https://127.0.0.1:{port}{p}x",
    "http://127.0.0.1:1{p}x", "http://localhost:{port}{p}x", "http://a@127.0.0.1:{port}{p}x",
    "javascript:alert(1)", "data:text/html,x", "{p}%2e%2e/secret", "{p}/x", "http://127.0.0.1:{port}x",
    "http://127.0.0.1:{port}",
    "http://[::1", "{p}a b", "{p}\u00e9", "http:///x", "{p}proxy/80/x/",
)  # fmt: skip


async def test_t5_redirects_stay_inside_or_are_refused(
    dashboard: FakeDashboard, enter: Any, port: int
) -> None:
    path = await enter()
    names = {"o": dashboard.origin, "p": PREFIX, "port": dashboard.port}
    for status in (301, 302, 303, 307, 308):
        for form, tail in REDIRECTS.items():
            location = form.format(**names)
            dashboard.answers["page"] = (status, {"Location": location}, b"moved")
            found = await browse(port, f"{path}page")
            assert (found.status, found["Location"]) == (status, f"{path}{tail}"), form
            assert_sandboxed(found)
    before = len(dashboard.visits)
    for form in (*FOREIGN, ""):
        location = form.format(**names)
        head = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        dashboard.answers["page"] = head.encode()
        found = await browse(port, f"{path}page")
        assert (found.status, found["Location"]) == (502, None), form
        assert b"evil" not in found.body
        assert_sandboxed(found)
    assert len(dashboard.visits) == before + len(FOREIGN) + 1, "no redirect was followed"


async def test_t6_broken_answers_are_answered(
    dashboard: FakeDashboard, enter: Any, port: int
) -> None:
    path = await enter()
    ok = b"HTTP/1.1 200 OK\r\n"
    for answer in (
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 999 \xff\r\n\r\n",
        ok + b"Content-Length: 99999999999\r\n\r\n",
        ok + b"Content-Length: -1\r\n\r\n",
        ok + b"Content-Length: 10\r\nContent-Length: 20\r\n\r\n",
        ok + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        ok + b"X: " + b"x" * 100_000 + b"\r\n\r\n",
        ok + b"Content-Type: text/html\x00; x\r\nContent-Length: 0\r\n\r\n",
    ):
        dashboard.answers["page"] = answer
        found = await browse(port, f"{path}page")
        assert found.status in (200, 502), answer
        assert_sandboxed(found)
        assert b"Traceback" not in found.body


LINKS = (
    "", "nonsense", "ftp://127.0.0.1/status", "file:///etc/passwd", "javascript:alert(1)",
    "http://dashboard.example/status", "http://10.0.0.1/status", "http://user:pw@127.0.0.1/status",
    "https://127.0.0.1:1/status?token=x", "https://a.example:0/status", "https://a.example:99999/status",
    "https://169.254.169.254/latest/meta-data/", "https://[fe80::1]/", "https://0.0.0.0/", "https://[::]/",
    "https://[::ffff:169.254.169.254]/", "https://100.100.100.200/", "https://[fd00:ec2::254]/",
    "https://224.0.0.1/", "https://a.example/../secret/status", "https://a b.example/", "https://a.example/\\x",
    "https://168.63.129.16/", "https://192.0.0.192/", "https://[fd20:ce::254]/", "https://0.1.2.3/",
    "https://[64:ff9b::a9fe:a9fe]/", "https://[2002:a9fe:a9fe::1]/", "https://[::127.0.0.1]/", "https://[::a9fe:a9fe]/",
    "https://[::ffff:127.0.0.1]/status", "https://127.0.0.1/status", "https://localhost/status",
)  # fmt: skip


@pytest.mark.parametrize("link", LINKS)
def test_t5_links_that_must_not_be_followed(link: str) -> None:
    with pytest.raises(Exception, match="cannot be shown") as caught:
        parse_link(link, "https://app.example/", is_internal=False)
    assert link not in str(caught.value.to_json().values()) or not link  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("link", "base_url", "url"),
    [
        ("https://d.example/status", "https://app.example/", "https://d.example:443/x"),
        (
            "https://D.example:8443/a/b/status",
            "https://app.example/",
            "https://d.example:8443/a/b/x",
        ),
        ("https://d.example", "https://app.example/", "https://d.example:443/x"),
        ("https://d.example/a/", "https://app.example/", "https://d.example:443/a/x"),
        ("https://d.example/a/b", "https://app.example/", "https://d.example:443/a/b/x"),
        ("http://127.0.0.1:8787/t/status", "http://127.0.0.1:8900/", "http://127.0.0.1:8787/t/x"),
        ("http://localhost:8787/status", "http://127.0.0.1:8900/", "http://localhost:8787/x"),
        ("https://[2001:db8::1]/status", "https://app.example/", "https://[2001:db8::1]:443/x"),
    ],
)
def test_links_that_may_be_followed(link: str, base_url: str, url: str) -> None:
    assert parse_link(link, base_url, is_internal=False).url("x") == url


async def test_t5_names_that_resolve_to_this_machine(
    app: Any,
    call: Any,
    saturn: Any,
    monkeypatch: Any,
    dashboard: FakeDashboard,
    jp_asyncio_loop: Any,
) -> None:
    """A name is checked where it is resolved, not before."""
    original = jp_asyncio_loop.getaddrinfo
    asked = []

    async def resolve(host: str, *args: Any, **options: Any) -> Any:
        asked.append(host)
        return await original("127.0.0.1" if host == "d.example" else host, *args, **options)

    monkeypatch.setattr(jp_asyncio_loop, "getaddrinfo", resolve)
    saturn.dashboard = f"http://d.example:{dashboard.port}{PREFIX}status"
    status, error = await call("POST", "clusters/run/dashboard")
    assert (status, error["code"]) == (502, "no-dashboard")
    assert "d.example" in asked
    assert dashboard.visits == []


async def test_https_with_a_prefix(
    app: Any, call: Any, saturn: Any, port: int, tmp_path: Any, jp_serverapp: Any
) -> None:
    from cryptography import x509

    ca, server = make_certificate(tmp_path, [x509.DNSName("localhost")], NOW + DAY)
    fake = FakeDashboard().start(server_context(server), "localhost")
    saturn.dashboard = fake.link
    status, error = await call("POST", "clusters/run/dashboard")
    assert (status, error["code"]) == (502, "no-dashboard")
    assert "certificate" in error["reason"]
    assert fake.visits == []
    app.dashboards.http._ca_bundle = str(ca)
    app.dashboards.http._trust = None
    status, answer = await call("POST", "clusters/run/dashboard")
    assert status == 200
    found = await browse(port, f"{jp_serverapp.base_url}{answer['path']}status")
    assert (found.status, found.body) == (200, b"a page")
    assert fake.visits[-1].target == f"{PREFIX}status"
    # The dashboards that want a login of Saturn's own are for a tab of the browser.
    login = {"Location": "https://app.example/auth/login"}
    for answer in ((302, login, b""), (401, {}, b""), (403, {}, b"")):
        fake.answers["individual-plots.json"] = answer
        status, found = await call("POST", "clusters/run/dashboard")
        assert (status, found) == (200, {"kind": "tab", "url": fake.link})
    await fake.stop()


async def test_dashboard_that_is_not_there(app: Any, call: Any, saturn: Any) -> None:
    status, error = await call("POST", "clusters/run/dashboard")
    assert (status, error["code"]) == (404, "no-dashboard")
    saturn.dashboard = "http://127.0.0.1:1/a-secret/status"
    for method, path in (("POST", "dashboard"), ("GET", "dashboards")):
        status, error = await call(method, f"clusters/run/{path}")
        assert (status, error["code"]) == (502, "no-dashboard")
        assert "a-secret" not in json.dumps(error)
        status, error = await call(method, f"clusters/off/{path}")
        assert (status, error["code"]) == (409, "not-running")
        status, error = await call(method, f"clusters/nope/{path}")
        assert (status, error["code"]) == (404, "not-found")


async def test_plots_are_listed(app: Any, call: Any, dashboard: FakeDashboard) -> None:
    status, plots = await call("GET", "clusters/run/dashboards")
    assert status == 200
    assert plots == [
        {"name": "cpu", "title": "CPU", "path": "individual-cpu"},
        {"name": "hardware", "title": "Hardware", "path": "hardware"},
        {"name": "task-stream", "title": "Task Stream", "path": "individual-task-stream"},
    ]
    odd = {
        "a": "../x", "b": "//evil", "c": 1, "d": "", "": "/x", "e": "http://evil/", "f": "a%2fb",
        "\u202eg<b>": "/g", "h": "proxy/80/x", "i": "x" * 101,
    }  # fmt: skip
    for body, expected in (
        (json.dumps(odd).encode(), [{"name": "g", "title": "g<b>", "path": "g"}]),
        (b"[]", []),
        (b"nonsense", []),
        (b"[" * 100_000, []),
    ):
        dashboard.answers["individual-plots.json"] = (200, {}, body)
        assert await call("GET", "clusters/run/dashboards") == (200, expected)
    dashboard.answers["individual-plots.json"] = (404, {}, b"")
    assert await call("GET", "clusters/run/dashboards") == (200, [])


async def test_a_dashboard_that_hangs_is_in_no_others_way(
    app: Any, call: Any, saturn: Any, dashboard: FakeDashboard, enter: Any, port: int
) -> None:
    path = await enter()
    go = dashboard.answers["slow"] = asyncio.Event()
    many = proxyclient.MAX_UPSTREAM + proxyclient.MAX_WAITING + 1
    waiting = [asyncio.ensure_future(browse(port, f"{path}slow")) for _ in range(many)]
    # The one too many is told so at once, and no more than these are under way.
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result().status for task in waiting if task.done()] == [502]

    def under_way() -> int:
        return sum(visit.target.endswith("slow") for visit in dashboard.visits)

    await until(lambda: under_way() >= proxyclient.MAX_UPSTREAM, "the first ones arrive")
    other = FakeDashboard().start()
    saturn.dashboard = other.link
    assert (await browse(port, f"{await enter()}status")).status == 200
    assert under_way() == proxyclient.MAX_UPSTREAM
    go.set()
    assert [answer.status for answer in await asyncio.gather(*waiting)].count(200) == many - 1
    assert not app.dashboards.http._gates
    await other.stop()
