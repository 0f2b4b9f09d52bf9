"""The vault between several Jupyter servers, and without a file."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from fake_saturn import TOKEN
from server_rig import A, B, a_credential

from jupyterlab_saturn import locks
from jupyterlab_saturn.errors import SaturnError
from jupyterlab_saturn.vault import FILE_NAME, Vault

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Modes and owners are POSIX's.")


def test_vault_is_read_again_when_another_server_changed_it(vault: Vault, directory: Path) -> None:
    other = Vault(directory)
    assert vault.get(A) is None
    other.put(a_credential())
    assert vault.get(A) == a_credential()
    other.put(a_credential(token="newer-token-1"))
    assert vault.get(A) == a_credential(token="newer-token-1")
    assert other.forget(A)
    assert vault.get(A) is None
    assert not vault.forget(A)


def test_vault_writers_do_not_lose_each_others_tokens(directory: Path) -> None:
    origins = [f"https://h{number}.example" for number in range(12)]
    code = (
        "import sys, pathlib\n"
        "from jupyterlab_saturn.vault import Vault\n"
        "from jupyterlab_saturn.credentials import Credential\n"
        "vault = Vault(pathlib.Path(sys.argv[1]))\n"
        "for origin in sys.argv[2:]: vault.put(Credential(origin, 'some-token', 'vault'))\n"
    )
    start = [sys.executable, "-c", code, str(directory)]
    processes = [subprocess.Popen([*start, *origins[turn::3]]) for turn in range(3)]
    assert [process.wait(30) for process in processes] == [0, 0, 0]
    assert Vault(directory).origins() == tuple(sorted(origins))


def test_vault_waits_for_the_lock_and_gives_up(vault: Vault, file: Path, monkeypatch: Any) -> None:
    vault.put(a_credential())
    lock = file.with_name(f"{FILE_NAME}.lock")
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", 0.1)
    with locks.exclusively(lock), pytest.raises(SaturnError, match="Another program"):
        vault.put(a_credential(B))
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", 10)
    with locks.exclusively(lock):
        thread = threading.Thread(target=vault.put, args=(a_credential(B),))
        thread.start()
        assert vault._path is not None
    thread.join(10)
    assert vault.origins() == (A, B)


def test_vault_forgets_everywhere(vault: Vault, file: Path, directory: Path) -> None:
    vault.put(a_credential())
    (directory / f"{FILE_NAME}.bad-20260101T000000").write_text(TOKEN)
    (directory / f"{FILE_NAME}.0123456789abcdef.tmp").write_text(TOKEN)
    assert vault.forget(A)
    assert not file.exists()
    for path in directory.rglob("*"):
        assert TOKEN.encode() not in path.read_bytes()


def test_vault_change_removes_what_a_killed_server_left(vault: Vault, directory: Path) -> None:
    vault.put(a_credential())
    left = directory / f"{FILE_NAME}.0123456789abcdef.tmp"
    left.write_text(TOKEN)
    vault.put(a_credential(B))
    assert not left.exists()
    assert vault.origins() == (A, B)


def test_vault_is_wiped_whole(vault: Vault, file: Path, directory: Path) -> None:
    vault.put(a_credential())
    vault.put(a_credential(B))
    names = (f"{FILE_NAME}.0123456789abcdef.tmp", f"{FILE_NAME}.bad-20260101T000000")
    for name in names:
        (directory / name).write_text(TOKEN)
    assert vault.wipe() == ((A, B), names)
    assert not file.exists()
    assert vault.origins() == ()
    for path in directory.rglob("*"):
        assert TOKEN.encode() not in path.read_bytes()
    assert vault.wipe() == ((), ())


def test_vault_in_memory_writes_nothing(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    vault = Vault(None)
    vault.put(a_credential())
    assert (vault.kind, vault.get(A), vault.origins()) == ("memory", a_credential(), (A,))
    assert vault.forget(A)
    assert vault.get(A) is None
    assert list(tmp_path.iterdir()) == []
