"""What a cluster's processes wrote: ``GET clusters/{id}/logs``."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fake_saturn import TOKEN, FakeSaturn, Request, answer, send

from jupyterlab_saturn.logs import MAX_LINE, MAX_LINES, clean_line, parse_lines, parse_pods
from jupyterlab_saturn.masking import mask

LOGS = ("GET", "/api/dask_clusters/run/logs")
HISTORY = ("GET", "/api/dask_clusters/run/history")


def entry(text: str, **more: Any) -> dict[str, Any]:
    found = {"timestamp": "2026-11-22T15:10:10.5+00:00", "content": text}
    return {**found, "pod_name": "d-scheduler", "container_name": "scheduler", **more}


class Book:
    """A log that grows, served as Saturn does: pages by key, no key after the last line."""

    def __init__(self, saturn: FakeSaturn, size: int) -> None:
        self.lines: list[str] = []
        self.queries: list[dict[str, list[str]]] = []
        self._size = size
        saturn.faults[LOGS] = self._serve
        pods = [{"pod_name": "d-scheduler", "status": "running"}]
        saturn.faults[HISTORY] = answer(200, {"pods": pods})

    async def _serve(self, request: Request, writer: Any) -> None:
        self.queries.append(request.query)
        begin = int(request.query.get("next_key", ["0"])[0])
        end = begin + self._size
        page: dict[str, Any] = {"logs": [entry(line) for line in self.lines[begin:end]]}
        if end < len(self.lines):
            page["next_key"] = str(end)
        await send(writer, 200, json.dumps(page).encode(), Connection="close")


async def read(call: Any, cursor: str = "", pod: str = "") -> Any:
    query = {"cursor": cursor, "pod": pod}
    status, found = await call("GET", "clusters/run/logs", params=query)
    assert status == 200, found
    return found


async def test_a_log_is_read_page_by_page_and_followed(
    app: Any, call: Any, saturn: FakeSaturn
) -> None:
    book = Book(saturn, 3)
    book.lines = [f"line {n}" for n in range(7)]
    found = await read(call, pod="d-scheduler")
    assert found["lines"][0] == {
        "at": "2026-11-22T15:10:10Z",
        "pod": "d-scheduler",
        "component": "scheduler",
        "text": "line 0",
    }
    assert found["pods"] == [{"name": "d-scheduler", "status": "running"}]
    assert book.queries[0] == {"page_size": ["1000"], "pod_name": ["d-scheduler"]}
    texts = [line["text"] for line in found["lines"]]
    while found["more"]:
        found = await read(call, found["cursor"], "d-scheduler")
        assert found["pods"] is None
        texts += [line["text"] for line in found["lines"]]
    assert texts == book.lines
    for count in (0, 1, 2, 9):
        book.lines += [f"later {n}" for n in range(count)]
        seen = []
        while True:
            found = await read(call, found["cursor"], "d-scheduler")
            seen += [line["text"] for line in found["lines"]]
            if not found["more"]:
                break
        assert seen == [f"later {n}" for n in range(count)]
    # It was emptied: what is there now is shown from its start.
    book.lines = ["anew"]
    found = await read(call, "", "d-scheduler")
    book.lines = []
    cursor = found["cursor"]
    assert (await read(call, cursor))["lines"] == []


async def test_old_saturns_give_one_text(app: Any, call: Any, saturn: FakeSaturn) -> None:
    text = "".join(f"line {n}\n" for n in range(MAX_LINES + 5))
    saturn.faults[LOGS] = answer(200, {"logs": text})
    found = await read(call)
    assert (len(found["lines"]), found["more"], found["pods"]) == (MAX_LINES, True, [])
    found = await read(call, found["cursor"])
    assert [line["text"] for line in found["lines"]] == [
        f"line {n}" for n in range(MAX_LINES, MAX_LINES + 5)
    ]
    assert (found["more"], found["lines"][0]["at"]) == (False, None)


@pytest.mark.parametrize(
    ("answered", "texts"),
    [
        ({"logs": ["a", "b\nc\n"]}, ["a", "b", "c"]),
        ({"logs": "a\r\nb\n\nc"}, ["a", "b", "", "c"]),
        ({"logs": {"pod-1": "a\nb", "pod-2": ["c", entry("d")]}}, ["a", "b", "c", "d"]),
        (
            {"logs": [entry("x"), None, 5, {}, {"message": "y"}, entry(None), []]},
            ["x", "", "y", ""],
        ),
        (["a"], ["a"]),
        ("a\nb", ["a", "b"]),
        ({"logs": None}, []),
        ({"logs": []}, []),
        ({}, []),
        (None, []),
        (7, []),
    ],
)
def test_every_form_of_a_log(answered: object, texts: list[str]) -> None:
    assert [line.text for line in parse_lines(answered)] == texts


def test_pods_are_borne() -> None:
    pods = [
        {"pod_name": "a", "status": 5},
        {"pod_name": ""},
        None,
        {"pod_name": "a", "status": "x"},
    ]
    assert parse_pods({"pods": pods}) == [{"name": "a", "status": "x"}]
    assert parse_pods({"pods": "nonsense"}) == parse_pods(None) == []


async def test_no_page_of_processes_is_no_fault(app: Any, call: Any, saturn: FakeSaturn) -> None:
    saturn.faults[LOGS] = answer(200, {"logs": [entry("x")]})
    for status in (403, 404, 400):
        saturn.faults[HISTORY] = answer(status, {"message": "no"})
        assert (await read(call))["pods"] == []


async def test_odd_questions_are_refused(app: Any, call: Any, saturn: FakeSaturn) -> None:
    for query in (
        {"cursor": "x"},
        {"cursor": "é"},
        {"cursor": "e30="},
        {"cursor": "WzEsIDJd"},
        {"cursor": "W10="},
        {"cursor": "WyJhIiwgLTFd"},
        {"cursor": "WyJhIiwgdHJ1ZV0="},
        {"pod": "x" * 254},
        {"pod": "a\u202eb"},
    ):
        status, error = await call("GET", "clusters/run/logs", params=query)
        assert (status, error["code"]) == (400, "bad-request"), query
    assert not [request for request in saturn.requests if request.path == LOGS[1]]
    status, error = await call("GET", "clusters/nope/logs")
    assert (status, error["code"]) == (404, "not-found")


async def test_faults_of_saturns(app: Any, call: Any, saturn: FakeSaturn) -> None:
    for fault, code in (
        (answer(403, {"message": "no"}), "forbidden"),
        (answer(200, b"<html>", "text/html"), "not-saturn"),
        (answer(200, b"{"), "not-saturn"),
    ):
        saturn.faults[LOGS] = fault
        assert (await call("GET", "clusters/run/logs"))[1]["code"] == code


async def test_t10_lines_are_text(app: Any, call: Any, saturn: FakeSaturn) -> None:
    for raw, shown in (
        ("\x1b[1;31mred\x1b[0m", "\x1b[1;31mred\x1b[0m"),
        ("a\x1b[2J\x1b[H\x1b]0;title\x07b\x1b]8;;http://evil\x1b\\c", "abc"),
        ("\x00\x08\x1bcbell\x07", "cbell"),
        ("\u202egnirts\u2066 \ufeff\u200b", "gnirts "),
        ("\tindented  \t", "\tindented  \t"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\ud800", ""),
        ("x" * 2 * MAX_LINE, "x" * (MAX_LINE - 1) + "…"),
    ):
        assert clean_line(raw) == shown, ascii(raw)
    assert await_safe(parse_lines({"logs": [entry("\ud800x", pod_name="\ud800<b>")]}))


def await_safe(lines: Any) -> bool:
    """Tell whether the answer can be written as UTF-8."""
    return all((line.text + line.pod).encode() for line in lines)


SECRETS = (
    "SATURN_TOKEN=aaaabbbbcccc",
    "export SATURN_TOKEN='aaaabbbbcccc'",
    '{"token": "aaaabbbbcccc"}',
    "token: aaaabbbbcccc",
    "Authorization: token aaaabbbbcccc",
    "'Authorization': 'Bearer aaaabbbbcccc'",
    "authorization=Basic aaaabbbbcccc",
    "curl -H Bearer aaaabbbbccccdddd",
    "password = aaaabbbbcccc",
    "AWS_SECRET_ACCESS_KEY=aaaabbbbcccc",
    "api-key: aaaabbbbcccc",
    "https://me:aaaabbbbcccc@host/x",
    "?api_key=aaaabbbbcccc&x=1",
    "client_secret=aaaabbbbcccc;",
    "-----BEGIN RSA PRIVATE KEY-----aaaabbbbcccc",
    "passphrase=aaaabbbbcccc",
    "eyJhaaaabbbbcccc.eyJhaaaabbbbcccc.aaaabbbbcccc",
    r'{"log": "{\"token\": \"aaaabbbbcccc\"}"}',
    r'"{\\\"Authorization\\\": \\\"token aaaabbbbcccc\\\"}"',
    "{'token': b'aaaabbbbcccc'}",
    "DefaultEndpointsProtocol=https;AccountName=me;AccountKey=aaaabbbbcccc==;",
    "Cookie: _xsrf=aaaabbbbcccc; username-host=aaaabbbbcccc",
    "{'Set-Cookie': 'session=aaaabbbbcccc; Path=/'}",
    "https://me.blob.core.windows.net/a?sv=2024&sig=aaaabbbbcccc%3D&se=2026",
    "https://b.s3.amazonaws.com/a?X-Amz-Signature=aaaabbbbcccc",
    "cloning with ghp_aaaabbbbccccaaaabbbbcccc",
    "hf_aaaabbbbccccaaaabbbbcccc",
    "it is sk-proj-1aaaabbbbccccaaaabbbbcccc",
    "dask worker --token aaaabbbbcccc --nthreads 2",
    "login --api-key 'aaaabbbbcccc'",
    '{"name": "SATURN_TOKEN", "value": "aaaabbbbcccc"}',
    r"- name: SATURN_TOKEN\n  value: aaaabbbbcccc",
    "send ('SATURN_TOKEN', 'aaaabbbbcccc')",
    "[(b'Authorization', b'token aaaabbbbcccc')]",
    "(b'Set-Cookie', b'session=aaaabbbbcccc')",
    "('X-Api-Key', 'aaaabbbbcccc')",
    "password='one two aaaabbbbcccc'",
    "Authorization: Digest aaaabbbbcccc",
    "token=SecretStr('aaaabbbbcccc')",
    "postgres://me:a@aaaabbbbcccc@host/db",
    "postgres://me:a/aaaabbbbcccc@host/db",
    "password      = aaaabbbbcccc",
    "passwords=['aaaabbbbcccc']",
    "secret=[aaaabbbbcccc]",
    'token="""aaaabbbbcccc"""',
    "token => aaaabbbbcccc",
    "token := aaaabbbbcccc",
    "Server=db;Pwd=aaaabbbbcccc;",
    "redis://me:1,aaaabbbbcccc@host",
    "redis://me:it's-aaaabbbbcccc@host",
    f"password{' ' * 40}={' ' * 40}aaaabbbbcccc",
)
PLAIN = (
    "distributed.core - INFO - Connection to tls://127.0.0.1:44444 has been closed.",
    "distributed.scheduler - INFO - Receive client: token of a session",
    "Start worker at:  tls://127.0.0.1:33333",
    "AWS_ACCESS_KEY_ID is unset",
    "tokens=12 used of 40",
    "KeyError: 'password'",
    "The token has expired",
    "user@host:/path",
    "http://host:8787/status",
    "import sk-learn-contrib-of-somebody",
    "A cookie: none",
    "half_aaaabbbbccccaaaabbbbcccc",
    "/api?significance=aaaabbbbcccc",
    "PWD=/home/somebody/else",
    "columns: ['token', 'lemma_text']",
    "http://host:8787/status?mail=me@host",
    "tls://10.0.0.1:8786,tls://me@host",
    "train.py --tokens --verbosely",
)


@pytest.mark.parametrize("text", SECRETS)
def test_secrets_are_masked(text: str) -> None:
    assert "aaaabbbbcccc" not in mask(text)
    assert "[hidden]" in mask(text)
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[33mtoken\x1b[0m=\x1b[32m'aaaabbbbcccc'\x1b[0m",
        "token=aaaa\x1b[1mbbbb\x1b[0mcccc",
        "\x1b[1mAuthorization\x1b[0m: \x1b[34mBearer\x1b[0m aaaabbbbcccc",
    ],
)
def test_colours_hide_no_secret(text: str) -> None:
    shown = clean_line(text)
    assert "[hidden]" in shown
    assert not re.search("aaaa|bbbb|cccc", shown)


KEY = [
    "-----BEGIN RSA PRIVATE KEY-----",
    "Proc-Type: 4,ENCRYPTED",
    "",
    *["aaaabbbbcccc" * 5 + "dddd"] * 20,
    "aaaabbbbcc==",
    "-----END RSA PRIVATE KEY-----",
]


@pytest.mark.parametrize(("begin", "end"), [(0, None), (0, 10), (10, None)])
def test_private_keys_of_many_lines_are_masked(begin: int, end: int | None) -> None:
    texts = ["a line before", *KEY[begin:end], "a line after"]
    shown = [line.text for line in parse_lines([entry(text) for text in texts])]
    assert "aaaa" not in "".join(shown)
    assert len(shown) == len(texts)
    assert (shown[0], shown[-1]) == ("a line before", "a line after")


@pytest.mark.parametrize("form", ["2026-11-22 INFO {}", "| {}", "'{}\\n'", "    {}"])
def test_private_keys_are_masked_with_something_around_them(form: str) -> None:
    lines = [form.format(text) for text in (KEY[0], *KEY[3:8], KEY[-1])]
    shown = [line.text for line in parse_lines([entry(text) for text in ["before", *lines]])]
    assert "aaaa" not in "".join(shown)
    long = [entry(text) for text in (KEY[0], "aaaabbbbcccc" * 100, KEY[-1])]
    assert parse_lines(long)[1].text == "[hidden]"


def test_private_keys_are_masked_between_the_lines_of_others() -> None:
    lines = [[entry(text), entry("a word", pod_name="other")] for text in KEY]
    shown = [line.text for line in parse_lines([line for pair in lines for line in pair])]
    assert "aaaa" not in "".join(shown)
    assert shown[1::2] == ["a word"] * len(KEY)


@pytest.mark.parametrize("unseen", ["\u00ad", "\u034f", "\u200d", "\ufe0f", "\U000e0001"])
def test_what_is_not_seen_hides_no_secret(unseen: str) -> None:
    assert "aaaa" not in clean_line(f"pass{unseen}word=aaaabbbbcccc")
    assert clean_line(f"a{unseen}b") == f"a{unseen}b"


def test_what_stands_beside_a_private_key_stays() -> None:
    mixed = [entry(KEY[0]), entry("word", pod_name="other"), entry("a sentence"), entry("word")]
    assert [line.text for line in parse_lines(mixed)][1:] == ["word", "a sentence", "word"]
    header = [entry(KEY[0]), entry("INFO: a line"), entry("")]
    assert [line.text for line in parse_lines(header)][1:] == ["INFO: a line", ""]


def test_short_credentials_are_masked() -> None:
    assert mask("Authorization: abc") == "Authorization: [hidden]"


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == text


async def test_the_live_token_is_masked(app: Any, call: Any, saturn: FakeSaturn) -> None:
    split = f"{TOKEN[:8]}\x1b[K{TOKEN[8:]}"
    saturn.faults[LOGS] = answer(200, {"logs": [entry(f"it is {TOKEN}!"), entry(split)]})
    found = await read(call)
    assert TOKEN not in json.dumps(found)
    assert found["lines"][0]["text"] == "it is [token]!"
