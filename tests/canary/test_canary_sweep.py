"""The canary's journey: a token that is entered once is nowhere but where it belongs.

It may be in the vault, in the requests that Saturn gets, and in the body of the one request that
brought it to our server. Everything else that a user's day leaves behind is swept: design 4.1.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from browser import until
from journey import (
    enter_token,
    open_lab,
    open_notebook,
    restart,
    run_all,
    without_the_one_request,
)
from jupyter import Listener
from sweep import descendants

if TYPE_CHECKING:
    from browser import Browser
    from jupyter import Jupyter
    from sweep import Sweeper
    from upstream import Upstream

ROW = "document.querySelector('.jp-Saturn-row[aria-label=\"cluster run\"]')"
CSR = ("POST", "/api/dask_clusters/run/csr")
CELLS = (
    "%xmode Verbose",
    "import os, sys\nprint(sorted(os.environ), sys.argv)\nglobals()",
    "module = sys.modules.get('_jupyterlab_saturn')\nprint(vars(module) if module else None)",
    "print(globals().get('client'))\n1 / 0",
)


def click(browser: Browser, name: str) -> None:
    """Click an action of the running cluster, once it can be clicked."""
    button = f"[...{ROW}?.querySelectorAll('button') ?? []].find(b => b.textContent === '{name}')"
    if not browser.run(f"return !!{button}"):
        browser.run(f"{ROW}.querySelector('.jp-Saturn-rowTitle').click()")
    browser.wait(f"{button} && !{button}.disabled", f"the button {name}")
    browser.run(f"{button}.click()")


def attach_in_vain(browser: Browser) -> None:
    """Attach, and wait until the page tells that it failed."""
    click(browser, "Attach")
    alert = "document.querySelector('.jp-Saturn .jp-Saturn-error, .jp-Saturn [role=alert]')"
    browser.wait(f"{alert}?.textContent", "the failure")


def bad_bodies(token: str) -> list[bytes]:
    """List what a broken page, or somebody who tries, may send."""
    return [
        f'{{"token": "{token}'.encode(),
        json.dumps({"token": f"{token} {token}"}).encode(),
        json.dumps({"token": token, token: token}).encode(),
        json.dumps({"token": token, "base_url": f"https://{token}@x.example"}).encode(),
        json.dumps({"token": token, "base_url": token}).encode(),
        json.dumps({"base_url": token, "project": token, "token": token}).encode(),
        json.dumps([token]).encode(),
        token.encode() * 2000,
        b"\xff" + token.encode(),
    ]


def trouble(browser: Browser, jupyter: Jupyter, upstream: Upstream) -> None:
    """Have everything fail, with a Saturn that repeats the token in its answers."""
    token, faults = upstream.saturn.token, upstream.saturn.faults
    for status in (500, 302, 403, 401):
        faults["*"] = upstream.echo(status)
        for path in ("run/stop", "off/start", "run/restart", "run/certificate"):
            assert jupyter.call("POST", f"clusters/{path}") >= 400
        assert jupyter.call("POST", "refresh") == 204
        assert jupyter.call("PUT", "credentials", json.dumps({"token": token}).encode()) >= 400
        browser.run("await jupyterapp.commands.execute('saturn:refresh')")
    faults["*"] = upstream.echo_type()
    assert jupyter.call("POST", "refresh") == 204
    assert jupyter.call("PUT", "credentials", json.dumps({"token": token}).encode()) >= 400
    faults.clear()
    for body in bad_bodies(token):
        for method, path in (
            ("PUT", "credentials"),
            ("PUT", "connection"),
            ("POST", "leaked-token"),
            ("POST", "clusters/run/certificate"),
            ("PUT", "clusters/run/scale"),
        ):
            status = jupyter.call(method, path, body)
            # A page may hand over anything that a user wrote into the settings.
            assert status >= 400 or path == "leaked-token", (method, path, body[:40])
    assert jupyter.call("POST", "refresh") == 204


def live_a_day(browser: Browser, jupyter: Jupyter, upstream: Upstream) -> list[bytes]:
    """Sign in, work, fail, restart, save; returns what others heard of the kernel."""
    open_lab(browser, jupyter)
    enter_token(browser, upstream.saturn.token)
    browser.run("await jupyterapp.commands.execute('saturn:refresh')")
    browser.wait(f"!!{ROW}", "the clusters")
    open_notebook(browser, CELLS)
    listener = Listener(jupyter.connection_file())
    attach_in_vain(browser)
    run_all(browser)
    upstream.saturn.faults[CSR] = upstream.echo(500)
    restart(browser)
    attach_in_vain(browser)
    run_all(browser)
    upstream.saturn.faults.clear()
    trouble(browser, jupyter, upstream)
    browser.run(
        """
        await panel.context.save();
        await panel.context.createCheckpoint();
        await jupyterapp.serviceManager.terminals.startNew();
        """
    )
    until(lambda: any((jupyter.home / "workspaces").iterdir()), "the workspace")
    return listener.close()


def test_canary_is_nowhere_but_where_it_belongs(
    canary: str, sweeper: Sweeper, upstream: Upstream, jupyter: Jupyter, browser: Browser
) -> None:
    frames = live_a_day(browser, jupyter, upstream)

    # It was there at all, and reached those whom it is for.
    assert canary in jupyter.vault.read_text()
    sent = [request.headers.get("authorization", "") for request in upstream.saturn.requests]
    assert f"token {canary}" in sent
    assert (jupyter.work / "day.ipynb").exists()
    assert any((jupyter.work / ".ipynb_checkpoints").iterdir())
    assert (jupyter.home / "ipython" / "profile_default" / "history.sqlite").exists()
    log = jupyter.log.read_text()
    assert "[D 2" in log
    assert "receive_response_headers.complete" in log
    assert any(b"ZeroDivisionError" in frame for frame in frames)

    assert sweeper.in_texts(without_the_one_request(browser)) == [], "the page's traffic"
    assert sweeper.in_texts(browser.storage()) == [], "the page and the browser's storage"
    assert [sweeper.in_bytes(frame) for frame in frames if sweeper.in_bytes(frame)] == []
    family = descendants(jupyter.process.pid)
    assert len(family) >= 3, "the server, a kernel, a terminal"
    assert sweeper.in_processes(family) == [], "command lines and environments"

    places = (jupyter.home, browser.profile)
    found = sweeper.in_files(*places)
    assert {line.split(" in ", 1)[1] for line in found} == {str(jupyter.vault)}

    # Signed out, it is nowhere at all.
    assert jupyter.call("DELETE", "credentials") == 200
    jupyter.close()
    browser.close()
    assert sweeper.in_files(*places) == []
