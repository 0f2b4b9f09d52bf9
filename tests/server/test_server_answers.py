"""What Saturn may answer: rows N13 to N24 of the fault list."""

from __future__ import annotations

import email.utils
import gzip
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from fake_saturn import TOKEN, FakeSaturn, a_cluster, answer, reset_after
from server_rig import LIST, USER, fail, is_status

if TYPE_CHECKING:
    import asyncio


@pytest.mark.parametrize("status", [502, 504])
async def test_n13_gateway_page_is_not_shown(call: Any, saturn: Any, status: int) -> None:
    page = b"<html><script>alert(1)</script>secret</html>"
    found = await fail(call, saturn, answer(status, page, "text/html"))
    assert str(status) in found["problem"]["reason"]
    assert "<" not in str(found)
    assert "secret" not in str(found)


async def test_n14_html_instead_of_json(
    call: Any, state_when: Any, saturn: Any, quick: Any
) -> None:
    page = answer(200, b"<html>Sign in</html>", "text/html; charset=utf-8")
    saturn.faults["*"] = page
    await call("POST", "refresh")
    state = await state_when(is_status("not-saturn"))
    assert "text/html" in state["connection"]["problem"]["reason"]
    failures = quick._failures
    await state_when(lambda _: quick._failures > failures + 3)
    with_token = [r for r in saturn.requests if "authorization" in r.headers]
    assert len(with_token) == 1, "what is not Saturn sees the token once"
    # It recovers by itself: the probe without a token meets Saturn again.
    del saturn.faults["*"]
    await state_when(is_status("ok"))


async def test_n15_204_is_not_signed_in(call: Any, saturn: Any) -> None:
    assert (await fail(call, saturn, answer(204)))["status"] == "refused"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"x"', b"1", b"{}", b"[" * 100_000, b"1" * 5000, b"\xff"],
)
@pytest.mark.parametrize("key", [USER, LIST])
async def test_n16_odd_json_is_not_saturn(call: Any, saturn: Any, key: Any, body: bytes) -> None:
    found = await fail(call, saturn, answer(200, body), key)
    word = "refused" if (key, body) == (USER, b"null") else "not-saturn"
    assert found["status"] == word


async def test_n16_borne_oddities(call: Any, saturn: Any) -> None:
    body = b'\xef\xbb\xbf{"id": NaN, "id": "u", "username": "bob", "x": Infinity, "y": -1e999}'
    found = await fail(call, saturn, answer(200, body))
    assert (found["status"], found["user"]) == ("ok", "bob")


async def test_n16_unknown_status_is_shown_verbatim(call: Any, saturn: Any) -> None:
    saturn.clusters["run"]["status"] = "Hibernating<b>"
    await call("POST", "refresh")
    _, state = await call("GET", "state")
    run = next(item for item in state["clusters"] if item["id"] == "run")
    assert (run["status"], run["status_text"]) == ("unknown", "Hibernating<b>")


async def test_n17_endless_body_is_cut(call: Any, saturn: Any) -> None:
    sent = 0

    async def endless(_: Any, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while sent < 500 * 2**20:
            writer.write(b" " * 2**16)
            await writer.drain()
            sent += 2**16

    before = psutil.Process().memory_info().rss
    found = await fail(call, saturn, endless, LIST)
    assert "larger than 8 MiB" in found["problem"]["reason"]
    assert sent < 32 * 2**20
    assert psutil.Process().memory_info().rss - before < 64 * 2**20


async def test_n17_gzip_bomb_is_cut(call: Any, saturn: Any) -> None:
    bomb = gzip.compress(b" " * (128 * 2**20))
    fault = answer(200, bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        found = await fail(call, saturn, fault, LIST)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "larger than 8 MiB" in found["problem"]["reason"]
    assert peak < 32 * 2**20


async def test_n17_gzip_is_understood(call: Any, saturn: Any) -> None:
    body = gzip.compress(b'{"username": "zed"}')
    assert (await fail(call, saturn, answer(200, body, Content_Encoding="gzip")))["user"] == "zed"
    bad = answer(200, b"not gzip", Content_Encoding="gzip")
    saturn.faults[LIST] = bad
    await call("POST", "refresh")
    assert (await call("GET", "state"))[1]["connection"]["status"] == "not-saturn"


async def test_n17_very_many_clusters_are_cut(call: Any, saturn: Any) -> None:
    saturn.clusters = {
        f"c{number}": {"id": f"c{number}", "status": "stopped"} for number in range(20_000)
    }
    await call("POST", "refresh")
    _, state = await call("GET", "state")
    assert len(state["clusters"]) == 5000


async def test_n18_cursor_that_repeats_ends_the_list(call: Any, saturn: Any) -> None:
    page = {"dask_clusters": [a_cluster("run")], "next_key": "again"}
    found = await fail(call, saturn, answer(200, page), LIST)
    assert found["status"] == "ok"
    assert sum(r.path == LIST[1] for r in saturn.requests) == 2


async def test_n18_endless_list_ends(call: Any, saturn: Any) -> None:
    pages = 0

    async def next_page(request: Any, writer: Any) -> None:
        nonlocal pages
        pages += 1
        await answer(200, {"dask_clusters": [], "next_key": str(pages)})(request, writer)

    assert (await fail(call, saturn, next_page, LIST))["status"] == "ok"
    assert pages == 100


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_n19_redirect_is_not_followed(
    call: Any, saturn: Any, jp_asyncio_loop: Any, status: int
) -> None:
    other = await FakeSaturn().start()
    found = await fail(call, saturn, answer(status, b"", Location=f"{other.url}api/user"))
    assert found["status"] == "not-saturn"
    assert other.requests == []
    await other.stop()


async def test_n19_redirect_loop_is_not_followed(call: Any, saturn: Any) -> None:
    await fail(call, saturn, answer(302, b"", Location="/api/user"))
    assert len(saturn.requests) == 1


@pytest.mark.parametrize("off", [-86_400, 86_400])
async def test_n23_clock_that_is_off_is_named(call: Any, saturn: Any, off: int) -> None:
    date = email.utils.formatdate(time.time() + off, usegmt=True)
    fault = answer(401, {"message": "Token expired"}, Date=date)
    found = await fail(call, saturn, fault)
    assert found["status"] == "expired"
    assert "differs from Saturn's by 24 h" in found["problem"]["reason"]
    now = email.utils.formatdate(time.time(), usegmt=True)
    found = await fail(call, saturn, answer(401, {"message": "Token expired"}, Date=now))
    assert "differs" not in found["problem"]["reason"]


async def test_n24_token_expires_while_open(
    call: Any, state_when: Any, saturn: Any, quick: Any
) -> None:
    await state_when(is_status("ok"))
    saturn.faults["*"] = answer(401, {"message": "The token has expired"})
    state = await state_when(is_status("expired"))
    assert len(state["clusters"]) == 2
    revision = state["revision"]
    await call("POST", "refresh")
    assert (await call("GET", "state"))[1]["revision"] == revision
    saturn.faults.clear()
    await call("POST", "refresh")
    assert (await call("GET", "state"))[1]["connection"]["status"] == "ok"


async def test_token_is_redacted_from_what_saturn_says(call: Any, saturn: Any) -> None:
    found = await fail(call, saturn, answer(401, {"message": f"bad token {TOKEN}!"}))
    assert found["problem"]["reason"] == "bad token [token]!"


SHIFTS = range(0, len(TOKEN) + 3, 4)


@pytest.mark.parametrize("shift", SHIFTS)
@pytest.mark.parametrize("token", [TOKEN, f"{TOKEN[:9]}\u200b{TOKEN[9:]}"])
async def test_token_is_redacted_before_a_sentence_is_cut(
    call: Any, saturn: Any, token: str, shift: int
) -> None:
    # Many spaces become one, and so bring a token from far behind to where the text is cut.
    for spaces in (1, 4 * 500 - 100 - shift):
        before = 500 - 2 - shift if spaces == 1 else 100
        text = "x" * before + " " * spaces + token + "y" * 3000
        found = await fail(call, saturn, answer(401, {"message": text}))
        reason = found["problem"]["reason"]
        assert reason.startswith("x" * before)
        assert TOKEN[:2] not in reason
        assert len(reason) <= 500


@pytest.mark.parametrize("shift", SHIFTS)
async def test_token_is_redacted_before_a_location_is_cut(
    call: Any, saturn: Any, shift: int
) -> None:
    target = "/" + "x" * (100 - 2 - shift) + TOKEN + "y" * 300
    found = await fail(call, saturn, answer(302, b"", Location=target))
    reason = found["problem"]["reason"]
    assert "/" + "x" * (100 - 2 - shift) in reason
    assert TOKEN[:2] not in reason


async def test_t14_token_is_in_no_log_and_no_answer(
    call: Any, jp_fetch: Any, saturn: Any, caplog: Any
) -> None:
    caplog.set_level("DEBUG")
    for fault in (None, answer(401, {"message": TOKEN}), reset_after(10), answer(500, b"<x>")):
        found = await fail(call, saturn, fault or [])
        assert TOKEN not in str(found)
        _, error = await call("POST", "clusters/run/stop", b'{"token": "' + TOKEN.encode())
        assert TOKEN not in str(error)
    for path in ("connection", "clusters/run/scale", "clusters/run/certificate"):
        method = "POST" if path.endswith("certificate") else "PUT"
        _, error = await call(method, path, b'{"base_url": "' + TOKEN.encode())
        assert TOKEN not in str(error)
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("kind", ["x/{}", "{}/x", "x/\x1b[31m", "x/\u202ex", "x/" + "y" * 50, "x"])
async def test_t14_odd_type_of_an_answer_is_not_repeated(call: Any, saturn: Any, kind: str) -> None:
    kind = kind.format(TOKEN.upper())
    found = await fail(call, saturn, answer(200, b"{}", kind))
    assert found["status"] == "not-saturn"
    assert "It answered with an odd type, not JSON." in found["problem"]["reason"]
