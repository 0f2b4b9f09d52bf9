"""The cluster object in real kernels, and the page that it asks."""

from __future__ import annotations

import json
import queue
import time
from typing import TYPE_CHECKING, Any

import pytest
from page import SOURCE, Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_client.blocking.client import BlockingKernelClient

    Sign = Callable[[dict[str, Any]], dict[str, Any]]
    Answer = Callable[[dict[str, Any]], dict[str, Any] | None]

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

NOBODY = "No JupyterLab page that knows this cluster listens."


class Asked:
    """Runs cells for a client of the kernel, and answers what they ask through stdin."""

    def __init__(self, client: BlockingKernelClient, answer: Answer) -> None:
        self.client = client
        self.answer = answer
        self.calls: list[dict[str, Any]] = []
        self.parents: list[str] = []

    def start(self, code: str, *, allow_stdin: bool = True) -> str:
        return str(self.client.execute(code, allow_stdin=allow_stdin))

    def run(self, code: str, *, allow_stdin: bool = True) -> str:
        """Run a cell; return what it printed, or its error."""
        return self.finish(self.start(code, allow_stdin=allow_stdin))

    def finish(self, message_id: str) -> str:
        limit = time.monotonic() + 60
        while True:
            assert time.monotonic() < limit, "the cell did not end"
            self.hear()
            try:
                reply = self.client.shell_channel.get_msg(timeout=0.02)
            except queue.Empty:
                continue
            if reply["parent_header"].get("msg_id") == message_id:
                return self.printed(message_id)

    def hear(self) -> None:
        try:
            asked = self.client.stdin_channel.get_msg(timeout=0.02)
        except queue.Empty:
            return
        call = json.loads(asked["content"]["prompt"])
        self.calls.append(call)
        self.parents.append(asked["parent_header"]["msg_id"])
        answer = self.answer(call)
        if answer is not None:
            content = {"status": "ok", "value": json.dumps(answer)}
            message = self.client.session.msg("input_reply", content, parent=asked)
            self.client.stdin_channel.send(message)

    def printed(self, message_id: str) -> str:
        texts: list[str] = []
        while True:
            message = self.client.iopub_channel.get_msg(timeout=10)
            if message["parent_header"].get("msg_id") != message_id:
                continue
            content = message["content"]
            if message["msg_type"] == "stream":
                texts.append(content["text"])
            elif message["msg_type"] == "error":
                texts.append(f"{content['ename']}: {content['evalue']}")
            elif message["msg_type"] == "status" and content["execution_state"] == "idle":
                return "".join(texts).strip()

    @property
    def done(self) -> list[dict[str, Any]]:
        """What was asked for, without the pings."""
        return [call for call in self.calls if call["call"] != "ping"]


def obey(_: dict[str, Any]) -> dict[str, Any]:
    return {"result": None}


@pytest.fixture
def asked(page: Page, cluster: dict[str, Any], sign: Sign) -> Asked:
    """An attached kernel, whose page obeys."""
    assert page.attach(sign, cluster)["outcome"] == {"code": "attached"}
    return Asked(page.client, obey)


def test_scale_and_adapt_reach_the_page_while_the_cell_runs(
    asked: Asked, page: Page, cluster: dict[str, Any]
) -> None:
    page.published()
    message_id = asked.start("cluster.scale(3)\ncluster.adapt(1, maximum=4)\nprint('after')")
    assert asked.finish(message_id) == "after"
    common = {"saturn": 1, "cluster": cluster["id"]}
    assert asked.done == [
        {**common, "call": "scale", "workers": 3},
        {**common, "call": "adapt", "minimum": 1, "maximum": 4},
    ]
    # JupyterLab shows a box for a question that belongs to a cell.
    assert message_id not in asked.parents
    assert set(page.published()) == {"status", "execute_input", "stream"}


def test_each_call_is_preceded_by_a_ping(asked: Asked) -> None:
    asked.run("cluster.scale(1)")
    assert [call["call"] for call in asked.calls] == ["ping", "scale"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"error": "Too many. Ask for fewer."}, "ValueError: Too many. Ask for fewer."),
        ({"refusal": "Not this one."}, "RuntimeError: Not this one."),
    ],
)
def test_the_page_s_words_are_the_error(asked: Asked, answer: dict[str, str], error: str) -> None:
    asked.answer = lambda call: obey(call) if call["call"] == "ping" else answer
    assert asked.run("cluster.scale(10**6)") == error
    assert asked.run("cluster.close()") == error


@pytest.mark.parametrize("number", ["1.5", "'3'", "None"])
def test_what_is_no_whole_number_is_refused_here(asked: Asked, number: str) -> None:
    assert asked.run(f"cluster.scale({number})").startswith("TypeError: ")
    assert asked.calls == []


def test_status_is_the_page_s_and_without_a_page_the_client_s(asked: Asked) -> None:
    asked.answer = lambda _: {"result": "stopping"}
    assert asked.run("print(cluster.status)") == "stopping"
    assert asked.run("print(cluster.status)", allow_stdin=False) == "running"
    assert asked.run("client.close(); print(cluster.status)", allow_stdin=False) == "closed"


def test_nobody_is_asked_where_no_page_can_answer(asked: Asked) -> None:
    started = time.monotonic()
    assert NOBODY in asked.run("cluster.scale(3)", allow_stdin=False)
    assert NOBODY in asked.run(
        "import threading\n"
        "def go():\n"
        "    try: cluster.scale(3)\n"
        "    except RuntimeError as error: print(error)\n"
        "thread = threading.Thread(target=go); thread.start(); thread.join()"
    )
    assert asked.calls == []
    assert time.monotonic() - started < 10


def test_a_client_that_is_no_page_of_ours_is_not_asked(asked: Asked, page: Page) -> None:
    stranger = Asked(page.watcher, obey)
    assert NOBODY in stranger.run("cluster.scale(3)")
    assert stranger.calls == asked.calls == []


def test_a_second_page_is_asked_once_it_has_asked_for_the_report(asked: Asked, page: Page) -> None:
    second = Asked(page.watcher, obey)
    page.watcher.execute(
        "",
        silent=True,
        user_expressions={"x": "__import__('sys').modules['_jupyterlab_saturn'].report()"},
    )
    assert second.run("cluster.scale(5); print('done')") == "done"
    assert [call["workers"] for call in second.done] == [5]
    assert asked.calls == []


def test_a_page_that_is_gone_is_noticed_and_nothing_is_asked_of_it(asked: Asked) -> None:
    asked.answer = lambda _: None
    assert NOBODY in asked.run("cluster.scale(3)")
    assert asked.done == []


def test_a_late_answer_is_not_taken_for_the_next_one(asked: Asked) -> None:
    asked.answer = lambda call: None if call["call"] == "status" else obey(call)
    assert asked.run("print(cluster.status)") == "running"  # the page's word did not come
    content = {"status": "ok", "value": json.dumps({"error": "stale"})}
    for _ in "ping", "scale":
        asked.client.stdin_channel.send(asked.client.session.msg("input_reply", content))
    assert asked.run("cluster.scale(2); print('done')") == "done"


def test_an_interrupt_ends_the_wait_for_the_page(asked: Asked, page: Page) -> None:
    asked.answer = lambda call: obey(call) if call["call"] == "ping" else None
    message_id = asked.start("cluster.close()")
    limit = time.monotonic() + 30
    while not asked.done:
        assert time.monotonic() < limit
        asked.hear()
    page.manager.interrupt_kernel()
    assert asked.finish(message_id) == "KeyboardInterrupt:"
    asked.answer = obey
    assert asked.run("cluster.scale(1); print('free')") == "free"


def test_the_user_s_own_questions_still_work(asked: Asked) -> None:
    asked.run("cluster.scale(1)")
    message_id = asked.start("print(input('{}'))")
    limit = time.monotonic() + 30
    while len(asked.parents) < 3:
        assert time.monotonic() < limit
        asked.hear()
    assert asked.parents[-1] == message_id
    assert asked.finish(message_id) == json.dumps(obey({}))


def test_reprs_never_raise(asked: Asked, page: Page) -> None:
    assert asked.run("print(repr(cluster))") == "Cluster('first-steps', workers: 2, threads: 2)"
    assert "<td style='text-align: left'>first-steps</td>" in asked.run(
        "print(cluster._repr_html_())"
    )
    assert asked.run("cluster._ref['name'] = '<b>'\nprint(cluster._repr_html_())").count("<b>") == 0
    asked.run("client.close()")
    assert asked.run("print(repr(cluster))") == "Cluster('<b>', status: not connected)"
    assert asked.run("cluster._client = cluster._ref = None\nprint(repr(cluster))") == "Cluster()"
    assert asked.run("print(cluster._repr_html_())") == "Cluster()"
    assert asked.calls == []


def test_code_written_for_the_recipe_runs(asked: Asked) -> None:
    printed = asked.run(
        "from dask.distributed import Client\n"
        "with cluster as same, Client(cluster) as mine:\n"
        "    mine.wait_for_workers(2)\n"
        "    print(same is cluster, mine.submit(sum, [1, 2]).result(), mine is client)\n"
        "print(client.status, cluster.name, cluster.dashboard_link)"
    )
    assert printed == "True 3 False\nrunning first-steps There is no link to a dashboard yet."
    assert {call["call"] for call in asked.done} == {"status"}


def test_it_does_not_leave_the_kernel(asked: Asked) -> None:
    printed = asked.run("import cloudpickle\ncloudpickle.dumps(lambda: cluster)")
    assert printed.startswith("TypeError: The cluster object stays in its kernel")


@pytest.mark.parametrize("value", ["'mine'", "None"])
def test_k13_a_variable_cluster_of_the_user_is_left_alone(
    page: Page, cluster: dict[str, Any], sign: Sign, value: str
) -> None:
    page.run(f"cluster = {value}")
    outcome = page.attach(sign, cluster)["outcome"]
    assert outcome == {"code": "attached", "left_out": "cluster", "because": "name-taken"}
    assert page.run("print(repr(cluster), client.status)") == f"{value} running"
    outcome = page.attach(sign, cluster, cluster_variable="saturn")["outcome"]
    assert outcome == {"code": "attached"}
    assert page.run("print(saturn.name)") == "first-steps"
    page.detach()
    assert page.run("print(repr(cluster), 'saturn' in globals())") == f"{value} False"


@pytest.mark.parametrize("name", ["not a name", "import", "client"])
def test_a_name_that_the_cluster_cannot_have_leaves_it_out(
    page: Page, cluster: dict[str, Any], sign: Sign, name: str
) -> None:
    outcome = page.attach(sign, cluster, cluster_variable=name)["outcome"]
    assert outcome["code"] == "attached"
    assert outcome["left_out"] == name
    assert page.run("print(client.status)") == "running"


def test_a_kept_object_says_that_it_is_detached(asked: Asked, page: Page) -> None:
    asked.run("kept = cluster")
    page.detach()
    assert asked.run("print('cluster' in globals())") == "False"
    assert asked.run("kept.scale(1)").startswith("RuntimeError: The kernel is not attached")
    assert asked.calls == []


def test_the_limits_are_bearable() -> None:
    """A page that is alive answers a ping at once; one that acts has the server's 12 seconds."""
    names: dict[str, Any] = {}
    exec(compile(SOURCE.with_name("cluster.py").read_text(), "cluster.py", "exec"), names)
    assert 1 <= names["HEARD_LIMIT"] <= 5
    assert 12 < names["DONE_LIMIT"] <= 30
