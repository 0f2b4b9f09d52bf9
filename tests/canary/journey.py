"""What a user does in JupyterLab, and what the page has seen of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from browser import Browser
    from jupyter import Jupyter

CREDENTIALS = "/jupyterlab-saturn/api/credentials"
FORM = ".jp-Saturn .jp-Saturn-signIn"


def open_lab(browser: Browser, jupyter: Jupyter) -> None:
    browser.send("Page.navigate", url=f"{jupyter.url}lab?token={jupyter.token}")
    browser.wait("window.jupyterapp && (await jupyterapp.restored, true)", "JupyterLab")
    browser.run("jupyterapp.shell.activateById('jupyterlab-saturn')")


def enter_token(browser: Browser, token: str) -> None:
    """Enter the token in the sidebar's form, by the keyboard."""
    found = f"document.querySelector('{FORM} input[type=password]')"
    browser.wait(f"!!{found}", "the form")
    browser.run(f"{found}.focus()")
    browser.send("Input.insertText", text=token)
    browser.wait(f"{found}.value.length === {len(token)}", "what was typed")
    browser.run(
        f"[...document.querySelectorAll('{FORM} button')]"
        ".find(button => button.textContent === 'Verify').click()"
    )
    browser.wait(f"!{found}", "the token to be taken")


def open_notebook(browser: Browser, sources: Sequence[str]) -> None:
    """Open a notebook with these cells, and wait for its kernel."""
    cells = [
        {
            "cell_type": "code",
            "source": text,
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        for text in sources
    ]
    kernel = {"name": "python3", "display_name": "Python 3"}
    content = {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    browser.run(
        f"""
        await jupyterapp.serviceManager.contents.save('day.ipynb', {{
          type: 'notebook', format: 'json', content: {json.dumps(content)}
        }});
        window.panel = await jupyterapp.commands.execute('docmanager:open', {{
          path: 'day.ipynb', factory: 'Notebook'
        }});
        await panel.context.ready;
        await panel.sessionContext.ready;
        """
    )
    browser.wait("panel.sessionContext.session?.kernel?.status === 'idle'", "the kernel")


def run_all(browser: Browser) -> None:
    browser.run("await jupyterapp.commands.execute('notebook:run-all-cells')")
    browser.wait(
        "panel.content.widgets.at(-1).model.outputs.length > 0"
        " && panel.sessionContext.session?.kernel?.status === 'idle'",
        "the cells",
    )


def restart(browser: Browser) -> None:
    browser.run(
        """
        const kernel = panel.sessionContext.session.kernel;
        await kernel.restart();
        await kernel.requestKernelInfo();
        for (const cell of panel.content.widgets) { cell.model.clearExecution?.(); }
        """
    )


def without_the_one_request(browser: Browser) -> list[str]:
    """List the page's traffic, but for the body that brought the token."""
    seen: list[str] = []
    browser.keep_bodies()
    for event in browser.events:
        request: dict[str, Any] = event["params"].get("request", {})
        path = urlsplit(request.get("url", "")).path
        if request.get("method") == "PUT" and path == CREDENTIALS:
            assert event["method"] == "Network.requestWillBeSent"
            request = {k: v for k, v in request.items() if k not in ("postData", "postDataEntries")}
            event = {**event, "params": {**event["params"], "request": request}}
            seen.append("the one request")
        seen.append(json.dumps(event))
    assert seen.count("the one request") == 1
    return [*seen, *browser.bodies.values()]
