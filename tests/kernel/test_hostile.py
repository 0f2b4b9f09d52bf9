"""Attaching in kernels that their users have bent: it works, or refuses and does no harm."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
import zmq
from harness import wait_until
from kernels import launch
from page import Page, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Sign = Callable[[dict[str, Any]], dict[str, Any]]

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

NEEDLES = (b"CERTIFICATE", b"PRIVATE KEY", b"saturn_attach", b"tls://")


def is_running(page: Page) -> bool:
    """Whether the client works; found without a cell, which some of these kernels cannot run."""
    expression = {"three": "client.submit(len, 'abc').result()"}
    reply = page.client.execute(
        "", silent=True, user_expressions=expression, reply=True, timeout=60
    )
    found = reply["content"]["user_expressions"]["three"]
    return bool(found["status"] == "ok" and found["data"]["text/plain"] == "3")


def shadow(page: Page) -> None:
    page.run("import builtins\nbuiltins.print = builtins.input = None")


def trace(page: Page) -> None:
    page.run(
        "import sys\nevents = []\n"
        "def tracer(frame, event, arg):\n    events.append(event)\n    return tracer\n"
        "sys.settrace(tracer)"
    )


def hook(page: Page) -> None:
    page.run(
        "def broken(*args): raise RuntimeError('of the user')\n"
        "for event in ('pre_execute', 'post_execute'):\n"
        "    get_ipython().events.register(event, broken)"
    )


def transform(page: Page) -> None:
    page.run(
        "def broken(lines): raise SyntaxError('of the user')\n"
        "get_ipython().input_transformers_cleanup.append(lambda lines: lines + ['\\n'])\n"
        "get_ipython().ast_transformers.append("
        "type('T', (), {'visit': lambda self, node: node})())"
    )


def debug(page: Page) -> None:
    session, channel = page.client.session, page.client.control_channel
    for number, (command, arguments) in enumerate(
        (("initialize", {"adapterID": ""}), ("attach", {})), start=1
    ):
        content = {"type": "request", "seq": number, "command": command, "arguments": arguments}
        channel.send(session.msg("debug_request", content))
        reply = channel.get_msg(timeout=30)
        assert reply["msg_type"] == "debug_reply"
        assert reply["content"].get("success", True), reply["content"]


def verbose(page: Page) -> None:
    page.run("%xmode Verbose\n%load_ext autoreload\n%autoreload 3")


def close_stdout(page: Page) -> None:
    page.run("import os, sys\nos.close(1)\nos.close(2)\nsys.stdout.close()")


@pytest.mark.parametrize(
    "bend", [shadow, trace, hook, transform, debug, verbose, close_stdout], ids=lambda f: f.__name__
)
def test_k14_a_bent_kernel_is_attached(
    page: Page, cluster: dict[str, Any], sign: Sign, bend: Callable[[Page], None]
) -> None:
    bend(page)
    assert page.attach(sign, cluster)["outcome"] == {"code": "attached"}
    assert is_running(page)
    assert page.detach()["attached"] is None


def test_a_full_disk_is_attached_or_refused(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    page.run("import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (0, -1))")
    page.published()
    report = page.attach(sign, cluster)
    # distributed hands the certificate to OpenSSL in a file.
    if report["outcome"]["code"] != "attached":
        assert report["outcome"]["code"] in ("unreachable", "failed")
        assert report["outcome"]["detail"]
        assert report["attached"] is None
    assert set(page.published()) == {"status"}
    page.run("resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))")
    assert page.attach(sign, cluster)["outcome"] == {"code": "attached"}
    assert is_running(page)


@pytest.fixture
def shadowed_page(tmp_path: Path) -> Iterator[Page]:
    """A kernel in a folder with a file that is named as a module of distributed's needs."""
    (tmp_path / "zict.py").write_text("raise RuntimeError('of the user')\n")
    yield from launch(sys.executable, cwd=str(tmp_path))


def test_k17_a_file_named_as_a_module_is_refused(shadowed_page: Page) -> None:
    shadowed_page.published()
    outcome = shadowed_page.attach(lambda _: {"address": "tls://127.0.0.1:9"})["outcome"]
    assert outcome == {"code": "broken-import", "detail": "RuntimeError: of the user"}
    assert set(shadowed_page.published()) == {"status"}
    assert shadowed_page.run("print('usable')") == "usable"


def test_k17_a_broken_get_ipython_is_refused(page: Page) -> None:
    page.run("import IPython\nkept, IPython.get_ipython = IPython.get_ipython, None")
    page.published()
    assert page.attach(refuse)["outcome"]["code"] == "failed"
    assert set(page.published()) == {"status"}
    assert page.run("IPython.get_ipython = kept\nprint('usable')") == "usable"


def test_a_subscriber_without_the_key_sees_only_status(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    ports = json.loads(open(page.manager.connection_file).read())  # noqa: PTH123, SIM115
    with zmq.Context() as context, context.socket(zmq.SUB) as socket:
        socket.connect(f"tcp://127.0.0.1:{ports['iopub_port']}")
        socket.subscribe(b"")
        heard: list[list[bytes]] = []

        def listen() -> bool:
            while socket.poll(200):
                heard.append(socket.recv_multipart())
            return bool(heard)

        def is_connected() -> bool:
            page.client.kernel_info()
            return listen()

        wait_until(is_connected, 10, "the subscription")
        heard.clear()
        assert page.attach(sign, cluster)["outcome"] == {"code": "attached"}
        page.detach()
        listen()
    frames = [frame for message in heard for frame in message]
    kinds = {json.loads(message[message.index(b"<IDS|MSG>") + 2])["msg_type"] for message in heard}
    assert kinds == {"status"}
    assert [needle for needle in NEEDLES for frame in frames if needle in frame] == []
