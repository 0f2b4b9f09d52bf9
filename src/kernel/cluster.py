"""The user's `cluster`: what `attach.py` gives a kernel besides the client.

It holds no token: the page that has the notebook open does what is asked, with its own limits and
errors. Questions go through stdin, which reaches only the client that runs the cell and never
iopub. An answer to a comm would wait in the shell channel until the cell has ended; one to a
question through stdin arrives while it runs.
"""

from __future__ import annotations

import html
import json
import operator
import sys
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator

HEARD_LIMIT = 2.0
"""Seconds for the page to say that it listens; it does so at once."""
DONE_LIMIT = 20.0
"""Seconds for the page to carry out what was asked."""
AGREED_LIMIT = 120.0
"""Seconds for the user to answer the page's own question."""
SLICE = 50  # milliseconds of one wait: Windows delivers no interrupt to a longer one
NOBODY = (
    "No JupyterLab page that knows this cluster listens. Run this in a cell of an attached "
    "notebook, or use the Saturn sidebar."
)
NO_LINK = "There is no link to a dashboard yet."


class Cluster:
    """The Dask cluster that this kernel is attached to."""

    def __init__(self, client: Any, ref: dict[str, Any]) -> None:
        self._client = client
        self._ref = ref

    def scale(self, n: int) -> None:
        """Set the number of workers; more of them may cost more money.

        Raises `RuntimeError` when no page listens, `ValueError` when Saturn refuses.
        """
        self._ask("scale", DONE_LIMIT, workers=operator.index(n))

    def adapt(self, minimum: int, maximum: int) -> None:
        """Let the cluster choose the number of workers by its load. Raises as `scale` does."""
        limits = {"minimum": operator.index(minimum), "maximum": operator.index(maximum)}
        self._ask("adapt", DONE_LIMIT, **limits)

    def close(self) -> None:
        """Stop the cluster, if the user agrees in the page: results that it holds are lost.

        To close the client and leave the cluster running, detach the notebook instead. Raises as
        `scale` does, and `RuntimeError` when the user does not agree.
        """
        self._ask("close", AGREED_LIMIT)

    @property
    def status(self) -> str:
        """The cluster's state in one word; where no page listens, what the client sees of it."""
        try:
            return str(self._ask("status", HEARD_LIMIT))
        except Exception:
            return "running" if self._client.status == "running" else "closed"

    @property
    def dashboard_link(self) -> str:
        """The address of the dashboard, or a sentence while there is none."""
        return NO_LINK

    @property
    def name(self) -> str:
        """The cluster's name."""
        return str(self._ref["name"])

    @property
    def scheduler_address(self) -> str:
        """Where the scheduler is: with `security`, all that `Client(cluster)` needs."""
        return str(self._client.scheduler.address)

    @property
    def security(self) -> Any:
        """The client's own certificate and key."""
        return self._client.security

    def __await__(self) -> Generator[None, None, Cluster]:
        yield from ()  # `Client(cluster)` awaits it: it is there already
        return self

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cluster running, as dask-saturn does."""

    def __reduce__(self) -> Any:
        raise TypeError("The cluster object stays in its kernel: it cannot be sent to workers.")

    def __repr__(self) -> str:
        try:
            facts = ", ".join(f"{key}: {value}" for key, value in self._facts().items())
            return f"Cluster({self.name!r}, {facts})"
        except Exception:
            return "Cluster()"

    def _repr_html_(self) -> str:
        try:
            rows = "".join(
                f"<tr><th style='text-align: left'>{html.escape(key)}</th>"
                f"<td style='text-align: left'>{html.escape(str(value))}</td></tr>"
                for key, value in {"name": self.name, **self._facts()}.items()
            )
        except Exception:
            return html.escape(repr(self))
        return f"<table>{rows}</table>"

    def _facts(self) -> dict[str, Any]:
        """Return what the client knows without asking anybody."""
        if self._client.status != "running":
            return {"status": "not connected"}
        # Current releases list a few workers only, and count all.
        identity = self._client._scheduler_identity
        workers = identity.get("workers", {}).values()
        return {
            "workers": identity.get("n_workers", len(workers)),
            "threads": identity.get("total_threads", sum(each["nthreads"] for each in workers)),
        }

    def _ask(self, call: str, limit: float, **arguments: int) -> Any:
        """Have the page do something; returns its result."""
        pages = sys.modules["_jupyterlab_saturn"].pages
        if self._client.status not in ("running", "connecting"):
            raise RuntimeError("The kernel is not attached to this cluster any more.")
        line = Line(pages)
        if line.ask({"call": "ping"}, HEARD_LIMIT) is None:
            raise RuntimeError(NOBODY)
        question = {"call": call, "cluster": self._ref["id"], **arguments}
        answer = line.ask(question, limit)
        if answer is None:
            raise RuntimeError(f"The page did not answer within {limit:g} seconds.")
        if "error" in answer:
            raise ValueError(answer["error"])
        if "refusal" in answer:
            raise RuntimeError(answer["refusal"])
        return answer.get("result")


class Line:
    """The line to the page that runs the present cell.

    Only a page that has told us of itself (`pages`, ids of sessions) is asked: another client
    would show the question to its user. The questions bear the id of no message, so that
    JupyterLab hands them to us and shows no box.
    """

    def __init__(self, pages: set[str]) -> None:
        from IPython import get_ipython

        kernel = getattr(get_ipython(), "kernel", None)
        if threading.current_thread() is not threading.main_thread() or kernel is None:
            raise RuntimeError(NOBODY)
        parent = kernel.get_parent("shell")
        self._header = dict(parent.get("header") or {})
        if not kernel._allow_stdin or self._header.get("session") not in pages:
            raise RuntimeError(NOBODY)
        self._kernel = kernel
        self._ident = kernel._parent_ident["shell"]

    def ask(self, question: dict[str, Any], limit: float) -> dict[str, Any] | None:
        """Send a question and return its answer, or None after `limit` seconds."""
        kernel = self._kernel
        sent = kernel.session.send(
            kernel.stdin_socket,
            "input_request",
            {"prompt": json.dumps({"saturn": 1, **question}), "password": False},
            parent={**self._header, "msg_id": uuid.uuid4().hex},
            ident=self._ident,
        )
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            if kernel.stdin_socket.poll(SLICE):
                _, reply = kernel.session.recv(kernel.stdin_socket)
                # Not the answer to a question that was given up.
                if reply and reply["parent_header"].get("msg_id") == sent["header"]["msg_id"]:
                    answer = json.loads(reply["content"]["value"])
                    return answer if isinstance(answer, dict) else {}
        return None
