"""The canary's journey with a real cluster: attached, restarted, scaled and detached.

The token is one of a local Saturn that runs apart, so that its own files are not swept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import harness
import pytest
from journey import (
    enter_token,
    open_lab,
    open_notebook,
    restart,
    run_all,
    without_the_one_request,
)
from jupyter import Jupyter, Listener
from sweep import Sweeper, descendants

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser import Browser

BUTTON = "document.querySelector('.jp-NotebookPanel-toolbar .jp-Saturn-button')"
CELLS = (
    "%xmode Verbose",
    "import os, sys\nprint(sorted(os.environ.items()), sys.argv)\nglobals()",
    "assert client.submit(os.getpid).result() != os.getpid()\nclient",
    "print(vars(client), [getattr(client.security, n) for n in client.security.__slots__])",
    "print(vars(sys.modules['_jupyterlab_saturn']), cluster.status)",
    "cluster.scale(2)\ncluster",
    "def failing(secret=client):\n    raise ValueError(locals())\nfailing()",
)


@pytest.fixture
def saturn(tmp_path: Path) -> Iterator[harness.LocalServer]:
    found = harness.LocalServer(tmp_path / "saturn", "--port", "0", "--users", "1", "--no-spare")
    yield found.start()
    found.close()


@pytest.fixture
def canary(saturn: harness.LocalServer) -> str:
    found: str = saturn.info["users"][0]["token"]
    return found


@pytest.fixture
def jupyter(tmp_path: Path, saturn: harness.LocalServer) -> Iterator[Jupyter]:
    found = Jupyter(tmp_path / "home", saturn.info["base_url"])
    yield found
    found.close()


def command(browser: Browser, name: str, cluster_id: str) -> None:
    """Run a command as the palette does, and say yes."""
    browser.run(f"void jupyterapp.commands.execute('{name}', {{ clusterId: '{cluster_id}' }})")
    accept = "document.querySelector('.jp-Dialog .jp-mod-accept:not([disabled])')"
    browser.wait(f"!!{accept}", f"the question of {name}")
    browser.run(f"{accept}.click()")


def live_a_day(browser: Browser, jupyter: Jupyter, cluster_id: str, token: str) -> list[bytes]:
    """Sign in, start, attach, work, restart, detach, save; returns what others heard."""
    open_lab(browser, jupyter)
    enter_token(browser, token)
    open_notebook(browser, CELLS)
    listener = Listener(jupyter.connection_file())
    command(browser, "saturn:start-cluster", cluster_id)
    browser.wait("document.querySelector('.jp-Saturn').textContent.includes('Running')", "a start")
    command(browser, "saturn:attach", cluster_id)
    for _ in range(2):
        browser.wait(f"{BUTTON}.textContent.includes('workers')", "the client")
        run_all(browser)
        shown = browser.run("return JSON.stringify(panel.model.toJSON())")
        assert '"ename":"ValueError"' in shown, "only the last cell was to fail"
        assert "AssertionError" not in shown
        restart(browser)
    browser.wait(f"{BUTTON}.textContent.includes('workers')", "the client after a restart")
    command(browser, "saturn:detach", cluster_id)
    browser.wait(f"{BUTTON}.textContent.includes('Attach')", "no client")
    browser.run("await panel.context.save()")
    return listener.close()


def test_canary_is_nowhere_else_when_a_cluster_is_used(
    canary: str, saturn: harness.LocalServer, jupyter: Jupyter, browser: Browser
) -> None:
    sweeper = Sweeper(canary)
    with saturn.client() as client:
        cluster_id = harness.first_cluster(client)

    frames = live_a_day(browser, jupyter, cluster_id, canary)

    assert canary in jupyter.vault.read_text()
    assert any(b"ValueError" in frame for frame in frames)
    assert sweeper.in_texts(without_the_one_request(browser)) == [], "the page's traffic"
    assert sweeper.in_texts(browser.storage()) == [], "the page and the browser's storage"
    assert [sweeper.in_bytes(frame) for frame in frames if sweeper.in_bytes(frame)] == []
    assert sweeper.in_processes(descendants(jupyter.process.pid)) == []
    found = sweeper.in_files(jupyter.home, browser.profile)
    assert {line.split(" in ", 1)[1] for line in found} == {str(jupyter.vault)}
