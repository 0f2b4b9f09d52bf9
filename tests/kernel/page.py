"""A page with one kernel: sends what the frontend sends (messages.ts), and answers stdin."""

from __future__ import annotations

import base64
import json
import queue
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.blocking.client import BlockingKernelClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_client.manager import KernelManager

SOURCE = Path(__file__).parents[2] / "src" / "kernel" / "attach.py"
PARTS = ("cluster", "csr", "held", "versions")
MODULE = "__import__('sys').modules['_jupyterlab_saturn']"
CLUSTER = {"id": "c1", "name": "dask", "project_id": None, "base_url": "http://127.0.0.1:1/"}

Answer = dict[str, Any]


class Page:
    """One kernel, its first client, and a second one that only watches."""

    def __init__(self, manager: KernelManager) -> None:
        self.manager = manager
        self.client: BlockingKernelClient = manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        # Clients that the manager makes share one identity: the second must be one of its own.
        self.watcher = BlockingKernelClient(connection_file=manager.connection_file)
        self.watcher.load_connection_file()
        self.watcher.start_channels()
        self.watcher.wait_for_ready(timeout=60)
        self.questions: list[dict[str, Any]] = []

    def close(self) -> None:
        self.client.stop_channels()
        self.watcher.stop_channels()

    def run(self, code: str, seconds: float = 60) -> str:
        """Run a cell; return what it printed, or its error."""
        printed: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            elif message["msg_type"] == "error":
                printed.append(f"{content['ename']}: {content['evalue']}")

        self.client.execute_interactive(code, output_hook=hear, timeout=seconds)
        return "".join(printed).strip()

    def send_attach(
        self,
        cluster: dict[str, Any] | None = None,
        variable: str = "client",
        source: str = "",
        cluster_variable: str = "cluster",
    ) -> str:
        """Send the attach message; returns its id."""
        code = attach_code(cluster or CLUSTER, variable, source, cluster_variable)
        return self._execute(code, f"{MODULE}.report()", allow_stdin=True)

    def _execute(self, code: str, expression: str, *, allow_stdin: bool) -> str:
        return self.client.execute(
            code,
            silent=True,
            store_history=False,
            allow_stdin=allow_stdin,
            stop_on_error=False,
            user_expressions={"saturn": expression},
        )

    def attach(
        self,
        answer: Callable[[dict[str, Any]], Answer],
        cluster: dict[str, Any] | None = None,
        variable: str = "client",
        source: str = "",
        cluster_variable: str = "cluster",
    ) -> dict[str, Any]:
        """Attach, answering the kernel's question; returns the report."""
        message_id = self.send_attach(cluster, variable, source, cluster_variable)
        return self.finish(message_id, answer)

    def reply_to(self, code: str, expression: str) -> dict[str, Any]:
        """Send a silent message; return the kernel's reply."""
        message_id = self._execute(code, expression, allow_stdin=False)
        while True:
            reply: dict[str, Any] = self.client.get_shell_msg(timeout=60)
            if reply["parent_header"].get("msg_id") == message_id:
                return reply

    def detach(self) -> dict[str, Any]:
        return self.finish(self._execute("", f"{MODULE}.detach()", allow_stdin=False), refuse)

    def finish(
        self,
        message_id: str,
        answer: Callable[[dict[str, Any]], Answer] | None,
        seconds: float = 60,
    ) -> dict[str, Any]:
        """Answer the question, if there is one and an answer, and wait for the report."""
        limit = time.monotonic() + seconds
        while True:
            assert time.monotonic() < limit, "the kernel did not finish"
            try:
                asked = self.client.stdin_channel.get_msg(timeout=0.02)
            except queue.Empty:
                asked = None
            if asked is not None:
                question = json.loads(asked["content"]["prompt"])
                self.questions.append(question)
                if answer is not None:
                    self.client.input(json.dumps(answer(question)))
            try:
                reply = self.client.shell_channel.get_msg(timeout=0.02)
            except queue.Empty:
                continue
            if reply["parent_header"].get("msg_id") == message_id:
                return read_report(reply)

    def published(self) -> list[str]:
        """Return the types of all that the watcher has seen on iopub since it last looked."""
        kinds = []
        while True:
            try:
                kinds.append(self.watcher.iopub_channel.get_msg(timeout=0.5)["msg_type"])
            except queue.Empty:
                return kinds


def attach_code(
    cluster: dict[str, Any],
    variable: str = "client",
    source: str = "",
    cluster_variable: str = "cluster",
) -> str:
    """Return the code that attaches (messages.ts)."""
    request = {"cluster": cluster, "variable": variable, "cluster_variable": cluster_variable}
    literal = base64.b64encode(json.dumps(request).encode()).decode()
    text = json.dumps((source or SOURCE.read_text()) + "\nrun(REQUEST, FILES)\n")
    files = json.dumps({name: SOURCE.with_name(f"{name}.py").read_text() for name in PARTS})
    return (
        f"__import__('builtins').exec({text}, {{'__name__': 'jupyterlab_saturn_attach', "
        f"'FILES': {files}, 'REQUEST': '{literal}'}})"
    )


def read_report(reply: dict[str, Any]) -> dict[str, Any]:
    report = read_value(reply)
    assert set(report) == {"outcome", "attached"}
    return report


def read_value(reply: dict[str, Any]) -> dict[str, Any]:
    content = reply["content"]
    assert content["status"] == "ok", content
    result = content["user_expressions"]["saturn"]
    assert result["status"] == "ok", result
    value: dict[str, Any] = json.loads(base64.b64decode(result["data"]["text/plain"][1:-1]))
    return value


def refuse(_: dict[str, Any]) -> Answer:
    return {}
