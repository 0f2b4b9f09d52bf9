"""The file of tokens: security.md T12 and T13, rows L5 and L6."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fake_saturn import TOKEN
from server_rig import A, B, a_credential

from jupyterlab_saturn import privatefile
from jupyterlab_saturn.errors import SaturnError
from jupyterlab_saturn.vault import FILE_NAME, Vault, is_served

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Modes and owners are POSIX's.")


def test_vault_keeps_one_token_for_each_origin(vault: Vault, directory: Path) -> None:
    full = a_credential(
        B,
        "other-token",
        scheme="Bearer",
        user="bob",
        scope="user",
        expires_at="2027-01-01T00:00:00Z",
    )
    vault.put(a_credential())
    vault.put(full)
    vault.put(a_credential(token="newer-token"))
    again = Vault(directory)
    assert again.origins() == (A, B)
    assert again.get(A) == a_credential(token="newer-token")
    assert again.get(B) == full
    assert again.get("https://a.example:8443") is None
    assert again.get("") is None


def test_t12_file_and_directory_are_for_the_user_alone(
    vault: Vault, file: Path, directory: Path
) -> None:
    directory.mkdir(mode=0o755, parents=True)
    directory.chmod(0o755)
    before = os.umask(0)
    try:
        vault.put(a_credential())
    finally:
        os.umask(before)
    assert directory.stat().st_mode & 0o777 == 0o700
    for path in directory.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, path


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="Only root can be two users.")
def test_t12_another_user_cannot_read(vault: Vault, file: Path, tmp_path: Path) -> None:
    for path in (tmp_path, *tmp_path.parents):
        if path.name.startswith("pytest-") or path == tmp_path:
            path.chmod(0o755)
    control = tmp_path / "control"
    control.write_text("x")
    vault.put(a_credential())

    def cat(path: Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["cat", path], user=65534, capture_output=True, check=False)

    assert cat(control).stdout == b"x"
    file.parent.parent.chmod(0o755)
    for mode in (0o700, 0o755):
        file.parent.chmod(mode)
        assert b"Permission denied" in cat(file).stderr


def test_t12_symbolic_link_is_refused(
    vault: Vault, file: Path, directory: Path, tmp_path: Path, caplog: Any
) -> None:
    vault.put(a_credential())
    target = tmp_path / "target"
    file.rename(target)
    file.symlink_to(target)
    before = target.read_bytes()
    other = Vault(directory)
    assert other.get(A) is None
    assert "symbolic link" in caplog.text
    with pytest.raises(SaturnError, match="symbolic link") as failure:
        other.put(a_credential(B))
    assert failure.value.status == 507
    assert target.read_bytes() == before
    assert file.is_symlink()


def test_t12_directory_that_is_a_link_is_refused(
    vault: Vault, directory: Path, tmp_path: Path
) -> None:
    directory.parent.mkdir()
    (tmp_path / "elsewhere").mkdir()
    directory.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SaturnError, match="symbolic link"):
        vault.put(a_credential())
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_t12_directory_that_became_a_link_is_not_read(
    vault: Vault, directory: Path, tmp_path: Path, caplog: Any
) -> None:
    vault.put(a_credential())
    directory.rename(tmp_path / "elsewhere")
    directory.symlink_to(tmp_path / "elsewhere")
    assert Vault(directory).get(A) is None
    assert "Its directory is a symbolic link" in caplog.text


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="Only root can give away files.")
@pytest.mark.parametrize("what", ["file", "directory"])
def test_t12_foreign_owner_is_refused(vault: Vault, file: Path, directory: Path, what: str) -> None:
    vault.put(a_credential())
    os.chown(file if what == "file" else directory, 65534, 65534)
    other = Vault(directory)
    if what == "file":
        assert other.get(A) is None
    with pytest.raises(SaturnError, match="another user"):
        other.put(a_credential(B))


def test_t12_pipe_does_not_block(vault: Vault, file: Path, directory: Path) -> None:
    directory.mkdir(parents=True, mode=0o700)
    os.mkfifo(file, 0o600)
    assert vault.get(A) is None
    with pytest.raises(SaturnError, match="regular file"):
        vault.put(a_credential())


def test_t12_file_that_others_could_read_is_moved_aside(
    vault: Vault, file: Path, directory: Path, caplog: Any
) -> None:
    vault.put(a_credential())
    file.chmod(0o644)
    other = Vault(directory)
    assert other.get(A) is None
    assert "open to other users" in caplog.text
    (aside,) = directory.glob(f"{FILE_NAME}.bad-*")
    assert aside.stat().st_mode & 0o777 == 0o600
    other.put(a_credential(B))
    assert Vault(directory).origins() == (B,)


def test_t12_file_system_without_modes_keeps_nothing(
    vault: Vault, file: Path, monkeypatch: Any
) -> None:
    replace = Path.replace

    def loosened(self: Path, target: Path) -> Path:
        self.chmod(0o664)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", loosened)
    with pytest.raises(SaturnError, match="open to other users"):
        vault.put(a_credential())
    assert not file.exists()


def test_t13_is_served_with_hidden_files_only(tmp_path: Path) -> None:
    inside = tmp_path / "root" / ".local" / "saturn"
    sibling = tmp_path / "root-too" / "saturn"
    (tmp_path / "link").symlink_to(tmp_path / "root")
    for root in ("root", "link", "x/../root"):
        assert is_served(inside, ["", str(tmp_path / root)], has_hidden=True)
        assert not is_served(inside, [str(tmp_path / root)], has_hidden=False)
        assert not is_served(sibling, [str(tmp_path / root)], has_hidden=True)


@pytest.mark.parametrize("fault", ["ENOSPC", "fsize"])
def test_l5_full_disk_keeps_the_old_file(
    vault: Vault, file: Path, directory: Path, monkeypatch: Any, fault: str
) -> None:
    vault.put(a_credential())
    before = file.read_bytes()
    if fault == "ENOSPC":

        def full(*_: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(privatefile.os, "fsync", full)
        with pytest.raises(SaturnError) as failure:
            vault.put(a_credential(B))
        assert "No space left" in failure.value.reason
        assert failure.value.status == 507
    else:
        code = (
            "import resource, signal, sys, pathlib\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
            "from jupyterlab_saturn.vault import Vault\n"
            "from jupyterlab_saturn.credentials import Credential\n"
            "credential = Credential('https://b.example', 'x' * 9, 'vault')\n"
            "try: Vault(pathlib.Path(sys.argv[1])).put(credential)\n"
            "except Exception as error: print(error.code)\n"
        )
        run = subprocess.run(
            [sys.executable, "-c", code, str(directory)], capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == "vault", run.stderr
    assert file.read_bytes() == before
    assert not list(directory.glob("*.tmp"))
    assert vault.get(A) == a_credential()
    assert vault.get(B) is None


def test_l6_damaged_files_never_give_a_wrong_token(
    vault: Vault, file: Path, directory: Path, caplog: Any
) -> None:
    good = {A: a_credential(), B: a_credential(B, "other-token", user="bob")}
    for credential in good.values():
        vault.put(credential)
    whole = file.read_bytes()
    chance = random.Random(7)
    for turn in range(200):
        damaged = bytearray(whole)
        if turn % 2:
            del damaged[chance.randrange(len(whole)) :]
        else:
            place = chance.randrange(len(whole))
            damaged[place] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        file.chmod(0o600)
        caplog.clear()
        other = Vault(directory)
        found = {origin: other.get(origin) for origin in other.origins()}
        assert found in ({}, good), bytes(damaged)
        if not found:
            assert "damaged" in caplog.text
            assert not file.exists()
            # It warns once, and what is entered now is kept.
            assert other.get(A) is None
            assert caplog.text.count("damaged") == 1
        assert TOKEN not in caplog.text
        other.put(a_credential(B))
        assert Vault(directory).get(B) == a_credential(B)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"version": 2, "tokens": {}, "checksum": ""}',
        '{"version": 1, "tokens": [], "checksum": ""}',
        "[" * 100_000,
        "\x00" * 64,
    ],
)
def test_l6_other_content_is_moved_aside(vault: Vault, file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, mode=0o700)
    file.write_text(text)
    file.chmod(0o600)
    assert vault.get(A) is None
    assert not file.exists()
    vault.put(a_credential())
    assert vault.get(A) == a_credential()
