"""What the attach code does in real kernels; the names carry the ids of the fault list."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from page import SOURCE, Page, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    Sign = Callable[[dict[str, Any]], dict[str, Any]]

# Clients of this process's own library are not part of what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

NAMES = "sorted(n for n in globals() if not n.startswith('_'))"
LIVE = "len([c for c in type(client)._instances if c.status == 'running'])"


def with_limit(seconds: float) -> str:
    """Return the code with a shorter wait for the page."""
    source = SOURCE.read_text()
    assert source.count("REPLY_LIMIT = 20.0") == 1
    return source.replace("REPLY_LIMIT = 20.0", f"REPLY_LIMIT = {seconds}")


def test_the_client_computes_on_the_workers(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    report = page.attach(sign, cluster)
    assert report["outcome"] == {"code": "attached"}
    assert report["attached"]["cluster"] == cluster
    assert report["attached"]["variable"] == "client"
    code = "import os; print(client.submit(os.getpid).result() not in (0, os.getpid()))"
    assert page.run(code) == "True"
    assert len(page.questions) == 1
    assert page.questions[0]["csr"].startswith("-----BEGIN CERTIFICATE REQUEST-----")
    assert {"python", "dask", "distributed", "msgpack", "numpy"} <= set(
        page.questions[0]["versions"]
    )


def test_nothing_but_the_client_is_left_or_published(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    before = page.run(f"print({NAMES})")
    page.published()
    assert page.attach(sign, cluster)["outcome"]["code"] == "attached"
    assert set(page.published()) == {"status"}
    after = page.run(f"print({NAMES})")
    assert set(json.loads(after.replace("'", '"'))) - set(json.loads(before.replace("'", '"'))) == {
        "client",
        "cluster",
    }
    # Put together here, so that the cells that look do not find themselves.
    needle = "'saturn' + '_attach'"
    history = "get_ipython().history_manager.get_range()"
    assert page.run(f"print(any({needle} in line for line in In))") == "False"
    assert page.run(f"print(any({needle} in row[2] for row in {history}))") == "False"
    assert "PRIVATE KEY" not in page.run("print(repr(globals()))")


def test_attaching_twice_keeps_one_client(page: Page, cluster: dict[str, Any], sign: Sign) -> None:
    page.attach(sign, cluster)
    first = page.run("print(id(client))")
    assert page.attach(sign, cluster)["outcome"]["code"] == "attached"
    assert page.run(f"print(id(client), {LIVE})") == f"{first} 1"
    assert len(page.questions) == 1


def test_attaching_to_another_cluster_closes_the_first(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    page.attach(sign, cluster)
    page.run("old = client")
    other = {**cluster, "base_url": "http://127.0.0.1:2/"}
    assert page.attach(sign, other)["attached"]["cluster"] == other
    assert page.run(f"print(old.status, client.status, {LIVE})") == "closed running 1"


def test_detach_closes_the_client_and_takes_its_name(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    page.attach(sign, cluster)
    page.run("kept = client")
    assert page.detach() == {"outcome": {"code": "detached"}, "attached": None}
    assert page.run("print(kept.status, 'client' in globals())") == "closed False"


def test_k5_an_interrupt_frees_the_kernel(page: Page) -> None:
    message = page.send_attach()
    asked = page.client.stdin_channel.get_msg(timeout=30)
    assert "csr" in asked["content"]["prompt"]
    page.manager.interrupt_kernel()
    assert page.finish(message, None)["outcome"] == {"code": "interrupted"}
    assert page.run("print('free', 'client' in globals())") == "free False"


def test_k7_missing_packages_are_named(bare_page: Page) -> None:
    outcome = bare_page.attach(refuse)["outcome"]
    assert outcome == {"code": "missing", "packages": ["distributed", "cryptography"]}
    assert bare_page.questions == []


@pytest.mark.parametrize("value", ["'mine'", "None"])
def test_k13_a_variable_of_the_user_is_left_alone(
    page: Page, cluster: dict[str, Any], sign: Sign, value: str
) -> None:
    page.run(f"client = {value}")
    assert page.attach(sign, cluster)["outcome"] == {"code": "name-taken", "name": "client"}
    assert page.questions == []
    assert page.run("print(repr(client))") == value
    assert page.attach(sign, cluster, variable="dask_client")["outcome"]["code"] == "attached"
    assert page.run("print(repr(client), dask_client.status)") == f"{value} running"


@pytest.mark.parametrize("name", ["not a name", "import", "", "a.b", "1st"])
def test_a_name_that_cannot_be_is_refused(page: Page, name: str) -> None:
    assert page.attach(refuse, variable=name)["outcome"] == {"code": "bad-name", "name": name}


def test_k15_an_unreachable_scheduler_leaves_the_kernel_usable(page: Page, sign: Sign) -> None:
    def elsewhere(question: dict[str, Any]) -> dict[str, Any]:
        return {**sign(question), "address": "tls://127.0.0.1:9"}

    page.published()
    started = time.monotonic()
    outcome = page.attach(elsewhere)["outcome"]
    assert outcome["code"] == "unreachable"
    assert time.monotonic() - started < 20  # the limit is 12 s; a busy machine may be slower
    assert set(page.published()) == {"status"}
    assert page.run("print('client' in globals())") == "False"


def test_k16_a_page_that_is_gone_frees_the_kernel(page: Page) -> None:
    message = page.send_attach(source=with_limit(2))
    assert page.finish(message, None)["outcome"] == {"code": "no-answer"}
    assert page.run("print('free')") == "free"


def test_an_answer_at_the_deadline_never_hits_the_next_cell(page: Page) -> None:
    # The watchdog has decided to interrupt and is just about to, when the answer comes.
    source = with_limit(1)
    assert source.count("fired.set()") == 1
    slow = source.replace("fired.set()", "fired.set(); time.sleep(1)")

    def late(_: dict[str, Any]) -> dict[str, Any]:
        time.sleep(1.5)  # the moment itself is the point
        return {}

    assert page.attach(late, source=slow)["outcome"] == {"code": "no-answer"}
    assert page.run("import time; time.sleep(1.5); print('unharmed')") == "unharmed"


def test_k8_version_warnings_stay_out_of_the_notebook(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    page.run("import distributed.versions as v\nv._version_cached = lambda package: '1.0'")
    page.published()
    assert page.attach(sign, cluster)["outcome"]["code"] == "attached"
    assert set(page.published()) == {"status"}


def test_k8_what_the_page_says_of_the_cluster_is_kept(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    told = {"scheduler": {"python": "3.8.1"}, "workers": {"python": ["3.8.1", "3.8.2"]}}
    report = page.attach(lambda question: {**sign(question), "versions": told}, cluster)
    assert report["attached"]["versions"] == {**told, "kernel": page.questions[0]["versions"]}


def test_k8_a_scheduler_that_is_not_described_is_asked(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    report = page.attach(lambda question: {**sign(question), "versions": None}, cluster)
    found = report["attached"]["versions"]
    # Kernel, scheduler and workers run the same interpreter here; numpy and others are in all.
    assert found["scheduler"].keys() >= {"python", "dask", "distributed", "msgpack", "tornado"}
    for name, version in found["scheduler"].items():
        assert found["kernel"][name] == version
        assert found["workers"][name] == [version]


def test_k8_a_scheduler_that_does_not_say_is_attached_all_the_same(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    page.run(
        "import distributed.core as core\n"
        "async def refuse(*args, **options): raise OSError('no')\n"
        "original = core.PooledRPCCall.__getattr__\n"
        "def getattr_(self, key): return refuse if key == 'versions' else original(self, key)\n"
        "core.PooledRPCCall.__getattr__ = getattr_"
    )
    report = page.attach(lambda question: {**sign(question), "versions": None}, cluster)
    assert report["outcome"] == {"code": "attached"}
    found = report["attached"]["versions"]
    assert (found["scheduler"], found["workers"]) == (None, None)
    assert found["kernel"] == page.questions[0]["versions"]


def test_k14_hooks_of_the_user_see_no_secret_and_do_no_harm(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    page.run("%xmode Verbose")
    page.run("%load_ext autoreload\n%autoreload 2")
    page.run(
        "seen = []\n"
        "ip = get_ipython()\n"
        "ip.events.register('post_execute', lambda: seen.append('post'))\n"
        "ip.input_transformers_post.append(lambda lines: (seen.extend(lines), lines)[1])\n"
    )
    assert page.attach(sign, cluster)["outcome"]["code"] == "attached"
    assert page.run("print('PRIVATE' + ' KEY-----' in ''.join(seen))") == "False"
    assert (
        page.run("print('saturn' + '_attach' in ''.join(seen))") == "True"
    )  # they do see the code
    assert page.run("print(client.status)") == "running"


def test_k17_shadowed_names_do_no_harm(page: Page, cluster: dict[str, Any], sign: Sign) -> None:
    page.run(
        "json = sys = print_ = list = dict = str = set = len = open = any = all = sorted = None\n"
        "def get_ipython(): raise RuntimeError('mine')\n"
        "class Exception(BaseException): pass\n"
        "BaseException = KeyboardInterrupt = None"
    )
    assert page.attach(sign, cluster)["outcome"]["code"] == "attached"
    assert page.run("print(client.status)") == "running"


def test_a_refusal_leaves_nothing(page: Page) -> None:
    assert page.attach(refuse)["outcome"] == {"code": "refused"}
    assert page.run("print('client' in globals())") == "False"


@pytest.mark.parametrize("answer", [{"address": "x"}, {"address": "tls://a:1", "chain": "no"}])
def test_an_odd_answer_is_contained(page: Page, answer: dict[str, Any]) -> None:
    page.published()
    report = page.attach(lambda _: answer)
    assert report["outcome"]["code"] in ("failed", "unreachable")
    assert report["attached"] is None
    assert set(page.published()) == {"status"}
