"""A real Chromium, driven and overheard through its debugging protocol (CDP)."""

from __future__ import annotations

import base64
import itertools
import json
import queue
import shutil
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import websocket
from sweep import running_as_root

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIMIT = 60.0
"""Seconds that anything may take."""


def find_chromium(environment: dict[str, str]) -> str | None:
    """Find a browser; CHROMIUM names another one."""
    names = [environment.get("CHROMIUM", ""), *NAMES]
    return next((path for name in names if name and (path := shutil.which(name))), None)


class Browser:
    """One page, and every request, answer and frame of it."""

    def __init__(self, executable: str, profile: Path) -> None:
        self.profile = profile
        command = [
            executable,
            "--headless=new",
            "--remote-debugging-port=0",
            "--remote-allow-origins=*",
            f"--user-data-dir={profile}",
            *(["--no-sandbox"] if running_as_root() else []),
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            "about:blank",
        ]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        port_file = profile / "DevToolsActivePort"
        until(lambda: port_file.exists() and "\n" in port_file.read_text(), "the browser's port")
        port = port_file.read_text().split()[0]
        pages = httpx.get(f"http://127.0.0.1:{port}/json/list").json()
        address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        self._socket = websocket.create_connection(address, timeout=LIMIT, enable_multithread=True)
        self._ids = itertools.count(1)
        self._replies: dict[int, queue.Queue[dict[str, Any]]] = {}
        self.events: list[dict[str, Any]] = []
        self.bodies: dict[str, str] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        sizes = {"maxTotalBufferSize": 2**29, "maxResourceBufferSize": 2**26}
        self.send("Network.enable", maxPostDataSize=2**20, **sizes)
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Give a command; returns its result."""
        number = next(self._ids)
        self._replies[number] = queue.Queue()
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        reply = self._replies[number].get(timeout=LIMIT)
        del self._replies[number]
        if "error" in reply:
            raise RuntimeError(f"{method}: {reply['error']['message']}")
        return reply["result"]

    def run(self, code: str) -> Any:
        """Run the body of an async function in the page; returns its value."""
        found = self.send(
            "Runtime.evaluate",
            expression=f"(async () => {{ {code} }})()",
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in found:
            details = found["exceptionDetails"]
            raise AssertionError(details.get("exception", details).get("description", details))
        return found["result"].get("value")

    def wait(self, condition: str, what: str) -> None:
        """Wait until an expression is true in the page."""

        def holds() -> bool:
            try:
                return bool(self.run(f"return {condition}"))
            except (AssertionError, RuntimeError):
                return False  # the page is being replaced

        try:
            until(holds, what)
        except AssertionError as error:
            shown = self.run("return document.body?.innerText ?? 'nothing'")
            raise AssertionError(f"{error}; the page shows: {shown[-1500:]}") from None

    def keep_bodies(self) -> None:
        """Ask for the bodies of what was loaded so far: the browser does not keep them for ever."""
        for event in list(self.events):
            key = event["params"].get("requestId", "")
            if event["method"] != "Network.loadingFinished" or key in self.bodies:
                continue
            try:
                found = self.send("Network.getResponseBody", requestId=key)
            except RuntimeError:
                continue  # an answer without a body
            text = found["body"]
            if found["base64Encoded"]:
                text = base64.b64decode(text).decode("latin-1")
            self.bodies[key] = text

    def traffic(self) -> list[str]:
        """List all that the page sent, received and logged, as text."""
        self.keep_bodies()
        return [
            *(json.dumps(event, ensure_ascii=False) for event in self.events),
            *self.bodies.values(),
        ]

    def storage(self) -> list[str]:
        """List what the page left in the browser, and what it shows."""
        found = self.run(STORAGE)
        cookies = self.send("Network.getAllCookies")
        return [*found, json.dumps(cookies)]

    def _listen(self) -> None:
        while True:
            try:
                message = json.loads(self._socket.recv())
            except (OSError, ValueError, websocket.WebSocketException):
                return
            if "id" in message:
                self._replies[message["id"]].put(message)
            else:
                self.events.append(message)


STORAGE = """
const found = [
  document.documentElement.outerHTML,
  location.href,
  JSON.stringify(Object.entries(localStorage)),
  JSON.stringify(Object.entries(sessionStorage)),
  ...[...document.querySelectorAll('input, textarea')].map(field => field.value)
];
const read = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
for (const { name } of await indexedDB.databases()) {
  const base = await read(indexedDB.open(name));
  for (const store of base.objectStoreNames) {
    const all = base.transaction(store).objectStore(store);
    const held = [await read(all.getAllKeys()), await read(all.getAll())];
    found.push(name + store, JSON.stringify(held));
  }
  base.close();
}
for (const name of await caches.keys()) {
  const cache = await caches.open(name);
  for (const request of await cache.keys()) {
    found.push(request.url, await (await cache.match(request)).text());
  }
}
return found;
"""


def until(condition: Callable[[], bool], what: str, within: float = LIMIT) -> None:
    """Wait for a condition; fails when it does not come true."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)
