"""The sweep finds what it looks for: a canary is planted once in each kind of place."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from sweep import Sweeper, descendants

if TYPE_CHECKING:
    from pathlib import Path

    from browser import Browser


def plants(secret: str) -> dict[str, bytes]:
    raw = secret.encode()
    return {
        "raw": b"log: " + raw + b"\n",
        "json": json.dumps({"a": [secret]}).encode(),
        "reversed": raw[::-1],
        "url": f"https://x.example/?t={quote(secret)}".encode(),
        "url, all quoted": quote(secret, safe="").lower().encode(),
        "header": base64.b64encode(f"user:{secret}".encode()),
        **{f"base64 {n}": base64.b64encode(b"x" * n + raw + b"yz") for n in range(3)},
        **{f"base64url {n}": base64.urlsafe_b64encode(b"x" * n + raw) for n in range(3)},
        "hex": raw.hex().upper().encode(),
        "utf-16": secret.encode("utf-16"),
    }


@pytest.mark.parametrize("name", plants("x"))
def test_canary_is_found_in_every_form(canary: str, sweeper: Sweeper, name: str) -> None:
    plant = plants(canary)[name]
    assert sweeper.in_bytes(b"before " + plant + b" after")
    other = Sweeper("Another+0123456789abcdef/0123456789abcdef==")
    assert other.in_bytes(plant) == []


def test_canary_is_found_in_every_kind_of_file(
    canary: str, sweeper: Sweeper, tmp_path: Path
) -> None:
    place = tmp_path / "deep" / ".hidden"
    place.mkdir(parents=True)
    (place / "innocent").write_text("nothing")
    (place / "missing").symlink_to("nowhere")
    assert sweeper.in_files(tmp_path) == []
    with sqlite3.connect(place / "history.sqlite") as base:
        base.execute("create table history (source text)")
        base.execute("insert into history values (?)", (f"token = '{canary}'",))
    base.close()
    (place / "a.gz").write_bytes(gzip.compress(canary.encode()))
    (place / "link").symlink_to(f"/tmp/{canary.replace('/', '_')}{canary[::-1]}")
    (place / quote(canary, safe="")).touch()
    found = sweeper.in_files(tmp_path)
    for name in ("history.sqlite", "a.gz", "link", quote(canary, safe="")):
        assert any(name in line for line in found), (name, found)


@pytest.mark.parametrize("place", ["argv", "environ"])
def test_canary_is_found_in_a_descendant(canary: str, sweeper: Sweeper, place: str) -> None:
    code = "import sys; print(1, flush=True); sys.stdin.read()"
    nested = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}, *sys.argv[1:]])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", nested, *([canary] if place == "argv" else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"SECRET": canary} if place == "environ" else {},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    family = descendants(process.pid)
    assert len(family) == 2
    found = sweeper.in_processes(family)
    process.communicate(b"")
    assert len({line.split()[-1] for line in found}) == 2
    assert sweeper.in_processes(family) == [], "who has ended says nothing"


IN_PAGE = {
    "dom": "document.body.dataset.x = secret",
    "input": "const f = document.createElement('input'); document.body.append(f); f.value = secret",
    "localStorage": "localStorage.setItem('x', secret)",
    "sessionStorage": "sessionStorage.setItem(secret, 'x')",
    "cookie": "document.cookie = 'x=' + encodeURIComponent(secret)",
    "indexedDB": """await new Promise(done => {
        const opening = indexedDB.open('base', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('store');
        opening.onsuccess = () => {
          const change = opening.result.transaction('store', 'readwrite');
          change.objectStore('store').put({ secret }, 1);
          change.oncomplete = () => { opening.result.close(); done(); };
        };
      })""",
    "cache": "await (await caches.open('c')).put('/x', new Response(secret))",
    "url of a request": "await fetch('/?' + encodeURIComponent(secret)).catch(() => 0)",
    "body of a request": "await fetch('/', { method: 'POST', body: secret }).catch(() => 0)",
    "header of a request": "await fetch('/', { headers: { 'X-A': secret } }).catch(() => 0)",
    "answer": "await (await fetch('/echo', { method: 'PUT', body: btoa(secret) })).text()",
    "console": "console.debug({ deep: { secret } }, secret)",
}


@pytest.mark.parametrize("place", IN_PAGE)
def test_canary_is_found_in_a_page(
    canary: str, sweeper: Sweeper, browser: Browser, echo: str, place: str
) -> None:
    browser.send("Page.navigate", url=echo)
    browser.wait("document.readyState === 'complete' && location.protocol === 'http:'", "the page")
    assert sweeper.in_texts([*browser.traffic(), *browser.storage()]) == []
    browser.run(f"const secret = {json.dumps(canary)}; {IN_PAGE[place]}")
    assert sweeper.in_texts([*browser.traffic(), *browser.storage()])
